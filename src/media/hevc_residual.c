/* SPDX-License-Identifier: Apache-2.0 */
/* Residual coding (ITU-T H.265, 7.3.8.11 and 9.3.4.2.4 to 9.3.4.2.7). */
#include <string.h>

#include "media/hevc_private.h"

enum { DIAGONAL, HORIZONTAL, VERTICAL };

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

/* ---- The last coefficient ---- */

static unsigned
last_prefix(const struct residual *r, unsigned base)
{
	unsigned offset = r->component ? 15 : 3 * (r->log2 - 2) + ((r->log2 - 1) >> 2);
	unsigned shift = r->component ? r->log2 - 2 : (r->log2 + 1) >> 2, n = 0;

	while (n < 2 * r->log2 - 1 && hevc_bin(r->s, base + offset + (n >> shift)))
		n++;
	return n;
}

static unsigned
last_value(const struct residual *r, unsigned prefix)
{
	unsigned bits = (prefix >> 1) - 1;

	if (prefix < 4)
		return prefix;
	return (1u << bits) * (2 + (prefix & 1)) + hevc_bypass(r->s, bits);
}

/* ---- Significance ---- */

/* near: 1 the group to the right is coded, 2 the one below. */
static unsigned
near_ctx(unsigned near, unsigned x, unsigned y)
{
	unsigned along = near == 1 ? y : x;

	if (near == 3)
		return 2;
	if (near == 0)
		return x + y == 0 ? 2 : x + y < 3 ? 1 : 0;
	return along == 0 ? 2 : along == 1 ? 1 : 0;
}

static unsigned
significance_ctx(const struct residual *r, unsigned gx, unsigned gy, unsigned x, unsigned y)
{
	static const unsigned char small[16] = {0, 1, 4, 5, 2, 3, 4, 5, 6, 6, 8, 8, 7, 7, 8, 8};
	unsigned side = 1u << (r->log2 - 2), ctx, near;

	if (r->log2 == 2) {
		ctx = small[y * 4 + x];
	} else if (gx + gy + x + y == 0) {
		ctx = 0;
	} else {
		near = gx + 1 < side ? r->groups[gy][gx + 1] : 0u;
		near |= gy + 1 < side ? 2u * r->groups[gy + 1][gx] : 0u;
		ctx = near_ctx(near, x, y);
		if (r->component == 0) {
			ctx += gx + gy ? 3 : 0;
			ctx += r->log2 == 3 ? (r->scan == DIAGONAL ? 9 : 15) : 21;
		} else {
			ctx += r->log2 == 3 ? 9 : 12;
		}
	}
	return HEVC_SIGNIFICANT + (r->component ? 27u : 0u) + ctx;
}

static bool
group_coded(const struct residual *r, unsigned gx, unsigned gy)
{
	unsigned side = 1u << (r->log2 - 2), near;

	near = (gx + 1 < side ? r->groups[gy][gx + 1] : 0u) |
	       (gy + 1 < side ? r->groups[gy + 1][gx] : 0u);
	return hevc_bin(r->s, HEVC_GROUP + near + (r->component ? 2 : 0));
}

/* ---- Levels ---- */

static unsigned
remaining(struct hevc_slice *s, unsigned rice)
{
	unsigned prefix = 0;

	while (hevc_bypass(s, 1))
		if (++prefix > 28) {
			s->broken = true;
			return 0;
		}
	if (prefix <= 3)
		return (prefix << rice) + hevc_bypass(s, rice);
	return (((1u << (prefix - 3)) + 3 - 1) << rice) + hevc_bypass(s, prefix - 3 + rice);
}

/* The levels and signs of a group whose significant places are at[0..n), from the last down. */
static void
levels(struct residual *r, unsigned group, const unsigned char *at, unsigned n)
{
	unsigned set = group == 0 || r->component ? 0 : 2, level[16], rice = 0, second = 16;
	unsigned chroma = r->component ? 1 : 0;
	bool hidden = r->s->head.pps->sign_hiding && !r->s->bypass && at[0] - at[n - 1] > 3;

	set += !r->first && r->greater_ctx == 0;
	r->first = false;
	r->greater_ctx = 1;
	for (unsigned i = 0; i < n; i++) {
		level[i] = 1;
		if (i >= 8)
			continue;
		if (hevc_bin(r->s, HEVC_GREATER_1 + 16 * chroma + set * 4 + r->greater_ctx)) {
			level[i] = 2;
			r->greater_ctx = 0;
			second = second == 16 ? i : second;
		} else if (r->greater_ctx > 0 && r->greater_ctx < 3) {
			r->greater_ctx++;
		}
	}
	if (second < 16)
		level[second] += hevc_bin(r->s, HEVC_GREATER_2 + 4 * chroma + set);
	hevc_bypass(r->s, n - hidden);
	for (unsigned i = 0; i < n && !r->s->broken; i++) {
		unsigned full = i >= 8 ? 1 : i == second ? 3 : 2;

		if (level[i] != full)
			continue;
		level[i] += remaining(r->s, rice);
		if (level[i] > 3u << rice && rice < 4)
			rice++;
	}
}

/* ---- Groups ---- */

static void
read_group(struct residual *r, unsigned group, unsigned last_group, unsigned last_at)
{
	unsigned char at[16];
	const uint8_t *in_group = places(r->scan, 4);
	uint8_t place = places(r->scan, 1u << (r->log2 - 2))[group];
	unsigned n = 0, gx = place >> 4, gy = place & 15;
	bool coded = true, implied = false;
	int from = 15;

	if (group == last_group) {
		at[n++] = (unsigned char)last_at;
		from = (int)last_at - 1;
	} else if (group > 0) {
		coded = group_coded(r, gx, gy);
		implied = coded;
	}
	r->groups[gy][gx] = coded;
	for (int i = from; coded && i >= 0; i--) {
		bool yes = true;

		if (i > 0 || !implied)
			yes = hevc_bin(r->s, significance_ctx(r, gx, gy, in_group[i] >> 4u,
							      in_group[i] & 15u));
		if (yes) {
			at[n++] = (unsigned char)i;
			implied = false;
		}
	}
	if (n)
		levels(r, group, at, n);
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
	unsigned px, py, x, y, group, last;

	r.scan = scan_of(s, log2, component, mode);
	if (s->head.pps->transform_skip && !s->bypass && log2 == 2)
		hevc_bin(s, HEVC_TRANSFORM_SKIP + (component > 0));
	px = last_prefix(&r, HEVC_LAST_X);
	py = last_prefix(&r, HEVC_LAST_Y);
	x = last_value(&r, px);
	y = last_value(&r, py);
	if (r.scan == VERTICAL) {
		unsigned t = x;

		x = y;
		y = t;
	}
	group = index_of(r.scan, 1u << (log2 - 2), x >> 2, y >> 2);
	last = index_of(r.scan, 4, x & 3, y & 3);
	for (unsigned i = group + 1; i-- > 0 && !s->broken && !s->bits.over;)
		read_group(&r, i, group, last);
}
