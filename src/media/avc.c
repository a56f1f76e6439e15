/* SPDX-License-Identifier: Apache-2.0 */
#include "media/avc.h"

#include <string.h>

/* Sizes beyond this are misread. */
#define SIZE_MAX_PIXELS 16384

#define SPS_MAX 256 /* bytes of a set that are read */

/* The bits of a unit without its emulation bytes. */
struct bits {
	unsigned char p[SPS_MAX];
	size_t n, at; /* bits */
	bool over;
};

static void
bits_open(struct bits *b, const unsigned char *p, size_t n)
{
	unsigned zeros = 0;
	size_t k = 0;

	memset(b, 0, sizeof *b);
	for (size_t i = 0; i < n && k < SPS_MAX; i++) {
		if (zeros >= 2 && p[i] == 3) {
			zeros = 0;
			continue;
		}
		zeros = p[i] ? 0 : zeros + 1;
		b->p[k++] = p[i];
	}
	b->n = 8 * k;
}

static uint32_t
take(struct bits *b, unsigned n)
{
	uint32_t v = 0;

	for (; n; n--) {
		if (b->at >= b->n) {
			b->over = true;
			return 0;
		}
		v = v << 1 | (b->p[b->at / 8] >> (7 - b->at % 8) & 1u);
		b->at++;
	}
	return v;
}

/* Exp-Golomb; what is too long to be sane reads as over. */
static uint32_t
take_ue(struct bits *b)
{
	unsigned zeros = 0;

	while (!b->over && !take(b, 1))
		zeros++;
	if (zeros > 24) {
		b->over = true;
		return 0;
	}
	return (1u << zeros) - 1 + take(b, zeros);
}

static void
skip_scaling_list(struct bits *b, unsigned n)
{
	int next = 8, last = 8;

	for (unsigned i = 0; i < n && !b->over; i++) {
		if (next) {
			uint32_t v = take_ue(b);
			int delta = v & 1 ? (int)(v + 1) / 2 : -(int)(v / 2);

			next = (last + delta + 256) % 256;
		}
		last = next ? next : last;
	}
}

/* What profiles from High on say of chroma; its format. */
static unsigned
take_high(struct bits *b)
{
	unsigned chroma = take_ue(b);

	if (chroma == 3)
		take(b, 1);
	take_ue(b);
	take_ue(b);
	take(b, 1);
	if (!take(b, 1))
		return chroma;
	for (unsigned i = 0; i < (chroma == 3 ? 12 : 8); i++)
		if (take(b, 1))
			skip_scaling_list(b, i < 6 ? 16 : 64);
	return chroma;
}

static void
skip_order_count(struct bits *b)
{
	unsigned type = take_ue(b), n;

	if (type == 0) {
		take_ue(b);
	} else if (type == 1) {
		take(b, 1);
		take_ue(b);
		take_ue(b);
		n = take_ue(b);
		while (n-- && !b->over)
			take_ue(b);
	}
}

static bool
is_high(unsigned profile)
{
	return profile == 100 || profile == 110 || profile == 122 || profile == 244 ||
	       profile == 44 || profile == 83 || profile == 86 || profile == 118 || profile == 128;
}

static bool
sane(struct picture_size *s, const struct bits *b, uint32_t width, uint32_t height)
{
	if (b->over || width == 0 || height == 0 || width > SIZE_MAX_PIXELS ||
	    height > SIZE_MAX_PIXELS)
		return false;
	*s = (struct picture_size){width, height};
	return true;
}

bool
avc_sps_size(const unsigned char *p, size_t n, struct picture_size *size)
{
	struct bits b;
	uint32_t width, height, crop[4] = {0};
	unsigned profile, chroma = 1, frames_only;

	bits_open(&b, p, n);
	if ((take(&b, 8) & 0x9f) != 7)
		return false;
	profile = take(&b, 8);
	take(&b, 16);
	take_ue(&b);
	if (is_high(profile))
		chroma = take_high(&b);
	take_ue(&b);
	skip_order_count(&b);
	take_ue(&b);
	take(&b, 1);
	width = 16 * (take_ue(&b) + 1);
	height = 16 * (take_ue(&b) + 1);
	frames_only = take(&b, 1);
	height *= 2 - frames_only;
	take(&b, frames_only ? 1 : 2);
	if (take(&b, 1))
		for (unsigned i = 0; i < 4; i++)
			crop[i] = take_ue(&b);
	width -= (crop[0] + crop[1]) * (chroma == 1 || chroma == 2 ? 2 : 1);
	height -= (crop[2] + crop[3]) * (chroma == 1 ? 2 : 1) * (2 - frames_only);
	return sane(size, &b, width, height);
}

bool
hevc_sps_size(const unsigned char *p, size_t n, struct picture_size *size)
{
	struct bits b;
	uint32_t width, height, crop[4] = {0};
	unsigned layers, chroma, present[8], levels[8];

	bits_open(&b, p, n);
	if ((take(&b, 16) >> 9 & 0x3f) != 33)
		return false;
	take(&b, 4);
	layers = take(&b, 3);
	take(&b, 1);
	take(&b, 32);
	take(&b, 32);
	take(&b, 32);
	for (unsigned i = 0; i < layers; i++) {
		present[i] = take(&b, 1);
		levels[i] = take(&b, 1);
	}
	for (unsigned i = layers; layers && i < 8; i++)
		take(&b, 2);
	for (unsigned i = 0; i < layers; i++)
		for (unsigned k = 0; k < present[i] * 88 + levels[i] * 8; k += 8)
			take(&b, 8);
	take_ue(&b);
	chroma = take_ue(&b);
	if (chroma == 3)
		take(&b, 1);
	width = take_ue(&b);
	height = take_ue(&b);
	if (take(&b, 1))
		for (unsigned i = 0; i < 4; i++)
			crop[i] = take_ue(&b);
	width -= (crop[0] + crop[1]) * (chroma == 1 || chroma == 2 ? 2 : 1);
	height -= (crop[2] + crop[3]) * (chroma == 1 ? 2 : 1);
	return sane(size, &b, width, height);
}

bool
avc_record_size(const unsigned char *p, size_t n, struct picture_size *size)
{
	size_t length;

	if (n < 8 || p[0] != 1 || (p[5] & 31) == 0)
		return false;
	length = (size_t)(p[6] << 8 | p[7]);
	return length <= n - 8 && avc_sps_size(p + 8, length, size);
}

bool
stream_size(const unsigned char *p, size_t n, struct picture_size *size)
{
	for (size_t i = 0; i + 10 <= n; i++) {
		const unsigned char *u = p + i + 3;
		size_t left = n - i - 3;

		if (p[i] || p[i + 1] || p[i + 2] != 1)
			continue;
		if (u[0] == 0xb3) {
			size->width = (uint32_t)(u[1] << 4 | u[2] >> 4);
			size->height = (uint32_t)((u[2] & 15) << 8 | u[3]);
			if (size->width && size->height)
				return true;
		} else if ((u[0] & 0x9f) == 7 && (u[0] & 0x60) && avc_sps_size(u, left, size)) {
			return true;
		} else if (u[0] == 0x42 && hevc_sps_size(u, left, size)) {
			return true;
		}
	}
	return false;
}
