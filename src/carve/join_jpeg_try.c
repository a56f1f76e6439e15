/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What continues it? Most blocks are turned away by a look at their bytes; the others are decoded
 * from the seam on, and those that hold are decoded further.
 */
#include <stdlib.h>
#include <string.h>

#include "carve/join_jpeg.h"

/* Blocks to each side that are tried for all seams before any that lie farther away. */
#define NEAR_BLOCKS 4096u

/* Seams for which blocks far away are tried. */
#define FAR_SEAMS 2u

/* Bytes decoded of a candidate whose first block held; MCUs of it that are remembered. */
#define FIRST_LOOK  ((uint64_t)2048)
#define SECOND_LOOK ((uint64_t)32768)
#define TRIAL_MCUS  8192u

#define EVIDENCE_SHARE 0.35

/* Evidence from which a candidate is worth a try, and from which it need not be compared. */
#define WEAK   1.5
#define STRONG 12.0

/* What being sure of a seam counts for a candidate at it. */
#define SEAM_MOST 4.0

/* A scan that ends just where it must, on its last unit. */
#define ENDS_WELL 10.0

/* Bytes decoded without an error that count as much as evidence of 1. */
#define CLEAN_BYTES 8192.0

/* A strong candidate is as smooth as this share of the picture's own smoothness. */
#define AS_SMOOTH 0.5

struct trial {
	struct jpeg_join *j;
	struct jpeg_scan seam; /* the scan at the last MCU before the seam */
	uint64_t offset;       /* of the seam */
	double likely;	       /* that it is one: its score */
	uint64_t address;      /* behind it in the piece that ends there */
	struct jpeg_trace trace;
	struct jpeg_look look;
	struct jpeg_candidate *out;
	size_t n;
};

/* ---- Decoding ---- */

/* Decodes `size` bytes from the block on as what follows at the seam. */
static enum jpeg_scan_end
decode(struct trial *t, size_t block, uint64_t size, struct jpeg_scan *scan)
{
	struct jpeg_join *j = t->j;
	uint64_t start = j->task->blocks->at[block], end = jpeg_run_end(j->task, block, size);
	enum jpeg_scan_end stop;

	if (end - start > size)
		end = start + size;
	pieces_cut(j->pieces, t->offset);
	pieces_add(j->pieces, start, end);
	*scan = t->seam;
	scan->trace = &t->trace;
	stop = jpeg_scan_run(scan, &j->pieces->bytes, UINT64_MAX);
	jpeg_follow_restore(&j->follow, t->seam.mcu, scan->mcu + 1);
	return stop;
}

/* The scan is done: does a marker stand behind it at once? */
static bool
ends_well(const struct trial *t, const struct jpeg_scan *scan)
{
	uint64_t at = jpeg_scan_position(scan);
	const unsigned char *p = bytes_exact(&t->j->pieces->bytes, at, 2);

	return p && p[0] == 0xff && (p[1] == JPEG_EOI || p[1] == JPEG_DHT || p[1] == JPEG_SOS);
}

/*
 * Evidence of the MCUs that begin behind the seam and have one from before the seam above them:
 * farther on a picture of its own would be smooth, too.
 */
