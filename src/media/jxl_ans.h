/* SPDX-License-Identifier: Apache-2.0 */
/* Distributions of ANS-coded symbols in JPEG XL and the alias tables made of them (annex C.2). */
#ifndef WINNOW_MEDIA_JXL_ANS_H
#define WINNOW_MEDIA_JXL_ANS_H

#include "media/jxl_bits.h"

#define JXL_ANS_BITS	12
#define JXL_ANS_RANGE	(1u << JXL_ANS_BITS)
#define JXL_ANS_SYMBOLS 256

struct jxl_ans {
	uint16_t counts[JXL_ANS_SYMBOLS]; /* of JXL_ANS_RANGE in all */
	uint16_t cutoff[JXL_ANS_SYMBOLS], offset[JXL_ANS_SYMBOLS];
	unsigned char other[JXL_ANS_SYMBOLS];
};

/* Reads a distribution; its faults go to r->broken. log_alphabet: 5..8. */
void jxl_ans_read(struct jxl_ans *a, struct jxl_bits *r, unsigned log_alphabet);

/* The next symbol; *state goes on. */
uint32_t jxl_ans_symbol(const struct jxl_ans *a, struct jxl_bits *r, unsigned log_alphabet,
			uint32_t *state);

/* A number 0..255. */
unsigned jxl_u8(struct jxl_bits *r);

#endif
