/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WebP (RFC 9649): a RIFF form whose chunks fill it exactly; the picture's own head (VP8 key frame,
 * VP8L signature) is looked at. The closer look reads the data to its last bit.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/blocks.h"
#include "media/riff.h"
#include "media/verdict.h"
#include "media/vp8.h"
#include "media/vp8_follow.h"
#include "media/vp8l.h"

/* Of a chunk so much must be there for its head to be judged. */
#define HEAD_MIN 64u

/* Chunks say how long they are and nothing more: what is in them may be anybody's. */
#define PART_CONFIDENCE 0.5

struct walker {
	struct bytes *b;
	uint64_t start, at, end;
	uint64_t chunks, pictures;
	struct media_walk *w;
};

static bool
head(const unsigned char *p, size_t n)
{
	return n >= 16 && memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "WEBPVP8", 7) == 0 &&
	       (p[15] == ' ' || p[15] == 'L' || p[15] == 'X');
}

static bool
breaks(struct walker *k, uint64_t at, const char *what)
{
	verdict_damaged(k->w, at - k->start, PART_CONFIDENCE, "%s (whole chunks before: %llu)",
			what, (unsigned long long)k->chunks);
	return false;
}

static bool
ends(struct walker *k, uint64_t at)
{
	if (at > k->b->size) /* a padding byte is missing */
		at = k->b->size;
	verdict_truncated(k->w, at - k->start, PART_CONFIDENCE,
			  "the bytes end (whole chunks before: %llu)",
			  (unsigned long long)k->chunks);
	return false;
}

static void
set_size(struct walker *k, uint32_t width, uint32_t height)
{
	if (k->w->width)
		return;
	k->w->width = width;
	k->w->height = height;
}

/* A key frame: frame tag, start code, sizes; the first partition lies inside. */
static bool
lossy_fits(struct walker *k, uint64_t body, uint32_t size)
{
	const unsigned char *p = size >= 10 ? bytes_exact(k->b, body, 10) : NULL;
	uint32_t tag;

	if (!p)
		return false;
	tag = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
	if (tag & 1 || memcmp(p + 3, "\x9d\x01\x2a", 3) != 0 || tag >> 5 > size - 10)
		return false;
	set_size(k, le16(p + 6) & 0x3fff, le16(p + 8) & 0x3fff);
	return (le16(p + 6) & 0x3fff) && (le16(p + 8) & 0x3fff);
}

