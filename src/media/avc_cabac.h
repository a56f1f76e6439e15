/* SPDX-License-Identifier: Apache-2.0 */
/* Bits and the arithmetic decoder of ITU-T H.264, 9.1 and 9.3. */
#ifndef WINNOW_MEDIA_AVC_CABAC_H
#define WINNOW_MEDIA_AVC_CABAC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bits of a NAL unit, most significant first. Past the end there are zeros, and `over` is set. */
struct avc_bits {
	const unsigned char *p;
	size_t n;  /* bits */
	size_t at; /* bit */
	bool over;
};

uint32_t avc_u(struct avc_bits *b, unsigned n); /* n <= 32 */
uint32_t avc_ue(struct avc_bits *b);
int32_t avc_se(struct avc_bits *b);

/* Contexts 0 to 459, and of 1012 to 1023 one plane's four. */
#define AVC_CONTEXTS  464
#define AVC_CODED_8X8 460 /* stands for 1012 */

extern const signed char avc_contexts[AVC_CONTEXTS][4][2];
extern const unsigned char avc_ranges[64][4];
/* The state behind one bin: behind the likelier one, behind the other. */
extern const unsigned char avc_next[2][128];

/*
 * The offset of 9.3.1.2 is value >> spare, and is compared without being shifted down: bits are
 * taken in four bytes at a time. What loops over many bins keeps a copy of this in registers.
 */
struct avc_arith {
	uint64_t value;
	uint32_t range;
	int spare; /* bits of the value behind the nine that count; below 0: that many lack */
};

struct avc_cabac {
	struct avc_bits *bits; /* at: of the bits that were taken in, until the end is met */
	struct avc_arith now;
	/*
	 * A state is pStateIdx * 2 + valMPS. Cb and Cr coded like luma have contexts of their own,
	 * that begin alike: a set a plane.
	 */
	uint8_t state[3][AVC_CONTEXTS];
};

/* table: 0 for I slices, else 1 + cabac_init_idc. */
void avc_cabac_contexts(struct avc_cabac *c, unsigned table, int qp);
/* Begins at the next whole byte. */
void avc_cabac_start(struct avc_cabac *c);
/* Puts c->bits behind the last bit that counted. */
void avc_cabac_stop(struct avc_cabac *c);
/* 1: it has come to an end, and avc_cabac_stop() was done. */
unsigned avc_cabac_terminate(struct avc_cabac *c);

/* ---- Bins ---- */

#define AVC_BYPASS_MOST 16 /* bins without a context that are looked at together */

/* The same with 32 more bits; spare < 16. By value, so that the caller's can stay in registers. */
struct avc_arith avc_arith_refilled(struct avc_arith a, struct avc_bits *b);

/* Which bin it is decides nothing but values: half of them are as good as random. */
static inline __attribute__((always_inline)) unsigned
avc_arith_bin(struct avc_arith *a, struct avc_bits *b, uint8_t *state)
{
	unsigned s = *state, shift;
	uint32_t lps = avc_ranges[s >> 1][a->range >> 6 & 3], mps = a->range - lps, less;
	uint64_t high;

	if (a->spare < 0)
		*a = avc_arith_refilled(*a, b);
	high = (uint64_t)mps << a->spare;
	less = 0u - (a->value >= high);
	a->value -= high & (0 - (uint64_t)(less & 1));
	a->range = (lps & less) | (mps & ~less);
	shift = 8 - (31 ^ (unsigned)__builtin_clz(a->range));
	a->range <<= shift;
	a->spare -= (int)shift;
	*state = avc_next[less & 1][s];
	return (s ^ less) & 1;
}

/* The next AVC_BYPASS_MOST bins without a context, which are not taken yet. */
static inline __attribute__((always_inline)) uint32_t
avc_arith_look(struct avc_arith *a, struct avc_bits *b)
{
	if (a->spare < AVC_BYPASS_MOST)
		*a = avc_arith_refilled(*a, b);
	return (uint32_t)(a->value >> (a->spare - AVC_BYPASS_MOST)) / a->range;
}

/* Takes n of those that were looked at. */
static inline __attribute__((always_inline)) void
avc_arith_drop(struct avc_arith *a, uint32_t seen, unsigned n)
{
	a->spare -= (int)n;
	a->value -= (uint64_t)(seen >> (AVC_BYPASS_MOST - n)) * a->range << a->spare;
}

/* One bin without a context. */
static inline unsigned
avc_cabac_bypass(struct avc_cabac *c)
{
	uint64_t high;

	c->now.spare--;
	if (c->now.spare < 0)
		c->now = avc_arith_refilled(c->now, c->bits);
	high = (uint64_t)c->now.range << c->now.spare;
	if (c->now.value < high)
		return 0;
	c->now.value -= high;
	return 1;
}

static inline unsigned
avc_cabac_decode(struct avc_cabac *c, uint8_t *state)
{
	struct avc_arith a = c->now;
	unsigned bin = avc_arith_bin(&a, c->bits, state);

	c->now = a;
	return bin;
}

#endif
