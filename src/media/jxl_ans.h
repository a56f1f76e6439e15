/* SPDX-License-Identifier: Apache-2.0 */
/* Distributions of ANS-coded symbols in JPEG XL and the alias tables made of them (annex C.2). */
#ifndef WINNOW_MEDIA_JXL_ANS_H
#define WINNOW_MEDIA_JXL_ANS_H

#include "media/jxl_bits.h"

#define JXL_ANS_BITS	12
#define JXL_ANS_RANGE	(1u << JXL_ANS_BITS)
#define JXL_ANS_SYMBOLS 256

/*
 * A slot of an alias table: places below the cutoff are those of the symbol that the slot is named
 * after, the rest another one's.
 */
struct jxl_ans_slot {
	unsigned char cutoff, other;
	uint16_t count, other_count,
		offset; /* of JXL_ANS_RANGE in all; added to the other's places */
};

struct jxl_ans {
	struct jxl_ans_slot slot[JXL_ANS_SYMBOLS];
};

/* Reads a distribution; its faults go to r->broken. log_alphabet: 5..8. */
void jxl_ans_read(struct jxl_ans *a, struct jxl_bits *r, unsigned log_alphabet);

/* The next symbol; *state goes on. */
static inline uint32_t
jxl_ans_symbol(const struct jxl_ans *a, struct jxl_bits *r, unsigned log_alphabet, uint32_t *state)
{
	unsigned room = JXL_ANS_BITS - log_alphabet, v = *state & (JXL_ANS_RANGE - 1);
	unsigned i = v >> room, at = v & ((1u << room) - 1);
	struct jxl_ans_slot slot = a->slot[i];
	bool other = at >= slot.cutoff;

	*state = (other ? slot.other_count : slot.count) * (*state >> JXL_ANS_BITS) +
		 (other ? (slot.offset + at) & 0xffff : at);
	if (*state < 1u << 16)
		*state = *state << 16 | jxl_read(r, 16);
	return other ? slot.other : i;
}

/* A number 0..255. */
unsigned jxl_u8(struct jxl_bits *r);

#endif
