/* SPDX-License-Identifier: Apache-2.0 */
/* Coefficients of VarDCT (ISO/IEC 18181-1, annex I): what all groups share, and a group's own. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/jxl_sections.h"

#define GROUP_SIDE     32 /* blocks */
#define BLOCK	       64
#define MATRICES       17
#define COUNT_BUCKETS  37
#define COEFF_CONTEXTS 458

/* Of each transform, by its number. */
static const unsigned char orders[JXL_TRANSFORMS] = {0, 1, 1, 1, 2, 3, 4, 4, 5,	 5,  6,	 6,  1, 1,
						     1, 1, 1, 1, 7, 8, 8, 9, 10, 10, 11, 12, 12};
static const unsigned char covers_across[JXL_TRANSFORMS] = {
	1, 1, 1, 1, 2, 4, 1, 2, 1, 4, 2, 4, 1, 1, 1, 1, 1, 1, 8, 4, 8, 16, 8, 16, 32, 16, 32};
static const unsigned char covers_down[JXL_TRANSFORMS] = {
	1, 1, 1, 1, 2, 4, 2, 1, 4, 1, 4, 2, 1, 1, 1, 1, 1, 1, 8, 8, 4, 16, 16, 8, 32, 32, 16};

unsigned
jxl_covers_across(unsigned how)
{
	return covers_across[how];
}

unsigned
jxl_covers_down(unsigned how)
{
	return covers_down[how];
}

static unsigned
bits_for(uint64_t n)
{
	unsigned bits = 0;

	while (n > 1ull << bits)
		bits++;
	return bits;
}

/* ---- Quantizer matrices ---- */

static void
skip_bands(struct jxl_bits *r)
{
	jxl_f16(r, 3 * (jxl_read(r, 4) + 1));
}

static enum jxl_proof
read_matrix(struct jxl_decoder *d, unsigned i, struct jxl_bits *r)
{
	static const unsigned char across[MATRICES] = {1, 1, 1, 1, 2,  4, 1,  1, 2,
						       1, 1, 8, 4, 16, 8, 32, 16};
	static const unsigned char down[MATRICES] = {1, 1, 1, 1, 2,  4,	 2,  4, 4,
						     1, 1, 8, 8, 16, 16, 32, 32};
	static const unsigned char numbers[8] = {0, 9, 18, 6, 3, 27, 0, 1};
	unsigned how = jxl_read(r, 3);
	struct jxl_modular m = {.n = 0};

	jxl_f16(r, numbers[how]);
	if (how >= 3 && how <= 6)
		skip_bands(r);
	if (how == 5)
		skip_bands(r);
	if (how < 7)
		return JXL_LIKELY;
	for (unsigned c = 0; c < 3; c++)
		jxl_modular_add(&m, (struct jxl_channel){across[i] * 8u, down[i] * 8u, 0, 0, NULL});
	return jxl_substream(d, &m, jxl_stream_of(d, 3, i), r);
}

static enum jxl_proof
read_matrices(struct jxl_decoder *d, struct jxl_bits *r)
{
	enum jxl_proof proof = JXL_LIKELY;

	if (jxl_bool(r))
		return proof;
	for (unsigned i = 0; i < MATRICES && proof != JXL_REFUTED && !r->broken && !r->over; i++)
		proof = jxl_both(proof, read_matrix(d, i, r));
	return proof;
}

/* ---- Orders ---- */

static unsigned
order_context(uint32_t v)
{
	unsigned n = 0;

	for (; v && n < 7; v >>= 1)
		n++;
	return n;
}

static void
skip_order(struct jxl_entropy *e, struct jxl_bits *r, uint32_t size)
{
	uint32_t skipped = size / BLOCK, n, last = 0;

	n = jxl_entropy_read(e, r, order_context(size));
	r->broken |= n > size - skipped;
	for (uint32_t i = skipped; i < skipped + n && !r->broken && !r->over; i++) {
		last = jxl_entropy_read(e, r, order_context(last));
		r->broken |= last >= size - i;
	}
}

