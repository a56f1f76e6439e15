/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boolean decoder of VP8 (RFC 6386, 7). Its readers take bytes in from different places: a
 * frame in memory, or a file of which the rest may change.
 */
#ifndef WINNOW_MEDIA_VP8_ARITH_H
#define WINNOW_MEDIA_VP8_ARITH_H

#include <stdbool.h>
#include <stdint.h>

struct vp8_arith {
	uint64_t value;
	uint32_t range;
	int spare; /* bits in hand beyond the eight that are compared; below 0: that many lack */
};

#define VP8_ARITH_START                                                                            \
	{                                                                                          \
		.range = 255, .spare = -8                                                          \
	}

/* One bit; spare >= 0. */
static inline __attribute__((always_inline)) unsigned
vp8_arith_bit(struct vp8_arith *a, unsigned prob)
{
	uint32_t split = 1 + ((a->range - 1) * prob >> 8);
	uint64_t high = (uint64_t)split << a->spare;
	bool one = a->value >= high;
	int shift;

	a->value -= one ? high : 0;
	split = one ? a->range - split : split;
	shift = __builtin_clz(split) - 24;
	a->range = split << shift;
	a->spare -= shift;
	return one;
}

#endif
