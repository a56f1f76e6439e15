/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BMP (Windows and OS/2 bitmaps): a file header, an information header, colours, rows. Uncompressed
 * pictures say exactly how long they are; others are taken at their header's word. The closer look
 * compares pixels with their neighbours, and follows run lengths.
 */
#include <string.h>

#include "media/bmp_runs.h"
#include "media/raster_check.h"
#include "media/strips.h"
#include "media/verdict.h"

#define FILE_HEADER 14

enum { BI_RGB, BI_RLE8, BI_RLE4, BI_BITFIELDS, BI_ALPHABITFIELDS = 6 };

struct header {
	uint32_t file_size, data, size; /* the file's length, where rows begin, of this header */
	int64_t width, height;		/* height below 0: rows from the top */
	unsigned planes, bits, compression;
	uint32_t image_size;
};

static bool
known_size(uint32_t size)
{
	return size == 12 || size == 16 || size == 40 || size == 52 || size == 56 || size == 64 ||
	       size == 108 || size == 124;
}

static bool
head(const unsigned char *p, size_t n)
{
	return n >= 26 && p[0] == 'B' && p[1] == 'M' && le32(p + 6) == 0 &&
	       known_size(le32(p + 14)) && le32(p + 10) >= FILE_HEADER + le32(p + 14);
}

static bool
read_header(struct bytes *b, uint64_t start, struct header *h)
{
	unsigned char p[FILE_HEADER + 40] = {0};
	size_t n = bytes_read(b, start, p, sizeof p);

	if (!head(p, n) || (le32(p + 14) >= 40 && n < sizeof p))
		return false;
	*h = (struct header){.file_size = le32(p + 2), .data = le32(p + 10), .size = le32(p + 14)};
	if (h->size == 12) {
		h->width = le16(p + 18);
		h->height = le16(p + 20);
		h->planes = le16(p + 22);
		h->bits = le16(p + 24);
		return true;
	}
	h->width = (int32_t)le32(p + 18);
	h->height = (int32_t)le32(p + 22);
	h->planes = le16(p + 26);
	h->bits = le16(p + 28);
	h->compression = h->size >= 40 ? le32(p + 30) : 0;
	h->image_size = h->size >= 40 ? le32(p + 34) : 0;
	return true;
}

static bool
possible(const struct header *h)
{
	bool bits = h->bits == 1 || h->bits == 2 || h->bits == 4 || h->bits == 8 || h->bits == 16 ||
		    h->bits == 24 || h->bits == 32;

	return h->planes == 1 && (bits || (h->bits == 0 && h->compression >= 4)) &&
	       h->compression <= 6 && h->width > 0 && h->width < 1 << 20 && h->height != 0 &&
	       h->height > -(1 << 20) && h->height < 1 << 20 && h->data < 1 << 20;
}

static bool
plain(const struct header *h)
{
	return h->compression == BI_RGB || h->compression == BI_BITFIELDS ||
	       h->compression == BI_ALPHABITFIELDS;
}

static uint64_t
rows(const struct header *h)
{
	return (uint64_t)(h->height < 0 ? -h->height : h->height);
}

static uint64_t
row_size(const struct header *h)
{
	return ((uint64_t)h->width * h->bits + 31) / 32 * 4;
}

/* As long as the rows need, or as the header says where they are compressed. */
static uint64_t
length_of(const struct header *h)
{
	if (plain(h)) {
		uint64_t need = h->data + row_size(h) * rows(h);

		/* some writers pad to a multiple of four and count that in */
		return h->file_size >= need && h->file_size - need <= 4 ? h->file_size : need;
	}
	return h->image_size ? (uint64_t)h->data + h->image_size : h->file_size;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct header h;
	uint64_t length;
	bool agrees;

	verdict_begin(w);
	if (!read_header(b, start, &h) || !possible(&h))
		return;
	length = length_of(&h);
	if (length <= h.data)
		return;
	w->mime = "image/bmp";
	w->width = (uint32_t)h.width;
	w->height = (uint32_t)(h.height < 0 ? -h.height : h.height);
	agrees = h.file_size == length;
	if (length > b->size - start)
		verdict_truncated(w, b->size - start, agrees ? 0.6 : 0.3,
				  "the rows need %llu bytes, %llu are there",
				  (unsigned long long)length,
				  (unsigned long long)(b->size - start));
	else
		verdict_whole(
			w, length, agrees ? 0.7 : 0.4,
			agrees ? "headers hold, and the length they state is what the rows need"
			       : "headers hold, but the length they state is not what the rows "
				 "need");
}

