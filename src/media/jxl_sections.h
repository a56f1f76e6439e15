/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that read a JPEG XL frame's sections share. */
#ifndef WINNOW_MEDIA_JXL_SECTIONS_H
#define WINNOW_MEDIA_JXL_SECTIONS_H

#include "media/jxl_modular.h"

#define JXL_ORDERS	  13
#define JXL_THRESHOLDS	  15
#define JXL_BLOCK_MAP_MAX (3 * JXL_ORDERS * 64)

/* By which context a block's coefficients are read. */
struct jxl_block_map {
	unsigned n_lf[3], n_factor; /* thresholds */
	int32_t lf[3][JXL_THRESHOLDS];
	uint32_t factor[JXL_THRESHOLDS];
	unsigned lf_contexts, contexts;
	unsigned char map[JXL_BLOCK_MAP_MAX];
};

/* Of each block of 8x8: what decides how its coefficients are read. */
struct jxl_block {
	uint8_t how; /* its transform; JXL_COVERED: of another block's; JXL_NO_BLOCK: not known */
	uint8_t factor, lf_context;
};
#define JXL_COVERED  254
#define JXL_NO_BLOCK 255

struct jxl_decoder {
	const struct jxl_frame *f;
	const struct jxl_image *h;
	struct jxl_tree tree; /* of all modular sub-streams; n 0: none */
	struct jxl_modular global;
	uint64_t numbers; /* that may still be read */

	/* Of VarDCT. */
	unsigned most_across, most_down;     /* by how much channels are halved */
	uint32_t blocks_across, blocks_down; /* blocks of the frame */
	struct jxl_block *blocks;
	struct jxl_block_map map;
	unsigned histograms;
	struct jxl_entropy *codes[JXL_PASSES_MAX];
};

/* The number of a modular sub-stream. */
unsigned jxl_stream_of(const struct jxl_decoder *d, unsigned kind, uint64_t group);

/* Sub-stream `stream` of these channels, which are released. */
enum jxl_proof jxl_substream(struct jxl_decoder *d, struct jxl_modular *m, unsigned stream,
			     struct jxl_bits *r);

/* The weaker of two. */
enum jxl_proof jxl_both(enum jxl_proof a, enum jxl_proof b);

/* ---- jxl_blocks.c: of VarDCT, a group's part of each section ---- */

void jxl_block_map_read(struct jxl_block_map *m, struct jxl_bits *r);

/*
 * The beginning of a frame's first section, up to its tree. UNPROVEN: splines, which are not read.
 */
enum jxl_proof jxl_globals_read(const struct jxl_frame *f, unsigned extras, struct jxl_bits *r,
				struct jxl_block_map *map);
enum jxl_proof jxl_lf_read(struct jxl_decoder *d, uint64_t group, struct jxl_bits *r);
enum jxl_proof jxl_hf_metadata_read(struct jxl_decoder *d, uint64_t group, struct jxl_bits *r);

/* ---- jxl_coefficients.c ---- */

enum jxl_proof jxl_hf_global_read(struct jxl_decoder *d, struct jxl_bits *r);
enum jxl_proof jxl_coefficients_read(struct jxl_decoder *d, uint64_t group, unsigned pass,
				     struct jxl_bits *r);

/* How many blocks a transform covers, and the number of its order. */
unsigned jxl_covers_across(unsigned how);
unsigned jxl_covers_down(unsigned how);
#define JXL_TRANSFORMS 27

#endif
