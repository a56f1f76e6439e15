/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/pieces.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The index of the piece that holds a byte of the file; offset < bytes.size. */
static size_t
piece_of(const struct pieces *p, uint64_t offset)
{
	size_t low = 0, high = p->n - 1;

	if (p->last < p->n && p->v[p->last].offset <= offset)
		low = p->last;
	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		if (p->v[middle].offset <= offset)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

static uint64_t
piece_size(const struct piece *x)
{
	return x->end - x->start;
}

/* Copies n bytes that may lie in several pieces. */
static const unsigned char *
stitch(struct pieces *p, uint64_t offset, size_t n)
{
	size_t done = 0;

	if (!p->seam)
		p->seam = memory_new(BYTES_WINDOW);
	for (size_t i = piece_of(p, offset); done < n; i++) {
		uint64_t skip = offset + done - p->v[i].offset;
		uint64_t left = piece_size(&p->v[i]) - skip;
		size_t part = n - done < left ? n - done : (size_t)left;

		if (bytes_read(p->space, p->v[i].start + skip, p->seam + done, part) < part)
			break;
		done += part;
	}
	memset(p->seam + done, 0, n - done);
	return p->seam;
}

static const unsigned char *
pieces_view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct pieces *p = (struct pieces *)self;

	*got = 0;
	if (offset >= self->size || want == 0)
		return NULL;
	if (want > self->size - offset)
		want = (size_t)(self->size - offset);
	p->last = piece_of(p, offset);

	const struct piece *x = &p->v[p->last];
	uint64_t skip = offset - x->offset, left = piece_size(x) - skip;
	uint64_t faults = p->space->unreadable;
	const unsigned char *bytes;
	if (left >= want || left >= BYTES_WINDOW) {
		bytes = bytes_view(p->space, x->start + skip, left < want ? (size_t)left : want,
				   got);
	} else {
		*got = want < BYTES_WINDOW ? want : BYTES_WINDOW;
		bytes = stitch(p, offset, *got);
	}
	self->unreadable += p->space->unreadable - faults;
	return bytes;
}

void
pieces_init(struct pieces *p, struct bytes *space)
{
	*p = (struct pieces){.bytes = {0, pieces_view, 0}, .space = space};
}

void
pieces_add(struct pieces *p, uint64_t start, uint64_t end)
{
	struct piece *last = p->n ? &p->v[p->n - 1] : NULL;

	assert(start <= end && end <= p->space->size);
	if (start == end)
		return;
	if (last && last->end == start) {
		last->end = end;
	} else {
		if (p->n == p->cap) {
			p->cap = p->cap ? p->cap * 2 : 8;
			p->v = memory_resize_array(p->v, p->cap, sizeof *p->v);
		}
		p->v[p->n++] = (struct piece){start, end, p->bytes.size};
	}
	p->bytes.size += end - start;
}

void
pieces_cut(struct pieces *p, uint64_t size)
{
	while (p->n && p->v[p->n - 1].offset >= size)
		p->n--;
	if (p->n) {
		struct piece *last = &p->v[p->n - 1];

		if (piece_size(last) > size - last->offset)
			last->end = last->start + (size - last->offset);
		p->bytes.size = last->offset + piece_size(last);
	} else {
		p->bytes.size = 0;
	}
	p->last = 0;
}

uint64_t
pieces_address(const struct pieces *p, uint64_t offset)
{
	assert(offset < p->bytes.size);
	const struct piece *x = &p->v[piece_of(p, offset)];

	return x->start + (offset - x->offset);
}

bool
pieces_meet(const struct pieces *p, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].start < end && p->v[i].end > start)
			return true;
	return false;
}

uint64_t
pieces_next(const struct pieces *p, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].start > start && p->v[i].start < end)
			end = p->v[i].start;
	return end;
}

void
pieces_copy(struct pieces *to, const struct pieces *from)
{
	pieces_release(to);
	pieces_init(to, from->space);
	for (size_t i = 0; i < from->n; i++)
		pieces_add(to, from->v[i].start, from->v[i].end);
}

void
pieces_release(struct pieces *p)
{
	free(p->v);
	free(p->seam);
	pieces_init(p, p->space);
}
