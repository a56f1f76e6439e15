/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fujifilm RAF: a head with the places of a JPEG, of a table of the sensor's properties, and of the
 * raw picture, once or (sensors with two kinds of photosites) twice. Maker unpublished; the fields
 * are those that exiftool's documentation and many cameras agree on. Big-endian.
 */
#include <string.h>

#include "media/blocks.h"
#include "media/entropy.h"
#include "media/tiff_ifd.h"
#include "media/verdict.h"

#define MAGIC "FUJIFILMCCD-RAW "

enum {
	JPEG_AT = 0x54,
	TABLE_AT = 0x5c,
	RAW_AT = 0x64,
	SECOND_TABLE_AT = 0x78,
	SECOND_RAW_AT = 0x80,
	HEAD_SIZE = 0x6c,
	LONG_HEAD_SIZE = 0x94,
	TAG_FULL_SIZE = 0x0100,
	TAG_SIZE = 0x0111,
};

/* Entries of the table of properties. */
#define TAGS_MAX 4096

/* So much of its JPEG makes a part of one believed. */
#define JPEG_LEAST	4096
#define PART_CONFIDENCE 0.8
#define DOUBT		0.5

struct part {
	uint32_t at, size;
};

struct walker {
	struct bytes *b;
	uint64_t start, end;
	struct part jpeg, table, raw, second_table, second_raw;
	struct media_walk *w;
};

static bool
head(const unsigned char *p, size_t n)
{
	return n >= 0x3c && memcmp(p, MAGIC, 16) == 0 && p[16] == '0' && p[17] >= '0' &&
	       p[17] <= '9';
}

static struct part
part_at(const unsigned char *p, size_t at)
{
	return (struct part){be32(p + at), be32(p + at + 4)};
}

static void
reach(struct walker *k, const struct part *p)
{
	uint64_t end = (uint64_t)p->at + p->size;

	if (p->size && end > k->end)
		k->end = end;
}

/* The second pair stands only where the JPEG leaves room for it, and behind the first. */
static bool
read_head(struct walker *k)
{
	const unsigned char *p = bytes_exact(k->b, k->start, HEAD_SIZE);

	if (!p)
		return false;
	k->jpeg = part_at(p, JPEG_AT);
	k->table = part_at(p, TABLE_AT);
	k->raw = part_at(p, RAW_AT);
	if (k->jpeg.at < HEAD_SIZE || k->jpeg.size < 4 || k->raw.at < HEAD_SIZE || !k->raw.size)
		return false;
	p = k->jpeg.at >= LONG_HEAD_SIZE ? bytes_exact(k->b, k->start, LONG_HEAD_SIZE) : NULL;
	if (p) {
		k->second_table = part_at(p, SECOND_TABLE_AT);
		k->second_raw = part_at(p, SECOND_RAW_AT);
	}
	if (k->second_raw.at < k->raw.at || k->second_raw.at - k->raw.at > k->raw.size + 65536u)
		k->second_raw = k->second_table = (struct part){0, 0};
	reach(k, &k->jpeg);
	reach(k, &k->table);
	reach(k, &k->raw);
	reach(k, &k->second_table);
	reach(k, &k->second_raw);
	return true;
}

/* The sensor's size: a row of tags, each with so many bytes. */
static bool
read_table(struct walker *k)
{
	uint64_t at = k->start + k->table.at, end = at + k->table.size;
	const unsigned char *p = k->table.size >= 4 ? bytes_exact(k->b, at, 4) : NULL;
	uint32_t n = p ? be32(p) : 0;

	if (!p || n > TAGS_MAX)
		return !k->table.size;
	for (at += 4; n && at + 4 <= end; n--) {
		p = bytes_exact(k->b, at, 8);
		if (!p)
			return true; /* the bytes end; the walk will say so */
		if ((be16(p) == TAG_FULL_SIZE || (be16(p) == TAG_SIZE && !k->w->width)) &&
		    be16(p + 2) == 4) {
			k->w->height = be16(p + 4);
			k->w->width = be16(p + 6);
		}
		at += 4u + be16(p + 2);
	}
	return n == 0;
}

