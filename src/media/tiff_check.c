/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A closer look at the strips and tiles of a TIFF: packed ones are followed code by code, plain
 * ones are watched for sectors that break their smoothness. The file holds up to the first place,
 * in the order of its bytes, at which any of them does not.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/entropy.h"
#include "media/follow.h"
#include "media/gather.h"
#include "media/jpeg.h"
#include "media/raster.h"
#include "media/strips.h"
#include "media/tiff_walk.h"
#include "media/verdict.h"

#define YCC 6

/* Bytes of codes that random data does not get through, and of rows that show their smoothness. */
#define CODED_CERTAIN 256
#define PLAIN_CERTAIN 4096

#define DECODED_CONFIDENCE 0.97
#define PART_CONFIDENCE	   0.8
#define WATCHED_CONFIDENCE 0.72
#define DOUBT		   0.5

struct checker {
	struct bytes *b;
	struct tiff_walker k;
	uint64_t start;
	uint64_t coded, plain, unknown; /* bytes of pieces: followed, smooth, neither */
	uint64_t broke;			/* from b's start; UINT64_MAX: nothing broke */
	const char *why;
};

/* ---- Pieces ---- */

static uint64_t
row_bytes(const struct tiff_picture *p)
{
	uint64_t bits = (uint64_t)p->bits * (p->planar ? 1 : p->samples);

	return ((uint64_t)p->piece_width * bits + 7) / 8;
}

/* What a piece unpacks to; UINT64_MAX when that cannot be told. */
static uint64_t
due_bytes(const struct tiff_picture *p, uint32_t index)
{
	uint32_t rows = p->piece_height, across;

	if (p->photometric == YCC || p->bits > 64 || p->samples > 64 || rows == 0)
		return UINT64_MAX;
	if (!p->tiled) {
		across = (p->height + rows - 1) / rows; /* strips of one plane */
		index %= across ? across : 1;
		if ((uint64_t)(index + 1) * rows > p->height)
			rows = p->height - index * rows;
	}
	return row_bytes(p) * rows;
}

static void
breaks(struct checker *c, uint64_t at, const char *why)
{
	if (at >= c->broke)
		return;
	c->broke = at;
	c->why = why;
}

/* Followed to f->at, and what that means. */
static void
judge(struct checker *c, const struct follow *f, uint64_t begin, enum follow_end end)
{
	bool cut = f->end >= c->b->size; /* the bytes end within the piece */
	uint64_t where;

	if (end == FOLLOW_UNKNOWN) {
		c->unknown += f->end - begin;
		return;
	}
	c->coded += f->at - begin;
	if (end == FOLLOW_DONE && (f->due == UINT64_MAX || f->made >= f->due))
		return;
	if (end == FOLLOW_ENDS && (cut || f->due == UINT64_MAX || f->made >= f->due))
		return;
	breaks(c, f->at,
	       end == FOLLOW_BREAKS ? "an impossible code stands"
				    : "a strip unpacks to fewer rows than it should");
	/* codes may go on over text for a while */
	if (entropy_search(c->b, c->start, begin, f->at, false, &where) == ENTROPY_TEXT)
		breaks(c, where, "text stands among coded data");
}

/* JPEG data whose tables stand elsewhere: put together, it is a file. */
static void
take_jpeg(struct checker *c, const struct tiff_picture *p, uint64_t at, uint64_t end)
{
	const struct media_format *jpeg = media_by_name("jpeg");
	struct gather *g = gather_new(c->b);
	struct media_walk w;

	if (p && p->tables_size > 4) {
		gather_add(g, c->start + p->tables, c->start + p->tables + p->tables_size - 2);
		gather_add(g, at + 2, end);
	} else {
		gather_add(g, at, end);
	}
	jpeg->walk(&g->bytes, 0, &w);
	if (w.state != MEDIA_NOT)
		jpeg->check(&g->bytes, 0, &w);
	c->coded += w.state == MEDIA_NOT ? 0 : w.length;
	if (w.state == MEDIA_DAMAGED || (w.state == MEDIA_TRUNCATED && end < c->b->size))
		breaks(c, gather_place(g, w.length), "a JPEG inside breaks");
	else if (w.state == MEDIA_NOT)
		breaks(c, at, "no JPEG stands");
	gather_free(&g);
}

/*
 * Codes nobody can follow, and rows of few bits: that they are no text, at least. `dense`: nor
 * empty.
 */
static void
take_unknown(struct checker *c, uint64_t at, uint64_t end, bool dense)
{
	enum entropy_kind kind;
	uint64_t where;

	c->unknown += end - at;
	kind = entropy_search(c->b, c->start, at, end, false, &where);
	if (kind == ENTROPY_TEXT)
		breaks(c, where, "text stands among coded data");
	else if (kind == ENTROPY_CONSTANT && dense)
		breaks(c, where, "an empty stretch stands among coded data");
}

