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
extern const unsigned char avc_after_lps[64];

/*
 * The offset of 9.3.1.2 is value >> spare, and is compared without being shifted down: bits are
 * taken in six bytes at a time.
 */
struct avc_cabac {
	struct avc_bits *bits; /* at: of the bits that were taken in, until the end is met */
	uint64_t value;
	uint32_t range;
	int spare; /* bits of the value behind the nine that count; below 0: that many lack */
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
void avc_cabac_refill(struct avc_cabac *c);

static inline unsigned
avc_cabac_bypass(struct avc_cabac *c)
{
	uint64_t high;

	c->spare--;
	if (c->spare < 0)
		avc_cabac_refill(c);
	high = (uint64_t)c->range << c->spare;
	if (c->value < high)
		return 0;
	c->value -= high;
	return 1;
}

static inline unsigned
avc_cabac_decode(struct avc_cabac *c, uint8_t *state)
{
	unsigned s = *state >> 1, mps = *state & 1, shift;
	uint32_t lps = avc_ranges[s][c->range >> 6 & 3];
	uint64_t high;

	if (c->spare < 0)
		avc_cabac_refill(c);
	c->range -= lps;
	high = (uint64_t)c->range << c->spare;
	if (c->value < high) {
		*state = (uint8_t)(*state + (s < 62 ? 2 : 0));
		shift = c->range < 256;
		c->range <<= shift;
		c->spare -= (int)shift;
		return mps;
	}
	c->value -= high;
	shift = (unsigned)__builtin_clz(lps) - 23;
	c->range = lps << shift;
	c->spare -= (int)shift;
	*state = (uint8_t)((unsigned)avc_after_lps[s] << 1 | (s ? mps : mps ^ 1));
	return mps ^ 1;
}

#endif
