/* SPDX-License-Identifier: Apache-2.0 */
/* Making the luma of VP8's key frames: prediction and inverse transforms (RFC 6386, 12 and 14). */
#ifndef WINNOW_MEDIA_VP8_LUMA_H
#define WINNOW_MEDIA_VP8_LUMA_H

#include <stdint.h>

enum vp8_mode {
	VP8_DC,
	VP8_TM,
	VP8_V,
	VP8_H,
	VP8_RD,
	VP8_VR,
	VP8_LD,
	VP8_VL,
	VP8_HD,
	VP8_HU,
};

/*
 * A macroblock with the pixels around it: above it a row, with one to the left and four to the
 * right; to its left a column.
 */
#define VP8_STRIDE 32
struct vp8_pixels {
	uint8_t v[17 * VP8_STRIDE];
};

/* The pixel at x, y of the macroblock; -1 is the row above, or the column to the left. */
static inline uint8_t *
vp8_pixel(struct vp8_pixels *p, int x, int y)
{
	return p->v + (y + 1) * VP8_STRIDE + x + 8;
}

/* Predicts all of it, with DC, TM, V or H; `above`, `left`: is there a macroblock? */
void vp8_predict_whole(struct vp8_pixels *p, enum vp8_mode mode, int above, int left);
/* Predicts block n of 16. */
void vp8_predict_block(struct vp8_pixels *p, unsigned n, enum vp8_mode mode);
/* Adds what 16 levels, dequantized, make. */
void vp8_add_block(struct vp8_pixels *p, unsigned n, const int16_t c[16]);
/* The DC levels of 16 blocks from a block of their own: c[16 * n]. */
void vp8_spread_dc(const int16_t y2[16], int16_t *c);

extern const uint8_t vp8_dc_steps[128];
extern const uint16_t vp8_ac_steps[128];

#endif
