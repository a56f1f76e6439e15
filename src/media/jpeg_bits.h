/* SPDX-License-Identifier: Apache-2.0 */
/* Bits of entropy-coded JPEG data out of memory, stuffing removed, stopping at a marker. */
#ifndef WINNOW_MEDIA_JPEG_BITS_H
#define WINNOW_MEDIA_JPEG_BITS_H

#include <stdbool.h>

#include "base/bytes.h"

/*
 * Bits lie at the top of `bits`; those below the nbits real ones are zero or the next byte's own.
 * At a marker nothing more comes and zeros are used instead: nbits below 0 says that this happened.
 */
struct jpeg_bits {
	const unsigned char *p, *end;
	uint64_t bits;
	int nbits;
};

static inline bool
jpeg_bits_has_ff(uint64_t w)
{
	return (~w - 0x0101010101010101u) & w & 0x8080808080808080u;
}

/*
 * By value, so that the reader of the inner loops never has an address and can live in registers.
 */
struct jpeg_bits jpeg_bits_fill_slowly(struct jpeg_bits r);

/* At least 48 bits, unless a marker or the end is near. */
static inline void
jpeg_bits_fill(struct jpeg_bits *r)
{
	if (r->end - r->p >= 8 && r->nbits >= 0) {
		uint64_t w = be64(r->p);

		if (!jpeg_bits_has_ff(w)) {
			int take = (63 - r->nbits) >> 3;

			r->bits |= w >> r->nbits;
			r->p += take;
			r->nbits += take * 8;
			return;
		}
	}
	*r = jpeg_bits_fill_slowly(*r);
}

/* Enough for one code and its value bits. */
static inline void
jpeg_bits_need(struct jpeg_bits *r)
{
	if (r->nbits < 32)
		jpeg_bits_fill(r);
}

static inline void
jpeg_bits_drop(struct jpeg_bits *r, unsigned n)
{
	r->bits <<= n;
	r->nbits -= (int)n;
}

/* n bits, 0 < n <= 16. */
static inline uint32_t
jpeg_bits_take(struct jpeg_bits *r, unsigned n)
{
	uint32_t v = (uint32_t)(r->bits >> (64 - n));

	jpeg_bits_drop(r, n);
	return v;
}

#endif
