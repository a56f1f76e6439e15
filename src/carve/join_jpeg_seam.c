/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where did it really break? The decoder errs some bytes behind the seam, or never, when what
 * follows is another JPEG's data. Up to the seam the picture goes on smoothly from row to row;
 * behind it, it does not.
 */
#include "carve/join_jpeg.h"

/* A block boundary that lies this far before the error is e times less likely than one at it. */
#define ERROR_DISTANCE 700.0
#define DISTANCE_MOST  6.0

/* What is behind the boundary is no JPEG's data at all. */
#define FOREIGN_BEHIND 4.0

/* Neighbouring MCUs say much the same: their evidence does not add up in full. */
#define EVIDENCE_SHARE 0.35

/* MCUs that are looked at behind a boundary, at most. */
#define LOOK_MOST 600u

/* More tells nothing more. */
#define AGAINST_MOST 40.0

/* MCUs before and behind a sharp seam, and the share of the usual smoothness that they have. */
#define SHARP_MOST  64u
#define SHARP_SHARE 0.4

/* An impossible code may begin so many bytes before the seam. */
#define CODE_BYTES 4u

/* Boundaries looked at before the error. */
#define BOUNDARIES_MAX 65536u
#define RANK_COST      128u /* of budget, each */

struct ranking {
	struct jpeg_join *j;
	struct jpeg_seam *v;
	size_t n;
	uint64_t error;	  /* offset at which following ended; the seam does not lie behind it */
	uint64_t foreign; /* offset of a block that is no JPEG's, 0: none */
	uint32_t end;	  /* MCUs followed */
	bool measured;	  /* the scan has levels */
	uint32_t first;	  /* MCU from which the seam may lie */
};

static void
insert(struct ranking *r, uint64_t offset, double score)
{
	size_t i = r->n < JPEG_SEAMS_MAX ? r->n++ : JPEG_SEAMS_MAX;

	if (i == JPEG_SEAMS_MAX && r->v[--i].score >= score)
		return;
	for (; i > 0 && r->v[i - 1].score < score; i--)
		r->v[i] = r->v[i - 1];
	r->v[i] = (struct jpeg_seam){offset, score};
}

/* Against the MCUs behind a boundary, as far as a row of them. */
static double
against(const struct ranking *r, uint32_t mcu)
{
	uint32_t look = r->j->smooth.across < LOOK_MOST ? r->j->smooth.across : LOOK_MOST;
	uint32_t stop = r->end - mcu < look ? r->end : mcu + look;

	return r->j->smooth.sum[mcu] - r->j->smooth.sum[stop];
}

/*
 * A horizontal edge of the picture is rough, too, but hardly ever begins where a block does: at a
 * seam it is smooth just before and rough just behind.
 */
static bool
is_sharp(const struct ranking *r, uint32_t mcu)
{
	const struct jpeg_smooth *m = &r->j->smooth;
	uint32_t near = m->across / 4 < SHARP_MOST ? m->across / 4 + 1 : SHARP_MOST;

	if (mcu < near || r->end - mcu < near)
		return false;
	return m->sum[mcu] - m->sum[mcu - near] > SHARP_SHARE * near * m->own &&
	       m->sum[mcu + near] - m->sum[mcu] < -SHARP_SHARE * near * m->own;
}

static void
rank(struct ranking *r, uint64_t offset)
{
	struct jpeg_follow *f = &r->j->follow;
	double distance = offset < r->error ? (double)(r->error - offset) / ERROR_DISTANCE : 0;
	double score = distance < DISTANCE_MOST ? -distance : -DISTANCE_MOST;

	if (r->measured && offset > f->data) {
		uint32_t mcu = jpeg_trace_before(&f->trace, f->b, f->remembered, offset) + 1;
		double more = 0;

		if (mcu < r->first)
			mcu = r->first;
		if (mcu < r->end)
			more = EVIDENCE_SHARE * against(r, mcu);
		if (more > 0 && distance >= DISTANCE_MOST && !is_sharp(r, mcu))
			return;
		score += more < AGAINST_MOST ? more : AGAINST_MOST;
	}
	insert(r, offset, offset == r->foreign ? score + FOREIGN_BEHIND : score);
}

/* All block boundaries of one piece, the last first; false: enough of them. */
static bool
rank_piece(struct ranking *r, const struct piece *x, uint64_t end, unsigned *left)
{
	const struct join_blocks *blocks = r->j->task->blocks;
	size_t i = join_block_from(blocks, x->start + (end - x->offset) + 1);

	while (i-- > 0 && blocks->at[i] > x->start) {
		uint64_t offset = x->offset + (blocks->at[i] - x->start);

		if (offset <= r->j->joined.from || --*left == 0)
			return false;
		if (offset <= end)
			rank(r, offset);
	}
	return true;
}

/*
 * Blocks of text, zeros or impossible markers are somebody else's: the piece ended before the
 * first of them at the latest.
 */
static void
bound(struct ranking *r)
{
	struct jpeg_join *j = r->j;
	const struct piece *x = &j->pieces->v[j->pieces->n - 1];
	const struct join_blocks *blocks = j->task->blocks;
	const unsigned char *p;
	uint64_t from = j->joined.from > j->follow.data ? j->joined.from : j->follow.data;
	struct jpeg_look look;
	size_t n;

	if (!j->follow.in_scan)
		return;
	from = from > x->offset ? x->start + (from - x->offset) : x->start;
	for (size_t i = join_block_from(blocks, from + 1); i < blocks->n; i++) {
		uint64_t offset = x->offset + (blocks->at[i] - x->start);

		if (offset >= r->error)
			return;
		jpeg_look_behind(&j->follow, offset, &look);
		p = bytes_view(jpeg_bytes(j->task), blocks->at[i], blocks->size, &n);
		if (p && !jpeg_looks_right(&j->follow, &look, p, n)) {
			r->error = r->foreign = offset;
			return;
		}
	}
}

static void
prepare(struct ranking *r)
{
	struct jpeg_join *j = r->j;
	struct jpeg_follow *f = &j->follow;

	if (!f->in_scan || !f->trace.level)
		return;
	r->end = f->scan.mcu;
	jpeg_smooth_release(&j->smooth);
	jpeg_smooth_init(&j->smooth, &f->frame, &f->tables, &f->scan);
	jpeg_smooth_learn(&j->smooth, &f->trace, r->end);
	r->first = j->joined.from > f->data
			   ? jpeg_trace_before(&f->trace, f->b, f->remembered, j->joined.from)
			   : 0;
	r->measured = true;
}

size_t
jpeg_seams(struct jpeg_join *j, struct jpeg_seam seams[JPEG_SEAMS_MAX])
{
	struct ranking r = {.j = j, .v = seams, .error = j->follow.broke + CODE_BYTES};
	const struct pieces *p = j->pieces;
	unsigned left = BOUNDARIES_MAX;

	if (r.error > p->bytes.size)
		r.error = p->bytes.size;
	prepare(&r);
	bound(&r);
	if (r.error == p->bytes.size && r.error > j->joined.from)
		rank(&r, r.error); /* what lies behind the piece is somebody else's */
	for (size_t i = p->n; i-- > 0;) {
		uint64_t end = p->v[i].offset + (p->v[i].end - p->v[i].start);

		if (p->v[i].offset >= r.error)
			continue;
		if (!rank_piece(&r, &p->v[i], r.error < end ? r.error : end, &left))
			break;
	}
	join_spend(j->task->budget, (BOUNDARIES_MAX - left) * RANK_COST, 0);
	return r.n;
}
