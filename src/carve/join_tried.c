/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Joins files of formats whose closer look says within a block or so where other data begins (codes
 * that cannot stand, pixels that do not go on), by trying: behind the last block that held, one
 * free block after the other is put in the place of what broke, until the look comes to the file's
 * end.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "carve/join.h"
#include "media/gif_check.h"
#include "media/jxl.h"
#include "media/verdict.h"

/* Pieces of one file. */
#define DEPTH_MAX 6u

/* Each byte of arithmetic code that is read costs so many that are just looked at. */
#define CODED_COST 18u

/* Other data is seen so many blocks behind its beginning, at most. */
#define SEAMS_MAX 3u

/* A look that comes so much further than the seam has found the file's own data, it seems. */
#define PROGRESS_MIN ((uint64_t)4096)

/* What must be checked of a joined file. */
#define WHOLE_CONFIDENCE 0.9

/* Bytes of a row that are compared. */
#define ROW_PART 256u

/* Blocks that are tried for one seam. */
#define REACH 8192u

/* Rows on either side of a seam that are. */
#define ROWS 4u

struct kind {
	const char *format;
	unsigned cheap; /* so many times as fast as the dearest look */
	bool rows;	/* plain pixels: what follows is near what stands a row above it */
	bool codes;	/* of a GIF: followed on from the seam */
	bool beyond;	/* of a JPEG XL: what was read of it before the seam is kept */
	uint64_t least; /* bytes behind the last seam that are more than chance */
};

struct tried {
	const struct join_task *task;
	const struct kind *kind;
	struct pieces *pieces;
	struct media_walk walk;
	uint64_t size;	 /* of the file, 0: not known */
	uint32_t stride; /* of plain pixels */
	bool packed;	 /* run lengths instead of them */
	/* What stands a row above a seam, and how near to each other those rows are. */
	unsigned char above[ROW_PART];
	uint64_t step;
	struct gif_follow *at_seam, *follow;
	struct jxl_kept kept;
	bool gave_up;
};

/* ---- Looks ---- */

static uint64_t
held_of(const struct media_walk *w)
{
	if (w->state == MEDIA_NOT)
		return 0;
	if (w->state == MEDIA_WHOLE)
		return w->confidence >= WHOLE_CONFIDENCE ? UINT64_MAX : 0;
	return w->broke > w->length ? w->broke : w->length;
}

/* How far the file in the pieces holds; UINT64_MAX: it is whole. */
static uint64_t
look(struct tried *t)
{
	const struct media_format *f = t->task->find->format;
	struct media_walk *w = &t->walk;

	*w = (struct media_walk){.state = MEDIA_NOT};
	f->walk(&t->pieces->bytes, 0, w);
	if (w->state != MEDIA_NOT && f->check)
		f->check(&t->pieces->bytes, 0, w);
	return held_of(w);
}

static bool
spend(struct tried *t, uint64_t bytes)
{
	t->gave_up = t->gave_up || !join_spend(t->task->budget, bytes / t->kind->cheap, 1);
	return !t->gave_up;
}

/* The same where the file holds up to the seam, for less where that can be built on. */
static uint64_t
look_on(struct tried *t, uint64_t seam)
{
	uint64_t held;

	if (t->kind->beyond) {
		t->walk = (struct media_walk){.state = MEDIA_NOT};
		t->kept.work = 0;
		jxl_check_beyond(&t->pieces->bytes, 0, seam, &t->kept, &t->walk);
		spend(t, t->kept.work * CODED_COST);
		held = held_of(&t->walk);
	} else if (t->at_seam && t->follow) {
		gif_follow_copy(t->follow, t->at_seam);
		held = gif_follow_run(t->follow);
	} else {
		return look(t);
	}
	return held == UINT64_MAX ? look(t) : held;
}

/* ---- Candidates ---- */

/* To the end of the free run, but not into what the file has already. */
static void
add_run(struct tried *t, uint64_t at)
{
	pieces_add(t->pieces, at, pieces_next(t->pieces, at, join_run_end(t->task, at)));
}

/* Coded data is neither a run of one byte nor text. */
static bool
could_be_coded(const unsigned char *p, size_t n)
{
	size_t plain = 0;

	for (size_t i = 0; i < n; i++)
		plain += (p[i] >= ' ' && p[i] < 0x7f) || p[i] == '\n';
	return plain < n && memcmp(p, p + 1, n - 1) != 0;
}

static uint64_t
distance(const unsigned char *p, const unsigned char *q, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (uint64_t)abs(p[i] - q[i]);
	return sum;
}

