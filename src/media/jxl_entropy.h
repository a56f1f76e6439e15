/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entropy-coded numbers of a JPEG XL codestream (ISO/IEC 18181-1 annex C): ANS or prefix codes over
 * clustered contexts, hybrid integers, LZ77. The ANS state must come to a fixed value at the end,
 * which random bytes do once in four thousand million times.
 */
#ifndef WINNOW_MEDIA_JXL_ENTROPY_H
#define WINNOW_MEDIA_JXL_ENTROPY_H

#include "media/jxl_bits.h"

struct jxl_entropy;

/*
 * Reads the codes of `contexts` contexts, and begins with the numbers behind them; NULL where the
 * bits break or end. The caller frees.
 */
struct jxl_entropy *jxl_entropy_new(struct jxl_bits *r, unsigned contexts);

/* The codes alone, with which numbers that stand elsewhere can be begun over and over. */
struct jxl_entropy *jxl_entropy_codes(struct jxl_bits *r, unsigned contexts);

/*
 * Begins with numbers at r. across: of the widest channel, over which repetitions count distances;
 * 0: they count numbers. Their number is bounded by the caller.
 */
void jxl_entropy_begin(struct jxl_entropy *e, struct jxl_bits *r, uint32_t across);
void jxl_entropy_free(struct jxl_entropy **e);

/* The next number in a context. Its faults are those of the bits: r->over, r->broken. */
uint32_t jxl_entropy_read(struct jxl_entropy *e, struct jxl_bits *r, unsigned context);

/* Does the state at the end hold? Prefix codes have none and always do. */
bool jxl_entropy_ends(const struct jxl_entropy *e);

/* Has it proved itself by that? */
bool jxl_entropy_proves(const struct jxl_entropy *e);

/* A map from contexts to clusters: their number, or 0 where it breaks. */
unsigned jxl_context_map(struct jxl_bits *r, unsigned char *map, unsigned contexts);

#endif
