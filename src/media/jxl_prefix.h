/* SPDX-License-Identifier: Apache-2.0 */
/* Prefix codes as RFC 7932 (Brotli) describes them, which JPEG XL took over. */
#ifndef WINNOW_MEDIA_JXL_PREFIX_H
#define WINNOW_MEDIA_JXL_PREFIX_H

#include "media/jxl_bits.h"

#define JXL_PREFIX_BITS	   15
#define JXL_PREFIX_SYMBOLS (1u << JXL_PREFIX_BITS)

struct jxl_prefix {
	uint32_t counts[JXL_PREFIX_BITS + 1]; /* codes of each length */
	uint16_t *symbols;		      /* n, in order of their codes */
	unsigned n;
};

/* Reads the code of an alphabet; its faults go to r->broken. Free with jxl_prefix_release(). */
void jxl_prefix_read(struct jxl_prefix *t, struct jxl_bits *r, unsigned alphabet);
void jxl_prefix_release(struct jxl_prefix *t);

uint32_t jxl_prefix_symbol(const struct jxl_prefix *t, struct jxl_bits *r);

#endif
