/* SPDX-License-Identifier: Apache-2.0 */
#include "media/mpeg.h"

enum {
	CODE_PICTURE = 0x00,
	CODE_SLICE_LAST = 0xaf,
	CODE_END = 0xb7,
	ID_MAP = 0xbc,
	ID_PADDING = 0xbe,
	ID_PRIVATE_2 = 0xbf,
	ID_ECM = 0xf0,
	ID_EMM = 0xf1,
	ID_DSMCC = 0xf2,
	ID_H222_E = 0xf8,
	ID_DIRECTORY = 0xff,
};

static void
end_picture(struct mpeg_video *v)
{
	if (v->slice == 0)
		return;
	if (v->usual == 0) {
		v->usual = v->slice;
		v->loose = v->gap;
	}
	v->incomplete += v->slice != v->usual || (v->gap && !v->loose);
	v->slice = 0;
	v->gap = false;
}

static void
take_code(struct mpeg_video *v, unsigned code)
{
	v->over = code == CODE_END;
	if (code >= 1 && code <= CODE_SLICE_LAST) {
		v->gap |= code != v->slice && code != v->slice + 1u;
		v->slice = (unsigned char)code;
		return;
	}
	if (code == CODE_PICTURE) {
		end_picture(v);
		v->pictures++;
	}
}

void
mpeg_video_feed(struct mpeg_video *v, const unsigned char *p, size_t n)
{
	uint32_t last = v->last;

	for (size_t i = 0; i < n; i++) {
		last = last << 8 | p[i];
		if ((last & 0xffffff00) == 0x100)
			take_code(v, p[i]);
	}
	v->last = last;
}

bool
mpeg_video_complete(const struct mpeg_video *v)
{
	return v->pictures > 1 && (v->over || (v->usual && v->slice == v->usual));
}

bool
mpeg_time(const unsigned char *p, uint64_t *time)
{
	*time = (uint64_t)(p[0] >> 1 & 7) << 30 | (uint64_t)p[1] << 22 |
		(uint64_t)(p[2] >> 1) << 15 | (uint64_t)p[3] << 7 | p[4] >> 1;
	return p[0] & 1 && p[2] & 1 && p[4] & 1;
}

/* Stuffing, the buffer's size, then times or 0x0f. */
static size_t
mpeg1_head(const unsigned char *p, size_t n)
{
	uint64_t time;
	size_t at = 6;

	while (at < n && at < 6 + 16 && p[at] == 0xff)
		at++;
	if (at + 2 < n && p[at] >> 6 == 1)
		at += 2;
	if (at < n && p[at] == 0x0f)
		return at + 1;
	if (at + 5 <= n && p[at] >> 4 == 2)
		return mpeg_time(p + at, &time) ? at + 5 : 0;
	if (at + 10 <= n && p[at] >> 4 == 3 && p[at + 5] >> 4 == 1)
		return mpeg_time(p + at, &time) && mpeg_time(p + at + 5, &time) ? at + 10 : 0;
	return 0;
}

static size_t
mpeg2_head(const unsigned char *p, size_t n)
{
	uint64_t time;
	unsigned times;

	if (n < 9 || p[6] >> 6 != 2)
		return 0;
	times = p[7] >> 6;
	if (times == 1 || p[8] < (times == 3 ? 10 : times == 2 ? 5 : 0))
		return 0;
	if (times && n >= 14 && (p[9] >> 4 != times || !mpeg_time(p + 9, &time)))
		return 0;
	return 9 + (size_t)p[8];
}

/* The time at which the packet's first picture is decoded: the second of two. */
static bool
packet_time(const unsigned char *p, size_t n, bool mpeg1, uint64_t *time)
{
	size_t at = mpeg1 ? 6 : 9;
	unsigned kind = n > 9 ? p[7] >> 6 : 0;

	if (mpeg1) {
		while (at < n && at < 6 + 16 && p[at] == 0xff)
			at++;
		if (at + 2 < n && p[at] >> 6 == 1)
			at += 2;
		kind = at < n ? p[at] >> 4 : 0;
	}
	if (kind == 3)
		at += 5;
	return (kind == 2 || kind == 3) && at + 5 <= n && mpeg_time(p + at, time);
}

/* Steps that are taken in before any is held against a film, and how much longer one may be. */
#define TIMES_LEAST 4
#define TIMES_SLACK 2

bool
mpeg_times_go_on(struct mpeg_times *t, const unsigned char *p, size_t n, bool mpeg1,
		 uint32_t pictures)
{
	uint64_t time, step;
	bool first = t->n == 0, holds;

	if (!packet_time(p, n, mpeg1, &time))
		return true;
	step = (time - t->last) / (pictures ? pictures : 1);
	holds = first || time >= t->last;
	if (t->n > TIMES_LEAST)
		holds = holds && step <= TIMES_SLACK * t->step;
	else if (!first && holds && step > t->step)
		t->step = step;
	t->last = time;
	t->n++;
	return holds;
}

bool
mpeg_packet_stuffed(const unsigned char *p, bool mpeg1)
{
	static const unsigned char times[] = {0, 0, 5, 10};

	if (p[3] < 0xbd || p[3] == ID_PADDING || p[3] == ID_PRIVATE_2)
		return false;
	return mpeg1 ? p[6] == 0xff : !(p[7] & 0x3f) && p[8] > times[p[7] >> 6];
}

size_t
mpeg_packet_head(const unsigned char *p, size_t n, bool mpeg1)
{
	unsigned id = p[3];

	if (id == ID_MAP || id == ID_PADDING || id == ID_PRIVATE_2 ||
	    (id >= ID_ECM && id <= ID_DSMCC) || id == ID_H222_E || id == ID_DIRECTORY)
		return 6;
	return mpeg1 ? mpeg1_head(p, n) : mpeg2_head(p, n);
}
