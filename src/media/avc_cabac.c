/* SPDX-License-Identifier: Apache-2.0 */
#include "media/avc_cabac.h"

#include "base/bytes.h"

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
	c->now = (struct avc_arith){.value = 0, .range = 510, .spare = -9};
}

struct avc_arith
avc_arith_refilled(struct avc_arith a, struct avc_bits *b)
{
	size_t byte = b->at / 8, n = b->n / 8;
	uint32_t v = 0;

	if (n >= 4 && byte <= n - 4)
		v = be32(b->p + byte);
	else
		for (size_t i = byte; i < byte + 4; i++)
			v = v << 8 | (i < n ? b->p[i] : 0);
	a.value = a.value << 32 | v;
	a.spare += 32;
	b->at += 32;
	b->over |= b->at - (size_t)a.spare > b->n;
	return a;
}

void
avc_cabac_stop(struct avc_cabac *c)
{
	struct avc_bits *b = c->bits;

	b->at = (size_t)((int64_t)b->at - c->now.spare);
	c->now.spare = 0;
	skip(b, 0);
}

unsigned
avc_cabac_terminate(struct avc_cabac *c)
{
	struct avc_arith *a = &c->now;

	if (a->spare < 0)
		*a = avc_arith_refilled(*a, c->bits);
	a->range -= 2;
	if (a->value >= (uint64_t)a->range << a->spare) {
		avc_cabac_stop(c); /* its last bit is the stop bit */
		return 1;
	}
	if (a->range < 256) {
		a->range <<= 1;
		a->spare--;
	}
	return 0;
}
