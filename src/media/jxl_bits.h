/* SPDX-License-Identifier: Apache-2.0 */
/* Bits of a JPEG XL codestream, the lowest of each byte first, and the numbers made of them. */
#ifndef WINNOW_MEDIA_JXL_BITS_H
#define WINNOW_MEDIA_JXL_BITS_H

#include <stdbool.h>

#include "base/bytes.h"

#define JXL_BITS_WINDOW 256u

struct jxl_bits {
	struct bytes *b;
	uint64_t at;	/* bits from the start of b */
	uint64_t first; /* the first bit of `word` */
	uint64_t word;	/* the bits from there on, `held` of them, 64 at most */
	uint64_t held;
	bool over;   /* bits behind the end of b were asked for: they and all behind read as 0 */
	bool broken; /* a value that cannot stand there was read */
	/* `near` bytes of b from near_at on; as many as there is room for but at its end. */
	uint64_t near_at;
	size_t near;
	unsigned char window[JXL_BITS_WINDOW];
};

void jxl_bits_init(struct jxl_bits *r, struct bytes *b, uint64_t byte);

/* Of jxl_read(): where the bits are not at hand. */
uint32_t jxl_read_slowly(struct jxl_bits *r, unsigned n);

/* n bits, n <= 32. */
static inline uint32_t
jxl_read(struct jxl_bits *r, unsigned n)
{
	uint64_t from = r->at - r->first;

	if (from > 63 || from + n > r->held)
		return jxl_read_slowly(r, n);
	r->at += n;
	return (uint32_t)(r->word >> from & (((uint64_t)1 << n) - 1));
}

static inline bool
jxl_bool(struct jxl_bits *r)
{
	return jxl_read(r, 1);
}

/* One of four ways to write a number: offset + so many bits; 0 bits: just the offset. */
struct jxl_u32 {
	uint32_t offset[4];
	unsigned char bits[4];
};
uint32_t jxl_u32(struct jxl_bits *r, const struct jxl_u32 *d);

uint64_t jxl_u64(struct jxl_bits *r);
uint32_t jxl_enum(struct jxl_bits *r);

/* Half-precision numbers, stepped over; those that are not finite are broken. */
void jxl_f16(struct jxl_bits *r, unsigned n);

/* To the next byte: the bits between must be 0. */
void jxl_align(struct jxl_bits *r);

/* Steps over n bits. */
void jxl_skip(struct jxl_bits *r, uint64_t n);

/* Steps over a name; over extensions that nobody has defined yet. */
void jxl_skip_name(struct jxl_bits *r);
void jxl_skip_extensions(struct jxl_bits *r);

#endif
