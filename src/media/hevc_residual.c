/* SPDX-License-Identifier: Apache-2.0 */
/* Residual coding (ITU-T H.265, 7.3.8.11 and 9.3.4.2.4 to 9.3.4.2.7). */
#include <string.h>

#include "media/hevc_private.h"

enum { DIAGONAL, HORIZONTAL, VERTICAL };

#define IN_LOOP inline __attribute__((always_inline))

struct residual {
	struct hevc_slice *s;
	unsigned log2, component, scan;
	uint8_t groups[8][8]; /* coded_sub_block_flag by row and column */
	unsigned greater_ctx; /* greater1Ctx, kept from group to group */
	bool first;	      /* the first group that is gone through */
};

/*
 * The places of a scan over side * side, x in the upper half of each byte: up and to the right from
 * the left edge or the bottom, by rows, by columns.
 */
static const uint8_t places_2[3][4] = {
	{0x00, 0x01, 0x10, 0x11}, {0x00, 0x10, 0x01, 0x11}, {0x00, 0x01, 0x10, 0x11}};
static const uint8_t places_4[3][16] = {{0x00, 0x01, 0x10, 0x02, 0x11, 0x20, 0x03, 0x12, 0x21, 0x30,
					 0x13, 0x22, 0x31, 0x23, 0x32, 0x33},
					{0x00, 0x10, 0x20, 0x30, 0x01, 0x11, 0x21, 0x31, 0x02, 0x12,
					 0x22, 0x32, 0x03, 0x13, 0x23, 0x33},
					{0x00, 0x01, 0x02, 0x03, 0x10, 0x11, 0x12, 0x13, 0x20, 0x21,
					 0x22, 0x23, 0x30, 0x31, 0x32, 0x33}};
/* Only the diagonal one is wanted for blocks of 32. */
static const uint8_t places_8[64] = {
	0x00, 0x01, 0x10, 0x02, 0x11, 0x20, 0x03, 0x12, 0x21, 0x30, 0x04, 0x13, 0x22,
	0x31, 0x40, 0x05, 0x14, 0x23, 0x32, 0x41, 0x50, 0x06, 0x15, 0x24, 0x33, 0x42,
	0x51, 0x60, 0x07, 0x16, 0x25, 0x34, 0x43, 0x52, 0x61, 0x70, 0x17, 0x26, 0x35,
	0x44, 0x53, 0x62, 0x71, 0x27, 0x36, 0x45, 0x54, 0x63, 0x72, 0x37, 0x46, 0x55,
	0x64, 0x73, 0x47, 0x56, 0x65, 0x74, 0x57, 0x66, 0x75, 0x67, 0x76, 0x77};

static const uint8_t *
places(unsigned scan, unsigned side)
{
	static const uint8_t one[1] = {0};

	if (side == 1)
		return one;
	return side == 2 ? places_2[scan] : side == 4 ? places_4[scan] : places_8;
}

static unsigned
index_of(unsigned scan, unsigned side, unsigned x, unsigned y)
{
	const uint8_t *p = places(scan, side);

	for (unsigned i = 0; i < side * side; i++)
		if (p[i] == (x << 4 | y))
			return i;
	return 0;
}

/* ---- Bins: the decoder's numbers stay in registers over all of a block ---- */

static IN_LOOP unsigned
bin(struct residual *r, struct avc_arith *a, unsigned ctx)
{
	return avc_arith_bin(a, &r->s->bits, &r->s->cabac.state[0][ctx]);
}

/* n <= AVC_BYPASS_MOST */
static IN_LOOP unsigned
bypass(struct residual *r, struct avc_arith *a, unsigned n)
{
	uint32_t seen = avc_arith_look(a, &r->s->bits);

	avc_arith_drop(a, seen, n);
	return seen >> (AVC_BYPASS_MOST - n);
}

/* ---- The last coefficient ---- */

static IN_LOOP unsigned
last_prefix(struct residual *r, struct avc_arith *a, unsigned base)
{
	unsigned offset = r->component ? 15 : 3 * (r->log2 - 2) + ((r->log2 - 1) >> 2);
	unsigned shift = r->component ? r->log2 - 2 : (r->log2 + 1) >> 2, n = 0;

	while (n < 2 * r->log2 - 1 && bin(r, a, base + offset + (n >> shift)))
		n++;
	return n;
}

static IN_LOOP unsigned
last_value(struct residual *r, struct avc_arith *a, unsigned prefix)
{
	unsigned bits = (prefix >> 1) - 1;

	if (prefix < 4)
		return prefix;
	return (1u << bits) * (2 + (prefix & 1)) + bypass(r, a, bits);
}

