/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/content_parts.h"

struct piece {
	uint64_t at;	 /* in the item */
	uint64_t offset; /* in inner */
	uint64_t len;
};

struct pieces {
	struct bytes bytes; /* first: view() gets this */
	struct bytes *inner;
	struct piece *v;
	size_t n;
	size_t last;		/* where the last look-up ended */
	unsigned char *scratch; /* BYTES_WINDOW, for views that cross from one piece to the next */
};

/* ---- Reading the list ---- */

static int
read_piece(struct piece *p, const json_t *run, const char *offset_key, uint64_t at,
	   const struct bytes *inner, size_t i, struct error *e)
{
	if (content_u64(run, "file_offset", &p->at) || content_u64(run, offset_key, &p->offset) ||
	    content_u64(run, "len", &p->len))
		return error_set(e, ERROR_INPUT,
				 "run %zu of the content is not made of file_offset, %s and len", i,
				 offset_key);
	if (p->at != at || p->len == 0)
		return error_set(e, ERROR_INPUT,
				 "run %zu of the content does not begin where the one before ends",
				 i);
	if (p->offset > inner->size || p->len > inner->size - p->offset)
		return error_set(e, ERROR_INPUT,
				 "run %zu of the content (%" PRIu64 " bytes at %" PRIu64
				 ") lies outside of what it is read from (%" PRIu64 " bytes)",
				 i, p->len, p->offset, inner->size);
	return 0;
}

/*
 * The total cannot overflow: jansson's integers end at 2^63, and at is at most one length further.
 */
static int
read_pieces(struct pieces *p, const json_t *runs, const char *offset_key, struct error *e)
{
	uint64_t at = 0;

	for (size_t i = 0; i < p->n; i++) {
		if (read_piece(&p->v[i], json_array_get(runs, i), offset_key, at, p->inner, i, e))
			return -1;
		at += p->v[i].len;
		if (at > p->bytes.size)
			break;
	}
	if (at != p->bytes.size)
		return error_set(
			e, ERROR_INPUT,
			"the runs of the content do not add up to the item's size (%" PRIu64
			" bytes)",
			p->bytes.size);
	return 0;
}

/* ---- Views ---- */

static bool
holds(const struct piece *p, uint64_t at)
{
	return at >= p->at && at - p->at < p->len;
}

/* The piece that holds an offset below size: the one of last time, its successor, or by halving. */
static const struct piece *
find(struct pieces *p, uint64_t at)
{
	size_t low = 0, high = p->n - 1;

	if (holds(&p->v[p->last], at))
		return &p->v[p->last];
	if (p->last + 1 < p->n && holds(&p->v[p->last + 1], at))
		return &p->v[++p->last];
	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		if (p->v[middle].at <= at)
			low = middle;
		else
			high = middle - 1;
	}
	p->last = low;
	return &p->v[low];
}

static size_t
min_size(uint64_t a, size_t b)
{
	return a < b ? (size_t)a : b;
}

static void
assemble(struct pieces *p, uint64_t at, size_t n)
{
	size_t done = 0;

	if (!p->scratch)
		p->scratch = memory_new(BYTES_WINDOW);
	while (done < n) {
		const struct piece *x = find(p, at + done);
		uint64_t in = at + done - x->at;
		size_t part = min_size(x->len - in, n - done);
		size_t got = bytes_read(p->inner, x->offset + in, p->scratch + done, part);

		memset(p->scratch + done + got, 0, part - got);
		p->bytes.unreadable += part - got;
		done += part;
	}
}

static const unsigned char *
view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct pieces *p = (struct pieces *)self;
	uint64_t unreadable = p->inner->unreadable;
	const unsigned char *bytes;
	const struct piece *x;
	size_t least;

	*got = 0;
	if (offset >= self->size || want == 0)
		return NULL;
	least = min_size(self->size - offset, want < BYTES_WINDOW ? want : BYTES_WINDOW);
	x = find(p, offset);
	if (x->len - (offset - x->at) >= least) {
		bytes = bytes_view(p->inner, x->offset + (offset - x->at),
				   min_size(x->len - (offset - x->at), want), got);
	} else {
		assemble(p, offset, least);
		bytes = p->scratch;
		*got = least;
	}
	self->unreadable += p->inner->unreadable - unreadable;
	return bytes;
}

/* ---- Opening and closing ---- */

int
pieces_open(struct pieces **out, struct bytes *inner, const json_t *runs, const char *offset_key,
	    uint64_t size, struct error *e)
{
	struct pieces *p = memory_zero(1, sizeof(*p));

	p->bytes.size = size;
	p->bytes.view = view;
	p->inner = inner;
	p->n = json_array_size(runs);
	p->v = memory_zero(p->n + 1, sizeof(*p->v));
	*out = p;
	if (read_pieces(p, runs, offset_key, e)) {
		pieces_close(out);
		return -1;
	}
	return 0;
}

struct bytes *
pieces_bytes(struct pieces *p)
{
	return &p->bytes;
}

void
pieces_close(struct pieces **pieces)
{
	struct pieces *p = *pieces;

	if (!p)
		return;
	free(p->v);
	free(p->scratch);
	free(p);
	*pieces = NULL;
}
