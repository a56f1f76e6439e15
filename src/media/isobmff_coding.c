/* SPDX-License-Identifier: Apache-2.0 */
#include "media/isobmff_coding.h"

#include <string.h>

#include "media/av1_obu.h"

/* Units in one sample: more than any encoder makes. */
#define UNITS_MAX 4096

/* Zeros behind the last one. */
#define PADDING_MAX 64

struct view {
	struct bytes *b;
	uint64_t at;
	uint32_t size;
};

static void
breaks(struct isojudged *j, uint32_t at)
{
	j->good = false;
	j->broke = at;
}

/* Nothing but a few zeros from here on? Some writers fill their samples up. */
static bool
only_zeros(const struct view *v, uint32_t from)
{
	size_t n;

	if (v->size - from > PADDING_MAX)
		return false;
	while (from < v->size) {
		const unsigned char *p = bytes_view(v->b, v->at + from, v->size - from, &n);

		if (!p || p[0] || memcmp(p, p + 1, n - 1) != 0)
			return false;
		from += (uint32_t)n;
	}
	return true;
}

/* ---- NAL units ---- */

static bool
avc_header(unsigned char c, struct isonal *nal)
{
	unsigned reference = c >> 5 & 3;

	nal->type = c & 31;
	nal->slice = (nal->type >= 1 && nal->type <= 5) || nal->type == 19 || nal->type == 20;
	if (c & 0x80 || nal->type == 0 || nal->type > 21 || (nal->type > 15 && nal->type < 19))
		return false;
	if (nal->type == 5 || nal->type == 7 || nal->type == 8)
		return reference != 0;
	return reference == 0 || (nal->type != 6 && (nal->type < 9 || nal->type > 12));
}

/* 62 and 63 carry Dolby Vision. */
static bool
hevc_header(unsigned char c, unsigned char d, struct isonal *nal)
{
	unsigned layer = (c & 1u) << 5 | d >> 3;

	nal->type = c >> 1 & 63;
	nal->slice = nal->type < 32;
	return !(c & 0x80) && (d & 7) && layer < 4 &&
	       (nal->type <= 9 || (nal->type >= 16 && nal->type <= 21) ||
		(nal->type >= 32 && nal->type <= 40) || nal->type >= 62);
}

bool
isonal_at(struct bytes *b, uint64_t at, unsigned length_size, bool hevc, struct isonal *nal)
{
	unsigned head = hevc ? 2 : 1;
	const unsigned char *p = bytes_exact(b, at, length_size + head);
	uint32_t length = 0;

	if (!p)
		return false;
	for (unsigned i = 0; i < length_size; i++)
		length = length << 8 | p[i];
	nal->at = at + length_size;
	if (length <= head || __builtin_add_overflow(nal->at, length, &nal->end))
		return false;
	p += length_size;
	return hevc ? hevc_header(p[0], p[1], nal) : avc_header(p[0], nal);
}

static void
judge_nals(const struct view *v, const struct isotrack *t, struct isojudged *j)
{
	bool hevc = t->coding == ISO_HEVC;
	uint32_t at = 0;
	struct isonal nal;

	for (unsigned i = 0; at < v->size && i < UNITS_MAX; i++) {
		if (v->size - at <= t->length_size + hevc + 1 ||
		    !isonal_at(v->b, v->at + at, t->length_size, hevc, &nal) ||
		    nal.end - v->at > v->size) {
			if (at == 0 || !only_zeros(v, at))
				breaks(j, at);
			else
				j->held = v->size;
			return;
		}
		j->held = (uint32_t)(nal.at - v->at) + 1 + hevc;
		j->bits += at ? 12 : 8 * t->length_size;
		at = (uint32_t)(nal.end - v->at);
	}
}

/* ---- OBUs ---- */

static void
judge_obus(const struct view *v, struct isojudged *j)
{
	uint32_t at = 0;

	for (unsigned i = 0; at < v->size && i < UNITS_MAX; i++) {
		unsigned char p[AV1_OBU_HEAD];
		size_t n = bytes_read(v->b, v->at + at, p,
				      v->size - at < sizeof p ? v->size - at : sizeof p);
		struct av1_obu obu;

		if (!av1_obu_read(p, n, v->size - at, &obu)) {
			breaks(j, at);
			return;
		}
		j->held = at + 1;
		j->bits += obu.size_bytes ? 10 : 4;
		at += obu.body + (uint32_t)obu.size;
	}
}

/* ---- Others ---- */

/* VP9 (its bitstream specification, 6.1 and annex B): a frame marker; several frames in one sample
 * have an index behind them. */
