/* SPDX-License-Identifier: Apache-2.0 */
/* The beginning of a frame's first section, up to the codes that its modular data is read by. */
#include "media/jxl.h"

#include <stdlib.h>

#include "base/memory.h"
#include "media/jxl_entropy.h"

enum {
	FLAG_NOISE = 1,
	FLAG_PATCHES = 2,
	FLAG_SPLINES = 16,
};

enum {
	TREE_SPLIT,
	TREE_PROPERTY,
	TREE_PREDICTOR,
	TREE_OFFSET,
	TREE_SHIFT,
	TREE_FACTOR,
	TREE_CONTEXTS,
};

#define NODES_MAX (1u << 18)
/* Chance makes codes that take no bits, and trees of them that do not end. */
#define NODES_FEW      1024
#define NODES_A_BIT    4
#define NODES_A_LEAF   16
#define PREDICTORS     14
#define PROPERTIES_MAX 256

/* Contexts of blocks: 13 orders, 3 channels. */
#define BLOCK_KINDS 39u
#define BLOCK_MAP   (BLOCK_KINDS * 64)

static void
skip_quantizer(struct jxl_bits *r)
{
	static const struct jxl_u32 scale = {{1, 2049, 4097, 8193}, {11, 11, 12, 16}};
	static const struct jxl_u32 lf = {{16, 1, 1, 1}, {0, 5, 8, 16}};

	jxl_u32(r, &scale);
	jxl_u32(r, &lf);
}

static void
skip_block_contexts(struct jxl_bits *r)
{
	static const struct jxl_u32 lf = {{0, 16, 272, 65808}, {4, 8, 16, 32}};
	static const struct jxl_u32 factor = {{0, 4, 12, 44}, {2, 3, 5, 8}};
	unsigned char map[BLOCK_MAP] = {0};
	unsigned parts = 1, n;

	if (jxl_bool(r))
		return;
	for (unsigned c = 0; c < 3; c++) {
		n = jxl_read(r, 4);
		parts *= n + 1;
		while (n--)
			jxl_u32(r, &lf);
	}
	n = jxl_read(r, 4);
	parts *= n + 1;
	while (n--)
		jxl_u32(r, &factor);
	r->broken |= parts > 64;
	if (!r->broken && !r->over)
		r->broken |= jxl_context_map(r, map, BLOCK_KINDS * parts) > 16;
}

static void
skip_correlation(struct jxl_bits *r)
{
	static const struct jxl_u32 d = {{84, 256, 2, 258}, {0, 0, 8, 16}};

	if (jxl_bool(r))
		return;
	jxl_u32(r, &d);
	jxl_f16(r, 2);
	jxl_read(r, 16);
}

/* A node of the tree; how many more it asks for. */
static unsigned
read_node(struct jxl_entropy *e, struct jxl_bits *r)
{
	uint32_t property = jxl_entropy_read(e, r, TREE_PROPERTY), shift;

	r->broken |= property > PROPERTIES_MAX;
	if (property) {
		jxl_entropy_read(e, r, TREE_SPLIT);
		return 2;
	}
	r->broken |= jxl_entropy_read(e, r, TREE_PREDICTOR) >= PREDICTORS;
	jxl_entropy_read(e, r, TREE_OFFSET);
	shift = jxl_entropy_read(e, r, TREE_SHIFT);
	r->broken |= shift > 30;
	if (!r->broken)
		r->broken |= jxl_entropy_read(e, r, TREE_FACTOR) >= (1u << (31 - shift)) - 1;
	return 0;
}

