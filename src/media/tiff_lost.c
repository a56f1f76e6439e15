/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The common library writes a TIFF's directory behind the data, so a file that was cut has lost it.
 * What is left is a header that says where the directory stood, and behind it strip after strip:
 * packed ones prove themselves by their codes, plain ones by rows that go on from each other.
 */
#include <stdlib.h>

#include "media/entropy.h"
#include "media/follow.h"
#include "media/jpeg.h"
#include "media/raster.h"
#include "media/tiff_walk.h"
#include "media/verdict.h"

/* Codes followed, or rows compared, that are no accident. */
#define CODED_LEAST 2048
#define JPEG_LEAST  6144 /* of it only markers are told from noise */
#define PLAIN_LEAST 4096

#define CODED_CONFIDENCE 0.8
#define PLAIN_CONFIDENCE 0.72

/* Strips of one file. */
#define STRIPS_MAX 65536

/* Longer rows than scanners make; and how smooth rows are at least. */
#define ROW_MAX	    (1u << 18)
#define SMOOTH_STEP 24
#define ROWS_LEAST  8 /* that are there */

/* Places at which rows are compared, so many bytes at each. */
#define PROBES	    12
#define PROBE_BYTES 512

/* So far from the beginning a file that is to be joined is still one. */
#define SMOOTH_BYTES 1536

enum coding {
	CODING_NONE,
	CODING_LZW,
	CODING_DEFLATE,
	CODING_JPEG,
};

struct lost {
	struct bytes *b;
	uint64_t start, at, end; /* end: where the directory should be, or the bytes end */
	uint64_t size;		 /* of all strips, as the header tells */
	struct media_walk *w;
};

static enum coding
coding_at(struct bytes *b, uint64_t at)
{
	const unsigned char *p = bytes_exact(b, at, 4);

	if (!p)
		return CODING_NONE;
	if (p[0] == 0xff && p[1] == JPEG_SOI && p[2] == 0xff && p[3] >= 0xc0)
		return CODING_JPEG;
	if ((p[0] & 15) == 8 && p[0] >> 4 <= 7 && be16(p) % 31 == 0 && !(p[1] & 32))
		return CODING_DEFLATE;
	return p[0] == 0x80 && !(p[1] & 0x80) ? CODING_LZW : CODING_NONE;
}

/* ---- Packed strips ---- */

/* A strip at l->at; true: it held to its end, and l->at is behind it. */
static bool
take_strip(struct lost *l, enum coding coding)
{
	struct follow f = {l->b, l->at, l->end, UINT64_MAX - 65536, 0};
	struct media_walk w;
	uint64_t where;
	bool held;

	if (coding != CODING_JPEG) {
		held = (coding == CODING_LZW ? follow_lzw(&f) : follow_deflate(&f)) == FOLLOW_DONE;
		l->at = f.at;
		return held;
	}
	media_by_name("jpeg")->walk(l->b, l->at, &w);
	/* its tables are lost with the directory, so that it cannot be decoded */
	if (w.state != MEDIA_NOT && entropy_search(l->b, l->start, l->at, l->at + w.length, false,
						   &where) != ENTROPY_DENSE) {
		l->at = where;
		return false;
	}
	l->at += w.state == MEDIA_NOT ? 0 : w.length;
	if (w.state != MEDIA_NOT && l->w->width == 0) {
		l->w->width = w.width;
		l->w->height = w.height;
	}
	return w.state == MEDIA_WHOLE;
}

static bool
take_strips(struct lost *l, enum coding coding)
{
	uint64_t begin = l->at;
	unsigned strips = 0;

	while (l->at < l->end && strips < STRIPS_MAX && coding_at(l->b, l->at) == coding) {
		strips++;
		if (!take_strip(l, coding))
			break;
	}
	if (l->at - begin < (coding == CODING_JPEG ? JPEG_LEAST : CODED_LEAST))
		return false;
	l->w->mime = "image/tiff";
	l->w->frames = strips;
	verdict_damaged(l->w, l->at - l->start, CODED_CONFIDENCE,
			"the directory is lost; strips followed code by code: %u", strips);
	return true;
}

/* ---- Plain rows ---- */

/* Mean step between bytes that lie `apart`, at several places; 255 when they cannot be read. */
static unsigned
mean_step(const struct lost *l, uint64_t apart)
{
	unsigned char p[PROBE_BYTES], q[PROBE_BYTES];
	uint64_t room = l->end - l->at, sum = 0;

	if (room > PLAIN_LEAST * 4) /* a cut leaves less; what is behind it is not the file's */
		room = PLAIN_LEAST * 4;
	if (room < apart + PROBE_BYTES)
		room = apart + PROBE_BYTES;
	for (unsigned i = 0; i < PROBES; i++) {
		uint64_t at = l->at + (room - apart - PROBE_BYTES) * i / PROBES;

		if (bytes_read(l->b, at, p, sizeof p) < sizeof p ||
		    bytes_read(l->b, at + apart, q, sizeof q) < sizeof q)
			return 255;
		for (size_t k = 0; k < PROBE_BYTES; k++)
			sum += (unsigned)abs(p[k] - q[k]);
	}
	return (unsigned)(sum / ((uint64_t)PROBES * PROBE_BYTES));
}

