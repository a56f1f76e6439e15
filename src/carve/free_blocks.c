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

/* More is listed at once, for the files that follow. */
#define BLOCKS_AHEAD ((uint64_t)1 << 19)

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
have_room(struct block_list *f, size_t n)
{
	if (f->cap - f->n >= n)
		return;
	f->cap = f->n + n > 2 * f->cap ? f->n + n : 2 * f->cap;
	f->at = memory_resize_array(f->at, f->cap, sizeof *f->at);
	f->doubtful = memory_resize_array(f->doubtful, f->cap, sizeof *f->doubtful);
}

/* n of them in a row. */
static void
add_blocks(struct block_list *f, uint64_t at, size_t n, uint32_t size, unsigned char doubtful)
{
	uint64_t *to;

	have_room(f, n);
	to = f->at + f->n;
	for (size_t i = 0; i < n; i++)
		to[i] = at + i * (uint64_t)size;
	memset(f->doubtful + f->n, doubtful, n);
	f->n += n;
}

static void
copy_blocks(struct block_list *to, const struct block_list *from, size_t first, size_t n)
{
	if (n == 0)
		return;
	have_room(to, n);
	memcpy(to->at + to->n, from->at + first, n * sizeof *to->at);
	memcpy(to->doubtful + to->n, from->doubtful + first, n);
	to->n += n;
}

/* The first one at or behind an address. */
static size_t
block_from(const struct block_list *f, uint64_t address)
{
	size_t low = 0, high = f->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->at[middle] < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
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
consider(struct block_list *f, const struct free_blocks_input *in, const struct cursors *c,
	 uint64_t at)
{
	uint64_t end = at + in->grid.size;
	unsigned char doubtful = 0;

	if (overlaps(in->taken, c->taken, at, end) ||
	    (c->head < in->nheads && in->heads[c->head] == at))
		return;
	if (overlaps(in->kept, c->kept, at, end))
		doubtful = JOIN_OF_WHOLE;
	else if (overlaps(in->held, c->held, at, end))
		doubtful = JOIN_OF_BROKEN;
	add_blocks(f, at, 1, in->grid.size, doubtful);
}

/* The blocks that lie wholly in one extent of the space. */
static void
list_extent(struct block_list *f, const struct free_blocks_input *in, struct cursors *c,
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

/* The blocks in [low, high) as they are to a file that lies elsewhere. */
static void
list_common(struct free_blocks *f, const struct free_blocks_input *in,
	    const struct space_region *region, uint64_t low, uint64_t high)
{
	struct cursors c = {extents_from(in->taken, low), extents_from(in->held, low),
			    extents_from(in->kept, low), first_head(in, low)};

	f->common.n = 0;
	for (size_t i = space_find(in->space, low); i < region->first + region->n; i++) {
		struct space_extent x = space_extent(in->space, i);

		if (x.start >= high)
			break;
		list_extent(&f->common, in, &c, &x, low, high);
	}
	f->low = low;
	f->high = high;
	f->grid = in->grid;
}

/* The file's first block is free, though it is a head's, if nothing but that is against it. */
static void
add_own_head(struct block_list *f, const struct free_blocks_input *in)
{
	struct space_extent x = space_extent(in->space, space_find(in->space, in->start));
	uint64_t offset = x.offset + (in->start - x.start), end = in->start + in->grid.size;

	if ((f->n && f->at[f->n - 1] == in->start) || offset % in->grid.size != in->grid.phase ||
	    x.end - in->start < in->grid.size ||
	    overlaps(in->taken, extents_from(in->taken, in->start), in->start, end))
		return;
	add_blocks(f, in->start, 1, in->grid.size, 0);
}

/* Its own blocks are never doubtful. */
static void
copy_around(struct free_blocks *f, const struct free_blocks_input *in, uint64_t low, uint64_t high)
{
	struct block_list *list = &f->list;
	const struct block_list *from = &f->common;
	size_t first = block_from(from, low), own = block_from(from, in->start);
	size_t last = block_from(from, high);

	list->n = 0;
	if (own < from->n && from->at[own] == in->start)
		own++;
	if (last > first && high - from->at[last - 1] < in->grid.size)
		last--;
	have_room(list, last - first + 1);
	copy_blocks(list, from, first, own - first);
	add_own_head(list, in);
	copy_blocks(list, from, own, last - own);
	own = block_from(list, in->start);
	memset(list->doubtful + own, 0, block_from(list, in->end) - own);
}

void
free_blocks_fill(struct free_blocks *f, const struct free_blocks_input *in)
{
	struct space_region region = space_region_at(in->space, in->start);
	uint64_t size = in->grid.size, left = region.end - in->start;
	uint64_t low = in->start - region.start > BLOCKS_BEFORE * size
			       ? in->start - BLOCKS_BEFORE * size
			       : region.start;
	uint64_t high = left > BLOCKS_BEHIND * size ? in->start + BLOCKS_BEHIND * size : region.end;

	if (low < f->low || high > f->high || in->grid.size != f->grid.size ||
	    in->grid.phase != f->grid.phase)
		list_common(f, in, &region, low,
			    left > (BLOCKS_BEHIND + BLOCKS_AHEAD) * size
				    ? high + BLOCKS_AHEAD * size
				    : region.end);
	copy_around(f, in, low, high);
	f->blocks = (struct join_blocks){.at = f->list.at,
					 .doubtful = f->list.doubtful,
					 .n = f->list.n,
					 .size = in->grid.size};
}

void
free_blocks_forget(struct free_blocks *f)
{
	f->low = f->high = 0;
}

static void
release_list(struct block_list *list)
{
	free(list->at);
	free(list->doubtful);
}

struct free_blocks *
free_blocks_new(void)
{
	return memory_zero(1, sizeof(struct free_blocks));
}

void
free_blocks_free(struct free_blocks *f)
{
	if (!f)
		return;
	release_list(&f->list);
	release_list(&f->common);
	free(f);
}