static enum jxl_proof
read_tree(struct jxl_bits *r)
{
	struct jxl_entropy *e = jxl_entropy_new(r, TREE_CONTEXTS);
	enum jxl_proof proof = JXL_REFUTED;
	unsigned due = 1, nodes = 0, leaves = 0;
	uint64_t start = r->at;

	if (!e)
		return proof;
	for (; due && nodes + due < NODES_MAX && !r->broken && !r->over; nodes++) {
		unsigned below = read_node(e, r);

		due += below - 1;
		leaves += below == 0;
		r->broken |= nodes > NODES_FEW && ((r->at - start) * NODES_A_BIT < nodes ||
						   leaves * NODES_A_LEAF < nodes);
	}
	if (!due && !r->broken && !r->over && jxl_entropy_ends(e))
		proof = jxl_entropy_proves(e) ? JXL_PROVEN : JXL_LIKELY;
	jxl_entropy_free(&e);
	if (proof == JXL_REFUTED)
		return proof;
	e = jxl_entropy_new(r, (nodes + 1) / 2); /* a code for each leaf */
	jxl_entropy_free(&e);
	return r->broken ? JXL_REFUTED : proof;
}

/* ---- Patches ---- */

enum {
	PATCH_COUNT,
	PATCH_REFERENCE,
	PATCH_SIZE,
	PATCH_SOURCE,
	PATCH_POSITION,
	PATCH_BLENDING,
	PATCH_OFFSET,
	PATCH_PLACES,
	PATCH_ALPHA,
	PATCH_CLAMP,
	PATCH_CONTEXTS,
};

#define PATCHES_MAX (1u << 16)

static void
read_patch_blending(struct jxl_entropy *e, struct jxl_bits *r, unsigned extras)
{
	uint32_t mode;

	for (unsigned i = 0; i <= extras && !r->broken && !r->over; i++) {
		mode = jxl_entropy_read(e, r, PATCH_BLENDING);
		r->broken |= mode > 7;
		if (mode >= 4 && extras > 1)
			jxl_entropy_read(e, r, PATCH_ALPHA);
		if (mode >= 3)
			jxl_entropy_read(e, r, PATCH_CLAMP);
	}
}

/* One patch and all its places. */
static void
read_patch(struct jxl_entropy *e, struct jxl_bits *r, unsigned extras)
{
	uint32_t places;

	r->broken |= jxl_entropy_read(e, r, PATCH_REFERENCE) > 3;
	jxl_entropy_read(e, r, PATCH_SOURCE);
	jxl_entropy_read(e, r, PATCH_SOURCE);
	jxl_entropy_read(e, r, PATCH_SIZE);
	jxl_entropy_read(e, r, PATCH_SIZE);
	places = jxl_entropy_read(e, r, PATCH_PLACES);
	r->broken |= places >= PATCHES_MAX;
	for (uint32_t i = 0; i <= places && !r->broken && !r->over; i++) {
		jxl_entropy_read(e, r, i ? PATCH_OFFSET : PATCH_POSITION);
		jxl_entropy_read(e, r, i ? PATCH_OFFSET : PATCH_POSITION);
		read_patch_blending(e, r, extras);
	}
}

static enum jxl_proof
read_patches(struct jxl_bits *r, unsigned extras)
{
	struct jxl_entropy *e = jxl_entropy_new(r, PATCH_CONTEXTS);
	enum jxl_proof proof = JXL_REFUTED;
	uint32_t n;

	if (!e)
		return proof;
	n = jxl_entropy_read(e, r, PATCH_COUNT);
	r->broken |= n >= PATCHES_MAX;
	for (; n && !r->broken && !r->over; n--)
		read_patch(e, r, extras);
	if (!r->broken && !r->over && jxl_entropy_ends(e))
		proof = jxl_entropy_proves(e) ? JXL_PROVEN : JXL_LIKELY;
	jxl_entropy_free(&e);
	return proof;
}

/* From where patches end to the tree. */
static enum jxl_proof
read_globals(const struct jxl_frame *f, struct jxl_bits *r)
{
	if (f->flags & FLAG_SPLINES)
		return JXL_UNPROVEN;
	if (f->flags & FLAG_NOISE)
		jxl_skip(r, 80);
	if (!jxl_bool(r))
		jxl_f16(r, 3);
	if (!f->modular) {
		skip_quantizer(r);
		skip_block_contexts(r);
		skip_correlation(r);
	}
	if (r->broken)
		return JXL_REFUTED;
	return jxl_bool(r) ? read_tree(r) : JXL_UNPROVEN;
}

