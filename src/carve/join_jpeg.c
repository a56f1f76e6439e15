/* SPDX-License-Identifier: Apache-2.0 */
/* Joins the pieces of a JPEG; see join_jpeg.h for how. */
#include "carve/join_jpeg.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/verdict.h"

/* Pieces attached for one item, on all ways that were tried. */
#define TRIES_MAX 64u

/* Below this evidence of a seam, rows behind it, if so many, must be like the rows above them. */
#define WEAK_ROWS  6.0
#define ROWS_LEAST 2u
#define ROWS_MOST  0.9

/* Searches for what follows in one place: those before were sure of what did not hold. */
#define ROUNDS_MAX 8u

/* Bytes followed for one of budget. */
#define FOLLOW_CHEAP 2u

/*
 * Of large blocks there are fewer to try, and half of what a file may cost is enough: of 127 JPEGs
 * in blocks of 4 KiB that were joined in trials none took more than a sixth.
 */
#define LARGE_BLOCK 4096u

/* Of the budget, what searches leave for following what they find. */
#define RESERVE 4u

/* Pieces of one file. */
#define DEPTH_MAX 32u

/* What is asked of the seams of a whole file, of one of many pieces, and of one still broken. */
#define ODDS_WHOLE  4.0
#define ODDS_LIKELY 1.0 /* more, where only some blocks were compared */
#define ROUGH_TWO   -0.1
#define ROUGH_MANY  0.35
#define WEAK_EACH   2.0
#define WEAK_MANY   16.0
#define ROUGH_PART  0.5
#define WEAK_PART   12.0

/* Pieces that fit so badly together are not gone on from. */
#define ODDS_LEAST -4.0

/* Confidence from which the beginning is a picture, and what a seam behind any other must show. */
#define PICTURE_LEAST 0.7
#define WEAK_HEAD     4.0

uint64_t
jpeg_run_end(const struct join_task *task, size_t i, uint64_t most)
{
	const struct join_blocks *b = task->blocks;
	size_t low = i, high = b->n - 1;
	uint64_t end;

	if (high - i > most / b->size)
		high = i + (size_t)(most / b->size);
	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		if (b->at[middle] - b->at[i] == (middle - i) * (uint64_t)b->size)
			low = middle;
		else
			high = middle - 1;
	}
	end = b->at[low] + b->size;
	return end < task->space->size ? end : task->space->size;
}

/* From the item's start over all that is free behind it. */
static void
add_first(struct jpeg_join *j)
{
	const struct join_task *task = j->task;
	const struct join_blocks *b = task->blocks;
	size_t i = join_block_from(b, task->find->start + 1);
	uint64_t end = task->find->end;

	if (i > 0 && task->find->start - b->at[i - 1] < b->size)
		end = jpeg_run_end(task, i - 1, UINT64_MAX);
	pieces_add(j->pieces, task->find->start, end);
}

/*
 * Is what stands behind the first seam a picture at all? A seam within the first row of MCUs has
 * nothing above it that could tell. Of a progressive picture the further scans have told.
 */
static bool
rows_hold(const struct jpeg_join *j)
{
	const struct jpeg_follow *f = &j->follow;
	uint64_t seam = j->pieces->n > 1 ? j->pieces->v[1].offset : 0;
	struct jpeg_smooth m;
	uint32_t first = 0;

	if (f->scan.progressive || !f->trace.level)
		return true;
	jpeg_smooth_init(&m, &f->frame, &f->tables, &f->scan);
	if (seam > f->data)
		first = jpeg_trace_before(&f->trace, f->b, f->remembered, seam);
	return f->scan.mcu - first < ROWS_LEAST * m.across ||
	       jpeg_smooth_rows(&m, &f->trace, first, f->scan.mcu) < ROWS_MOST;
}

/*
 * Are the seams good enough for a file that seems to be whole? Chance has that many MCUs come out
 * right sometimes, but then of many pieces that fit badly.
 */