/* ---- Significance ---- */

/* By which groups near by are coded (1 to the right, 2 below), and by x and y in the group. */
static const uint8_t near_ctx[4][4][4] = {
	{{2, 1, 1, 0}, {1, 1, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 0}},
	{{2, 1, 0, 0}, {2, 1, 0, 0}, {2, 1, 0, 0}, {2, 1, 0, 0}},
	{{2, 2, 2, 2}, {1, 1, 1, 1}, {0, 0, 0, 0}, {0, 0, 0, 0}},
	{{2, 2, 2, 2}, {2, 2, 2, 2}, {2, 2, 2, 2}, {2, 2, 2, 2}},
};
/* The same of blocks of 4. */
static const uint8_t small_ctx[4][4] = {{0, 2, 6, 7}, {1, 3, 6, 7}, {4, 4, 8, 8}, {5, 5, 8, 8}};

static IN_LOOP unsigned
near_by(const struct residual *r, unsigned gx, unsigned gy)
{
	unsigned side = 1u << (r->log2 - 2);

	return (gx + 1 < side ? r->groups[gy][gx + 1] : 0u) |
	       (gy + 1 < side ? 2u * r->groups[gy + 1][gx] : 0u);
}

/* What all contexts of a group but that of the very first coefficient begin with. */
static IN_LOOP unsigned
significance_base(const struct residual *r, bool first_group)
{
	unsigned base = HEVC_SIGNIFICANT + (r->component ? 27u : 0u);

	if (r->log2 == 2)
		return base;
	if (r->component)
		return base + (r->log2 == 3 ? 9 : 12);
	return base + (first_group ? 0 : 3) + (r->log2 > 3 ? 21 : r->scan == DIAGONAL ? 9 : 15);
}

/*
 * The significant places of a group from `from` down, behind n that are known, into at[]; how many
 * there are. implied: there is one, so the last place need not say so.
 */
static IN_LOOP unsigned
significant(struct residual *r, struct avc_arith *a, uint8_t place, int from, bool implied,
	    unsigned char at[17], unsigned n)
{
	unsigned gx = place >> 4, gy = place & 15, before = n;
	unsigned base = significance_base(r, place == 0);
	const uint8_t(*ctx)[4] = r->log2 == 2 ? small_ctx : near_ctx[near_by(r, gx, gy)];
	const uint8_t *in_group = places_4[r->scan];

	for (int i = from; i > 0; i--) {
		at[n] = (unsigned char)i;
		n += bin(r, a, base + ctx[in_group[i] >> 4][in_group[i] & 15]);
	}
	if (from < 0)
		return n;
	at[n] = 0;
	if (implied && n == before)
		return n + 1;
	if (place == 0)
		return n + bin(r, a, HEVC_SIGNIFICANT + (r->component ? 27u : 0u));
	return n + bin(r, a, base + ctx[0][0]);
}

/* ---- Levels ---- */

/* coeff_abs_level_remaining where its code is longer than what is looked at together. */
static IN_LOOP unsigned
remaining_long(struct residual *r, struct avc_arith *a, unsigned rice)
{
	unsigned prefix = 0, bits, high;

	while (bypass(r, a, 1))
		if (++prefix > 28) {
			r->s->broken = true;
			return 0;
		}
	bits = prefix - 3 + rice;
	high = bits > AVC_BYPASS_MOST ? bits - AVC_BYPASS_MOST : 0;
	return (((1u << (prefix - 3)) + 3 - 1) << rice) + (bypass(r, a, high) << (bits - high)) +
	       bypass(r, a, bits - high);
}

static IN_LOOP unsigned
remaining(struct residual *r, struct avc_arith *a, unsigned rice)
{
	uint32_t seen = avc_arith_look(a, &r->s->bits);
	unsigned prefix = (unsigned)__builtin_clz(~(seen << (32 - AVC_BYPASS_MOST)));
	unsigned bits = prefix > 3 ? prefix - 3 + rice : rice, all = prefix + 1 + bits, low;

	if (all > AVC_BYPASS_MOST)
		return remaining_long(r, a, rice);
	avc_arith_drop(a, seen, all);
	low = seen >> (AVC_BYPASS_MOST - all) & ((1u << bits) - 1);
	if (prefix <= 3)
		return (prefix << rice) + low;
	return (((1u << (prefix - 3)) + 3 - 1) << rice) + low;
}

