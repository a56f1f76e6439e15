/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The joiner of JPEGs: the input is a disk of blocks of 64 bytes, a picture begins at its first
 * one. Every second block of those that the last byte picks is not free.
 */
#include <stdint.h>
#include <stdlib.h>

#include "carve/join.h"

#define BLOCK 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(int holds)
{
	if (!holds)
		abort();
}

static void
judge(enum join_result r, const struct pieces *p, const struct media_walk *w, uint64_t size)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < p->n; i++) {
		require(p->v[i].start < p->v[i].end && p->v[i].end <= size);
		sum += p->v[i].end - p->v[i].start;
	}
	require(sum == p->bytes.size);
	if (r == JOIN_WHOLE)
		require(w->state == MEDIA_WHOLE && w->length == sum && p->n > 1);
	if (r == JOIN_LONGER)
		require(w->state != MEDIA_NOT && w->length == sum);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = size / BLOCK;
	unsigned hole = size ? data[size - 1] : 0;
	uint64_t *at = calloc(n + 1, sizeof *at);
	unsigned char *doubtful = calloc(n + 1, 1);
	struct join_blocks blocks = {.at = at, .doubtful = doubtful, .size = BLOCK};
	struct join_budget budget = {(uint64_t)1 << 20, 4096};
	struct find find = {.format = media_by_name("jpeg")};
	struct media_walk walk = {.state = MEDIA_NOT};
	struct bytes_memory space;
	struct join_task task = {
		.space = &space.bytes, .find = &find, .blocks = &blocks, .budget = &budget};
	struct pieces pieces;

	bytes_memory_init(&space, data, size);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !(i % 2 && hole && i % hole == 1))
			at[blocks.n++] = i * BLOCK;
	find.format->walk(&space.bytes, 0, &find.walk);
	if (find.walk.state != MEDIA_NOT)
		find.format->check(&space.bytes, 0, &find.walk);
	find.end = find.walk.length;
	pieces_init(&pieces, &space.bytes);
	if (n && find.walk.state != MEDIA_WHOLE && find.walk.broke)
		judge(joiner_of(find.format)->join(&task, &pieces, &walk), &pieces, &walk, size);
	pieces_release(&pieces);
	free(doubtful);
	free(at);
	return 0;
}
