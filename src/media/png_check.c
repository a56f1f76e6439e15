/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the picture data of a broken PNG breaks. A checksum that does not hold says only that its
 * chunk is bad, and often all of the data is one chunk; the packed rows tell it closer.
 */
#include <string.h>

#include "media/entropy.h"
#include "media/png.h"
#include "media/png_rows.h"
#include "media/verdict.h"

/* Files are cut and written over at sectors. */
#define SECTOR 512

/* Rows that foreign bytes do not pass by chance. */
#define ROWS_CERTAIN 4

struct locator {
	struct bytes *b;
	uint64_t start;
	struct png_rows rows;
	struct media_walk *w;
};

/* The data of one chunk, as far as it is there. */
static void
feed(struct locator *k, const struct png_chunk *c)
{
	uint64_t at = c->body, end = c->body + c->size;
	const unsigned char *p;
	size_t n;

	if (end > k->b->size)
		end = k->b->size;
	for (; at < end && k->rows.state == PNG_ROWS_MORE; at += n) {
		p = bytes_view(k->b, at,
			       end - at < BYTES_WINDOW ? (size_t)(end - at) : BYTES_WINDOW, &n);
		if (!p)
			return;
		png_rows_feed(&k->rows, p, n);
	}
}

/*
 * Zeros and text may unpack to rows for long. Of a chunk that is bad they are not its own; false:
 * there are none.
 */
static bool
find_plain(const struct locator *k, const struct png_chunk *c, uint64_t *where)
{
	uint64_t end = c->body + c->size < k->b->size ? c->body + c->size : k->b->size;

	return entropy_search(k->b, k->start, c->body, end, false, where) != ENTROPY_DENSE;
}

static void
conclude(struct locator *k, const struct png_chunk *c, uint64_t before)
{
	uint64_t good = k->rows.good > before ? c->body + (k->rows.good - before) : c->at, plain;
	uint64_t length = (good - k->start) / SECTOR * SECTOR, held = c->at - k->start;
	bool certain = k->rows.height > ROWS_CERTAIN &&
		       (k->rows.interlaced || k->rows.rows + ROWS_CERTAIN < k->rows.height);

	if (k->rows.state == PNG_ROWS_MORE && k->w->state == MEDIA_TRUNCATED)
		length = k->b->size - k->start; /* good as far as it goes */
	else if (k->rows.state == PNG_ROWS_DONE)
		length = c->body + (k->rows.total - before) - k->start; /* all rows are there */
	if (k->rows.state != PNG_ROWS_DONE && find_plain(k, c, &plain)) {
		good = plain - k->start;
		if (k->rows.state == PNG_ROWS_MORE || good < length)
			length = good;
		k->rows.state = PNG_ROWS_BAD;
	}
	k->w->length = k->w->broke = length > held ? length : held;
	if (certain)
		k->w->confidence = 0.8;
	if (k->rows.state == PNG_ROWS_BAD) {
		k->w->state = MEDIA_DAMAGED;
		verdict_add(k->w, "its data breaks before that");
	}
}

void
png_check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	const unsigned char *p = bytes_exact(b, start, PNG_FIRST);
	struct locator k = {.b = b, .start = start, .w = w};
	uint64_t at = start + PNG_FIRST, before = 0;
	struct png_chunk c;

	if (!p || (w->state != MEDIA_DAMAGED && w->state != MEDIA_TRUNCATED))
		return;
	png_rows_begin(&k.rows, p + 16);
	while (at <= start + w->broke && png_chunk_at(b, at, &c) > 0) {
		before = k.rows.total;
		if (strcmp(c.type, "IDAT") == 0)
			feed(&k, &c);
		if (at == start + w->broke) {
			if (strcmp(c.type, "IDAT") == 0)
				conclude(&k, &c, before);
			break;
		}
		at = c.body + c.size + 4;
	}
	png_rows_end(&k.rows);
}

bool
png_rows_hold(struct bytes *b, uint64_t start, uint64_t end)
{
	const unsigned char *p = bytes_exact(b, start, PNG_FIRST);
	struct locator k = {.b = b, .start = start};
	uint64_t at = start + PNG_FIRST;
	struct png_chunk c;
	bool holds;

	if (!p)
		return false;
	png_rows_begin(&k.rows, p + 16);
	while (at < end && png_chunk_at(b, at, &c) > 0) {
		if (strcmp(c.type, "IDAT") == 0)
			feed(&k, &c);
		at = c.body + c.size + 4;
	}
	holds = k.rows.state != PNG_ROWS_BAD;
	png_rows_end(&k.rows);
	return holds;
}
