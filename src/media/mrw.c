/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Minolta MRW: blocks with a name and a length, then the sensor's rows, whose size the block PRD
 * gives. Maker unpublished; the fields are those that D. Jelinek's description and exiftool's agree
 * on. Big-endian ("MRM") or, rarely, little-endian ("MRI").
 */
#include <string.h>

#include "media/blocks.h"
#include "media/verdict.h"

enum {
	HEAD_SIZE = 8, /* of the file and of each block: a name, a length */
	PRD_SIZE = 24, /* fixed */
	BLOCKS_MAX = 64,
};

#define ALL_CONFIDENCE	0.85
#define PART_CONFIDENCE 0.7
#define ROWS_MOST	((uint64_t)256 << 20) /* no sensor of these cameras gives a tenth */
#define DOUBT		0.5		      /* of a head whose blocks do not go on */

struct walker {
	struct bytes *b;
	uint64_t start;
	bool little;
	uint64_t raw;		  /* where the rows begin, from start */
	uint64_t raw_size;	  /* 0: PRD was not met */
	uint64_t tiff, tiff_size; /* block TTW */
	uint16_t width, height;
};

static bool
head(const unsigned char *p, size_t n)
{
	if (n < 16 || memcmp(p, "\0MR", 3) != 0 || (p[3] != 'M' && p[3] != 'I'))
		return false;
	return memcmp(p + 8, "\0PRD", 4) == 0 &&
	       (p[3] == 'M' ? be32(p + 12) : le32(p + 12)) == PRD_SIZE;
}

static uint32_t
number(const struct walker *k, const unsigned char *p)
{
	return k->little ? le32(p) : be32(p);
}

static uint16_t
small_number(const struct walker *k, const unsigned char *p)
{
	return k->little ? le16(p) : be16(p);
}

/* Sensor, picture, bits that each value takes in the file. */
static bool
read_prd(struct walker *k, uint64_t at)
{
	const unsigned char *p = bytes_exact(k->b, k->start + at, PRD_SIZE);
	uint64_t height, width;

	if (!p)
		return false;
	height = small_number(k, p + 8);
	width = small_number(k, p + 10);
	k->height = small_number(k, p + 12);
	k->width = small_number(k, p + 14);
	if (!height || !width || k->height > height || k->width > width ||
	    (p[16] != 12 && p[16] != 16))
		return false;
	k->raw_size = height * width * p[16] / 8;
	return k->raw_size <= ROWS_MOST;
}

/* The blocks up to the rows; *broke: where the row of blocks breaks. */
static bool
read_blocks(struct walker *k, uint64_t *broke)
{
	const unsigned char *p = bytes_exact(k->b, k->start, HEAD_SIZE);
	uint64_t at = HEAD_SIZE;

	*broke = at;
	if (!p)
		return false;
	k->little = p[3] == 'I';
	k->raw = HEAD_SIZE + (uint64_t)number(k, p + 4);
	for (unsigned i = 0; at + HEAD_SIZE <= k->raw && i < BLOCKS_MAX; i++) {
		unsigned char name[4];
		uint64_t size;

		*broke = at;
		p = bytes_exact(k->b, k->start + at, HEAD_SIZE);
		if (!p || p[0] != 0)
			return false;
		memcpy(name, p, sizeof name);
		size = number(k, p + 4);
		at += HEAD_SIZE;
		if (size > k->raw - at)
			return false;
		if (memcmp(name, "\0PRD", 4) == 0 && (size < PRD_SIZE || !read_prd(k, at)))
			return false;
		if (memcmp(name, "\0TTW", 4) == 0) {
			k->tiff = at;
			k->tiff_size = size;
		}
		at += size;
	}
	*broke = at;
	return at == k->raw;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct walker k = {.b = b, .start = start};
	unsigned char first[MEDIA_HEAD];
	size_t n = bytes_read(b, start, first, sizeof first);
	uint64_t size = b->size - start, end, broke;
	bool held;

	verdict_begin(w);
	if (!head(first, n))
		return;
	held = read_blocks(&k, &broke);
	if (!k.raw_size || !k.tiff)
		return; /* too little to know it by */
	w->mime = "image/x-minolta-mrw";
	w->width = k.width;
	w->height = k.height;
	end = k.raw + k.raw_size;
	if (!held && k.raw <= size)
		verdict_damaged(w, broke, DOUBT, "its row of blocks breaks");
	else if (!held || end > size)
		verdict_truncated(w, size, PART_CONFIDENCE, "the bytes end (%llu are due)",
				  (unsigned long long)end);
	else
		verdict_whole(
			w, end, ALL_CONFIDENCE,
			"its blocks follow each other up to the sensor's rows, which are there");
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	struct walker k = {.b = b};
	uint64_t broke;

	out->n = 0;
	(void)read_blocks(&k, &broke);
	if (k.tiff)
		blocks_add_exif(out, b, k.tiff, k.tiff_size, "TTW");
}

static const struct media_signature signatures[] = {{"\0MRM", 4, 0}, {"\0MRI", 4, 0}, {NULL, 0, 0}};

const struct media_format media_mrw = {
	.name = "mrw",
	.extensions = "mrw",
	.mime = "image/x-minolta-mrw",
	.signatures = signatures,
	.max_length = (uint64_t)256 << 20,
	.head = head,
	.walk = walk,
	.blocks = blocks,
};
