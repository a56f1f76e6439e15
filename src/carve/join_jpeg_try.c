/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What continues it? Most blocks are turned away by a look at their bytes; the others are decoded
 * from the seam on, and those that hold are decoded further.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "carve/join_jpeg.h"

/* Blocks to each side that are tried for all seams before any that lie farther away. */
#define NEAR_BLOCKS 4096u

/* Seams for which blocks far away are tried. */
#define FAR_SEAMS 2u

/* Bytes decoded of a candidate at first, and at most; MCUs of it that are remembered. */
#define FIRST_LOOK ((uint64_t)512)
#define LAST_LOOK  ((uint64_t)32768)
#define LOOK_TIMES 4u
#define TRIAL_MCUS 8192u

/* MCUs after which the evidence is asked first: most of what is foreign has shown by then. */
#define FIRST_MCUS 8u

#define EVIDENCE_SHARE 0.35

/* Evidence below which a candidate is not looked at on. */
#define HOPELESS -4.0

/*
 * Evidence from which a candidate is worth a try; odds from which it is tried before others are
 * looked for.
 */
#define WEAK  1.5
#define FOUND 2.0

/* Decoding on without an error, as evidence; breaking soon is as much against it. */
#define GOES_ON 2.0
#define SOON	4096u

/* A seam that is so much less likely than the best one is not tried. */
#define SEAM_APART 10.0

/* What being sure of a seam counts for a candidate at it. */
#define SEAM_MOST 4.0

/* Bytes decoded without an error that count as much as evidence of 1. */
#define CLEAN_BYTES 8192.0

/* A strong candidate is as smooth as this share of the picture's own smoothness. */
#define AS_SMOOTH 0.5

/* What trying a block costs of the budget beside the bytes that are decoded. */
#define TRY_COST 256u

/* The part of what is left of the budget that one search may not spend. */
#define SEARCH_SHARE 2u

/* The search goes through some of the blocks at all seams before it goes on to others. */
static const struct stage {
	bool far, beginnings;
	double strong; /* evidence from which a candidate need not be compared */
	double cost;   /* logarithm of how many blocks are as likely as this one */
} stages[] = {
	{false, true, 7, 3}, {false, false, 9, 7}, {true, true, 12, 8}, {true, false, 12, 11}};
_Static_assert(sizeof stages / sizeof *stages == JPEG_STAGES, "stages");

struct trial {
	struct jpeg_join *j;
	struct jpeg_scan seam; /* the scan at the last MCU before the seam */
	uint64_t offset;       /* of the seam */
	double likely;	       /* that it is one: its score */
	uint64_t address;      /* behind it in the piece that ends there */
	struct jpeg_trace trace;
	uint32_t room; /* of the trace */
	struct jpeg_look look;
	struct jpeg_candidate *out;
	size_t n;
	const struct stage *stage;
	double tried;	/* blocks, on this side in this stage */
	uint64_t least; /* budget that the search must leave */
	bool spent;	/* it has come to that */

	/* Of the block under way. */
	struct jpeg_scan scan;
	double sum;		/* evidence of the MCUs before `weighed` */
	uint32_t weighed, mcus; /* and how many of them gave any */
};

/* ---- Decoding ---- */

/* The scan is done: does a marker stand behind it at once? */
static bool
ends_well(const struct trial *t)
{
	uint64_t at = jpeg_scan_position(&t->scan);
	const unsigned char *p = bytes_exact(&t->j->pieces->bytes, at, 2);

	return p && p[0] == 0xff && (p[1] == JPEG_EOI || p[1] == JPEG_DHT || p[1] == JPEG_SOS);
}

/*
 * Evidence of the MCUs that begin behind the seam and have one from before the seam above them:
 * farther on a picture of its own would be smooth, too.
 */