static enum jxl_proof
read_orders(struct jxl_bits *r)
{
	static const struct jxl_u32 d = {{0x5f, 0x13, 0, 0}, {0, 0, 0, 13}};
	static const uint32_t sizes[JXL_ORDERS] = {64,	 64,   256,   1024, 128,   256,	 512,
						   4096, 2048, 16384, 8192, 65536, 32768};
	uint32_t used = jxl_u32(r, &d);
	enum jxl_proof proof = JXL_LIKELY;
	struct jxl_entropy *e;

	if (used == 0)
		return proof;
	e = jxl_entropy_new(r, 8);
	for (unsigned i = 0; e && i < JXL_ORDERS; i++)
		for (unsigned c = 0; (used >> i & 1) && c < 3 && !r->broken && !r->over; c++)
			skip_order(e, r, sizes[i]);
	if (!e || r->broken || r->over || !jxl_entropy_ends(e))
		proof = JXL_REFUTED;
	jxl_entropy_free(&e);
	return proof;
}

enum jxl_proof
jxl_hf_global_read(struct jxl_decoder *d, struct jxl_bits *r)
{
	enum jxl_proof proof = read_matrices(d, r);
	unsigned contexts = d->map.contexts * (COUNT_BUCKETS + COEFF_CONTEXTS);

	if (proof == JXL_REFUTED || proof == JXL_UNPROVEN)
		return proof;
	d->histograms = jxl_read(r, bits_for(d->f->groups)) + 1;
	r->broken |= d->histograms > d->f->groups;
	for (unsigned i = 0; i < d->f->passes && !r->broken && !r->over; i++) {
		if (read_orders(r) == JXL_REFUTED)
			return JXL_REFUTED;
		d->codes[i] = jxl_entropy_codes(r, d->histograms * contexts);
	}
	return r->broken || r->over ? JXL_REFUTED : proof;
}

/* ---- A group ---- */

struct group {
	struct jxl_decoder *d;
	struct jxl_bits *r;
	struct jxl_entropy *codes;
	unsigned base;				   /* its first context */
	uint32_t x, y, across, down;		   /* in blocks of the frame */
	uint8_t counts[3][GROUP_SIDE][GROUP_SIDE]; /* of coefficients that are not zero */
};

static unsigned
expected(const struct group *g, unsigned c, uint32_t x, uint32_t y)
{
	if (x == 0 && y == 0)
		return 32;
	if (x == 0)
		return g->counts[c][y - 1][0];
	if (y == 0)
		return g->counts[c][0][x - 1];
	return (g->counts[c][y - 1][x] + g->counts[c][y][x - 1] + 1u) / 2;
}

static unsigned
block_context(const struct group *g, const struct jxl_block *v, uint8_t factor, unsigned c)
{
	const struct jxl_block_map *m = &g->d->map;
	unsigned i = c < 2 ? c ^ 1 : c, above = 0;

	for (unsigned k = 0; k < m->n_factor; k++)
		above += factor + 1u > m->factor[k];
	i = i * JXL_ORDERS + orders[v->how];
	i = i * (m->n_factor + 1) + above;
	return m->map[i * m->lf_contexts + v->lf_context];
}

static unsigned
coefficient_context(uint32_t left, uint32_t k, unsigned shift, bool before)
{
	static const unsigned char places[64] = {0,  0,	 1,  2,	 3,  4,	 5,  6,	 7,  8,	 9,  10, 11,
						 12, 13, 14, 15, 15, 16, 16, 17, 17, 18, 18, 19, 19,
						 20, 20, 21, 21, 22, 22, 23, 23, 23, 23, 24, 24, 24,
						 24, 25, 25, 25, 25, 26, 26, 26, 26, 27, 27, 27, 27,
						 28, 28, 28, 28, 29, 29, 29, 29, 30, 30, 30, 30};
	static const unsigned char counts[64] = {
		0,   0,	  31,  62,  62,	 93,  93,  93,	93,  123, 123, 123, 123, 152, 152, 152,
		152, 152, 152, 152, 152, 180, 180, 180, 180, 180, 180, 180, 180, 180, 180, 180,
		180, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206,
		206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206};

	left = (left + (1u << shift) - 1) >> shift;
	return (counts[left & 63] + places[k >> shift & 63]) * 2u + before;
}

