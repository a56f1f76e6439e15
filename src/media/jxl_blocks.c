/* SPDX-License-Identifier: Apache-2.0 */
/* Of each block: its low frequencies, its transform, and what else its context depends on. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/jxl_sections.h"

#define ALL_SIZES   0xffffffu
#define LF_SIDE	    256 /* blocks along a side of an LF group */
#define COLOUR_TILE 8	/* blocks */
#define SHARPNESS   7

/* ---- Contexts ---- */

static int32_t
sign(uint32_t v)
{
	return (int32_t)(v >> 1) ^ -(int32_t)(v & 1);
}

static void
usual_map(struct jxl_block_map *m)
{
	static const unsigned char map[39] = {0, 1, 2, 2, 3,  3,  4,  5,  6,  6,  6,  6,  6,
					      7, 8, 9, 9, 10, 11, 12, 13, 14, 14, 14, 14, 14,
					      7, 8, 9, 9, 10, 11, 12, 13, 14, 14, 14, 14, 14};

	*m = (struct jxl_block_map){.lf_contexts = 1, .contexts = 15};
	memcpy(m->map, map, sizeof map);
}

void
jxl_block_map_read(struct jxl_block_map *m, struct jxl_bits *r)
{
	static const struct jxl_u32 lf = {{0, 16, 272, 65808}, {4, 8, 16, 32}};
	static const struct jxl_u32 factor = {{0, 4, 12, 44}, {2, 3, 5, 8}};

	usual_map(m);
	if (jxl_bool(r))
		return;
	for (unsigned c = 0; c < 3; c++) {
		m->n_lf[c] = jxl_read(r, 4);
		m->lf_contexts *= m->n_lf[c] + 1;
		for (unsigned i = 0; i < m->n_lf[c]; i++)
			m->lf[c][i] = sign(jxl_u32(r, &lf));
	}
	m->n_factor = jxl_read(r, 4);
	for (unsigned i = 0; i < m->n_factor; i++)
		m->factor[i] = jxl_u32(r, &factor) + 1;
	r->broken |= m->lf_contexts * (m->n_factor + 1) > 64;
	if (r->broken || r->over)
		return;
	m->contexts =
		jxl_context_map(r, m->map, 3 * JXL_ORDERS * m->lf_contexts * (m->n_factor + 1));
	r->broken |= m->contexts > 16;
}

/* ---- A group's place ---- */

struct area {
	uint32_t x, y, across, down; /* in blocks */
};

static uint32_t
clipped(uint32_t from, uint32_t size, uint32_t all)
{
	return from >= all ? 0 : all - from < size ? all - from : size;
}

static struct area
lf_area(const struct jxl_decoder *d, uint64_t group)
{
	uint32_t groups_across = (d->blocks_across + LF_SIDE - 1) / LF_SIDE;
	struct area a = {(uint32_t)(group % groups_across) * LF_SIDE,
			 (uint32_t)(group / groups_across) * LF_SIDE, 0, 0};

	a.across = clipped(a.x, LF_SIDE, d->blocks_across);
	a.down = clipped(a.y, LF_SIDE, d->blocks_down);
	return a;
}

/* ---- Low frequencies ---- */

static unsigned
above(const struct jxl_block_map *m, unsigned c, int32_t v)
{
	unsigned n = 0;

	for (unsigned i = 0; i < m->n_lf[c]; i++)
		n += v > m->lf[c][i];
	return n;
}

/* Channels stand as Y, X, B. */
static int32_t
value_at(const struct jxl_decoder *d, const struct jxl_modular *m, unsigned c, uint32_t x,
	 uint32_t y)
{
	const struct jxl_channel *channel = &m->v[c < 2 ? c ^ 1 : c];
	uint32_t shift_x = d->most_across - d->f->across[c], shift_y = d->most_down - d->f->down[c];

	x >>= shift_x;
	y >>= shift_y;
	return channel->v && x < channel->width && y < channel->height
		       ? channel->v[(size_t)y * channel->width + x]
		       : 0;
}

static void
take_lf(struct jxl_decoder *d, const struct area *a, const struct jxl_modular *m)
{
	const struct jxl_block_map *map = &d->map;

	for (uint32_t y = 0; map->lf_contexts > 1 && y < a->down; y++)
		for (uint32_t x = 0; x < a->across; x++) {
			unsigned i = above(map, 0, value_at(d, m, 0, x, y));

			i = i * (map->n_lf[2] + 1) + above(map, 2, value_at(d, m, 2, x, y));
			i = i * (map->n_lf[1] + 1) + above(map, 1, value_at(d, m, 1, x, y));
			d->blocks[(size_t)(a->y + y) * d->blocks_across + a->x + x].lf_context =
				(uint8_t)i;
		}
}

