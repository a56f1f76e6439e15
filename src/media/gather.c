/* SPDX-License-Identifier: Apache-2.0 */
#include "media/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The part that holds a place which lies inside. */
static const struct gather_part *
part_of(const struct gather *g, uint64_t at)
{
	size_t low = 0, high = g->n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (g->v[middle].begin <= at)
			low = middle;
		else
			high = middle;
	}
	return &g->v[low];
}

/* Copies n bytes that lie in several parts, all inside. */
static void
put_together(struct gather *g, uint64_t offset, size_t n)
{
	size_t done = 0;

	while (done < n) {
		const struct gather_part *p = part_of(g, offset + done);
		uint64_t in = offset + done - p->begin, rest = p->size - in;
		size_t take = rest < n - done ? (size_t)rest : n - done;

		/* what the inner source lacks reads as zeros */
		if (bytes_read(g->inner, p->at + in, g->window + done, take) < take)
			memset(g->window + done, 0, take);
		done += take;
	}
}

static const unsigned char *
gather_view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct gather *g = (struct gather *)self;
	const struct gather_part *p;
	uint64_t in, rest;

	*got = 0;
	if (offset >= self->size || want == 0)
		return NULL;
	p = part_of(g, offset);
	in = offset - p->begin;
	rest = p->size - in;
	if (want > self->size - offset)
		want = (size_t)(self->size - offset);
	if (rest >= want || rest >= BYTES_WINDOW)
		return bytes_view(g->inner, p->at + in, want < rest ? want : (size_t)rest, got);
	*got = want < BYTES_WINDOW ? want : BYTES_WINDOW;
	put_together(g, offset, *got);
	return g->window;
}

struct gather *
gather_new(struct bytes *inner)
{
	struct gather *g = memory_new(sizeof *g);

	g->bytes = (struct bytes){0, gather_view, 0};
	g->inner = inner;
	g->window = memory_new(BYTES_WINDOW);
	g->n = 0;
	return g;
}

void
gather_free(struct gather **g)
{
	if (!*g)
		return;
	free((*g)->window);
	free(*g);
	*g = NULL;
}

void
gather_add(struct gather *g, uint64_t at, uint64_t end)
{
	if (end > g->inner->size)
		end = g->inner->size;
	if (g->n == GATHER_MAX || at >= end)
		return;
	g->v[g->n++] = (struct gather_part){at, end - at, g->bytes.size};
	g->bytes.size += end - at;
}

uint64_t
gather_place(const struct gather *g, uint64_t at)
{
	const struct gather_part *p;

	if (g->n == 0)
		return at;
	p = part_of(g, at ? at - 1 : 0);
	return p->at + (at - p->begin);
}

uint64_t
gather_before(const struct gather *g, uint64_t place)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < g->n && g->v[i].at < place; i++)
		sum += place - g->v[i].at < g->v[i].size ? place - g->v[i].at : g->v[i].size;
	return sum;
}