static void
weigh(struct trial *t)
{
	const struct jpeg_smooth *m = &t->j->smooth;
	const struct jpeg_trace *old = &t->j->follow.trace, *new = &t->trace;
	uint32_t end = t->scan.mcu;

	if (!m->across || !new->level)
		return;
	if (end > t->seam.mcu + m->across)
		end = t->seam.mcu + m->across;
	for (uint32_t i = t->weighed; i < end; i++, t->mcus++)
		t->sum += EVIDENCE_SHARE *
			  jpeg_smooth_evidence(m, i,
					       new->level + (size_t)(i - new->first) * new->blocks,
					       old->level + (size_t)(i - m->across) * old->blocks);
	t->weighed = end > t->weighed ? end : t->weighed;
}

static void
begin_block(struct trial *t)
{
	const struct jpeg_smooth *m = &t->j->smooth;

	t->scan = t->seam;
	t->scan.trace = &t->trace;
	t->trace.room = t->room < FIRST_MCUS ? t->room : FIRST_MCUS;
	t->sum = 0;
	t->mcus = 0;
	t->weighed = t->seam.mcu + 1 < m->across ? m->across : t->seam.mcu + 1;
}

/*
 * Decodes `size` bytes from the block on as what follows at the seam, for as long as there is hope.
 */
static enum jpeg_scan_end
decode(struct trial *t, size_t block, uint64_t size)
{
	struct jpeg_join *j = t->j;
	uint64_t start = j->task->blocks->at[block], end = jpeg_run_end(j->task, block, size);
	enum jpeg_scan_end stop;

	if (end - start > size)
		end = start + size;
	pieces_cut(j->pieces, t->offset);
	pieces_add(j->pieces, start, end);
	begin_block(t);
	for (;;) {
		stop = jpeg_scan_run(&t->scan, &j->pieces->bytes, UINT64_MAX);
		weigh(t);
		if (stop != JPEG_SCAN_PAUSED || t->sum < HOPELESS || t->trace.room == t->room)
			break;
		t->trace.room = t->trace.room < t->room / 2 ? t->trace.room * 2 : t->room;
	}
	jpeg_follow_restore(&j->follow, t->seam.mcu, t->scan.mcu + 1);
	return stop;
}

/* Bytes decoded behind the seam. */
static uint64_t
clean_bytes(const struct trial *t)
{
	uint64_t at = jpeg_scan_position(&t->scan);

	return at > t->offset ? at - t->offset : 0;
}

static void
keep(struct trial *t, const struct jpeg_candidate *c)
{
	size_t i = t->n < JPEG_CANDIDATES_MAX ? t->n++ : JPEG_CANDIDATES_MAX;

	if (i == JPEG_CANDIDATES_MAX && t->out[--i].score >= c->score)
		return;
	for (; i > 0 && t->out[i - 1].score < c->score; i--)
		t->out[i] = t->out[i - 1];
	t->out[i] = *c;
}

static bool
ended(enum jpeg_scan_end stop)
{
	return stop == JPEG_SCAN_DONE || stop == JPEG_SCAN_ENDS || stop == JPEG_SCAN_PAUSED;
}

/* The first ones that are tried are likelier than those that come after many. */
static double
cost_of(const struct trial *t)
{
	double cost = log(1 + t->tried) + 1;

	return cost < t->stage->cost ? cost : t->stage->cost;
}

/* A block that held as far as it is worth to look. */
static void
judge_block(struct trial *t, size_t block, enum jpeg_scan_end stop)
{
	uint64_t clean = clean_bytes(t);
	struct jpeg_candidate c = {.offset = t->offset, .block = block, .own = t->sum};
	double expected = EVIDENCE_SHARE * t->mcus * t->j->smooth.own;

	c.smooth = expected > 0 ? c.own / expected : 1;
	c.score = c.own + (double)clean / CLEAN_BYTES;
	if (stop == JPEG_SCAN_DONE) {
		if (!ends_well(t))
			return;
		c.score += JPEG_ENDS_WELL;
	}
	if (c.score < WEAK)
		return;
	c.strong = c.score >= t->stage->strong && c.smooth >= AS_SMOOTH && ended(stop);
	c.odds = c.score - cost_of(t);
	if (!ended(stop))
		c.odds -= clean < SOON ? GOES_ON : 0;
	else if (t->sum > 0)
		c.odds += GOES_ON;
	c.ends = stop == JPEG_SCAN_DONE;
	c.score = c.odds + t->likely;
	keep(t, &c);
}

