/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BMP (Windows and OS/2 bitmaps): a file header, an information header, colours, rows. Uncompressed
 * pictures say exactly how long they are; others are taken at their header's word.
 */
#include <string.h>

#include "media/verdict.h"

#define FILE_HEADER 14

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

/* As long as the rows need, or as the header says where they are compressed. */
static uint64_t
length_of(const struct header *h)
{
	uint64_t height = (uint64_t)(h->height < 0 ? -h->height : h->height);
	uint64_t row = ((uint64_t)h->width * h->bits + 31) / 32 * 4;

	if (h->compression == 0 || h->compression == 3 || h->compression == 6) {
		uint64_t need = h->data + row * height;

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

static const struct media_signature signatures[] = {{"BM", 2, 0}, {NULL, 0, 0}};

const struct media_format media_bmp = {
	.name = "bmp",
	.extensions = "bmp dib",
	.mime = "image/bmp",
	.signatures = signatures,
	.max_length = (uint64_t)1 << 30,
	.head = head,
	.walk = walk,
};
