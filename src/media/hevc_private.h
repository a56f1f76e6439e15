/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the HEVC parser share. Names are those of ITU-T H.265. */
#ifndef WINNOW_MEDIA_HEVC_PRIVATE_H
#define WINNOW_MEDIA_HEVC_PRIVATE_H

#include "media/avc_cabac.h"
#include "media/hevc_follow.h"
#include "media/nal_unit.h"

#define HEVC_SPS_MAX  16
#define HEVC_PPS_MAX  64
#define HEVC_SETS_MAX 65
#define HEVC_REFS_MAX 16

/* Contexts of each syntax element, one behind the other. */
enum {
	HEVC_SAO_MERGE = 0,
	HEVC_SAO_TYPE = 1,
	HEVC_SPLIT = 2,
	HEVC_BYPASS = 5,
	HEVC_SKIP = 6,
	HEVC_QP_DELTA = 9,
	HEVC_PRED_MODE = 11,
	HEVC_PART_MODE = 12,
	HEVC_PREV_INTRA = 16,
	HEVC_CHROMA_MODE = 17,
	HEVC_MERGE_FLAG = 18,
	HEVC_MERGE_IDX = 19,
	HEVC_INTER_PRED = 20,
	HEVC_REF_IDX = 25,
	HEVC_MVD_0 = 27,
	HEVC_MVD_1 = 28,
	HEVC_MVP = 29,
	HEVC_ROOT_CBF = 30,
	HEVC_SPLIT_TRANSFORM = 31,
	HEVC_CBF_LUMA = 34,
	HEVC_CBF_CHROMA = 36,
	HEVC_TRANSFORM_SKIP = 41,
	HEVC_LAST_X = 43,
	HEVC_LAST_Y = 61,
	HEVC_GROUP = 79,
	HEVC_SIGNIFICANT = 83,
	HEVC_GREATER_1 = 125,
	HEVC_GREATER_2 = 149,
	HEVC_CONTEXTS = 155,
};
extern const unsigned char hevc_contexts[3][HEVC_CONTEXTS];

struct hevc_sps {
	bool known, followed;
	unsigned chroma; /* 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4 */
	uint32_t width, height;
	unsigned depth, chroma_depth, poc_bits;
	unsigned min_cb, ctb, min_tb, max_tb; /* logarithms */
	unsigned depth_inter, depth_intra;
	bool amp, sao, pcm, long_term, temporal_mvp;
	unsigned pcm_depth, pcm_chroma_depth, pcm_min, pcm_max;
	unsigned sets, pocs[HEVC_SETS_MAX]; /* short-term sets; NumDeltaPocs of each */
	unsigned used[HEVC_SETS_MAX];	    /* of these, used by the current picture */
	unsigned lt_sets;
};

struct hevc_pps {
	bool known, followed;
	unsigned sps, extra_bits, refs[2], delta_depth;
	bool dependent, output_flag, sign_hiding, cabac_init, transform_skip, qp_delta,
		chroma_offsets, weighted, bipred, bypass, sync, loop_across, override,
		no_deblocking, lists, extension;
	int qp;
};

struct hevc_head {
	const struct hevc_sps *sps;
	const struct hevc_pps *pps;
	unsigned type; /* 0 B, 1 P, 2 I */
	bool sao_luma, sao_chroma, l1_zero, cabac_init;
	unsigned refs[2], merge;
	int qp;
	uint32_t address, ctbs; /* of the first block; in the picture */
};

/* A block of 4x4 pixels as its neighbours see it. */
struct hevc_spot {
	uint32_t slice;
	uint8_t depth, mode;
	bool skip, intra;
};

struct hevc_slice {
	struct hevc_head head;
	struct avc_bits bits;
	struct avc_cabac cabac; /* state[0]: of the slice; state[1]: kept for the next row */
	struct hevc_spot *spots;
	uint32_t stride;     /* spots in a row */
	uint32_t number, at; /* at: the coding tree block */
	bool delta_coded, broken;
	/* The coding unit. */
	bool intra, bypass, intra_split;
	unsigned part, max_depth;
	uint8_t modes[4], chroma_modes[4];
};

struct hevc {
	struct hevc_sps sps[HEVC_SPS_MAX];
	struct hevc_pps pps[HEVC_PPS_MAX];
	unsigned length_size;
	struct hevc_slice slice;
	struct hevc_spot *spots;
	size_t spots_cap;
	struct nal_unit unit; /* at hand */
	uint32_t slices;
};

static inline unsigned
hevc_bin(struct hevc_slice *s, unsigned ctx)
{
	return avc_cabac_decode(&s->cabac, &s->cabac.state[0][ctx]);
}

/* n bits that are coded without a context. */
static inline unsigned
hevc_bypass(struct hevc_slice *s, unsigned n)
{
	unsigned v = 0;

	while (n--)
		v = v << 1 | avc_cabac_bypass(&s->cabac);
	return v;
}

/* ---- hevc_params.c ---- */
void hevc_take_sps(struct hevc *h, struct avc_bits *b);
void hevc_take_pps(struct hevc *h, struct avc_bits *b);
/* NumDeltaPocs of the set that is read, and how many of them are used; false: broken. */
bool hevc_take_set(struct hevc_sps *s, struct avc_bits *b, unsigned i, unsigned sets,
		   unsigned *pocs, unsigned *used);

/* ---- hevc_header.c ---- */
/* 0; -1 broken; 1 of a kind that is not followed. */
int hevc_slice_head(const struct hevc *h, unsigned type, struct avc_bits *b, struct hevc_head *out);

/* ---- hevc_slice.c ---- */
void hevc_slice_data(struct hevc_slice *s);
const struct hevc_spot *hevc_spot(const struct hevc_slice *s, uint32_t x, uint32_t y);

/* ---- hevc_unit.c ---- */
void hevc_coding_unit(struct hevc_slice *s, uint32_t x, uint32_t y, unsigned log2, unsigned depth);

/* ---- hevc_transform.c ---- */
void hevc_transform_tree(struct hevc_slice *s, unsigned log2);

/* ---- hevc_residual.c ---- */
/* component: 0 luma; mode: that of intra prediction, or 0. */
void hevc_residual(struct hevc_slice *s, unsigned log2, unsigned component, unsigned mode);

#endif