/* The search must leave what following its finds will cost. */
static void
spend(struct trial *t, uint64_t bytes, uint64_t candidates)
{
	struct join_budget *budget = t->j->task->budget;

	if (!join_spend(budget, bytes, candidates) || budget->bytes < t->least)
		t->spent = t->j->gave_up = true;
}

/* One block at one seam: a little of it first, more for as long as it holds. */
static void
try_block(struct trial *t, size_t block)
{
	uint64_t least = t->j->task->blocks->size, look = FIRST_LOOK, clean, cost = TRY_COST;
	enum jpeg_scan_end stop;

	for (;; look *= LOOK_TIMES) {
		stop = decode(t, block, look);
		clean = clean_bytes(t);
		cost += clean;
		if (t->sum < HOPELESS || (!ended(stop) && clean < least))
			break;
		if (stop != JPEG_SCAN_ENDS || look >= LAST_LOOK || clean + 8 < look) {
			judge_block(t, block, stop);
			break;
		}
	}
	spend(t, cost, 1);
}

/* Could the block's bytes stand at the seam at all? */
static bool
looks_right(const struct trial *t, size_t block)
{
	const struct join_task *task = t->j->task;
	const struct jpeg_follow *f = &t->j->follow;
	uint64_t at = task->blocks->at[block];
	unsigned char face = block_face(task->faces, jpeg_bytes(task), at, task->blocks->size);
	const unsigned char *p;
	size_t n;

	if (jpeg_is_whole_ones(task, block))
		return false;
	if (t->look.before != 0xff && face >= FACE_MARKER)
		return jpeg_marker_fits(f, &t->look, face);
	if (t->look.before != 0xff)
		return face == FACE_CODED || (face == FACE_ZERO && t->look.zeros);
	p = bytes_view(jpeg_bytes(task), at, task->blocks->size, &n);
	return p && jpeg_looks_right(f, &t->look, p, n);
}

static bool
is_used(const struct trial *t, uint64_t address)
{
	const struct pieces *p = t->j->pieces;

	if (address == t->address)
		return true;
	for (size_t i = 0; i < p->n && p->v[i].offset < t->offset; i++) {
		uint64_t end = p->v[i].start + (t->offset - p->v[i].offset);

		if (end > p->v[i].end)
			end = p->v[i].end;
		if (address >= p->v[i].start && address < end)
			return true;
	}
	return false;
}

/* Do what is before the block and what is behind it make it look like the first one of a piece? */
static bool
begins_piece(const struct trial *t, size_t i)
{
	const struct join_blocks *b = t->j->task->blocks;

	if (i > 0 && b->at[i] - b->at[i - 1] == b->size && looks_right(t, i - 1))
		return false;
	return i + 1 == b->n || b->at[i + 1] - b->at[i] != b->size || looks_right(t, i + 1);
}

/* The blocks near the seam behind it, or near the item before it; or all the others. */
static void
range_of(const struct trial *t, const struct jpeg_cursor *cursor, size_t *first, size_t *end)
{
	const struct join_blocks *blocks = t->j->task->blocks;
	bool far = stages[cursor->stage].far;
	size_t next = join_block_from(blocks, t->address);
	size_t near = blocks->n - next < NEAR_BLOCKS ? blocks->n : next + NEAR_BLOCKS;
	size_t start = join_block_from(blocks, t->j->task->find->start);
	size_t before = start < next ? start : next;

	before = before > NEAR_BLOCKS ? before - NEAR_BLOCKS : 0;
	if (cursor->before) {
		*first = far ? 0 : before;
		*end = far ? before : next;
	} else {
		*first = far ? near : next;
		*end = far ? blocks->n : near;
	}
}