/* One channel of a block, at x, y of the group in that channel's blocks. */
static void
read_channel(struct group *g, const struct jxl_block *v, uint8_t factor, unsigned c, uint32_t x,
	     uint32_t y)
{
	unsigned across = covers_across[v->how], down = covers_down[v->how],
		 covered = across * down;
	unsigned shift = bits_for(covered), size = covered * BLOCK, all = g->d->map.contexts;
	unsigned context = block_context(g, v, factor, c), n = expected(g, c, x, y), first;
	bool before;

	n = n >= 64 ? 36 : n < 8 ? n : 4 + n / 2;
	n = jxl_entropy_read(g->codes, g->r, g->base + n * all + context);
	if (n > size - covered || across > GROUP_SIDE - x || down > GROUP_SIDE - y) {
		g->r->broken = true;
		return;
	}
	for (unsigned i = 0; i < down; i++)
		memset(&g->counts[c][y + i][x], (int)((n + covered - 1) >> shift), across);
	first = g->base + all * COUNT_BUCKETS + COEFF_CONTEXTS * context;
	before = n <= size / 16;
	for (unsigned k = covered; k < size && n; k++) {
		before = jxl_entropy_read(g->codes, g->r,
					  first + coefficient_context(n, k, shift, before)) != 0;
		n -= before;
	}
	g->r->broken |= n != 0;
}

static void
read_block(struct group *g, uint32_t x, uint32_t y)
{
	static const unsigned char channels[3] = {1, 0, 2};
	const struct jxl_decoder *d = g->d;
	const struct jxl_block *row = &d->blocks[(size_t)(g->y + y) * d->blocks_across + g->x];

	for (unsigned i = 0; i < 3 && !g->r->broken; i++) {
		unsigned c = channels[i], shift_x = d->most_across - d->f->across[c];
		unsigned shift_y = d->most_down - d->f->down[c];
		uint32_t cx = x >> shift_x, cy = y >> shift_y;

		if (cx << shift_x == x && cy << shift_y == y)
			read_channel(g, &row[x], row[cx].factor, c, cx, cy);
	}
}

static enum jxl_proof
read_blocks(struct group *g)
{
	const struct jxl_decoder *d = g->d;

	for (uint32_t y = 0; y < g->down && !g->r->broken && !g->r->over; y++)
		for (uint32_t x = 0; x < g->across && !g->r->broken && !g->r->over; x++) {
			uint8_t how =
				d->blocks[(size_t)(g->y + y) * d->blocks_across + g->x + x].how;

			if (how == JXL_NO_BLOCK)
				return JXL_UNPROVEN;
			if (how != JXL_COVERED)
				read_block(g, x, y);
		}
	if (g->r->broken || g->r->over || !jxl_entropy_ends(g->codes))
		return JXL_REFUTED;
	return jxl_entropy_proves(g->codes) ? JXL_PROVEN : JXL_LIKELY;
}

enum jxl_proof
jxl_coefficients_read(struct jxl_decoder *d, uint64_t group, unsigned pass, struct jxl_bits *r)
{
	uint32_t groups_across = (d->blocks_across + GROUP_SIDE - 1) / GROUP_SIDE;
	unsigned histogram = jxl_read(r, bits_for(d->histograms));
	struct group *g;
	enum jxl_proof proof;

	if (!d->codes[pass] || histogram >= d->histograms || r->over)
		return JXL_REFUTED;
	g = memory_zero(1, sizeof *g);
	g->d = d;
	g->r = r;
	g->codes = d->codes[pass];
	g->base = histogram * d->map.contexts * (COUNT_BUCKETS + COEFF_CONTEXTS);
	g->x = (uint32_t)(group % groups_across) * GROUP_SIDE;
	g->y = (uint32_t)(group / groups_across) * GROUP_SIDE;
	if (g->x < d->blocks_across && g->y < d->blocks_down) {
		g->across = d->blocks_across - g->x;
		g->down = d->blocks_down - g->y;
	}
	g->across = g->across < GROUP_SIDE ? g->across : GROUP_SIDE;
	g->down = g->down < GROUP_SIDE ? g->down : GROUP_SIDE;
	jxl_entropy_begin(g->codes, r, 0);
	proof = read_blocks(g);
	free(g);
	return proof;
}
