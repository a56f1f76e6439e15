/* SPDX-License-Identifier: Apache-2.0 */
#include "media/film_frame.h"

#include <string.h>

#include "media/av1_follow.h"
#include "media/av1_obu.h"
#include "media/avc_follow.h"
#include "media/entropy.h"

/* What a codec's heads may spell, and frames too short for anything foreign to fill a sector. */
#define FRAME_HEAD    1024
#define FOREIGN_LEAST 2048

/* A frame of more units than this is taken for granted. */
#define UNITS_MAX 4096

/* Where the unit's last byte that is not zero ends; some writers let zeros follow. */
static uint64_t
without_zeros(struct bytes *b, uint64_t at, uint64_t end)
{
	unsigned char tail[16];
	size_t n = end - at < sizeof tail ? (size_t)(end - at) : sizeof tail;

	n = bytes_read(b, end - n, tail, n);
	for (; n && tail[n - 1] == 0; n--)
		end--;
	return end;
}

/* Start codes may not stand inside a unit: an emulation byte is put between (H.264, 7.4.1). */
static bool
has_start_code(struct bytes *b, uint64_t at, uint64_t end)
{
	const unsigned char *p, *z;
	size_t got;

	for (; end - at >= 3; at += got - 2) {
		p = bytes_view(b, at, end - at < BYTES_WINDOW ? (size_t)(end - at) : BYTES_WINDOW,
			       &got);
		if (!p || got < 3)
			return false;
		for (size_t i = 0; (z = memchr(p + i, 0, got - 2 - i)); i = (size_t)(z - p) + 1) {
			if (z[1] == 0 && z[2] <= 2)
				return true;
		}
	}
	return false;
}

static bool
unit_head_holds(const struct film_track *t, const unsigned char *p, uint64_t n)
{
	if (n == 0 || p[0] & 0x80)
		return false;
	if (t->codec == FILM_AVC)
		return (p[0] & 31) >= 1 && (p[0] & 31) <= 23;
	return n >= 2 && (p[1] & 7) != 0 && (p[0] >> 1) < 48;
}

/* Units behind their lengths fill the frame. */
static bool
units_hold(const struct film_track *t, struct bytes *b, uint64_t at, uint64_t end)
{
	for (unsigned i = 0; at < end && i < UNITS_MAX; i++) {
		unsigned char p[6] = {0};
		uint64_t n = 0;

		if (end - at < t->length_size)
			return false;
		bytes_read(b, at, p, (size_t)(end - at < sizeof p ? end - at : sizeof p));
		for (unsigned k = 0; k < t->length_size; k++)
			n = n << 8 | p[k];
		at += t->length_size;
		if (n == 0 || n > end - at || !unit_head_holds(t, p + t->length_size, n) ||
		    has_start_code(b, at, without_zeros(b, at, at + n)))
			return false;
		at += n;
	}
	return true;
}

static bool
vp8_holds(const unsigned char *p, uint64_t size)
{
	uint32_t tag = (uint32_t)(p[0] | p[1] << 8 | p[2] << 16);
	bool key = !(tag & 1);

	if (size < 3 || (tag >> 1 & 7) > 3 || tag >> 5 > size - 3)
		return false;
	return !key || (size >= 10 && memcmp(p + 3, "\x9d\x01\x2a", 3) == 0);
}

/* The frame marker, and on key frames the sync code behind it. */
static bool
vp9_holds(const unsigned char *p, uint64_t size)
{
	unsigned profile = (p[0] >> 5 & 1) | (p[0] >> 3 & 2);

	if (size == 0 || p[0] >> 6 != 2)
		return false;
	if (profile == 3 || p[0] >> 3 & 1 || p[0] >> 2 & 1)
		return profile != 3 || !(p[0] >> 3 & 1); /* shown again, or no key frame */
	return size < 4 || memcmp(p + 1, "\x49\x83\x42", 3) == 0;
}

/* Units that fill the frame. */
static bool
obus_hold(struct bytes *b, uint64_t at, uint64_t end)
{
	for (unsigned i = 0; at < end && i < UNITS_MAX; i++) {
		unsigned char p[AV1_OBU_HEAD];
		size_t n =
			bytes_read(b, at, p, end - at < sizeof p ? (size_t)(end - at) : sizeof p);
		struct av1_obu obu;

		if (!av1_obu_read(p, n, end - at, &obu))
			return false;
		at += obu.body + obu.size;
	}
	return true;
}

/* What may stand behind an 0xff: within a scan, and before and between scans. */
static bool
marker_holds(unsigned m, bool scan)
{
	if (m == 0xc4 || m == 0xda || m == 0xd9 || m == 0xdd)
		return true;
	return scan ? m == 0 || (m >= 0xd0 && m <= 0xd7)
		    : m == 0xd8 || m == 0xdb || m == 0xfe || (m >= 0xc0 && m <= 0xcf) ||
			       (m >= 0xe0 && m <= 0xef);
}

static bool
has_length(unsigned m)
{
	return m >= 0xc0 && (m < 0xd0 || m > 0xd9);
}

/* The next 0xff of [at, end) with a byte behind it; `end`: none. */
static uint64_t
next_marker(struct bytes *b, uint64_t at, uint64_t end)
{
	size_t got;

	while (end - at >= 2) {
		size_t want = end - at < BYTES_WINDOW ? (size_t)(end - at) : BYTES_WINDOW;
		const unsigned char *p = bytes_view(b, at, want, &got), *found;

		if (!p)
			break;
		found = memchr(p, 0xff, got);
		if (found)
			return at + (uint64_t)(found - p);
		at += got;
	}
	return end;
}

