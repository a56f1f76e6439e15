/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/free_blocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define SECTOR	  512u
#define GRID_MOST 4096u
/* Two places on a grid may be chance; three hardly, and a few may be files of another kind. */
#define STARTS_LEAST   3
#define STARTS_PERCENT 95

/* How far from a file's beginning its rest is looked for. */
#define BLOCKS_BEFORE ((uint64_t)1 << 16)
#define BLOCKS_BEHIND ((uint64_t)1 << 18)

uint64_t
space_offset(const struct space *s, uint64_t address)
{
	struct space_extent x = space_extent(s, space_find(s, address));

	return x.offset + (address - x.start);
}

/* ---- The grid ---- */

struct tally {
	size_t sectors;			  /* starts that stand on sectors */
	size_t count[GRID_MOST / SECTOR]; /* by sector of a block of GRID_MOST */
};

static void
tally_starts(struct tally *t, const struct space *s, const uint64_t *starts, size_t n)
{
	*t = (struct tally){0};
	for (size_t i = 0; i < n; i++) {
		uint64_t offset = space_offset(s, starts[i]);

		if (offset % SECTOR)
			continue;
		t->sectors++;
		t->count[offset % GRID_MOST / SECTOR]++;
	}
}

/* Starts on the best phase of a grid, and that phase. */
static size_t
best_phase(const struct tally *t, uint32_t size, uint32_t *phase)
{
	size_t per_block = size / SECTOR, best = 0;

	for (size_t k = 0; k < per_block; k++) {
		size_t sum = 0;

		for (size_t i = k; i < GRID_MOST / SECTOR; i += per_block)
			sum += t->count[i];
		if (sum > best) {
			best = sum;
			*phase = (uint32_t)k * SECTOR;
		}
	}
	return best;
}

struct grid
grid_of(const struct space *s, const struct space_region *region, const uint64_t *starts, size_t n)
{
	struct grid g = {SECTOR, 0};
	struct tally t;

	if (region->block >= SECTOR)
		return (struct grid){region->block, region->phase};
	tally_starts(&t, s, starts, n);
	for (uint32_t size = GRID_MOST; size > SECTOR; size /= 2) {
		uint32_t phase = 0;
		size_t fit = best_phase(&t, size, &phase);

		if (fit >= STARTS_LEAST && fit * 100 >= t.sectors * STARTS_PERCENT)
			return (struct grid){size, phase};
	}
	return g;
}

/* ---- The blocks ---- */

static void
have_room(struct free_blocks *f, size_t n)
{
	if (f->cap - f->blocks.n >= n)
		return;
	f->cap = f->blocks.n + n > 2 * f->cap ? f->blocks.n + n : 2 * f->cap;
	f->at = memory_resize_array(f->at, f->cap, sizeof *f->at);
	f->doubtful = memory_resize_array(f->doubtful, f->cap, sizeof *f->doubtful);
}

/* n of them in a row. */
static void
add_blocks(struct free_blocks *f, uint64_t at, size_t n, uint32_t size, unsigned char doubtful)
{
	uint64_t *to;

	have_room(f, n);
	to = f->at + f->blocks.n;
	for (size_t i = 0; i < n; i++)
		to[i] = at + i * (uint64_t)size;
	memset(f->doubtful + f->blocks.n, doubtful, n);
	f->blocks.n += n;
}

/* Where the sorted extents and heads are compared with ascending addresses. */
struct cursors {
	size_t taken, held, kept, head;
};

/* The first extent that ends behind `at`. */
static size_t
seek(const struct extents *list, size_t from, uint64_t at)
{
	while (from < list->n && list->v[from].offset + list->v[from].size <= at)
		from++;
	return from;
}

