/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Joining over hostile images: it ends within its budget, its pieces lie in the space and on
 * blocks, none is given to two files, and the state survives being written and read.
 *
 * Input: a byte of choices (low 2 bits: block size 512 << n; 4: the grid is known; 8 to 32: how the
 * rest is cut into blocks and dealt out again, so that pieces come about), then the image.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "carve/joining.h"

#define BUDGET	   ((uint64_t)1 << 20)
#define ROUNDS_MAX 8
#define IMAGE_MAX  ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

struct seen {
	const struct space *space;
	struct joining *joining;
};

static int
found(void *ctx, const struct find *find, struct error *e)
{
	struct seen *seen = ctx;

	(void)e;
	if (joining_holds_back(seen->space, find, true))
		joining_add_broken(seen->joining, find);
	else
		joining_add_whole(seen->joining, find->start, find->end);
	return 0;
}

static void
begins(void *ctx, const struct find *find)
{
	joining_add_beginning(((struct seen *)ctx)->joining, find);
}

static void
check_outcome(const struct joining *j, const struct join_outcome *x)
{
	uint64_t size = 0;

	for (size_t i = 0; i < x->npieces; i++) {
		require(x->pieces[i].start < x->pieces[i].end);
		require(x->pieces[i].end <= j->space->size);
		require(x->pieces[i].offset == size);
		size += x->pieces[i].end - x->pieces[i].start;
	}
	require((x->npieces > 0) == (x->result == JOIN_WHOLE || x->result == JOIN_LONGER));
	if (x->npieces)
		require(x->walk.state != MEDIA_NOT && x->walk.length == size &&
			(x->walk.state == MEDIA_WHOLE) == (x->result == JOIN_WHOLE));
}

static void
one_round(struct joining *j)
{
	struct buffer state = BUFFER_EMPTY;
	struct join_outcome outcome;
	struct joining copy;
	struct error e = {0};

	joining_write(j, &state);
	require(joining_read(&copy, j->space, buffer_span(&state), &e) == 0);
	require(copy.n == j->n && joining_due(&copy) == joining_due(j));
	for (size_t i = 0; i < copy.n; i++) {
		if (!copy.v[i].due)
			continue;
		joining_try(&copy, i, &outcome);
		check_outcome(j, &outcome);
		joining_take(j, i, &outcome);
	}
	joining_settle(j);
	joining_release(&copy);
	buffer_release(&state);
}

static void
check_told(const struct joining *j)
{
	struct extents all = EXTENTS_EMPTY;
	struct joining_told told;
	uint64_t sum = 0;

	for (size_t i = 0; i < j->n; i++) {
		if (!joining_tell(j, i, &told))
			continue;
		require(told.npieces > 0 && told.find.walk.state != MEDIA_NOT);
		for (size_t k = 0; k < told.npieces && j->v[i].state != ITEM_FOUND; k++) {
			sum += told.pieces[k].end - told.pieces[k].start;
			extents_add(&all, told.pieces[k].start,
				    told.pieces[k].end - told.pieces[k].start);
		}
	}
	extents_sort(&all);
	require(extents_total(&all) == sum);
	extents_release(&all);
}

static void
join_all(const struct space *space)
{
	struct joining j;
	struct seen seen = {space, &j};
	struct search search = {space, search_formats(), 0, found, NULL, &seen, begins};
	struct searcher *s = searcher_new(&search);
	struct error e = {0};
	unsigned rounds = 0;

	joining_init(&j, space, BUDGET);
	for (size_t i = 0; i < space->nregions; i++)
		searcher_run(s, space_region(space, i).start, space_region(space, i).end, &e);
	joining_begin(&j);
	while (joining_due(&j)) {
		require(rounds++ < ROUNDS_MAX);
		one_round(&j);
	}
	check_told(&j);
	joining_release(&j);
	searcher_free(&s);
}

/* Deals the blocks of the image out again, some of them swapped. */
static unsigned char *
deal(const uint8_t *data, size_t size, size_t block, unsigned how)
{
	unsigned char *image = memory_copy(data, size ? size : 1);
	size_t n = size / block;

	for (size_t i = how; how && i + how < n; i += 2 * how + 1) {
		memcpy(image + i * block, data + (i + how) * block, block);
		memcpy(image + (i + how) * block, data + i * block, block);
	}
	return image;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct space_plan plan = SPACE_PLAN_EMPTY;
	struct extents x = EXTENTS_EMPTY;
	struct buffer blob = BUFFER_EMPTY;
	struct bytes_memory memory;
	struct error e = {0};
	struct space space;

	if (size < 2 || size > IMAGE_MAX)
		return 0;
	size_t block = (size_t)512 << (data[0] & 3);
	unsigned char *image = deal(data + 1, size - 1, block, data[0] >> 3 & 7);
	bytes_memory_init(&memory, image, size - 1);
	extents_add(&x, 0, size - 1);
	space_plan_region(&plan, &x, 1);
	if (data[0] & 4)
		space_plan_grid(&plan, block, 0);
	space_plan_blob(&plan, &blob);
	require(space_open(&space, buffer_span(&blob), &memory.bytes, &e) == 0);
	join_all(&space);
	buffer_release(&blob);
	space_plan_release(&plan);
	extents_release(&x);
	free(image);
	return 0;
}
