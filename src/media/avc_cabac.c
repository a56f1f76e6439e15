/* SPDX-License-Identifier: Apache-2.0 */
#include "media/avc_cabac.h"

/* ---- Bits ---- */

/* The 32 bits from the next one on. */
static uint32_t
peek(const struct avc_bits *b)
{
	size_t byte = b->at / 8, n = b->n / 8;
	uint64_t v = 0;

	if (byte + 5 <= n) {
		const unsigned char *p = b->p + byte;

		v = (uint64_t)p[0] << 32 | (uint64_t)p[1] << 24 | (uint64_t)p[2] << 16 |
		    (uint64_t)p[3] << 8 | p[4];
	} else {
		for (size_t i = byte; i < byte + 5; i++)
			v = v << 8 | (i < n ? b->p[i] : 0);
	}
	return (uint32_t)(v >> (8 - b->at % 8));
}

static void
skip(struct avc_bits *b, size_t n)
{
	b->at += n;
	if (b->at > b->n) {
		b->at = b->n;
		b->over = true;
	}
}

uint32_t
avc_u(struct avc_bits *b, unsigned n)
{
	uint32_t v = n ? peek(b) >> (32 - n) : 0;

	skip(b, n);
	return v;
}

uint32_t
avc_ue(struct avc_bits *b)
{
	uint32_t v = peek(b);
	unsigned zeros = v ? (unsigned)__builtin_clz(v) : 32;

	if (zeros > 31) {
		skip(b, SIZE_MAX / 2);
		return 0;
	}
	skip(b, zeros);
	v = avc_u(b, zeros + 1);
	return v - 1;
}

int32_t
avc_se(struct avc_bits *b)
{
	uint32_t v = avc_ue(b);

	return v & 1 ? (int32_t)(v / 2 + 1) : -(int32_t)(v / 2);
}

/* ---- The arithmetic decoder ---- */

void
avc_cabac_contexts(struct avc_cabac *c, unsigned table, int qp)
{
	for (unsigned i = 0; i < AVC_CONTEXTS; i++) {
		const signed char *mn = avc_contexts[i][table];
		int v = ((mn[0] * qp) >> 4) + mn[1];
		unsigned state;

		v = v < 1 ? 1 : v > 126 ? 126 : v;
		state = v <= 63 ? (63u - (unsigned)v) * 2 : ((unsigned)v - 64) * 2 + 1;
		for (unsigned plane = 0; plane < 3; plane++)
			c->state[plane][i] = (uint8_t)state;
	}
}

void
avc_cabac_start(struct avc_cabac *c)
{
	skip(c->bits, (8 - c->bits->at % 8) % 8);
	c->range = 510;
	c->offset = avc_u(c->bits, 9);
}

unsigned
avc_cabac_decode(struct avc_cabac *c, uint8_t *state)
{
	unsigned s = *state >> 1, mps = *state & 1, shift;
	uint32_t lps = avc_ranges[s][c->range >> 6 & 3];

	c->range -= lps;
	if (c->offset < c->range) {
		*state = (uint8_t)(*state + (s < 62 ? 2 : 0));
		if (c->range < 256) {
			c->range <<= 1;
			c->offset = c->offset << 1 | avc_u(c->bits, 1);
		}
		return mps;
	}
	c->offset -= c->range;
	shift = (unsigned)__builtin_clz(lps) - 23;
	c->range = lps << shift;
	c->offset = c->offset << shift | avc_u(c->bits, shift);
	*state = (uint8_t)((unsigned)avc_after_lps[s] << 1 | (s ? mps : mps ^ 1));
	return mps ^ 1;
}

unsigned
avc_cabac_bypass(struct avc_cabac *c)
{
	c->offset = c->offset << 1 | avc_u(c->bits, 1);
	if (c->offset < c->range)
		return 0;
	c->offset -= c->range;
	return 1;
}

unsigned
avc_cabac_terminate(struct avc_cabac *c)
{
	c->range -= 2;
	if (c->offset >= c->range)
		return 1; /* the last bit that was taken in is the stop bit */
	if (c->range < 256) {
		c->range <<= 1;
		c->offset = c->offset << 1 | avc_u(c->bits, 1);
	}
	return 0;
}
