/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Modular sub-streams of JPEG XL (ISO/IEC 18181-1, annex H): channels of whole numbers, each
 * predicted from those around it. Transforms are not undone; only the numbers are read, for what
 * stands before a number decides by which code it is read.
 */
#ifndef WINNOW_MEDIA_JXL_MODULAR_H
#define WINNOW_MEDIA_JXL_MODULAR_H

#include "media/jxl_tree.h"

struct jxl_channel {
	uint32_t width, height;
	int shift_x, shift_y; /* below 0: of a palette */
	int32_t *v;	      /* width * height; NULL: not read */
};

struct jxl_modular {
	struct jxl_channel *v;
	unsigned n, meta; /* meta: of palettes, which come first */
};

#define JXL_CHANNELS_MAX 512

/* Adds a channel; false: there are too many. */
bool jxl_modular_add(struct jxl_modular *m, struct jxl_channel channel);
void jxl_modular_release(struct jxl_modular *m);

/*
 * Reads the sub-stream at r: its transforms change the channels, then those are read that are no
 * larger than `largest` on either side. stream: its number. global: the tree of all, or NULL.
 * *numbers: how many may still be read; UNPROVEN where they do not suffice.
 */
enum jxl_proof jxl_modular_read(struct jxl_modular *m, struct jxl_bits *r, unsigned stream,
				uint32_t largest, const struct jxl_tree *global, uint64_t *numbers);

/* ---- jxl_transform.c ---- */

/* The transforms of the sub-stream, and what they make of the channels. */
void jxl_transforms_read(struct jxl_modular *m, struct jxl_bits *r);

/* ---- jxl_predict.c ---- */

/* Parameters of the weighted predictor. */
struct jxl_weights {
	unsigned mean_1, mean_2, errors[5], most[4];
};
void jxl_weights_read(struct jxl_weights *w, struct jxl_bits *r);

/* The channel at hand; its rows above and to the left have been read. */
void jxl_channel_read(struct jxl_modular *m, unsigned channel, unsigned stream,
		      const struct jxl_tree *tree, const struct jxl_weights *w, struct jxl_bits *r);

#endif