/*
 * From marker to marker; foreign bytes in a scan soon have an 0xff that means nothing. Two fields
 * may stand in a frame, and some writers leave anything behind the last one.
 */
static bool
markers_hold(struct bytes *b, uint64_t at, uint64_t end)
{
	bool scan = false, over = false;

	while ((at = next_marker(b, at, end)) + 1 < end) {
		const unsigned char *p = bytes_exact(b, at, end - at < 4 ? 2 : 4);

		if (!p)
			return false;
		if (p[1] == 0xff) {
			at++;
			continue;
		}
		if (!marker_holds(p[1], scan))
			return over && !scan;
		scan = p[1] == 0xda || (scan && p[1] != 0xd9);
		over |= p[1] == 0xd9;
		at += 2;
		if (has_length(p[1])) {
			if (end - at < 2 || be16(p + 2) < 2)
				return false;
			at += be16(p + 2);
			if (at > end)
				return false;
		}
	}
	return over && !scan;
}

static bool
jpeg_holds(const unsigned char *p, struct bytes *b, uint64_t at, uint64_t end)
{
	return end - at >= 4 && p[0] == 0xff && p[1] == 0xd8 && p[2] == 0xff &&
	       markers_hold(b, at, end);
}

extern const struct media_format media_jpeg;

static bool
may_decode(const struct chain *c)
{
	return c->decoders && c->decoders->frames_left && c->decoders->frames_left--;
}

static bool
avc_decodes(const struct film_track *t, const struct chain *c, uint64_t at, uint64_t end)
{
	struct avc **a = c->decoders ? &c->decoders->avc[t->index] : NULL;
	uint64_t decoded;
	uint32_t broke;

	if (t->codec != FILM_AVC || t->config_size == 0 || end - at > UINT32_MAX || !may_decode(c))
		return true;
	if (!*a)
		*a = avc_follow_open(c->b, t->config_at, t->config_size);
	return !*a ||
	       avc_sample(*a, c->b, at, (uint32_t)(end - at), &broke, &decoded) != AVC_BREAKS;
}

static bool
av1_decodes(const struct film_track *t, const struct chain *c, uint64_t at, uint64_t end)
{
	uint64_t pixels = AV1_PIXELS;
	uint32_t broke;

	return end - at > UINT32_MAX || !may_decode(c) ||
	       av1_sample(c->b, at, (uint32_t)(end - at), t->config_at, t->config_size, &pixels,
			  &broke) != AVC_BREAKS;
}

/* Steps that are taken in before any is held against a film, and how much longer one may be. */
#define TIMES_LEAST 8
#define TIMES_SLACK 3

bool
film_time_goes_on(struct film_times *t, int64_t time)
{
	int64_t step = time > t->last ? time - t->last : t->last - time;
	bool holds = t->n <= TIMES_LEAST || step <= TIMES_SLACK * t->step;

	if (t->n && t->n <= TIMES_LEAST && step > t->step)
		t->step = step;
	t->last = time;
	t->n++;
	return holds;
}

void
film_decoders_release(struct film_decoders *d)
{
	for (size_t i = 0; i < FILM_TRACKS_MAX; i++)
		avc_follow_close(&d->avc[i]);
}

/* Code by code; one without the tables that all such films use cannot be. */
static bool
jpeg_decodes(const struct chain *c, uint64_t at, uint64_t end)
{
	struct bytes_slice slice;
	struct media_walk w;

	if (!may_decode(c))
		return true;
	bytes_slice_init(&slice, c->b, at, end - at);
	media_jpeg.walk(&slice.bytes, 0, &w);
	if (w.state == MEDIA_WHOLE)
		media_jpeg.check(&slice.bytes, 0, &w);
	return w.state == MEDIA_WHOLE || w.state == MEDIA_NOT;
}

/* Text or nothing where codes should be. */
static bool
has_foreign(enum film_codec codec, struct bytes *b, uint64_t at, uint64_t end)
{
	uint64_t where;

	if (codec == FILM_OTHER || end - at < FOREIGN_LEAST)
		return false;
	return entropy_search(b, at, at + FRAME_HEAD, end, false, &where) != ENTROPY_DENSE;
}

bool
film_frame_holds(const struct film_track *t, const struct chain *c, uint64_t at, uint64_t end)
{
	struct bytes *b = c->b;
	unsigned char p[10] = {0};
	uint64_t size = end - at;

	bytes_read(b, at, p, (size_t)(size < sizeof p ? size : sizeof p));
	if (has_foreign(t->codec, b, at, end))
		return false;
	switch (t->codec) {
	case FILM_AVC:
	case FILM_HEVC:
		return units_hold(t, b, at, end) && avc_decodes(t, c, at, end);
	case FILM_START_CODES:
		return size < 4 || memcmp(p, "\0\0\1", 3) == 0 || memcmp(p, "\0\0\0\1", 4) == 0;
	case FILM_VP8:
		return vp8_holds(p, size);
	case FILM_VP9:
		return vp9_holds(p, size);
	case FILM_AV1:
		return obus_hold(b, at, end) && av1_decodes(t, c, at, end);
	case FILM_JPEG:
		return jpeg_holds(p, b, at, end) && jpeg_decodes(c, at, end);
	case FILM_MPEG_AUDIO:
		return size < 2 || (p[0] == 0xff && p[1] >= 0xe0);
	case FILM_AC3:
		return size < 2 || (p[0] == 0x0b && p[1] == 0x77) || (p[0] == 0x77 && p[1] == 0x0b);
	case FILM_OTHER:
		break;
	}
	return true;
}
