/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_join_one.h"

#include <stdlib.h>

#include "carve/join.h"

#define BLOCK 64

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

void
fuzz_join_one(const char *format, const uint8_t *data, size_t size, unsigned hole)
{
	size_t n = size / BLOCK;
	uint64_t *at = calloc(n + 1, sizeof *at);
	unsigned char *doubtful = calloc(n + 1, 1);
	struct join_blocks blocks = {.at = at, .doubtful = doubtful, .size = BLOCK};
	struct join_budget budget = {(uint64_t)1 << 20, 4096};
	struct find find = {.format = media_by_name(format)};
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
	if (find.walk.state != MEDIA_NOT && find.format->check)
		find.format->check(&space.bytes, 0, &find.walk);
	find.end = find.walk.length;
	pieces_init(&pieces, &space.bytes);
	if (n && find.walk.state != MEDIA_WHOLE &&
	    (find.walk.state != MEDIA_NOT || find.walk.broke))
		judge(joiner_of(find.format)->join(&task, &pieces, &walk), &pieces, &walk, size);
	pieces_release(&pieces);
	free(doubtful);
	free(at);
}