static bool
lossless_fits(struct walker *k, uint64_t body, uint32_t size)
{
	const unsigned char *p = size >= 5 ? bytes_exact(k->b, body, 5) : NULL;
	uint32_t bits = p ? le32(p + 1) : 0;

	if (!p || p[0] != 0x2f || bits >> 29 != 0)
		return false;
	set_size(k, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
	return true;
}

static bool
extended_fits(struct walker *k, const struct riff_chunk *c)
{
	const unsigned char *p = c->size == 10 ? bytes_exact(k->b, c->body, 10) : NULL;

	if (!p || k->chunks)
		return false;
	set_size(k, 1 + (p[4] | (uint32_t)p[5] << 8 | (uint32_t)p[6] << 16),
		 1 + (p[7] | (uint32_t)p[8] << 8 | (uint32_t)p[9] << 16));
	return true;
}

/* A frame of an animation holds chunks of its own behind 16 bytes. */
static bool
frame_fits(struct walker *k, const struct riff_chunk *c)
{
	uint64_t at = c->body + 16, end = c->body + c->size;
	struct riff_chunk inner;

	while (at < end) {
		if (riff_chunk_at(k->b, at, &inner) <= 0 || inner.body + inner.size > end)
			return false;
		if (strcmp(inner.type, "VP8 ") == 0 && !lossy_fits(k, inner.body, inner.size))
			return false;
		if (strcmp(inner.type, "VP8L") == 0 && !lossless_fits(k, inner.body, inner.size))
			return false;
		at = inner.next;
	}
	return c->size > 16 + 8;
}

/* NULL, or what is wrong with the chunk. */
static const char *
look_at(struct walker *k, const struct riff_chunk *c)
{
	bool fits = true, picture = true;

	if (strcmp(c->type, "VP8 ") == 0)
		fits = lossy_fits(k, c->body, c->size);
	else if (strcmp(c->type, "VP8L") == 0)
		fits = lossless_fits(k, c->body, c->size);
	else if (strcmp(c->type, "ANMF") == 0)
		fits = frame_fits(k, c);
	else
		picture = false;
	if (strcmp(c->type, "VP8X") == 0)
		fits = extended_fits(k, c);
	if (!fits)
		return "a picture's head does not hold up";
	k->pictures += picture;
	return NULL;
}

static bool
step(struct walker *k)
{
	struct riff_chunk c;
	const char *wrong;
	int r;

	if (k->at >= k->end && k->end > k->b->size)
		return ends(k, k->end);
	if (k->at >= k->end) {
		if (!k->pictures)
			return breaks(k, k->at, "the form ends without a picture");
		verdict_whole(k->w, k->end - k->start, 0.7,
			      "the chunks fill the form exactly (chunks: %llu, pictures: %llu)",
			      (unsigned long long)k->chunks, (unsigned long long)k->pictures);
		return false;
	}
	r = riff_chunk_at(k->b, k->at, &c);
	if (r == 0)
		return ends(k, k->at);
	if (r < 0 || c.body + c.size > k->end)
		return breaks(k, k->at, "no chunk of the form stands");
	if (k->b->size - c.body < (c.size < HEAD_MIN ? c.size : HEAD_MIN))
		return ends(k, k->at);
	wrong = look_at(k, &c);
	if (wrong)
		return breaks(k, k->at, wrong);
	k->w->mime = "image/webp";
	if (c.body + c.size > k->b->size)
		return ends(k, k->b->size);
	k->chunks++;
	k->at = c.next;
	return true;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct walker k = {.b = b, .start = start, .at = start + 12, .w = w};
	unsigned char first[16];

	verdict_begin(w);
	if (bytes_read(b, start, first, sizeof first) != sizeof first || !head(first, sizeof first))
		return;
	k.end = riff_form(b, start, "WEBP");
	while (step(&k))
		continue;
}

/* ---- The closer look ---- */

/* A larger picture is not read. */
#define PICTURE_MAX ((uint32_t)64 << 20)

struct checker {
	struct bytes *b;
	uint64_t start;
	uint64_t read; /* pictures */
	bool unread;   /* one was too large */
	struct media_walk *w;
};

/*
 * The data breaks at `at` at the latest; sure: its beginning is that of a real picture. False, so
 * that the look ends.
 */
static bool
picture_breaks(struct checker *k, uint64_t at, bool sure)
{
	double confidence = sure || k->read ? 0.8 : 0.3;

	if (k->w->state == MEDIA_TRUNCATED)
		k->w->confidence = confidence;
	else
		verdict_damaged(k->w, at - k->start, confidence,
				"the data of picture %llu does not come to its end with its bits",
				(unsigned long long)k->read + 1);
	return false;
}

/* False: the verdict is given. */
static bool
check_picture(struct checker *k, const struct riff_chunk *c)
{
	bool lossy = strcmp(c->type, "VP8 ") == 0;
	struct vp8l_verdict lossless = {.due = 0};
	struct vp8_verdict v = {.holds = false};
	unsigned char *data;
	size_t n;

	if ((!lossy && strcmp(c->type, "VP8L") != 0) || c->size > PICTURE_MAX) {
		k->unread |= c->size > PICTURE_MAX;
		return true;
	}
	data = memory_new(c->size + (size_t)1);
	n = bytes_read(k->b, c->body, data, c->size);
	if (lossy)
		v = vp8_check(data, n);
	else
		lossless = vp8l_check(data, n);
	free(data);
	if (lossy ? v.holds : lossless.what == VP8L_HOLDS)
		k->read++;
	else if (lossy)
		return picture_breaks(k, c->body + v.broke, v.modes_hold);
	else
		return picture_breaks(k, c->body + lossless.broke, lossless.due > 0);
	return true;
}

/* Chunks of the form, or of a frame. False: the verdict is given. */
static bool
check_chunks(struct checker *k, uint64_t at, uint64_t end, unsigned depth)
{
	struct riff_chunk c;

	while (at < end && riff_chunk_at(k->b, at, &c) > 0) {
		bool frame = depth == 0 && strcmp(c.type, "ANMF") == 0;

		if (frame ? !check_chunks(k, c.body + 16, c.body + c.size, 1)
			  : !check_picture(k, &c))
			return false;
		at = c.next;
	}
	return true;
}

static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct checker k = {.b = b, .start = start, .w = w};

	if (!check_chunks(&k, start + 12, start + w->length, 0) || k.unread)
		return;
	if (w->state == MEDIA_WHOLE) {
		w->confidence = 0.97;
		verdict_add(w, "their data ends with its bits");
	} else if (k.read && w->confidence < 0.8) {
		w->confidence = 0.8;
	}
}

int
webp_frame_place(struct bytes *b, struct vp8_place *place)
{
	uint64_t at = 12, end = riff_form(b, 0, "WEBP");
	struct riff_chunk c;

	while (at < end && riff_chunk_at(b, at, &c) > 0 && strcmp(c.type, "ANMF") != 0) {
		if (strcmp(c.type, "VP8 ") == 0) {
			*place = (struct vp8_place){c.body, c.size};
			return c.size > 10 && c.body + c.size <= end ? 0 : -1;
		}
		at = c.next;
	}
	return -1;
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	uint64_t at = 12, end = riff_form(b, 0, "WEBP");
	const unsigned char *p;
	struct riff_chunk c;

	out->n = 0;
	while (at < end && out->n < MEDIA_BLOCKS_MAX && riff_chunk_at(b, at, &c) > 0) {
		p = bytes_exact(b, c.body, 6);
		if (strcmp(c.type, "EXIF") == 0 && p && c.size > 6 && memcmp(p, "Exif\0", 6) == 0)
			blocks_add_exif(out, b, c.body + 6, c.size - 6, "EXIF");
		else if (strcmp(c.type, "EXIF") == 0)
			blocks_add_exif(out, b, c.body, c.size, "EXIF");
		else if (strcmp(c.type, "XMP ") == 0)
			blocks_add(out, b, MEDIA_XMP, c.body, c.size, "XMP");
		else if (strcmp(c.type, "C2PA") == 0)
			blocks_add(out, b, MEDIA_JUMBF, c.body, c.size, "C2PA");
		at = c.next;
	}
}

static const struct media_signature signatures[] = {{"WEBPVP8", 7, 8}, {NULL, 0, 0}};

const struct media_format media_webp = {
	.name = "webp",
	.extensions = "webp",
	.mime = "image/webp",
	.signatures = signatures,
	.max_length = (uint64_t)1 << 30,
	.head = head,
	.walk = walk,
	.check = check,
	.blocks = blocks,
};