/* True: a strong one was found, or the budget ran out; the cursor stands behind it. */
static bool
try_side(struct trial *t, struct jpeg_cursor *cursor)
{
	const struct join_task *task = t->j->task;
	size_t first, end, i;

	range_of(t, cursor, &first, &end);
	t->tried = 0;
	if (cursor->done == 0)
		spend(t, end - first, 0);
	while (first + cursor->done < end && !t->spent) {
		i = cursor->before ? end - ++cursor->done : first + cursor->done++;
		if (!looks_right(t, i) || begins_piece(t, i) != t->stage->beginnings ||
		    is_used(t, task->blocks->at[i]))
			continue;
		try_block(t, i);
		t->tried++;
		if (t->n && t->out[0].strong)
			return true;
	}
	return t->spent;
}

/* ---- Seams ---- */

/* Takes the follower to the seam; false: it cannot be judged there. */
static bool
open_trial(struct trial *t, const struct jpeg_seam *seam)
{
	struct jpeg_join *j = t->j;
	uint64_t at;

	if (!jpeg_follow_rewind(&j->follow, seam->offset))
		return false;
	t->offset = seam->offset;
	t->likely = seam->score < SEAM_MOST ? seam->score : SEAM_MOST;
	at = pieces_address(j->pieces, seam->offset - 1);
	t->address = at + 1;
	t->seam = j->follow.scan;
	jpeg_look_from(&j->follow, seam->offset, &t->look);
	if (jpeg_trace_init(&t->trace, &t->seam, t->seam.mcu, TRIAL_MCUS))
		return false;
	t->room = t->trace.room;
	return true;
}

/* Both sides of one seam, from the cursor on. */
static bool
try_seam(struct trial *t, const struct jpeg_seam *seam, struct jpeg_cursor *cursor)
{
	struct pieces whole = {0};
	bool done;

	if (!open_trial(t, seam))
		return false;
	pieces_init(&whole, t->j->pieces->space);
	pieces_copy(&whole, t->j->pieces);
	done = try_side(t, cursor);
	if (!done && !cursor->before) {
		cursor->before = true;
		cursor->done = 0;
		done = try_side(t, cursor);
	}
	pieces_copy(t->j->pieces, &whole);
	pieces_release(&whole);
	jpeg_trace_release(&t->trace);
	return done;
}

/* One stage at all seams, from the cursor on. */
static bool
try_stage(struct trial *t, const struct jpeg_seam *seams, size_t n, struct jpeg_cursor *cursor)
{
	t->stage = &stages[cursor->stage];
	if (t->stage->far && n > FAR_SEAMS)
		n = FAR_SEAMS;
	for (; cursor->seam < n; cursor->seam++, cursor->before = false, cursor->done = 0)
		if (try_seam(t, &seams[cursor->seam], cursor))
			return true;
	*cursor = (struct jpeg_cursor){.stage = cursor->stage + 1};
	return t->n && t->out[0].odds >= FOUND;
}

size_t
jpeg_continue(struct jpeg_join *j, const struct jpeg_seam *seams, size_t n,
	      struct jpeg_cursor *cursor, struct jpeg_candidate out[JPEG_CANDIDATES_MAX])
{
	struct trial t = {.j = j, .out = out, .least = j->reserve};

	if (j->task->budget->bytes > j->reserve)
		t.least += (j->task->budget->bytes - j->reserve) / SEARCH_SHARE;
	while (n && seams[n - 1].score < seams[0].score - SEAM_APART)
		n--;
	if (n == 0)
		cursor->stage = JPEG_STAGES;
	while (cursor->stage < JPEG_STAGES) {
		if (j->task->likely && !stages[cursor->stage].beginnings)
			*cursor = (struct jpeg_cursor){.stage = cursor->stage + 1};
		else if (try_stage(&t, seams, n, cursor))
			break;
	}
	return t.n;
}
