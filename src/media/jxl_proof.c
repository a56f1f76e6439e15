/* SPDX-License-Identifier: Apache-2.0 */
/* The beginning of a frame's first section, up to the codes that its modular data is read by. */
#include "media/jxl.h"

#include <stdlib.h>

#include "base/memory.h"
#include "media/jxl_sections.h"
#include "media/jxl_tree.h"

static void
skip_quantizer(struct jxl_bits *r)
{
	static const struct jxl_u32 scale = {{1, 2049, 4097, 8193}, {11, 11, 12, 16}};
	static const struct jxl_u32 lf = {{16, 1, 1, 1}, {0, 5, 8, 16}};

	jxl_u32(r, &scale);
	jxl_u32(r, &lf);
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

enum jxl_proof
jxl_patches_read(struct jxl_bits *r, unsigned extras)
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

enum jxl_proof
jxl_globals_read(const struct jxl_frame *f, unsigned extras, struct jxl_bits *r,
		 struct jxl_block_map *map)
{
	enum jxl_proof proof = JXL_LIKELY;

	if (f->flags & JXL_PATCHES)
		proof = jxl_patches_read(r, extras);
	if (proof == JXL_REFUTED)
		return proof;
	if (f->flags & JXL_SPLINES)
		return JXL_UNPROVEN;
	if (f->flags & JXL_NOISE)
		jxl_skip(r, 80);
	if (!jxl_bool(r))
		jxl_f16(r, 3);
	if (!f->modular) {
		skip_quantizer(r);
		jxl_block_map_read(map, r);
		skip_correlation(r);
	}
	return r->broken ? JXL_REFUTED : proof;
}

enum jxl_proof
jxl_frame_prove(const struct jxl_frame *f, const struct jxl_image *h, struct bytes *b,
		uint64_t *end)
{
	struct jxl_block_map map;
	enum jxl_proof proof;
	struct jxl_tree tree;
	struct jxl_bits r;

	jxl_bits_init(&r, b, f->at + f->first);
	proof = jxl_globals_read(f, h->extras, &r, &map);
	if (proof == JXL_LIKELY || proof == JXL_PROVEN) {
		proof = JXL_UNPROVEN;
		if (jxl_bool(&r)) {
			proof = jxl_tree_read(&tree, &r);
			jxl_tree_release(&tree);
		}
	}
	*end = r.at / 8;
	return r.over ? JXL_UNPROVEN : proof;
}
