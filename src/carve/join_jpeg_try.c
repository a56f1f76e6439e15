/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What continues it? Most blocks are turned away by a look at their bytes; the others are decoded
 * from the seam on, and those that hold are decoded further.
 */
#include <stdlib.h>
#include <string.h>

#include "carve/join_jpeg.h"

/* Blocks behind a seam that are tried for all seams before any that lie farther away. */
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

/* A scan that ends just where it must, on its last unit. */
#define ENDS_WELL 10.0

/* Bytes of a block that must not all be text or zero. */
#define SAMPLE 64u

struct trial {
	struct jpeg_join *j;
	struct jpeg_scan seam; /* the scan at the last MCU before the seam */
	uint64_t offset;       /* of the seam */
	uint64_t address;      /* behind it in the piece that ends there */
	struct jpeg_trace trace;
	unsigned char before; /* the last byte before the seam */
	bool zeros;	      /* the picture has runs of zeros of its own */
	struct jpeg_candidate *out;
	size_t n;
};

/* ---- A look at the bytes ---- */

static bool
all_zero(const unsigned char *p, size_t n)
{
	return n > 0 && p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

static bool
all_text(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((p[i] < 0x20 || p[i] > 0x7e) && p[i] != '\n' && p[i] != '\r' && p[i] != '\t')
			return false;
	return true;
}

enum ff { FF_FINE, FF_ENDS, FF_WRONG };

/* What follows an FF: may it, in this scan? Restart markers must be in turn. */
static enum ff
judge_ff(const struct trial *t, unsigned char c, uint32_t *restarts)
{
	const struct jpeg_scan *s = &t->seam;

	if (c == 0 || c == 0xff)
		return FF_FINE;
	if (c >= JPEG_RST0 && c <= JPEG_RST7) {
		if (!s->interval || (c & 7u) != (*restarts & 7))
			return FF_WRONG;
		++*restarts;
		return FF_FINE;
	}
	if (c == JPEG_EOI)
		return FF_ENDS;
	if (!s->progressive && s->header.n == t->j->follow.frame.n)
		return FF_WRONG;
	return c == JPEG_DHT || c == JPEG_SOS ? FF_ENDS : FF_WRONG;
}

static bool
markers_fit(const struct trial *t, const unsigned char *p, size_t n)
{
	const unsigned char *q = p, *end = p + n;
	uint32_t restarts = t->seam.restarts;
	enum ff ff = t->before == 0xff ? judge_ff(t, p[0], &restarts) : FF_FINE;

	while (ff == FF_FINE && (q = memchr(q, 0xff, (size_t)(end - q))) && q + 1 < end) {
		ff = judge_ff(t, q[1], &restarts);
		q += q[1] == 0xff ? 1 : 2;
	}
	return ff != FF_WRONG;
}

static bool
looks_right(const struct trial *t, size_t block)
{
	const struct join_task *task = t->j->task;
	size_t n;
	const unsigned char *p =
		bytes_view(task->space, task->blocks->at[block], task->blocks->size, &n);

	if (!p || n < 4 || (p[0] == 0xff && p[1] == JPEG_SOI && p[2] == 0xff))
		return false;
	if (n >= SAMPLE && ((all_zero(p, SAMPLE) && !t->zeros) || all_text(p, SAMPLE)))
		return false;
	return markers_fit(t, p, n);
}

/* ---- Decoding ---- */

/* Decodes `size` bytes from the block on as what follows at the seam. */
static enum jpeg_scan_end
decode(struct trial *t, size_t block, uint64_t size, struct jpeg_scan *scan)
{
	struct jpeg_join *j = t->j;
	uint64_t start = j->task->blocks->at[block], end = jpeg_run_end(j->task, block);
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

/* Evidence of the MCUs that begin behind the seam. */
static double
evidence(const struct trial *t, uint32_t end)
{
	const struct jpeg_smooth *m = &t->j->smooth;
	const struct jpeg_trace *old = &t->j->follow.trace, *new = &t->trace;
	double sum = 0;

	if (!m->across || !new->level)
		return 0;
	for (uint32_t i = t->seam.mcu + 1; i < end; i++) {
		const int16_t *here = new->level + (size_t)(i - new->first) * new->blocks, *above;

		if (i < m->across)
			continue;
		if (i - m->across >= new->first)
			above = here - (size_t)m->across * new->blocks;
		else
			above = old->level + (size_t)(i - m->across) * old->blocks;
		sum += jpeg_smooth_evidence(m, i, here, above);
	}
	return EVIDENCE_SHARE * sum;
}

static void
keep(struct trial *t, size_t block, double score, bool strong)
{
	size_t i = t->n < JPEG_CANDIDATES_MAX ? t->n++ : JPEG_CANDIDATES_MAX;

	if (i == JPEG_CANDIDATES_MAX && t->out[--i].score >= score)
		return;
	for (; i > 0 && t->out[i - 1].score < score; i--)
		t->out[i] = t->out[i - 1];
	t->out[i] = (struct jpeg_candidate){t->offset, block, score, strong};
}

/* One block at one seam. True: nothing better needs to be looked for. */
static bool
try_block(struct trial *t, size_t block)
{
	uint64_t size = t->j->task->blocks->size;
	uint64_t first = size < FIRST_LOOK ? FIRST_LOOK : size;
	struct jpeg_scan scan;
	enum jpeg_scan_end stop = decode(t, block, first, &scan);
	uint64_t reached = jpeg_scan_position(&scan) - t->offset;
	double score;

	if (stop != JPEG_SCAN_DONE && stop != JPEG_SCAN_ENDS && stop != JPEG_SCAN_PAUSED &&
	    reached < size)
		return false;
	score = evidence(t, scan.mcu);
	if (score < -WEAK)
		return false;
	if (stop == JPEG_SCAN_ENDS) {
		stop = decode(t, block, SECOND_LOOK, &scan);
		score = evidence(t, scan.mcu);
	}
	if (stop == JPEG_SCAN_DONE) {
		if (!ends_well(t, &scan))
			return false;
		score += ENDS_WELL;
	}
	if (score < WEAK)
		return false;
	keep(t, block, score, score >= STRONG);
	return score >= STRONG;
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
		if (try_block(t, i))
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
	const unsigned char *p;
	uint64_t at;

	if (!jpeg_follow_rewind(&j->follow, seam->offset))
		return false;
	t->offset = seam->offset;
	at = pieces_address(j->pieces, seam->offset - 1);
	t->address = at + 1;
	p = bytes_exact(&j->pieces->bytes, seam->offset - 1, 1);
	t->before = p ? *p : 0;
	p = seam->offset > SAMPLE ? bytes_exact(&j->pieces->bytes, seam->offset - SAMPLE, SAMPLE)
				  : NULL;
	t->zeros = p && all_zero(p, SAMPLE / 2);
	t->seam = j->follow.scan;
	return jpeg_trace_init(&t->trace, &t->seam, t->seam.mcu, TRIAL_MCUS) == 0;
}

static bool
try_seam(struct trial *t, const struct jpeg_seam *seam, bool far)
{
	const struct join_blocks *blocks = t->j->task->blocks;
	struct pieces whole = {0};
	bool done = false;

	if (!open_trial(t, seam))
		return false;
	pieces_init(&whole, t->j->pieces->space);
	pieces_copy(&whole, t->j->pieces);

	size_t next = join_block_from(blocks, t->address);
	size_t near = blocks->n - next < NEAR_BLOCKS ? blocks->n : next + NEAR_BLOCKS;
	if (far)
		done = try_blocks(t, near, blocks->n) || try_blocks(t, 0, next);
	else
		done = try_blocks(t, next, near);
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