static void
learn_rows(struct tried *t, uint64_t seam)
{
	unsigned char before[ROW_PART];

	t->step = UINT64_MAX;
	if (t->stride < ROW_PART || seam < 2 * (uint64_t)t->stride)
		return;
	bytes_read(&t->pieces->bytes, seam - t->stride, t->above, ROW_PART);
	bytes_read(&t->pieces->bytes, seam - 2 * (uint64_t)t->stride, before, ROW_PART);
	t->step = 2 * distance(t->above, before, ROW_PART) + 3 * ROW_PART;
}

/* The pieces end at the seam. */
static void
learn_seam(struct tried *t, uint64_t seam)
{
	learn_rows(t, seam);
	if (!t->kind->codes)
		return;
	free(t->at_seam);
	t->at_seam = gif_follow_new(&t->pieces->bytes, 0);
	if (t->at_seam)
		gif_follow_run(t->at_seam);
}

static bool
plausible(struct tried *t, uint64_t at)
{
	const unsigned char *p;
	size_t n;

	p = bytes_view(t->task->space, at, ROW_PART, &n);
	if (n < ROW_PART)
		return p != NULL;
	if (t->kind->rows && !t->packed)
		return t->step == UINT64_MAX || distance(p, t->above, n) <= t->step;
	return could_be_coded(p, n);
}

/* Mean distance of bytes to those a row above them, over the rows [from, to). */
static uint64_t
step_down(const struct tried *t, uint64_t from, uint64_t to)
{
	unsigned char here[512], above[512];
	uint64_t sum = 0, n = 0;

	for (; from + sizeof here <= to; from += sizeof here) {
		if (bytes_read(&t->pieces->bytes, from, here, sizeof here) != sizeof here)
			break;
		bytes_read(&t->pieces->bytes, from - t->stride, above, sizeof above);
		sum += distance(here, above, sizeof here);
		n += sizeof here;
	}
	return n ? sum / n : 0;
}

/* Rows of another picture are smooth as well, but not one below the other at this length. */
static bool
rows_go_on(const struct tried *t, uint64_t seam)
{
	uint64_t reach = ROWS * (uint64_t)t->stride;

	if (t->stride == 0 || t->packed || seam < reach + t->stride)
		return true;
	return step_down(t, seam, seam + reach) <= 2 * step_down(t, seam - reach, seam) + 2;
}

static bool advance(struct tried *t, unsigned depth);

/* Of a look behind the seam; what takes a state on from there says afterwards what it did. */
static uint64_t
cost_of(const struct tried *t, uint64_t seam)
{
	uint64_t size = t->task->blocks->size;

	return t->kind->beyond ? 0 : t->at_seam ? 4 * size : seam + size;
}

/* Block i behind the seam. True: the file is whole with it, or with what follows. */
static bool
try_block(struct tried *t, uint64_t seam, size_t i, unsigned depth)
{
	const struct join_blocks *b = t->task->blocks;
	uint64_t at = b->at[i], held;

	if (!spend(t, ROW_PART) || pieces_meet(t->pieces, at, at + b->size) || !plausible(t, at) ||
	    !spend(t, cost_of(t, seam)))
		return false;
	add_run(t, at);
	held = rows_go_on(t, seam) ? look_on(t, seam) : 0;
	if (held == UINT64_MAX && t->walk.length < seam + t->kind->least)
		held = 0;
	if (held == UINT64_MAX || (held > seam + PROGRESS_MIN && advance(t, depth + 1)))
		return true;
	pieces_cut(t->pieces, seam);
	if (held > seam + PROGRESS_MIN)
		learn_seam(t, seam);
	return false;
}

static bool
try_blocks(struct tried *t, uint64_t seam, unsigned depth)
{
	struct join_order o;
	bool whole = false;

	learn_seam(t, seam);
	join_order_make(t->task, t->pieces->v[0].start, t->pieces->v[t->pieces->n - 1].end,
			t->size > seam ? t->size - seam : 0, REACH, &o);
	for (size_t k = 0; k < o.n && !t->gave_up && !whole; k++)
		whole = try_block(t, seam, o.v[k], depth);
	join_order_release(&o);
	return whole;
}

/* ---- The file ---- */

/* The last place at or before an offset of the pieces where a block begins; 0: none. */
static uint64_t
boundary(const struct tried *t, uint64_t offset)
{
	const struct join_blocks *b = t->task->blocks;
	uint64_t at, phase;
	size_t i;

	if (offset == 0 || offset > t->pieces->bytes.size)
		return 0;
	at = pieces_address(t->pieces, offset - 1) + 1;
	i = join_block_from(b, at + 1);
	phase = i ? at - b->at[i - 1] : 0;
	if (phase == b->size || i == 0)
		return offset;
	return phase < offset ? offset - phase : 0;
}