/* ---- The closer look ---- */

static void
surer(struct media_walk *w, double confidence, const char *why)
{
	w->confidence = confidence;
	verdict_add(w, "%s", why);
}

static void
check_rows(struct bytes *b, uint64_t start, const struct header *h, struct media_walk *w)
{
	struct raster r = {.start = start + h->data,
			   .end = start + w->length,
			   .stride = (uint32_t)row_size(h),
			   .pixel = h->bits / 8};
	struct raster_verdict v;

	if (row_size(h) > UINT32_MAX)
		return;
	if (h->bits < 8)
		r.pixel = 1;
	v = h->bits < 8 ? raster_check_bits(b, &r) : raster_check(b, &r);
	if (v.breaks)
		verdict_damaged(w, v.broke - start, 0.8,
				"no pixels of this picture stand; %llu of %llu rows before",
				(unsigned long long)((v.broke - r.start) / r.stride),
				(unsigned long long)rows(h));
	else if (v.smooth && w->state == MEDIA_WHOLE && w->confidence >= 0.7)
		surer(w, 0.92, "all rows go on smoothly");
	else if (v.smooth && w->state == MEDIA_TRUNCATED)
		w->confidence = 0.8;
}

/* Run lengths never pass the end of a row, and the last one says that it is. */
static void
check_runs(struct bytes *b, uint64_t start, const struct header *h, struct media_walk *w)
{
	struct bmp_runs r = {.b = b,
			     .at = start + h->data,
			     .end = start + w->length,
			     .width = (uint64_t)h->width,
			     .rows = rows(h),
			     .four = h->compression == BI_RLE4};
	enum bmp_run how;

	do {
		how = bmp_runs_step(&r);
	} while (how == BMP_RUN_GOES_ON);
	if (how == BMP_RUN_DONE && r.at == r.end && w->state == MEDIA_WHOLE)
		surer(w, 0.95, "all runs end with their rows");
	else if (how != BMP_RUN_ENDS)
		verdict_damaged(w, r.at - start, 0.8,
				"run lengths do not fit; %llu of %llu rows before",
				(unsigned long long)r.y, (unsigned long long)rows(h));
	else if (w->state == MEDIA_TRUNCATED)
		w->confidence = 0.8;
}

static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct header h;

	if (!read_header(b, start, &h) || !possible(&h))
		return;
	if (plain(&h))
		check_rows(b, start, &h, w);
	else if (h.compression == BI_RLE8 || h.compression == BI_RLE4)
		check_runs(b, start, &h, w);
}

void
bmp_strips(struct bytes *b, struct strips *s)
{
	struct strip one = {.wide = 1};
	struct header h;

	if (!read_header(b, 0, &h) || !possible(&h) || length_of(&h) <= h.data)
		return;
	one.at = h.data;
	one.size = length_of(&h) - h.data;
	one.row = row_size(&h);
	one.rows = rows(&h);
	one.plane = rows(&h);
	if (plain(&h) && h.bits >= 8) {
		one.coding = STRIP_PLAIN;
	} else if (h.compression == BI_RLE8 || h.compression == BI_RLE4) {
		one.coding = STRIP_RUNS;
		one.row = (uint64_t)h.width;
		one.wide = h.compression == BI_RLE4 ? 4 : 8;
	} else {
		one.coding = STRIP_OTHER;
	}
	strips_add(s, &one);
}

static const struct media_signature signatures[] = {{"BM", 2, 0}, {NULL, 0, 0}};

const struct media_format media_bmp = {
	.name = "bmp",
	.extensions = "bmp dib",
	.mime = "image/bmp",
	.signatures = signatures,
	.max_length = (uint64_t)1 << 30,
	.head = head,
	.walk = walk,
	.check = check,
};
