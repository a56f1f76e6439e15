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

/* Each pixel of a block is made of one place on its edge, or of two or three about it. */
static int
smooth(const uint8_t *e, int i)
{
	return (e[i - 1] + 2 * e[i] + e[i + 1] + 2) >> 2;
}

static int
middle(const uint8_t *e, int i)
{
	return (e[i] + e[i + 1] + 1) >> 1;
}

/* Where the pixel of a mode is taken from: 2 * place, and one more for a mean of two. */
static const uint8_t vertical_right[16] = {9, 11, 13, 15, 8, 10, 12, 14,
					   6, 9,  11, 13, 4, 8,	 10, 12};
static const uint8_t horizontal_down[16] = {7, 8, 10, 12, 5, 6, 7, 8, 3, 4, 5, 6, 1, 2, 3, 4};
static const uint8_t vertical_left[16] = {11, 13, 15, 17, 12, 14, 16, 18,
					  13, 15, 17, 20, 14, 16, 18, 22};

static int
from(const uint8_t *e, int where)
{
	return where & 1 ? middle(e, where >> 1) : smooth(e, where >> 1);
}

static int
horizontal_up(const uint8_t *e, int x, int y)
{
	const int l[4] = {e[3], e[2], e[1], e[0]}; /* downwards */
	int i = y + x / 2;

	if (i > 2)
		return l[3];
	if (x % 2 == 0)
		return (l[i] + l[i + 1] + 1) >> 1;
	return (l[i] + 2 * l[i + 1] + l[i + 2 > 3 ? 3 : i + 2] + 2) >> 2;
}

static int
block_mean(const uint8_t *e)
{
	int sum = 4;

	for (int i = 0; i < 4; i++)
		sum += e[i] + e[5 + i];
	return sum >> 3;
}

/* e: four to the left upwards, the corner, eight above, and the last of them once more. */
static int
block_pixel(const uint8_t e[14], enum vp8_mode mode, int x, int y, int dc)
{
	switch (mode) {
	case VP8_TM:
		return e[3 - y] + e[5 + x] - e[4];
	case VP8_V:
		return smooth(e, 5 + x);
	case VP8_H:
		return y < 3 ? smooth(e, 3 - y) : (e[1] + 3 * e[0] + 2) >> 2;
	case VP8_RD:
		return smooth(e, 4 - y + x);
	case VP8_LD:
		return smooth(e, 6 + x + y);
	case VP8_VR:
		return from(e, vertical_right[4 * y + x]);
	case VP8_VL:
		return from(e, vertical_left[4 * y + x]);
	case VP8_HD:
		return from(e, horizontal_down[4 * y + x]);
	case VP8_HU:
		return horizontal_up(e, x, y);
	default:
		return dc;
	}
}

void
vp8_predict_block(struct vp8_pixels *p, unsigned n, enum vp8_mode mode)
{
	int left = (int)n % 4 * 4, top = (int)n / 4 * 4, dc;
	uint8_t e[14];

	for (int i = 0; i < 4; i++)
		e[i] = *vp8_pixel(p, left - 1, top + 3 - i);
	memcpy(e + 4, vp8_pixel(p, left - 1, top - 1), 5);
	/* to the right of the last column, all blocks see the row above the macroblock */
	memcpy(e + 9, vp8_pixel(p, left + 4, left == 12 ? -1 : top - 1), 4);
	e[13] = e[12];
	dc = block_mean(e);
	for (int y = 0; y < 4; y++)
		for (int x = 0; x < 4; x++)
			*vp8_pixel(p, left + x, top + y) = clamp(block_pixel(e, mode, x, y, dc));
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

void
vp8_add_block(struct vp8_pixels *p, unsigned n, const int16_t c[16])
{
	int left = (int)n % 4 * 4, top = (int)n / 4 * 4, in[16], half[16];

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
