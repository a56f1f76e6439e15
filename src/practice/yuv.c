/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/yuv.h"

#include <stdint.h>

#define ONE 65536 /* factors are in 65536ths, so that all is whole numbers */

/* Rows Y, Cb, Cr; columns red, green, blue. */
static const int factors_full[3][3] = {
	{19595, 38470, 7471}, {-11059, -21709, 32768}, {32768, -27439, -5329}};
static const int factors_video[3][3] = {
	{16829, 33039, 6416}, {-9714, -19070, 28784}, {28784, -24103, -4681}};

static struct colour
pixel(const struct raster *r, unsigned x, unsigned y)
{
	x = x < r->width ? x : r->width - 1;
	y = y < r->height ? y : r->height - 1;
	return r->pixels[(size_t)y * r->width + x];
}

/* Of the sum of n pixels. */
static unsigned char
component(const int f[3], const int sum[3], int n, int base)
{
	int64_t v = (int64_t)f[0] * sum[0] + (int64_t)f[1] * sum[1] + (int64_t)f[2] * sum[2];
	int64_t whole = (v + (int64_t)base * n * ONE + (int64_t)n * ONE / 2) / ((int64_t)n * ONE);

	return (unsigned char)(whole < 0 ? 0 : whole > 255 ? 255 : whole);
}

static void
add(const struct raster *r, unsigned x, unsigned y, int sum[3])
{
	struct colour c = pixel(r, x, y);

	sum[0] += c.r;
	sum[1] += c.g;
	sum[2] += c.b;
}

void
yuv_block(const struct raster *r, unsigned column, unsigned row, bool full,
	  unsigned char out[YUV_BYTES])
{
	const int(*f)[3] = full ? factors_full : factors_video;
	unsigned char *cb = out + YUV_SIDE * YUV_SIDE, *cr = cb + YUV_SIDE * YUV_SIDE / 4;

	for (unsigned i = 0; i < YUV_SIDE * YUV_SIDE; i++) {
		int sum[3] = {0};

		add(r, column * YUV_SIDE + i % YUV_SIDE, row * YUV_SIDE + i / YUV_SIDE, sum);
		out[i] = component(f[0], sum, 1, full ? 0 : 16);
	}
	for (unsigned i = 0; i < YUV_SIDE * YUV_SIDE / 4; i++) {
		unsigned x = column * YUV_SIDE + i % (YUV_SIDE / 2) * 2,
			 y = row * YUV_SIDE + i / (YUV_SIDE / 2) * 2;
		int sum[3] = {0};

		for (unsigned k = 0; k < 4; k++)
			add(r, x + k % 2, y + k / 2, sum);
		cb[i] = component(f[1], sum, 4, 128);
		cr[i] = component(f[2], sum, 4, 128);
	}
}