/* Of the n significant places of a group, a bit each: which have a level that goes on. */
static IN_LOOP unsigned
greater(struct residual *r, struct avc_arith *a, unsigned group, unsigned n, unsigned *second)
{
	/* greater1Ctx behind a bin; behind the first level above 1 it stays 0 */
	static const uint8_t next[2][4] = {{0, 2, 3, 3}, {0, 0, 0, 0}};
	unsigned chroma = r->component ? 1 : 0, set = group == 0 || chroma ? 0 : 2, ctx = 1;
	unsigned found = 0, few = n < 8 ? n : 8;

	set += !r->first && r->greater_ctx == 0;
	r->first = false;
	for (unsigned i = 0; i < few; i++) {
		unsigned yes = bin(r, a, HEVC_GREATER_1 + 16 * chroma + set * 4 + ctx);

		found |= yes << i;
		ctx = next[yes][ctx];
	}
	r->greater_ctx = ctx;
	*second = found ? (unsigned)__builtin_ctz(found) : 16;
	if (found && !bin(r, a, HEVC_GREATER_2 + 4 * chroma + set))
		found &= found - 1;
	return found | ((1u << n) - (1u << few));
}

/* The levels and signs of a group whose significant places are at[0..n), from the last down. */
static IN_LOOP void
levels(struct residual *r, struct avc_arith *a, unsigned group, const unsigned char *at, unsigned n)
{
	bool hidden = r->s->head.pps->sign_hiding && !r->s->bypass && at[0] - at[n - 1] > 3;
	unsigned second, rice = 0, due = greater(r, a, group, n, &second);

	bypass(r, a, n - hidden);
	for (; due && !r->s->broken; due &= due - 1) {
		unsigned i = (unsigned)__builtin_ctz(due);
		unsigned level = (i >= 8 ? 1 : i == second ? 3 : 2) + remaining(r, a, rice);

		rice += (level > 3u << rice && rice < 4) ? 1 : 0;
	}
}

/* ---- Groups ---- */

static IN_LOOP void
read_group(struct residual *r, struct avc_arith *a, unsigned group, unsigned last_group,
	   unsigned last_at)
{
	unsigned char at[17]; /* one more than there are: it is written before it counts */
	uint8_t place = places(r->scan, 1u << (r->log2 - 2))[group];
	unsigned n = 0, gx = place >> 4, gy = place & 15;
	bool coded = true, implied = false;
	int from = 15;

	if (group == last_group) {
		at[n++] = (unsigned char)last_at;
		from = (int)last_at - 1;
	} else if (group > 0) {
		coded = bin(r, a,
			    HEVC_GROUP + (near_by(r, gx, gy) ? 1u : 0u) + (r->component ? 2u : 0u));
		implied = coded;
	}
	r->groups[gy][gx] = coded;
	if (coded)
		n = significant(r, a, place, from, implied, at, n);
	if (n)
		levels(r, a, group, at, n);
}

static unsigned
scan_of(const struct hevc_slice *s, unsigned log2, unsigned component, unsigned mode)
{
	if (!s->intra || log2 > 3 || (log2 == 3 && component && s->head.sps->chroma != 3))
		return DIAGONAL;
	if (mode >= 6 && mode <= 14)
		return VERTICAL;
	return mode >= 22 && mode <= 30 ? HORIZONTAL : DIAGONAL;
}

void
hevc_residual(struct hevc_slice *s, unsigned log2, unsigned component, unsigned mode)
{
	struct residual r = {.s = s, .log2 = log2, .component = component, .first = true};
	struct avc_arith a = s->cabac.now;
	unsigned px, py, x, y, group, last;

	r.scan = scan_of(s, log2, component, mode);
	if (s->head.pps->transform_skip && !s->bypass && log2 == 2)
		bin(&r, &a, HEVC_TRANSFORM_SKIP + (component > 0));
	px = last_prefix(&r, &a, HEVC_LAST_X);
	py = last_prefix(&r, &a, HEVC_LAST_Y);
	x = last_value(&r, &a, px);
	y = last_value(&r, &a, py);
	if (r.scan == VERTICAL) {
		unsigned t = x;

		x = y;
		y = t;
	}
	group = index_of(r.scan, 1u << (log2 - 2), x >> 2, y >> 2);
	last = index_of(r.scan, 4, x & 3, y & 3);
	for (unsigned i = group + 1; i-- > 0 && !s->broken && !s->bits.over;)
		read_group(&r, &a, i, group, last);
	s->cabac.now = a;
}