static void
judge_vp9(const struct view *v, struct isojudged *j)
{
	unsigned char p[4], index[34];
	uint64_t sum = 0;
	unsigned frames, bytes, n;

	if (bytes_read(v->b, v->at, p, 1) < 1 || p[0] >> 6 != 2) {
		breaks(j, 0);
		return;
	}
	j->held = 1;
	j->bits = 2;
	if (v->size < 4 || bytes_read(v->b, v->at + v->size - 1, p, 1) < 1 || p[0] >> 5 != 6)
		return;
	frames = (p[0] & 7u) + 1;
	bytes = (p[0] >> 3 & 3u) + 1;
	n = 2 + frames * bytes;
	if (n > v->size || bytes_read(v->b, v->at + v->size - n, index, n) < n || index[0] != p[0])
		return;
	for (unsigned i = 0; i < frames * bytes; i++)
		sum += (uint64_t)index[1 + i] << 8 * (i % bytes);
	if (sum > v->size - n) {
		breaks(j, v->size - 1);
		return;
	}
	j->held = v->size;
	j->bits = 16;
}

/* AMR (RFC 4867, 5.3): frames of a length that their first byte tells. */
static void
judge_amr(const struct view *v, bool wide, struct isojudged *j)
{
	static const unsigned char narrow_sizes[16] = {13, 14, 16, 18, 20, 21, 27, 32,
						       6,  0,  0,  0,  0,  0,  0,  1};
	static const unsigned char wide_sizes[16] = {18, 24, 33, 37, 41, 47, 51, 59,
						     61, 6,  0,	 0,  0,	 0,  1,	 1};
	uint32_t at = 0;
	unsigned char c;

	for (unsigned i = 0; at < v->size && i < UNITS_MAX; i++) {
		unsigned n = 0;

		if (bytes_read(v->b, v->at + at, &c, 1) == 1 && !(c & 0x83))
			n = wide ? wide_sizes[c >> 3] : narrow_sizes[c >> 3];
		if (n == 0 || n > v->size - at) {
			breaks(j, at);
			return;
		}
		j->held = at + 1;
		j->bits += 4;
		at += n;
	}
}

/*
 * AAC (ISO/IEC 14496-3, 4.4.2.1): the first element is that of the channels, a single one or a pair
 * and number 0, or one that carries something beside them. What the sample description says of
 * channels is not asked: many writers always put 2 there.
 */
static void
judge_aac(const struct view *v, struct isojudged *j)
{
	unsigned char c;
	unsigned element;

	if (bytes_read(v->b, v->at, &c, 1) < 1) {
		breaks(j, 0);
		return;
	}
	element = c >> 5;
	j->held = 1;
	j->bits = element <= 1 ? 6 : 1;
	if (element > 6 || element == 2 || element == 3 || (element <= 1 && (c >> 1 & 15)))
		breaks(j, 0);
}

/* Bytes that stand at the start of every sample of a coding. */
static bool
begins(const unsigned char *p, size_t n, uint32_t size, const struct isotrack *t, unsigned *bits)
{
	*bits = 24;
	switch (t->coding) {
	case ISO_MPEG4:
		return n < 5 || (p[0] == 0 && p[1] == 0 && p[2] == 1);
	case ISO_H263:
		*bits = 22;
		return n >= 3 && p[0] == 0 && p[1] == 0 && p[2] >> 2 == 0x20;
	case ISO_JPEG:
		return n >= 3 && p[0] == 0xff && p[1] == 0xd8 && p[2] == 0xff;
	case ISO_PNG:
		return n >= 4 && memcmp(p, "\x89PNG", 4) == 0;
	case ISO_PRORES:
		*bits = 48;
		return n >= 8 && be32(p) <= size && memcmp(p + 4, "icpf", 4) == 0;
	case ISO_CRX:
		*bits = 20;
		return n >= 4 && p[0] == 0xff && (p[1] == 0xd8 || p[1] == 0x01 || p[1] == 0x11);
	case ISO_AC3:
		*bits = 16;
		return n >= 2 && p[0] == 0x0b && p[1] == 0x77;
	default: /* ISO_GPMD */
		*bits = 32;
		return n >= 4 && memcmp(p, "DEVC", 4) == 0;
	}
}

static void
judge_start(const struct view *v, const struct isotrack *t, struct isojudged *j)
{
	unsigned char p[8];
	size_t n = bytes_read(v->b, v->at, p, v->size < sizeof p ? v->size : sizeof p);

	if (!begins(p, n, v->size, t, &j->bits))
		breaks(j, 0);
	else
		j->held = (uint32_t)n;
}

bool
isosample_judge(struct bytes *b, uint64_t at, uint32_t size, const struct isotrack *t,
		struct isojudged *j)
{
	struct view v = {b, at, size};

	*j = (struct isojudged){.good = true};
	switch (t->coding) {
	case ISO_OTHER:
	case ISO_PCM:
		return false;
	case ISO_AVC:
	case ISO_HEVC:
		judge_nals(&v, t, j);
		break;
	case ISO_AV1:
		judge_obus(&v, j);
		break;
	case ISO_VP9:
		judge_vp9(&v, j);
		break;
	case ISO_AMR:
		judge_amr(&v, memcmp(t->type, "sawb", 4) == 0, j);
		break;
	case ISO_AAC:
		judge_aac(&v, j);
		break;
	default:
		judge_start(&v, t, j);
	}
	return true;
}