static bool
whole_holds(const struct jpeg_join *j)
{
	const struct jpeg_joined *s = &j->joined;
	const struct media_walk *alone = &j->task->find->walk;
	double least;

	if (s->weakest < WEAK_ROWS && !rows_hold(j))
		return false;
	/* A head with noise behind it fits to any picture that was made with its tables. */
	if (alone->mime && alone->confidence < PICTURE_LEAST && s->weakest < WEAK_HEAD)
		return false;
	if (s->odds + (s->ends ? 0 : JPEG_ENDS_WELL) <
	    ODDS_WHOLE + (j->task->likely ? ODDS_LIKELY : 0))
		return false;
	if (j->pieces->n <= 3)
		return s->roughest >= (j->pieces->n < 3 ? ROUGH_TWO : 0);
	least = WEAK_EACH * (double)(j->pieces->n - 2);
	return s->roughest >= ROUGH_MANY && s->weakest >= (least < WEAK_MANY ? least : WEAK_MANY);
}

/* One that is not has to fit well all the more. */
static bool
part_holds(const struct jpeg_join *j)
{
	return j->pieces->n <= 1 ||
	       (j->joined.roughest >= ROUGH_PART && j->joined.weakest >= WEAK_PART);
}

static void
note_best(struct jpeg_join *j)
{
	if (j->follow.broke <= j->reached || !part_holds(j))
		return;
	j->reached = j->follow.broke;
	pieces_copy(&j->best, j->pieces);
	pieces_cut(&j->best, j->reached);
}

/* What is remembered is of another way, or of no scan: once more from the start. */
static void
follow_again(struct jpeg_join *j)
{
	jpeg_follow_release(&j->follow);
	jpeg_follow_start(&j->follow, &j->pieces->bytes, 0, true);
}

/* Takes the follower to a seam of the pieces, which end there from now on. */
static void
go_to(struct jpeg_join *j, uint64_t offset, bool again)
{
	pieces_cut(j->pieces, offset);
	if (again) {
		follow_again(j);
		jpeg_follow_run(&j->follow);
	}
	if (!jpeg_follow_rewind(&j->follow, offset))
		follow_again(j);
}

/* Puts the candidate's run behind its seam. */
static bool
attach(struct jpeg_join *j, const struct jpeg_candidate *c, bool again)
{
	const struct join_task *task = j->task;

	if (!j->follow.in_scan && !c->strong)
		j->joined.doubt = c->offset;
	go_to(j, c->offset, again);
	pieces_add(j->pieces, task->blocks->at[c->block], jpeg_run_end(task, c->block, UINT64_MAX));
	j->joined.from = c->offset + task->blocks->size - 1;
	j->joined.odds += c->odds;
	if (c->ends && j->joined.ends && !j->follow.scan.progressive)
		j->joined.odds -= JPEG_ENDS_WELL; /* one scan ends once */
	j->joined.ends |= c->ends;
	j->joined.weakest = c->own < j->joined.weakest ? c->own : j->joined.weakest;
	j->joined.roughest = c->smooth < j->joined.roughest ? c->smooth : j->joined.roughest;
	j->tries++;
	return join_spend(task->budget, task->blocks->size, 1) && j->joined.odds >= ODDS_LEAST;
}

/* What may follow, as far as one search goes; the cursor says whether there may be more. */
static size_t
look_on(struct jpeg_join *j, struct jpeg_cursor *cursor,
	struct jpeg_candidate next[JPEG_CANDIDATES_MAX])
{
	struct jpeg_seam seams[JPEG_SEAMS_MAX];

	if (!j->follow.in_scan) {
		cursor->stage = JPEG_STAGES;
		return jpeg_continue_head(j, next);
	}
	return jpeg_continue(j, seams, jpeg_seams(j, seams), cursor, next);
}

static bool advance(struct jpeg_join *j, unsigned depth);

/* Tries what one search found; `here` is what there was before it. */
static bool
try_each(struct jpeg_join *j, unsigned depth, const struct pieces *here,
	 const struct jpeg_candidate *next, size_t n)
{
	const struct jpeg_joined before = j->joined;
	const uint64_t reserve = j->reserve;

	for (size_t i = 0; i < n && j->tries < TRIES_MAX; i++) {
		uint64_t left = j->task->budget->bytes;

		j->reserve = reserve + (left > reserve ? (left - reserve) / 2 : 0); /* for others */
		pieces_copy(j->pieces, here);
		j->joined = before;
		if (attach(j, &next[i], i > 0) && advance(j, depth + 1))
			return true;
	}
	pieces_copy(j->pieces, here);
	j->joined = before;
	j->reserve = reserve;
	return false;
}

