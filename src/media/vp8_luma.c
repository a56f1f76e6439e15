/* SPDX-License-Identifier: Apache-2.0 */
#include "media/vp8_luma.h"

#include <string.h>

/* clang-format off */
const uint8_t vp8_dc_steps[128] = {
	4, 5, 6, 7, 8, 9, 10, 10, 11, 12, 13, 14, 15, 16, 17, 17, 18, 19, 20, 20, 21, 21, 22,
	22, 23, 23, 24, 25, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61,
	62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 76, 77, 78, 79, 80, 81, 82,
	83, 84, 85, 86, 87, 88, 89, 91, 93, 95, 96, 98, 100, 101, 102, 104, 106, 108, 110, 112,
	114, 116, 118, 122, 124, 126, 128, 130, 132, 134, 136, 138, 140, 143, 145, 148, 151,
	154, 157,
};
const uint16_t vp8_ac_steps[128] = {
	4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
	27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48,
	49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 60, 62, 64, 66, 68, 70, 72, 74, 76, 78, 80, 82,
	84, 86, 88, 90, 92, 94, 96, 98, 100, 102, 104, 106, 108, 110, 112, 114, 116, 119, 122,
	125, 128, 131, 134, 137, 140, 143, 146, 149, 152, 155, 158, 161, 164, 167, 170, 173,
	177, 181, 185, 189, 193, 197, 201, 205, 209, 213, 217, 221, 225, 229, 234, 239, 245,
	249, 254, 259, 264, 269, 274, 279, 284,
};
/* clang-format on */

static uint8_t
clamp(int v)
{
	return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
}

static int
above_of(struct vp8_pixels *p, int x)
{
	return *vp8_pixel(p, x, -1);
}

static int
left_of(struct vp8_pixels *p, int y)
{
	return *vp8_pixel(p, -1, y);
}

/* ---- Whole macroblocks ---- */

static int
mean(struct vp8_pixels *p, int above, int left)
{
	int sum = 0;

	for (int i = 0; i < 16; i++)
		sum += (above ? above_of(p, i) : 0) + (left ? left_of(p, i) : 0);
	if (above && left)
		return (sum + 16) >> 5;
	return above || left ? (sum + 8) >> 4 : 128;
}

void
vp8_predict_whole(struct vp8_pixels *p, enum vp8_mode mode, int above, int left)
{
	int dc = mode == VP8_DC ? mean(p, above, left) : 0, corner = *vp8_pixel(p, -1, -1);

	for (int y = 0; y < 16; y++)
		for (int x = 0; x < 16; x++) {
			int v = dc;

			if (mode == VP8_V)
				v = above_of(p, x);
			else if (mode == VP8_H)
				v = left_of(p, y);
			else if (mode == VP8_TM)
				v = above_of(p, x) + left_of(p, y) - corner;
			*vp8_pixel(p, x, y) = clamp(v);
		}
}

/* ---- Blocks ---- */

/*
 * Each pixel of a block is made of one place on its edge and its neighbours (2 * place), or of a
 * place and the next one (2 * place + 1). Places: four to the left upwards, the corner, eight
 * above; the first and the last are there once more, so that they have neighbours.
 */
#define EDGE	     15
#define FIRST_BLOCKS VP8_V /* of modes that are so made */

static const uint8_t made_of[][16] = {
	[VP8_V - FIRST_BLOCKS] = {12, 14, 16, 18, 12, 14, 16, 18, 12, 14, 16, 18, 12, 14, 16, 18},
	[VP8_H - FIRST_BLOCKS] = {8, 8, 8, 8, 6, 6, 6, 6, 4, 4, 4, 4, 2, 2, 2, 2},
	[VP8_RD - FIRST_BLOCKS] = {10, 12, 14, 16, 8, 10, 12, 14, 6, 8, 10, 12, 4, 6, 8, 10},
	[VP8_VR - FIRST_BLOCKS] = {11, 13, 15, 17, 10, 12, 14, 16, 8, 11, 13, 15, 6, 10, 12, 14},
	[VP8_LD - FIRST_BLOCKS] = {14, 16, 18, 20, 16, 18, 20, 22, 18, 20, 22, 24, 20, 22, 24, 26},
	[VP8_VL - FIRST_BLOCKS] = {13, 15, 17, 19, 14, 16, 18, 20, 15, 17, 19, 22, 16, 18, 20, 24},
	[VP8_HD - FIRST_BLOCKS] = {9, 10, 12, 14, 7, 8, 9, 10, 5, 6, 7, 8, 3, 4, 5, 6},
	[VP8_HU - FIRST_BLOCKS] = {7, 6, 5, 4, 5, 4, 3, 2, 3, 2, 1, 1, 1, 1, 1, 1},
};

