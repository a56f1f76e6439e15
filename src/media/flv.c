/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flash Video (Adobe, Video File Format Specification 10.1): a head, then tags, each followed by
 * its own length. There is no end mark; the film ends where no tag stands any more, or where its
 * metadata say.
 */
#include <string.h>

#include "media/avc.h"
#include "media/chain.h"
#include "media/film_frame.h"
#include "media/tags.h"

#define HEAD	 9
#define TAG_HEAD 11

enum {
	TAG_AUDIO = 8,
	TAG_VIDEO = 9,
	TAG_SCRIPT = 18,
	CODEC_H263 = 2,
	CODEC_AVC = 7,
	CODEC_HEVC = 12,
	PACKET_CONFIG = 0,
	PACKET_UNITS = 1,
};

/* A day: no step from tag to tag is longer, in milliseconds. */
#define STEP_MAX 86400000
/* And none that is taken on trust; ten seconds. */
#define SKIP_MAX 10000

struct flv {
	struct chain c;
	uint64_t stated;  /* the file's size as the metadata say; 0: they do not */
	uint64_t seconds; /* the same of its duration */
	uint32_t time, latest;
	bool avc_over; /* the encoder said that it is done */
	unsigned char length_size;
	uint64_t config_at;
	uint32_t config_size;
	struct film_times times[2]; /* of sound and picture */
	uint32_t leaps;
};

struct tag {
	unsigned type, time;
	uint32_t size;
	uint64_t body, end; /* end: behind the length that follows the body */
};

static bool
head(const unsigned char *p, size_t n)
{
	return n >= HEAD + 4 && memcmp(p, "FLV\1", 4) == 0 && (p[4] & 0xfa) == 0 &&
	       be32(p + 5) == HEAD && be32(p + HEAD) == 0;
}

/* 1 a tag's head stands at c->at, 0 the bytes end within it, -1 none does. */
static int
tag_at(struct chain *c, struct tag *t)
{
	const unsigned char *p = bytes_exact(c->b, c->at, TAG_HEAD);

	if (!p)
		return 0;
	t->type = p[0];
	t->size = be32(p) & 0xffffff;
	t->time = be32(p + 4) >> 8 | (uint32_t)p[7] << 24;
	t->body = c->at + TAG_HEAD;
	t->end = t->body + t->size + 4;
	if (t->type != TAG_AUDIO && t->type != TAG_VIDEO && t->type != TAG_SCRIPT)
		return -1;
	return p[8] || p[9] || p[10] ? -1 : 1;
}

/* ---- What the metadata say ---- */

/* The number behind a name in the script data: AMF's marker 0 and a double. */
static double
number_of(const unsigned char *p, size_t n, const char *name)
{
	size_t length = strlen(name);
	const unsigned char *at = memmem(p, n, name, length);
	double value = 0;
	uint64_t bits;

	if (!at || (size_t)(p + n - at) < length + 9 || at[length] != 0)
		return 0;
	bits = be64(at + length + 1);
	memcpy(&value, &bits, sizeof value);
	return value >= 0 && value < 1e15 ? value : 0;
}

static void
take_script(struct flv *k, const struct tag *t)
{
	size_t n = t->size < BYTES_WINDOW ? t->size : BYTES_WINDOW;
	const unsigned char *p = bytes_exact(k->c.b, t->body, n);
	double width, height;

	if (!p || n < 13 || memcmp(p, "\2\0\12onMetaData", 13) != 0)
		return;
	k->stated = (uint64_t)number_of(p, n, "filesize");
	k->seconds = (uint64_t)number_of(p, n, "duration");
	width = number_of(p, n, "width");
	height = number_of(p, n, "height");
	if (width >= 1 && height >= 1 && width < 65536 && height < 65536) {
		k->c.w->width = (uint32_t)width;
		k->c.w->height = (uint32_t)height;
	}
}

/* ---- Pictures ---- */

/* The size in a Sorenson H.263 picture's head. */
static void
take_h263(struct flv *k, const unsigned char *p, size_t n)
{
	static const struct picture_size sizes[] = {
		{352, 288}, {176, 144}, {128, 96}, {320, 240}, {160, 120}};
	uint64_t bits = n >= 9 ? be64(p + 1) : 0;
	unsigned code = (unsigned)(bits >> 31 & 7); /* behind 17 + 5 + 8 bits */

	if (k->c.w->width || n < 9)
		return;
	if (code >= 2 && code < 7) {
		k->c.w->width = sizes[code - 2].width;
		k->c.w->height = sizes[code - 2].height;
	} else if (code == 0) {
		k->c.w->width = (uint32_t)(bits >> 23 & 0xff);
		k->c.w->height = (uint32_t)(bits >> 15 & 0xff);
	} else if (code == 1 && n >= 9) {
		k->c.w->width = (uint32_t)(bits >> 15 & 0xffff);
		k->c.w->height = (uint32_t)((bits & 0x7fff) << 1) | (n > 9 ? p[9] >> 7 : 0u);
	}
}

