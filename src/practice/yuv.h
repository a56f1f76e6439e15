/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures as films have them: 4:2:0, ITU-R BT.601, in blocks of 16 x 16. */
#ifndef WINNOW_PRACTICE_YUV_H
#define WINNOW_PRACTICE_YUV_H

#include <stdbool.h>
#include <stddef.h>

#include "practice/raster.h"

#define YUV_SIDE  16u
#define YUV_BYTES (YUV_SIDE * YUV_SIDE * 3 / 2) /* Y, then Cb, then Cr */

/*
 * Block (column, row) of a raster; what lies beyond its edge repeats the edge. full: all of 0..255,
 * else 16..235 and 16..240.
 */
void yuv_block(const struct raster *r, unsigned column, unsigned row, bool full,
	       unsigned char out[YUV_BYTES]);

static inline unsigned
yuv_blocks(unsigned side)
{
	return (side + YUV_SIDE - 1) / YUV_SIDE;
}

#endif
