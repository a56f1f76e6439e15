/* SPDX-License-Identifier: Apache-2.0 */
/* Joins the pieces of a PNG, chunk by chunk; see join_png.h for how. */
#include "carve/join_png.h"

#include <string.h>
#include <zlib.h>

#include "media/verdict.h"

#define PIECES_MAX 512u
#define HEADS_MAX  256u /* blocks that a chunk's head may go on in */

/* ---- The pieces ---- */

static bool
add_block(struct png_join *j, size_t block)
{
	uint64_t at = j->task->blocks->at[block], end = at + j->task->blocks->size;

	if (pieces_meet(j->pieces, at, end) || j->pieces->n > PIECES_MAX)
		return false;
	pieces_add(j->pieces, at, end);
	j->next = block + 1;
	return true;
}

static void
take_back(struct png_join *j, uint64_t size, size_t next)
{
	pieces_cut(j->pieces, size);
	j->next = next;
}

/* Puts the chunk's blocks behind the pieces; false: some of them are there already. */
static bool
add_runs(struct png_join *j, const struct png_gap *g, const struct png_runs *runs)
{
	size_t next = j->next;

	for (size_t i = 0; i < g->m; i++) {
		const struct png_join from = {.next = next};

		if (add_block(j, png_runs_block(&from, g, runs, i)))
			continue;
		take_back(j, g->edge, next);
		return false;
	}
	return true;
}

/* The sums add up by chance now and then where there are many ways; packed rows do not. */
static bool
judge_rows(struct png_join *j, const struct png_gap *g, const struct png_runs *runs)
{
	size_t next = j->next;

	if (!add_runs(j, g, runs))
		return false;
	if (join_spend(j->task->budget, j->pieces->bytes.size, 1) &&
	    png_rows_hold(&j->pieces->bytes, 0, g->end))
		return true;
	take_back(j, g->edge, next);
	return false;
}

/* ---- One chunk ---- */

static bool
settle_gap(struct png_join *j, struct png_gap *g, bool certain)
{
	struct png_runs runs = {g->m, g->m, 0, 0};
	size_t from = 0;

	if (png_gap_plain(j, g) && add_runs(j, g, &runs))
		return true;
	while (png_gap_two(j, g, &from, &runs))
		if (add_runs(j, g, &runs))
			return true;
	return certain && png_gap_three(j, g, judge_rows);
}

/* The chunk at `sure`, whose head is in the pieces. */
static bool
take_chunk(struct png_join *j, bool certain)
{
	struct png_chunk chunk;
	struct png_gap gap;
	bool taken;

	if (png_chunk_at(&j->pieces->bytes, j->sure, &chunk) <= 0)
		return false;
	uint64_t end = chunk.body + chunk.size + 4;
	if (end > j->task->find->format->max_length)
		return false;
	if (end <= j->pieces->bytes.size) {
		taken = join_spend(j->task->budget, chunk.size, 0) &&
			png_chunk_holds(&j->pieces->bytes, &chunk) > 0;
	} else {
		taken = png_gap_open(&gap, j, &chunk) && settle_gap(j, &gap, certain);
		png_gap_release(&gap);
	}
	if (taken)
		j->sure = end;
	return taken;
}

/* Does a block go on with a chunk head, h bytes of which stand at the end of the pieces? */
static bool
goes_on(struct png_join *j, size_t block, size_t h)
{
	unsigned char p[8];

	if (bytes_read(&j->pieces->bytes, j->sure, p, h) < h ||
	    bytes_read(j->task->space, j->task->blocks->at[block], p + h, 8 - h) < 8 - h)
		return false;
	return png_chunk_fits(p) && png_type_is_known(p + 4, 4);
}

/* The head itself is cut: the block behind is found first. */
static bool
take_cut_head(struct png_join *j)
{
	uint64_t edge = j->pieces->bytes.size;
	size_t next = j->next, n = j->task->blocks->n, heads = 0;

	for (size_t i = 0; i < n && heads < HEADS_MAX; i++) {
		size_t block = next + i < n ? next + i : n - 1 - i;

		if (!join_spend(j->task->budget, 64, 0))
			return false;
		if (!goes_on(j, block, (size_t)(edge - j->sure)) || !add_block(j, block))
			continue;
		heads++;
		if (take_chunk(j, false))
			return true;
		take_back(j, edge, next);
	}
	return false;
}

/* ---- The file ---- */

/* From the head to the end of its block. */
static bool
begin(struct png_join *j)
{
	const struct join_blocks *b = j->task->blocks;
	uint64_t start = j->task->find->start;
	size_t i = join_block_from(b, start + 1);

	if (i == 0 || start - b->at[i - 1] >= b->size || b->at[i - 1] + b->size - start < PNG_FIRST)
		return false;
	pieces_add(j->pieces, start, b->at[i - 1] + b->size);
	j->next = i;
	j->sure = PNG_FIRST;
	return true;
}

static bool
ends(struct png_join *j)
{
	struct png_chunk chunk;

	return j->sure >= 12 && png_chunk_at(&j->pieces->bytes, j->sure - 12, &chunk) > 0 &&
	       strcmp(chunk.type, "IEND") == 0 && chunk.size == 0;
}

static enum join_result
conclude(struct png_join *j, struct media_walk *walk)
{
	struct bytes *b = &j->pieces->bytes;

	pieces_cut(j->pieces, j->sure);
	j->task->find->format->walk(b, 0, walk);
	if (walk->state != MEDIA_WHOLE || walk->length != b->size || !png_rows_hold(b, 0, b->size))
		return JOIN_NOT;
	verdict_add(walk, "all rows unpacked");
	return JOIN_WHOLE;
}

static enum join_result
longer(struct png_join *j, struct media_walk *walk)
{
	const struct find *find = j->task->find;

	if (j->sure <= find->walk.length || j->pieces->n < 2)
		return j->task->budget->bytes ? JOIN_NOT : JOIN_GAVE_UP;
	pieces_cut(j->pieces, j->sure);
	*walk = find->walk;
	verdict_damaged(walk, j->sure, 0.9,
			"joined from %zu pieces, in which every chunk's checksum holds, and broken "
			"behind them",
			j->pieces->n);
	return JOIN_LONGER;
}

static enum join_result
join(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	struct png_join j = {.task = task, .pieces = pieces};
	bool whole = false, goes = begin(&j);

	while (goes && !whole) {
		if (j.sure + 8 <= pieces->bytes.size)
			goes = take_chunk(&j, true);
		else
			goes = take_cut_head(&j);
		whole = goes && ends(&j);
	}
	return whole ? conclude(&j, walk) : longer(&j, walk);
}

const struct joiner joiner_png = {"png", false, false, join};