static double
evidence(const struct trial *t, uint32_t end, uint32_t *mcus)
{
	const struct jpeg_smooth *m = &t->j->smooth;
	const struct jpeg_trace *old = &t->j->follow.trace, *new = &t->trace;
	uint32_t first = t->seam.mcu + 1;
	double sum = 0;

	*mcus = 0;
	if (!m->across || !new->level)
		return 0;
	if (end > t->seam.mcu + m->across)
		end = t->seam.mcu + m->across;
	if (first < m->across)
		first = m->across;
	for (uint32_t i = first; i < end; i++)
		sum += jpeg_smooth_evidence(m, i,
					    new->level + (size_t)(i - new->first) * new->blocks,
					    old->level + (size_t)(i - m->across) * old->blocks);
	*mcus = first < end ? end - first : 0;
	return EVIDENCE_SHARE * sum;
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

/* A block whose first bytes held is decoded as far as it is worth. */
static void
judge_block(struct trial *t, size_t block)
{
	struct jpeg_scan scan;
	enum jpeg_scan_end stop = decode(t, block, SECOND_LOOK, &scan);
	uint64_t clean = jpeg_scan_position(&scan) - t->offset;
	struct jpeg_candidate c = {.offset = t->offset, .block = block};
	double expected;
	uint32_t mcus;

	c.own = evidence(t, scan.mcu, &mcus);
	expected = EVIDENCE_SHARE * mcus * t->j->smooth.own;
	c.smooth = expected > 0 ? c.own / expected : 1;
	c.score = c.own + (double)clean / CLEAN_BYTES;
	if (stop == JPEG_SCAN_DONE) {
		if (!ends_well(t, &scan))
			return;
		c.score += ENDS_WELL;
	}
	if (c.score < WEAK)
		return;
	c.strong = c.score >= STRONG && c.smooth >= AS_SMOOTH &&
		   (stop == JPEG_SCAN_DONE || stop == JPEG_SCAN_ENDS || stop == JPEG_SCAN_PAUSED);
	c.score += t->likely;
	keep(t, &c);
}

/* One block at one seam. */
static void
try_block(struct trial *t, size_t block)
{
	uint64_t size = t->j->task->blocks->size;
	uint64_t first = size < FIRST_LOOK ? FIRST_LOOK : size;
	struct jpeg_scan scan;
	enum jpeg_scan_end stop = decode(t, block, first, &scan);
	uint64_t clean = jpeg_scan_position(&scan) - t->offset;
	uint32_t mcus;

	if (stop != JPEG_SCAN_DONE && stop != JPEG_SCAN_ENDS && stop != JPEG_SCAN_PAUSED &&
	    clean < size)
		return;
	if (evidence(t, scan.mcu, &mcus) >= -WEAK)
		judge_block(t, block);
}

static bool
looks_right(const struct trial *t, size_t block)
{
	const struct join_task *task = t->j->task;
	size_t n;
	const unsigned char *p =
		bytes_view(task->space, task->blocks->at[block], task->blocks->size, &n);

	return p && jpeg_looks_right(&t->j->follow, &t->look, p, n);
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

/* Blocks [first, end). True: a strong one was found, or the budget ran out. */
static bool
try_blocks(struct trial *t, size_t first, size_t end)
{
	const struct join_task *task = t->j->task;

	for (size_t i = first; i < end; i++) {
		if (!looks_right(t, i) || is_used(t, task->blocks->at[i]))
			continue;
		if (!join_spend(task->budget, task->blocks->size, 1)) {
			t->j->gave_up = true;
			return true;
		}
		try_block(t, i);
		if (t->n && t->out[0].strong)
			return true;
	}
	return false;
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
	return jpeg_trace_init(&t->trace, &t->seam, t->seam.mcu, TRIAL_MCUS) == 0;
}

/* Blocks near the seam behind it, and near the item before it; or all the others. */
static bool
try_around(struct trial *t, bool far)
{
	const struct join_blocks *blocks = t->j->task->blocks;
	size_t next = join_block_from(blocks, t->address);
	size_t near = blocks->n - next < NEAR_BLOCKS ? blocks->n : next + NEAR_BLOCKS;
	size_t start = join_block_from(blocks, t->j->task->find->start);
	size_t before = start < next ? start : next;

	before = before > NEAR_BLOCKS ? before - NEAR_BLOCKS : 0;
	if (far)
		return try_blocks(t, near, blocks->n) || try_blocks(t, 0, before);
	return try_blocks(t, next, near) || try_blocks(t, before, next);
}

static bool
try_seam(struct trial *t, const struct jpeg_seam *seam, bool far)
{
	struct pieces whole = {0};
	bool done;

	if (!open_trial(t, seam))
		return false;
	pieces_init(&whole, t->j->pieces->space);
	pieces_copy(&whole, t->j->pieces);
	done = try_around(t, far);
	pieces_copy(t->j->pieces, &whole);
	pieces_release(&whole);
	jpeg_trace_release(&t->trace);
	return done;
}

size_t
jpeg_continue(struct jpeg_join *j, const struct jpeg_seam *seams, size_t n,
	      struct jpeg_candidate out[JPEG_CANDIDATES_MAX])
{
	struct trial t = {.j = j, .out = out};

	for (size_t i = 0; i < n; i++)
		if (try_seam(&t, &seams[i], false))
			return t.n;
	for (size_t i = 0; i < n && i < FAR_SEAMS; i++)
		if (try_seam(&t, &seams[i], true))
			return t.n;
	return t.n;
}