enum jxl_proof
jxl_frame_prove(const struct jxl_frame *f, const struct jxl_image *h, struct bytes *b,
		uint64_t *end)
{
	enum jxl_proof proof = JXL_UNPROVEN;
	struct jxl_bits r;

	jxl_bits_init(&r, b, f->at + f->first);
	if (f->flags & FLAG_PATCHES)
		proof = read_patches(&r, h->extras);
	if (proof != JXL_REFUTED)
		proof = read_globals(f, &r);
	*end = r.at / 8;
	return r.over ? JXL_UNPROVEN : proof;
}

/* ---- Further sections ---- */

/*
 * The section of what all groups of coefficients share: orders, and the codes of a pass. Only its
 * usual beginning is read.
 */
static enum jxl_proof
prove_shared(const struct jxl_frame *f, struct bytes *b, uint64_t groups)
{
	static const struct jxl_u32 used = {{0x5f, 0x13, 0, 0}, {0, 0, 0, 13}};
	struct jxl_bits r;
	struct jxl_entropy *e;
	unsigned bits = 0, orders;

	jxl_bits_init(&r, b, f->at + f->places[1 + f->lf_groups]);
	if (!jxl_bool(&r)) /* quantizer matrices of one's own */
		return JXL_UNPROVEN;
	while (groups > (uint64_t)1 << bits)
		bits++;
	if (jxl_read(&r, bits) + 1 > groups)
		return r.over ? JXL_UNPROVEN : JXL_REFUTED;
	orders = jxl_u32(&r, &used);
	if (orders == 0 || r.over)
		return JXL_UNPROVEN;
	e = jxl_entropy_new(&r, 8);
	jxl_entropy_free(&e);
	return r.over ? JXL_UNPROVEN : r.broken ? JXL_REFUTED : JXL_PROVEN;
}

enum beginning {
	BEGINS_NOT,
	BEGINS_ODDLY, /* as some groups do */
	BEGINS_WELL,  /* as nearly all do */
};

/* A group of modular data: which tree, predictors' weights, and only few transforms. */
static enum beginning
group_begins(const struct jxl_frame *f, struct bytes *b, uint64_t i)
{
	static const struct jxl_u32 transforms = {{0, 1, 2, 18}, {0, 0, 4, 8}};
	bool shared, usual;
	struct jxl_bits r;
	uint32_t n;

	if (f->lengths[i] == 0)
		return BEGINS_ODDLY;
	jxl_bits_init(&r, b, f->at + f->places[i]);
	shared = jxl_bool(&r);
	usual = jxl_bool(&r);
	if (!usual)
		jxl_skip(&r, 7 * 5 + 4 * 4);
	n = jxl_u32(&r, &transforms);
	if (r.over)
		return BEGINS_ODDLY;
	return shared && usual && n < 2 ? BEGINS_WELL : n < 6 ? BEGINS_ODDLY : BEGINS_NOT;
}

/* Refuted by the first group of two on end that cannot begin so; proven when all begin well. */
static enum jxl_proof
prove_groups(const struct jxl_frame *f, struct bytes *b, uint64_t *broke)
{
	uint64_t bad = 0, well = 0, all = 0;

	for (uint64_t i = 2 + f->lf_groups; i < f->sections; i++, all++) {
		enum beginning how = group_begins(f, b, i);

		well += how == BEGINS_WELL;
		bad = how == BEGINS_NOT ? bad + 1 : 0;
		if (bad == 2) {
			*broke = f->at + f->places[i - 1];
			return JXL_REFUTED;
		}
	}
	return well == all && all > 1 ? JXL_PROVEN : JXL_UNPROVEN;
}

enum jxl_proof
jxl_sections_prove(const struct jxl_frame *f, struct bytes *b, uint64_t *broke)
{
	enum jxl_proof proof;

	*broke = f->at + f->size;
	if (!f->places || f->sections < 3 + f->lf_groups)
		return JXL_UNPROVEN;
	if (f->modular)
		return prove_groups(f, b, broke);
	proof = prove_shared(f, b, (f->sections - 2 - f->lf_groups) / f->passes);
	if (proof == JXL_REFUTED)
		*broke = f->at + f->places[1 + f->lf_groups];
	return proof;
}