/* Is it lossless JPEG? Its frame header tells. */
static bool
lossless(struct checker *c, uint64_t at)
{
	struct jpeg_segment s;
	uint64_t next = at + 2;

	for (unsigned i = 0; i < 16; i++, next = s.next) {
		if (jpeg_segment_at(c->b, next, &s) != JPEG_READ)
			return false;
		if (jpeg_is_frame(s.marker))
			return s.marker == JPEG_SOF3;
	}
	return false;
}

/* Its end code must be there, unless the bytes end. */
static void
take_lossless(struct checker *c, struct follow *f)
{
	uint64_t at = f->at;
	enum follow_end end = follow_lossless_jpeg(f);

	judge(c, f, at, end == FOLLOW_ENDS && f->end < c->b->size ? FOLLOW_BREAKS : end);
}

static void
take_coded(struct checker *c, const struct tiff_picture *p, uint32_t index, uint64_t at,
	   uint64_t end)
{
	struct follow f = {c->b, at, end, due_bytes(p, index), 0};
	const unsigned char *q = bytes_exact(c->b, at, 2);

	switch (p->compression) {
	case TIFF_LZW:
		if (q && q[0] == 0 && q[1] & 1) /* the old, backward kind */
			take_unknown(c, at, end, true);
		else
			judge(c, &f, at, follow_lzw(&f));
		break;
	case TIFF_DEFLATE:
	case TIFF_OLD_DEFLATE:
		judge(c, &f, at, follow_deflate(&f));
		break;
	case TIFF_PACKBITS:
		judge(c, &f, at, follow_packbits(&f, row_bytes(p)));
		break;
	case TIFF_OLD_JPEG:
	case TIFF_JPEG:
	case TIFF_LOSSY_JPEG:
		f.due = UINT64_MAX;
		if (lossless(c, at))
			take_lossless(c, &f);
		else if (q && q[0] == 0xff && q[1] == JPEG_SOI)
			take_jpeg(c, p, at, end);
		else
			take_unknown(c, at, end, true);
		break;
	case TIFF_CCITT_RLE:
	case TIFF_CCITT_G3:
	case TIFF_CCITT_G4: /* empty lines are empty data */
		take_unknown(c, at, end, false);
		break;
	default:
		take_unknown(c, at, end, true);
	}
}

/* ---- Plain rows ---- */

/* Rows of several pieces that lie one behind the other are one raster. */
static void
take_plain(struct checker *c, const struct tiff_picture *p, uint64_t at, uint64_t end)
{
	unsigned wide = p->bits == 16 ? 2 : 1, apart = p->photometric == TIFF_CFA ? 2 : 1;
	struct raster r = {.b = c->b,
			   .start = c->start,
			   .at = at,
			   .end = end,
			   .row = row_bytes(p) * apart,
			   .step = wide * apart * (p->planar ? 1 : p->samples & 63),
			   .stride = wide,
			   .phase = wide == 2 && !c->k.t.big_endian};
	uint64_t where;
	const char *what;

	if ((p->bits != 8 && p->bits != 16) || r.step == 0) {
		take_unknown(c, at, end, false);
		return;
	}
	what = raster_search(&r, &where);
	c->plain += r.smooth;
	if (what)
		breaks(c, where, what);
}

/* ---- All of them ---- */

static int
by_place(const void *a, const void *b)
{
	const struct tiff_piece *p = a, *q = b;

	return p->at < q->at ? -1 : p->at > q->at;
}

/* How many pieces from i on make one raster. */
static size_t
run_of(const struct checker *c, size_t i)
{
	const struct tiff_piece *p = c->k.piece;
	size_t n = 1;

	while (i + n < c->k.piece_n && p[i + n].picture == p[i].picture &&
	       p[i + n].at == p[i + n - 1].at + p[i + n - 1].size)
		n++;
	return n;
}

/* Piece i, and those that go with it: how many. */
static size_t
take_piece(struct checker *c, size_t i)
{
	const struct tiff_piece *p = &c->k.piece[i];
	const struct tiff_picture *picture;
	uint64_t at = c->start + p->at, end = at + p->size;
	size_t n = 1;

	if (p->at >= c->k.t.size || p->size == 0)
		return 1;
	if (end > c->b->size || end < at)
		end = c->b->size;
	if (p->picture == TIFF_PREVIEW) {
		take_jpeg(c, NULL, at, end);
		return 1;
	}
	picture = &c->k.picture[p->picture];
	if (picture->compression != TIFF_NONE) {
		take_coded(c, picture, p->index, at, end);
		return 1;
	}
	n = run_of(c, i);
	end = c->start + p[n - 1].at + p[n - 1].size;
	take_plain(c, picture, at, end > c->b->size ? c->b->size : end);
	return n;
}