/* The JPEG for viewing is a file in itself. */
static bool
jpeg_holds(struct walker *k, bool deep, struct media_walk *jpeg)
{
	const struct media_format *f = media_by_name("jpeg");
	uint64_t size = k->b->size;

	if (k->start + k->jpeg.at + k->jpeg.size < size)
		k->b->size = k->start + k->jpeg.at + k->jpeg.size;
	f->walk(k->b, k->start + k->jpeg.at, jpeg);
	if (deep && jpeg->state != MEDIA_NOT)
		f->check(k->b, k->start + k->jpeg.at, jpeg);
	k->b->size = size;
	if (!k->w->width && jpeg->state != MEDIA_NOT) {
		k->w->width = jpeg->width;
		k->w->height = jpeg->height;
	}
	return jpeg->state == MEDIA_WHOLE;
}

static void
judge(struct walker *k, bool deep, const struct media_walk *jpeg, bool held)
{
	uint64_t size = k->b->size - k->start;
	uint64_t raw_end = (uint64_t)k->raw.at + k->raw.size, where;

	if (!held && jpeg->state == MEDIA_DAMAGED) {
		verdict_damaged(k->w, k->jpeg.at + jpeg->length,
				jpeg->length > JPEG_LEAST ? PART_CONFIDENCE : DOUBT,
				"the JPEG for viewing does not hold");
		return;
	}
	if (deep && entropy_search(k->b, k->start, k->start + k->raw.at,
				   k->start + (raw_end < size ? raw_end : size), false,
				   &where) == ENTROPY_TEXT) {
		verdict_damaged(k->w, where - k->start, PART_CONFIDENCE,
				"text stands in the raw picture");
		return;
	}
	if (k->end > size)
		verdict_truncated(k->w, size,
				  held || jpeg->length > JPEG_LEAST ? PART_CONFIDENCE : DOUBT,
				  "the bytes end (%llu are due)%s", (unsigned long long)k->end,
				  held ? "; the JPEG for viewing is whole" : "");
	else
		verdict_whole(k->w, k->end, deep ? 0.88 : 0.85,
			      "all that the head points to is there, and the JPEG holds");
}

static void
follow(struct bytes *b, uint64_t start, struct media_walk *w, bool deep)
{
	struct walker k = {.b = b, .start = start, .w = w};
	unsigned char first[MEDIA_HEAD];
	size_t n = bytes_read(b, start, first, sizeof first);
	struct media_walk jpeg;
	bool held;

	verdict_begin(w);
	if (!head(first, n) || !read_head(&k) || !read_table(&k))
		return;
	held = jpeg_holds(&k, deep, &jpeg);
	if (jpeg.state == MEDIA_NOT && k.jpeg.at + 4ull <= b->size - start)
		return;
	w->mime = "image/x-fuji-raf";
	judge(&k, deep, &jpeg, held);
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	follow(b, start, w, false);
}

static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	follow(b, start, w, true);
}

/* Everything about the picture stands in the JPEG's own blocks. */
static void
blocks(struct bytes *b, struct media_blocks *out)
{
	struct walker k = {.b = b};

	out->n = 0;
	if (read_head(&k))
		blocks_add_jpeg(out, b, k.jpeg.at, k.jpeg.size, "RAF");
}

static const struct media_signature signatures[] = {{MAGIC, 16, 0}, {NULL, 0, 0}};

const struct media_format media_raf = {
	.name = "raf",
	.extensions = "raf",
	.mime = "image/x-fuji-raf",
	.signatures = signatures,
	.max_length = (uint64_t)1 << 30,
	.head = head,
	.walk = walk,
	.check = check,
	.blocks = blocks,
};