enum jxl_proof
jxl_lf_read(struct jxl_decoder *d, uint64_t group, struct jxl_bits *r)
{
	struct area a = lf_area(d, group);
	struct jxl_modular m = {.n = 0};
	enum jxl_proof proof;

	if (d->f->flags & JXL_LF_FRAME) /* another frame's pixels decide the contexts */
		return d->map.lf_contexts > 1 ? JXL_UNPROVEN : JXL_LIKELY;
	jxl_read(r, 2);
	for (unsigned i = 0; i < 3; i++) {
		unsigned c = i < 2 ? i ^ 1 : i;

		jxl_modular_add(&m, (struct jxl_channel){
					    a.across >> (d->most_across - d->f->across[c]),
					    a.down >> (d->most_down - d->f->down[c]), 0, 0, NULL});
	}
	proof = jxl_modular_read(&m, r, jxl_stream_of(d, 0, group), ALL_SIZES, &d->tree,
				 &d->numbers);
	if (proof >= JXL_LIKELY && proof != JXL_REFUTED && m.n == 3 && m.meta == 0)
		take_lf(d, &a, &m);
	else if (proof != JXL_REFUTED && d->map.lf_contexts > 1)
		proof = JXL_UNPROVEN; /* a transform would have to be undone */
	jxl_modular_release(&m);
	return proof;
}

/* ---- Transforms ---- */

/* The block at x, y and those that its transform covers; false: there is no room for it. */
static bool
cover(struct jxl_decoder *d, const struct area *a, uint32_t x, uint32_t y, unsigned how,
      int32_t factor)
{
	unsigned across = jxl_covers_across(how), down = jxl_covers_down(how);
	uint8_t clamped = (uint8_t)(factor < 0 ? 0 : factor > 255 ? 255 : factor);

	if (across > a->across - x || down > a->down - y)
		return false;
	for (unsigned i = 0; i < down; i++)
		for (unsigned k = 0; k < across; k++) {
			struct jxl_block *v = &d->blocks[(size_t)(a->y + y + i) * d->blocks_across +
							 a->x + x + k];

			if (v->how != JXL_NO_BLOCK)
				return false;
			v->how = i || k ? JXL_COVERED : (uint8_t)how;
			v->factor = clamped; /* less one */
		}
	return true;
}

static bool
take_blocks(struct jxl_decoder *d, const struct area *a, const struct jxl_channel *c)
{
	uint32_t n = 0;

	for (uint32_t y = 0; y < a->down; y++)
		for (uint32_t x = 0; x < a->across; x++) {
			if (d->blocks[(size_t)(a->y + y) * d->blocks_across + a->x + x].how !=
			    JXL_NO_BLOCK)
				continue;
			if (n == c->width || c->v[n] < 0 || c->v[n] >= JXL_TRANSFORMS ||
			    !cover(d, a, x, y, (unsigned)c->v[n], c->v[c->width + n]))
				return false;
			n++;
		}
	return true;
}

static bool
is_sharpness(const struct jxl_channel *c)
{
	for (size_t i = 0; i < (size_t)c->width * c->height; i++)
		if (c->v[i] < 0 || c->v[i] > SHARPNESS)
			return false;
	return true;
}

static unsigned
bits_for(uint64_t n)
{
	unsigned bits = 0;

	while (n > 1ull << bits)
		bits++;
	return bits;
}

enum jxl_proof
jxl_hf_metadata_read(struct jxl_decoder *d, uint64_t group, struct jxl_bits *r)
{
	struct area a = lf_area(d, group);
	uint32_t all = a.across * a.down, n;
	uint32_t across = (a.across + COLOUR_TILE - 1) / COLOUR_TILE;
	uint32_t down = (a.down + COLOUR_TILE - 1) / COLOUR_TILE;
	struct jxl_modular m = {.n = 0};
	enum jxl_proof proof = JXL_REFUTED;

	n = jxl_read(r, bits_for(all)) + 1;
	if (n > all || r->over)
		return JXL_REFUTED;
	for (unsigned i = 0; i < 2; i++)
		jxl_modular_add(&m, (struct jxl_channel){across, down, 3, 3, NULL});
	jxl_modular_add(&m, (struct jxl_channel){n, 2, 0, 0, NULL});
	jxl_modular_add(&m, (struct jxl_channel){a.across, a.down, 0, 0, NULL});
	proof = jxl_modular_read(&m, r, jxl_stream_of(d, 2, group), ALL_SIZES, &d->tree,
				 &d->numbers);
	if (proof == JXL_LIKELY || proof == JXL_PROVEN) {
		if (m.n != 4 || m.meta)
			proof = JXL_UNPROVEN;
		else if (!m.v[2].v || !m.v[3].v || !take_blocks(d, &a, &m.v[2]) ||
			 !is_sharpness(&m.v[3]))
			proof = JXL_REFUTED;
	}
	jxl_modular_release(&m);
	return proof;
}
