/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The likeliest way for a file in pieces: it was written around files that are whole, so it goes on
 * in the next blocks that are none of theirs. One walk tells, for every format.
 */
#include "carve/join.h"

#define BLOCKS_MAX ((size_t)32768)
#define CERTAIN	   0.8 /* below this too little of the data was looked at */

/* From the file's beginning over all blocks that are there. */
static void
lay_out(const struct join_task *task, size_t first, struct pieces *pieces)
{
	const struct join_blocks *b = task->blocks;
	size_t end = b->n - first < BLOCKS_MAX ? b->n : first + BLOCKS_MAX;

	pieces_add(pieces, task->find->start, b->at[first] + b->size);
	for (size_t i = first + 1; i < end; i++)
		pieces_add(pieces, b->at[i], b->at[i] + b->size);
}

/* Does the file as it was found reach into a gap between the blocks? */
static bool
meets_gap(const struct join_task *task, size_t first)
{
	const struct join_blocks *b = task->blocks;
	uint64_t end = task->find->end;

	for (size_t i = first; i + 1 < b->n && b->at[i] <= end; i++)
		if (b->at[i] + b->size != b->at[i + 1])
			return true;
	return false;
}

bool
join_around(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	const struct media_format *format = task->find->format;
	const struct join_blocks *b = task->blocks;
	size_t i = join_block_from(b, task->find->start + 1);

	if (i == 0 || task->find->start - b->at[i - 1] >= b->size || !meets_gap(task, i - 1))
		return false;
	lay_out(task, i - 1, pieces);
	*walk = (struct media_walk){.state = MEDIA_NOT};
	format->walk(&pieces->bytes, 0, walk);
	if (walk->state != MEDIA_NOT && format->check)
		format->check(&pieces->bytes, 0, walk);
	if (walk->state == MEDIA_WHOLE && walk->confidence >= CERTAIN &&
	    walk->length <= pieces->bytes.size) {
		pieces_cut(pieces, walk->length);
		if (pieces->n > 1)
			return true;
	}
	pieces_cut(pieces, 0);
	return false;
}