static void
make_block(uint8_t *to, const uint8_t e[EDGE], enum vp8_mode mode)
{
	uint8_t parts[2 * EDGE];

	for (int i = 0; i + 1 < EDGE; i++) {
		parts[2 * i] = (uint8_t)((e[i ? i - 1 : 0] + 2 * e[i] + e[i + 1] + 2) >> 2);
		parts[2 * i + 1] = (uint8_t)((e[i] + e[i + 1] + 1) >> 1);
	}
	for (int i = 0; i < 16; i++)
		to[i / 4 * VP8_STRIDE + i % 4] = parts[made_of[mode - FIRST_BLOCKS][i]];
}

static void
make_true_motion(uint8_t *to, const uint8_t e[EDGE])
{
	for (int i = 0; i < 16; i++)
		to[i / 4 * VP8_STRIDE + i % 4] = clamp(e[4 - i / 4] + e[6 + i % 4] - e[5]);
}

static int
block_mean(const uint8_t e[EDGE])
{
	int sum = 4;

	for (int i = 0; i < 4; i++)
		sum += e[1 + i] + e[6 + i];
	return sum >> 3;
}

void
vp8_predict_block(struct vp8_pixels *p, unsigned n, enum vp8_mode mode)
{
	int left = (int)n % 4 * 4, top = (int)n / 4 * 4;
	uint8_t e[EDGE], *to = vp8_pixel(p, left, top);

	for (int i = 0; i < 4; i++)
		e[1 + i] = *vp8_pixel(p, left - 1, top + 3 - i);
	e[0] = e[1];
	memcpy(e + 5, vp8_pixel(p, left - 1, top - 1), 5);
	/* to the right of the last column, all blocks see the row above the macroblock */
	memcpy(e + 10, vp8_pixel(p, left + 4, left == 12 ? -1 : top - 1), 4);
	e[14] = e[13];
	if (mode == VP8_TM)
		make_true_motion(to, e);
	else if (mode >= FIRST_BLOCKS)
		make_block(to, e, mode);
	for (int y = 0; mode == VP8_DC && y < 4; y++)
		memset(to + y * VP8_STRIDE, block_mean(e), 4);
}

/* ---- Transforms ---- */

static int
times(int v, int factor)
{
	return (int)((int64_t)v * factor >> 16);
}

/* Four values `step` apart. */
static void
inverse(const int *in, int *out, int step)
{
	int a = in[0] + in[2 * step], b = in[0] - in[2 * step];
	int c = times(in[step], 35468) - in[3 * step] - times(in[3 * step], 20091);
	int d = in[step] + times(in[step], 20091) + times(in[3 * step], 35468);

	out[0] = a + d;
	out[3 * step] = a - d;
	out[step] = b + c;
	out[2 * step] = b - c;
}

/* Levels of a block but the first; 0: there are none. */
static uint64_t
beyond_first(const int16_t c[16])
{
	int16_t copy[16];
	uint64_t v[4];

	memcpy(copy, c, sizeof copy);
	copy[0] = 0;
	memcpy(v, copy, sizeof v);
	return v[0] | v[1] | v[2] | v[3];
}

void
vp8_add_block(struct vp8_pixels *p, unsigned n, const int16_t c[16])
{
	int left = (int)n % 4 * 4, top = (int)n / 4 * 4, in[16], half[16];

	if (!beyond_first(c)) {
		for (int i = 0; c[0] && i < 16; i++) {
			uint8_t *q = vp8_pixel(p, left + i % 4, top + i / 4);

			*q = clamp(*q + ((c[0] + 4) >> 3));
		}
		return;
	}
	for (int i = 0; i < 16; i++)
		in[i] = c[i];
	for (int i = 0; i < 4; i++)
		inverse(in + i, half + i, 4);
	for (int i = 0; i < 4; i++)
		inverse(half + 4 * i, in + 4 * i, 1);
	for (int i = 0; i < 16; i++) {
		uint8_t *q = vp8_pixel(p, left + i % 4, top + i / 4);

		*q = clamp(*q + ((in[i] + 4) >> 3));
	}
}

void
vp8_spread_dc(const int16_t y2[16], int16_t *c)
{
	int t[16];

	for (int i = 0; i < 4; i++) {
		int a = y2[i] + y2[12 + i], b = y2[4 + i] + y2[8 + i];
		int d = y2[4 + i] - y2[8 + i], e = y2[i] - y2[12 + i];

		t[i] = a + b;
		t[4 + i] = d + e;
		t[8 + i] = a - b;
		t[12 + i] = e - d;
	}
	for (int i = 0; i < 4; i++) {
		const int *q = t + 4 * i;
		int a = q[0] + q[3], b = q[1] + q[2], d = q[1] - q[2], e = q[0] - q[3];

		c[16 * (4 * i)] = (int16_t)((a + b + 3) >> 3);
		c[16 * (4 * i + 1)] = (int16_t)((d + e + 3) >> 3);
		c[16 * (4 * i + 2)] = (int16_t)((a - b + 3) >> 3);
		c[16 * (4 * i + 3)] = (int16_t)((e - d + 3) >> 3);
	}
}