static size_t
first_head(const struct free_blocks_input *in, uint64_t at)
{
	size_t low = 0, high = in->nheads;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (in->heads[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
overlaps(const struct extents *list, size_t i, uint64_t start, uint64_t end)
{
	return i < list->n && list->v[i].offset < end &&
	       list->v[i].offset + list->v[i].size > start;
}

static void
follow(struct cursors *c, const struct free_blocks_input *in, uint64_t at)
{
	c->taken = seek(in->taken, c->taken, at);
	c->held = seek(in->held, c->held, at);
	c->kept = seek(in->kept, c->kept, at);
	while (c->head < in->nheads && in->heads[c->head] < at)
		c->head++;
}

/* The nearest of what the cursors stand at: no block that ends before it is anything but free. */
static uint64_t
next_event(const struct free_blocks_input *in, const struct cursors *c)
{
	uint64_t next = c->head < in->nheads ? in->heads[c->head] : UINT64_MAX;

	if (c->taken < in->taken->n && in->taken->v[c->taken].offset < next)
		next = in->taken->v[c->taken].offset;
	if (c->held < in->held->n && in->held->v[c->held].offset < next)
		next = in->held->v[c->held].offset;
	if (c->kept < in->kept->n && in->kept->v[c->kept].offset < next)
		next = in->kept->v[c->kept].offset;
	return next;
}

/* One block at the cursors. */
static void
consider(struct free_blocks *f, const struct free_blocks_input *in, const struct cursors *c,
	 uint64_t at)
{
	uint64_t end = at + in->grid.size;
	bool others = at < in->start || at >= in->end;
	unsigned char doubtful = 0;

	if (overlaps(in->taken, c->taken, at, end) ||
	    (c->head < in->nheads && in->heads[c->head] == at && at != in->start))
		return;
	if (others && overlaps(in->kept, c->kept, at, end))
		doubtful = JOIN_OF_WHOLE;
	else if (others && overlaps(in->held, c->held, at, end))
		doubtful = JOIN_OF_BROKEN;
	add_blocks(f, at, 1, in->grid.size, doubtful);
}

/* The blocks that lie wholly in one extent of the space. */
static void
fill_extent(struct free_blocks *f, const struct free_blocks_input *in, struct cursors *c,
	    const struct space_extent *x, uint64_t low, uint64_t high)
{
	uint64_t size = in->grid.size, from = x->start > low ? x->start : low;
	uint64_t over = (x->offset + (from - x->start) + size - in->grid.phase) % size;
	uint64_t end = x->end < high ? x->end : high;

	from += over ? size - over : 0;
	while (from < end && end - from >= size) {
		uint64_t next;

		follow(c, in, from);
		next = next_event(in, c);
		if (next >= from + size) {
			uint64_t n = ((next < end ? next : end) - from) / size;

			add_blocks(f, from, (size_t)n, in->grid.size, 0);
			from += n * size;
		} else {
			consider(f, in, c, from);
			from += size;
		}
	}
}

void
free_blocks_fill(struct free_blocks *f, const struct free_blocks_input *in)
{
	struct space_region region = space_region_at(in->space, in->start);
	uint64_t before = BLOCKS_BEFORE * in->grid.size, behind = BLOCKS_BEHIND * in->grid.size;
	uint64_t low = in->start - region.start > before ? in->start - before : region.start;
	uint64_t high = region.end - in->start > behind ? in->start + behind : region.end;
	struct cursors c = {extents_from(in->taken, low), extents_from(in->held, low),
			    extents_from(in->kept, low), first_head(in, low)};

	f->blocks.n = 0;
	for (size_t i = space_find(in->space, low); i < region.first + region.n; i++) {
		struct space_extent x = space_extent(in->space, i);

		if (x.start >= high)
			break;
		fill_extent(f, in, &c, &x, low, high);
	}
	f->blocks.at = f->at;
	f->blocks.doubtful = f->doubtful;
	f->blocks.size = in->grid.size;
}

void
free_blocks_release(struct free_blocks *f)
{
	free(f->at);
	free(f->doubtful);
	*f = (struct free_blocks){0};
}