static bool
take_units(struct flv *k, const struct tag *t, const unsigned char *p, size_t n)
{
	struct film_track track = {FILM_AVC, k->length_size, 0, k->config_at, k->config_size};
	struct picture_size size;

	if (t->size < 5 || p[1] > 2)
		return false;
	if (p[1] == PACKET_CONFIG && n > 9 && p[5] == 1) {
		k->length_size = (unsigned char)((p[9] & 3) + 1);
		k->config_at = t->body + 5;
		k->config_size = t->size - 5;
		if (avc_record_size(p + 5, n - 5, &size) && !k->c.w->width) {
			k->c.w->width = size.width;
			k->c.w->height = size.height;
		}
	}
	k->avc_over = p[1] > PACKET_UNITS;
	if (p[1] != PACKET_UNITS || !k->c.look || !k->length_size)
		return true;
	return film_frame_holds(&track, &k->c, t->body + 5, t->end - 4);
}

static bool
video_holds(struct flv *k, const struct tag *t)
{
	unsigned char p[512];
	size_t n = bytes_read(k->c.b, t->body, p, t->size < sizeof p ? t->size : sizeof p);
	unsigned kind = p[0] >> 4, codec = p[0] & 15;

	if (t->size == 0)
		return true;
	if (p[0] & 0x80) /* extended: a four-character code follows */
		return t->size >= 5;
	if (kind < 1 || kind > 5 || codec < 1 || codec > 15)
		return false;
	if (codec == CODEC_H263)
		take_h263(k, p, n);
	return codec != CODEC_AVC || take_units(k, t, p, n);
}

/* ---- The chain ---- */

static bool
begin(struct chain *c)
{
	const unsigned char *p = bytes_exact(c->b, c->start, HEAD + 4);

	if (!p || !head(p, HEAD + 4))
		return false;
	c->at += HEAD + 4;
	c->sure = c->at;
	return true;
}

/* Nothing but the chain itself says that it is over: how much more does? */
static double
end_confidence(const struct flv *k)
{
	if (k->stated == k->c.at - k->c.start)
		return 0.97;
	if (k->avc_over || (k->seconds && k->latest / 1000 + 1 >= k->seconds))
		return 0.92;
	return k->seconds ? 0.6 : 0.8;
}

static bool
stops(struct flv *k, const char *what)
{
	struct chain *c = &k->c;
	uint64_t length = c->at - c->start;

	if (c->frames == 0)
		return chain_breaks(c, c->at, what);
	if (k->stated > length || (k->seconds && k->latest / 1000 + 2 < k->seconds))
		return c->at == c->b->size ? chain_ends(c) : chain_breaks(c, c->at, what);
	return chain_whole(c, c->at, end_confidence(k), "every tag followed by its length");
}

static bool
tag_holds(struct flv *k, const struct tag *t)
{
	const unsigned char *p = bytes_exact(k->c.b, t->end - 4, 4);

	if (!p || be32(p) != t->size + TAG_HEAD)
		return false;
	if (t->type == TAG_SCRIPT) {
		take_script(k, t);
		return true;
	}
	k->c.frames++;
	if (k->c.w->mime == NULL)
		k->c.w->mime = "video/x-flv";
	return t->type == TAG_AUDIO || video_holds(k, t);
}

static bool
step(struct chain *c)
{
	struct flv *k = (struct flv *)c;
	struct tag t;
	int r = tag_at(c, &t);

	if (k->stated && c->at - c->start == k->stated && c->frames)
		return stops(k, "the metadata's size is reached");
	if (r < 0 || (r == 0 && c->at == c->b->size))
		return stops(k, "no tag stands");
	if (r == 0 || t.end > c->b->size)
		return chain_ends(c);
	if (t.time > k->time && t.time - k->time > STEP_MAX && c->frames)
		return stops(k, "the time leaps");
	if (!tag_holds(k, &t))
		return chain_breaks(c, c->at, "a tag does not hold");
	if (t.type != TAG_SCRIPT && !film_time_goes_on(&k->times[t.type == TAG_VIDEO], t.time))
		k->leaps++;
	k->time = t.time;
	k->latest = t.time > k->latest ? t.time : k->latest;
	c->elements++;
	c->at = c->sure = t.end;
	return true;
}

/* Over a tag whose head stands. */
static bool
skip(struct chain *c)
{
	struct flv *k = (struct flv *)c;
	struct tag t;

	if (tag_at(c, &t) <= 0 || (c->frames && t.time > k->time + SKIP_MAX))
		return false;
	c->frames += t.type != TAG_SCRIPT;
	c->at = t.end;
	return true;
}

static uint64_t
strain(const struct chain *c)
{
	return 8 * (uint64_t)((const struct flv *)c)->leaps;
}

extern const struct media_format media_flv;

const struct media_chain chain_flv = {
	.format = &media_flv,
	.state = sizeof(struct flv),
	.begin = begin,
	.step = step,
	.skip = skip,
	.strain = strain,
	.firm = 1,
};

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_flv, b, start, w, LOOK_HEADS);
}

static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_flv, b, start, w, LOOK_INSIDE);
}

static const struct media_signature signatures[] = {{"FLV\1\5\0\0\0\x09", 9, 0},
						    {"FLV\1\1\0\0\0\x09", 9, 0},
						    {"FLV\1\4\0\0\0\x09", 9, 0},
						    {"FLV\1\0\0\0\0\x09", 9, 0},
						    {NULL, 0, 0}};

const struct media_format media_flv = {
	.name = "flv",
	.extensions = "flv",
	.mime = "video/x-flv",
	.signatures = signatures,
	.max_length = (uint64_t)64 << 30,
	.head = head,
	.walk = walk,
	.check = check,
	.tags = flv_tags,
};