static bool
advance(struct tried *t, unsigned depth)
{
	uint64_t held = look(t), seam;
	struct pieces here;
	bool whole = false;

	if (held == UINT64_MAX)
		return true;
	if (depth >= DEPTH_MAX)
		return false;
	pieces_init(&here, t->pieces->space);
	pieces_copy(&here, t->pieces);
	seam = boundary(t, held < here.bytes.size ? held : here.bytes.size);
	for (unsigned k = 0; k < SEAMS_MAX && seam && !whole && !t->gave_up; k++) {
		pieces_copy(t->pieces, &here);
		pieces_cut(t->pieces, seam);
		whole = try_blocks(t, seam, depth);
		seam = whole ? seam : boundary(t, seam - 1);
	}
	if (!whole)
		pieces_copy(t->pieces, &here);
	pieces_release(&here);
	return whole;
}

static enum join_result
conclude(struct tried *t, struct media_walk *walk)
{
	pieces_cut(t->pieces, t->walk.length);
	*walk = t->walk;
	walk->confidence = WHOLE_CONFIDENCE;
	return t->pieces->n > 1 ? JOIN_WHOLE : JOIN_NOT;
}

/* Bytes of a row where the format is plain pixels: of a BMP. */
static uint32_t
stride_of(struct tried *t)
{
	const unsigned char *p = bytes_exact(&t->pieces->bytes, 0, 34);

	if (!t->kind->rows || !p || le32(p + 18) > UINT16_MAX || le16(p + 28) < 8)
		return 0;
	t->packed = le32(p + 14) >= 40 && (le32(p + 30) == 1 || le32(p + 30) == 2);
	return (le32(p + 18) * le16(p + 28) + 31) / 32 * 4;
}

/* As its head has it. */
static uint64_t
size_of(struct tried *t)
{
	const unsigned char *p = bytes_exact(&t->pieces->bytes, 0, 12);

	if (p && memcmp(p, "RIFF", 4) == 0)
		return le32(p + 4) + (uint64_t)8;
	return p && p[0] == 'B' && p[1] == 'M' ? le32(p + 2) : 0;
}

static enum join_result
join(const struct join_task *task, const struct kind *kind, struct pieces *pieces,
     struct media_walk *walk)
{
	struct tried t = {.task = task, .kind = kind, .pieces = pieces};
	uint64_t end = join_run_end(task, task->find->start);
	bool whole;

	if (end <= task->find->start)
		return JOIN_NOT;
	pieces_add(pieces, task->find->start, end);
	t.size = size_of(&t);
	t.stride = stride_of(&t);
	t.follow = kind->codes ? gif_follow_new(&pieces->bytes, 0) : NULL;
	whole = advance(&t, 1);
	free(t.follow);
	free(t.at_seam);
	jxl_kept_release(&t.kept);
	if (whole)
		return conclude(&t, walk);
	return t.gave_up ? JOIN_GAVE_UP : JOIN_NOT; /* how far a wrong way goes says nothing */
}

static enum join_result
join_gif(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	static const struct kind kind = {"gif", 1, false, true, false, 0};

	return join(task, &kind, pieces, walk);
}

static enum join_result
join_bmp(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	static const struct kind kind = {"bmp", 2, true, false, false, 0};

	return join(task, &kind, pieces, walk);
}

static enum join_result
join_webp(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	static const struct kind kind = {"webp", 1, false, false, false, 2048};
	const unsigned char *p = bytes_exact(task->space, task->find->start, 16);

	/* among many wrong ways, one comes to a lossy picture's end with its bits by chance */
	return p && p[15] == 'L' ? join(task, &kind, pieces, walk) : JOIN_NOT;
}

static enum join_result
join_tiff(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	static const struct kind kind = {"tiff", 1, false, false, false, 0};

	return join(task, &kind, pieces, walk);
}

static enum join_result
join_psd(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	static const struct kind kind = {"psd", 2, false, false, false, 0};

	return join(task, &kind, pieces, walk);
}

static enum join_result
join_jxl(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	static const struct kind kind = {"jxl", 1, false, false, true, 0};

	return join(task, &kind, pieces, walk);
}

const struct joiner joiner_gif = {"gif", true, false, join_gif};
const struct joiner joiner_bmp_tried = {"bmp", true, false, join_bmp};
const struct joiner joiner_webp_tried = {"webp", true, true, join_webp};
const struct joiner joiner_tiff_tried = {"tiff", true, true, join_tiff};
const struct joiner joiner_psd_tried = {"psd", true, true, join_psd};
const struct joiner joiner_jxl = {"jxl", true, true, join_jxl};