/* The row length, among those that divide the strips' size, at which rows are most alike; or 0. */
static uint32_t
find_row(const struct lost *l, uint64_t size)
{
	unsigned least = SMOOTH_STEP, step;
	uint32_t row = 0;

	for (uint32_t n = 16; n <= ROW_MAX && n <= size / 4 && n <= (l->end - l->at) / ROWS_LEAST;
	     n++) {
		if (size % n)
			continue;
		step = mean_step(l, n);
		if (step < least) {
			least = step;
			row = n;
		}
	}
	return row;
}

/*
 * Rows are like the one above, and unlike what lies half a row off: else it is a smooth curve or a
 * row of equal bytes, which has no rows.
 */
static bool
are_rows(const struct lost *l, uint32_t row)
{
	return mean_step(l, row + row / 2) >= 2 * mean_step(l, row) + 2;
}

/* Bytes of a pixel: the distance at which neighbours are most alike. */
static unsigned
find_pixel(const struct lost *l, uint32_t row)
{
	static const unsigned char sizes[] = {1, 3, 4, 2, 6, 8};
	unsigned least = 255, best = 1;

	for (size_t i = 0; i < sizeof sizes; i++) {
		unsigned step = row % sizes[i] ? 255 : mean_step(l, sizes[i]);

		if (step < least) {
			least = step;
			best = sizes[i];
		}
	}
	return best;
}

static void
take_rows(struct lost *l)
{
	struct raster r = {.b = l->b, .start = l->start, .at = l->at, .end = l->end, .stride = 1};
	uint64_t where = l->end, size = l->size;
	unsigned pixel;
	uint32_t row;

	if (mean_step(l, find_pixel(l, 24)) > SMOOTH_STEP * 2) /* noise has no rows to look for */
		return;
	row = find_row(l, size);
	if (!row && size % 2 == 0) /* an odd size is padded before the directory */
		row = find_row(l, --size);
	if (!row || !are_rows(l, row))
		return;
	pixel = find_pixel(l, row);
	r.row = row;
	r.step = pixel;
	raster_search(&r, &where);
	if (where - l->at < PLAIN_LEAST || where - l->at < (uint64_t)row * ROWS_LEAST)
		return;
	l->w->mime = "image/tiff";
	l->w->width = row / pixel;
	l->w->height = (uint32_t)(size / row);
	verdict_damaged(l->w, where - l->start, PLAIN_CONFIDENCE,
			"the directory is lost; rows of %u bytes go on from each other", row);
}

/* Samples of a picture, rather than noise, text or nothing? */
static bool
begins_smoothly(const struct lost *l)
{
	unsigned char p[PROBE_BYTES], last[PROBE_BYTES];
	unsigned step, pixel = find_pixel(l, 24);

	if (bytes_read(l->b, l->at, p, sizeof p) < sizeof p ||
	    bytes_read(l->b, l->at + SMOOTH_BYTES, last, sizeof last) < sizeof last ||
	    entropy_of(p, sizeof p) == ENTROPY_TEXT ||
	    entropy_of(p, sizeof p) == ENTROPY_CONSTANT ||
	    entropy_of(last, sizeof last) == ENTROPY_TEXT)
		return false;
	step = 0;
	for (size_t i = 0; i + pixel < sizeof p; i++)
		step += (unsigned)(abs(p[i] - p[i + pixel]) + abs(last[i] - last[i + pixel]));
	return step / (2 * PROBE_BYTES) <= SMOOTH_STEP;
}

void
tiff_lost(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct lost l = {.b = b, .start = start, .w = w};
	enum coding coding;
	struct tiff t;
	uint64_t first;

	if (tiff_open(&t, b, start, b->size - start) || (t.magic != 42 && t.magic != 43))
		return;
	first = t.big ? 16 : 8;
	if (t.first < first + PLAIN_LEAST || t.first % 2)
		return;
	l.size = t.first - first;
	l.at = start + first;
	l.end = t.first < t.size ? start + t.first : b->size;
	coding = coding_at(b, l.at);
	if (coding == CODING_NONE || !take_strips(&l, coding))
		take_rows(&l);
	if (!w->mime && begins_smoothly(&l))
		w->broke = first + PROBE_BYTES; /* nothing to tell, but worth to be joined */
}
