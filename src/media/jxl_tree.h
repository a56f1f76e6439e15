/* SPDX-License-Identifier: Apache-2.0 */
/* Decision trees of JPEG XL's modular coding (ISO/IEC 18181-1, H.4), and their leaves' codes. */
#ifndef WINNOW_MEDIA_JXL_TREE_H
#define WINNOW_MEDIA_JXL_TREE_H

#include "media/jxl.h"
#include "media/jxl_entropy.h"

#define JXL_PROPERTIES_MAX 256

struct jxl_node {
	int16_t property; /* below 0: a leaf */
	uint8_t predictor;
	uint32_t context; /* of a leaf */
	uint32_t child;	  /* where the property is greater; behind it, where it is not */
	int32_t split;	  /* or a leaf's offset */
	uint32_t factor;
};

/*
 * A node with both that are below it, so that two questions cost the wait of one. Of what lies
 * below a leaf there is that leaf alone.
 */
struct jxl_pair {
	int32_t split, below_split[2];
	uint32_t next[2]; /* where the property of the one below is greater; behind it, where not */
	int16_t property, below[2]; /* below 0: a leaf */
};

struct jxl_tree {
	struct jxl_node *v;	/* n */
	struct jxl_pair *pairs; /* of each node */
	unsigned n;
	unsigned properties; /* beyond those that all trees may ask for */
	bool local;	     /* something in it looks at what stands around a place */
	bool weighted;	     /* something in it needs the weighted predictor */
	struct jxl_entropy *codes;
};

/* Refuted, or how much it proves. Release in any case. */
enum jxl_proof jxl_tree_read(struct jxl_tree *t, struct jxl_bits *r);
void jxl_tree_release(struct jxl_tree *t);

#endif