static void
conclude(struct checker *c, struct media_walk *w)
{
	bool certain = c->coded >= CODED_CERTAIN;
	double part = certain			  ? PART_CONFIDENCE
		      : c->plain >= PLAIN_CERTAIN ? WATCHED_CONFIDENCE
						  : DOUBT;

	if (c->broke <= c->start + w->length) {
		verdict_damaged(w, c->broke - c->start, part,
				"%s (pieces of pictures: %zu, bytes followed: %llu)", c->why,
				c->k.piece_n, (unsigned long long)c->coded);
		return;
	}
	if (w->state != MEDIA_WHOLE) {
		w->confidence = part;
		return;
	}
	if (certain && c->coded > (c->plain + c->unknown) * 4)
		w->confidence = DECODED_CONFIDENCE;
	if (c->coded)
		verdict_add(w, "%llu bytes of them followed code by code",
			    (unsigned long long)c->coded);
}

void
tiff_check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct checker c = {.b = b, .start = start, .broke = UINT64_MAX};

	if (tiff_follow(&c.k, b, start, true) == 0 && c.k.pictures) {
		if (c.k.piece_n)
			qsort(c.k.piece, c.k.piece_n, sizeof *c.k.piece, by_place);
		for (size_t i = 0; i < c.k.piece_n && c.k.piece[i].at + start < c.broke;)
			i += take_piece(&c, i);
		conclude(&c, w);
	}
	tiff_release(&c.k);
}

/* ---- Strips, for joining ---- */

static enum strip_coding
coding_of(struct bytes *b, const struct tiff_picture *p)
{
	switch (p->compression) {
	case TIFF_NONE:
		return p->bits == 8 || p->bits == 16 ? STRIP_PLAIN : STRIP_OTHER;
	case TIFF_LZW:
		return STRIP_LZW;
	case TIFF_DEFLATE:
	case TIFF_OLD_DEFLATE:
		return STRIP_DEFLATE;
	case TIFF_PACKBITS:
		return STRIP_PACKBITS;
	case TIFF_JPEG:
		return p->tables + p->tables_size <= b->size ? STRIP_JPEG : STRIP_OTHER;
	default:
		return STRIP_OTHER;
	}
}

static void
keep_tables(struct bytes *b, const struct tiff_picture *p, struct strips *s)
{
	if (s->tables || p->tables_size < 4 || p->tables_size > BYTES_WINDOW)
		return;
	s->tables = memory_new(p->tables_size);
	s->tables_size = bytes_read(b, p->tables, s->tables, (size_t)p->tables_size) - 2;
}

static void
add_strip(struct bytes *b, const struct tiff_walker *k, const struct tiff_piece *piece,
	  struct strips *s)
{
	const struct tiff_picture *p = &k->picture[piece->picture];
	uint64_t due = due_bytes(p, piece->index), row = row_bytes(p);
	struct strip *last = s->n ? &s->v[s->n - 1] : NULL;
	struct strip one = {.at = piece->at,
			    .size = piece->size,
			    .coding = row ? coding_of(b, p) : STRIP_OTHER,
			    .row = row,
			    .rows = due == UINT64_MAX || row == 0 ? 0 : due / row,
			    .wide = p->bits == 16 ? 2 : 1,
			    .low_first = p->bits == 16 && !k->t.big_endian};

	if (one.coding == STRIP_JPEG)
		keep_tables(b, p, s);
	if (one.coding == STRIP_PLAIN && p->photometric == TIFF_CFA)
		one.row *= 2;
	if (one.coding == STRIP_PLAIN && last && last->coding == STRIP_PLAIN && !p->planar &&
	    !p->tiled && last->row == one.row && last->at + last->size == one.at)
		last->size += one.size; /* rows of several pieces are one raster */
	else
		strips_add(s, &one);
}

void
tiff_strips(struct bytes *b, struct strips *s)
{
	struct tiff_walker k;

	if (tiff_follow(&k, b, 0, true) == 0 && k.pictures && !k.broke && k.piece_n) {
		qsort(k.piece, k.piece_n, sizeof *k.piece, by_place);
		for (size_t i = 0; i < k.piece_n; i++)
			if (k.piece[i].picture != TIFF_PREVIEW && k.piece[i].size)
				add_strip(b, &k, &k.piece[i], s);
	}
	tiff_release(&k);
}