/* Looks for what follows, and tries it, until nothing is left to try. */
static bool
go_on(struct jpeg_join *j, unsigned depth)
{
	struct jpeg_candidate next[JPEG_CANDIDATES_MAX];
	struct jpeg_cursor cursor = {0};
	struct pieces here;
	bool done = false;

	pieces_init(&here, j->pieces->space);
	pieces_copy(&here, j->pieces);
	for (unsigned round = 0; !done && cursor.stage < JPEG_STAGES && round < ROUNDS_MAX;
	     round++) {
		size_t n;

		if (round) {
			if (j->task->budget->bytes <= j->reserve || j->tries >= TRIES_MAX)
				break;
			follow_again(j);
			jpeg_follow_run(&j->follow);
			join_spend(j->task->budget, j->follow.broke / FOLLOW_CHEAP, 0);
		}
		n = look_on(j, &cursor, next);
		done = try_each(j, depth, &here, next, n);
	}
	pieces_release(&here);
	return done;
}

/* Follows the picture through all that it has, and on through what it may have. True: to EOI. */
static bool
advance(struct jpeg_join *j, unsigned depth)
{
	enum jpeg_follow_stop stop = jpeg_follow_run(&j->follow);

	join_spend(j->task->budget, j->follow.broke / FOLLOW_CHEAP, 0);
	switch (stop) {
	case JPEG_FOLLOW_EOI:
		return whole_holds(j);
	case JPEG_FOLLOW_GIVES_UP:
		return false;
	default:
		note_best(j);
	}
	return depth < DEPTH_MAX && go_on(j, depth);
}

/* The walk and the closer look say what the joined file is, as if it had lain in one piece. */
static enum join_result
conclude(struct jpeg_join *j, struct media_walk *walk)
{
	const struct media_format *format = j->task->find->format;

	format->walk(&j->pieces->bytes, 0, walk);
	if (walk->state != MEDIA_NOT)
		format->check(&j->pieces->bytes, 0, walk);
	if (walk->state != MEDIA_WHOLE)
		return JOIN_NOT;
	pieces_cut(j->pieces, walk->length);
	if (j->pieces->n < 2)
		return JOIN_NOT;
	if (j->joined.doubt) {
		walk->state = MEDIA_DAMAGED;
		walk->broke = j->joined.doubt;
		walk->confidence = 0.7;
		verdict_add(walk, "where in a header segment its first piece ends is a guess");
		return JOIN_LONGER;
	}
	walk->confidence = 0.9;
	return JOIN_WHOLE;
}

static enum join_result
longer(struct jpeg_join *j, struct media_walk *walk)
{
	const struct find *find = j->task->find;
	uint64_t before =
		find->walk.broke > find->walk.length ? find->walk.broke : find->walk.length;

	if (j->best.n < 2 || j->reached <= before)
		return j->gave_up ? JOIN_GAVE_UP : JOIN_NOT;
	pieces_copy(j->pieces, &j->best);
	find->format->walk(&j->pieces->bytes, 0, walk);
	if (walk->state == MEDIA_NOT) /* not even its frame header was reached */
		return JOIN_NOT;
	verdict_damaged(walk, j->reached, 0.7, "joined from %zu pieces and broken behind them",
			j->pieces->n);
	return JOIN_LONGER;
}

static enum join_result
join(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	struct jpeg_join *j = memory_zero(1, sizeof *j);
	enum join_result result = JOIN_NOT;

	j->task = task;
	j->pieces = pieces;
	pieces->space = jpeg_bytes(task); /* what is looked at is spent where that is done */
	if (task->blocks->size >= LARGE_BLOCK)
		task->budget->bytes /= 2;
	j->reserve = task->budget->bytes / RESERVE;
	pieces_init(&j->best, pieces->space);
	j->joined.weakest = j->joined.roughest = 1000;
	add_first(j);
	jpeg_follow_start(&j->follow, &pieces->bytes, 0, true);
	if (advance(j, 1) && pieces->n > 1)
		result = conclude(j, walk);
	if (result == JOIN_NOT)
		result = longer(j, walk);
	jpeg_follow_release(&j->follow);
	jpeg_smooth_release(&j->smooth);
	pieces_release(&j->best);
	free(j);
	return result;
}

const struct joiner joiner_jpeg = {"jpeg", true, false, join};
