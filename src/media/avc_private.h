/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the AVC parser share. Names are those of ITU-T H.264. */
#ifndef WINNOW_MEDIA_AVC_PRIVATE_H
#define WINNOW_MEDIA_AVC_PRIVATE_H

#include "media/avc_cabac.h"
#include "media/avc_follow.h"
#include "media/nal_unit.h"

#define AVC_SPS_MAX 32
#define AVC_PPS_MAX 256

/* Parameter sets, as far as slices depend on them. */
struct avc_sps {
	bool known;
	unsigned profile, chroma_format; /* 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4 */
	bool separate_planes, frames_only, adaptive, direct_8x8, poc_always_zero;
	unsigned depth, chroma_depth; /* bits */
	unsigned frame_num_bits, poc_type, poc_bits;
	uint32_t width, height; /* macroblocks; height of a frame */
};

struct avc_pps {
	bool known;
	unsigned sps;
	bool cabac, bottom_order, weighted, deblocking, constrained_intra, redundant, transform_8x8;
	unsigned groups, refs[2], bipred;
	int qp;
};

enum avc_slice_type { AVC_P, AVC_B, AVC_I, AVC_SP, AVC_SI };

struct avc_slice_head {
	uint32_t first;
	enum avc_slice_type type;
	const struct avc_sps *sps;
	const struct avc_pps *pps;
	bool field, bottom, direct_spatial;
	unsigned refs[2];
	unsigned cabac_init;
	int qp;
	uint32_t width, mbs; /* macroblocks in a row, in the picture */
};

/* A macroblock as its neighbours see it. */
enum {
	MB_INTRA4 = 1, /* I_NxN */
	MB_INTRA16 = 2,
	MB_PCM = 4,
	MB_SKIP = 8,
	MB_DIRECT = 16, /* B_Skip, B_Direct_16x16 */
	MB_INTER = 32,
	MB_8X8 = 64, /* transform_size_8x8_flag */
};
#define MB_INTRA (MB_INTRA4 | MB_INTRA16 | MB_PCM)

struct avc_mb {
	uint32_t slice; /* number of its slice; 0: none yet */
	uint8_t flags, cbp, chroma_mode;
	uint8_t past_zero[2];  /* by list: reference index > 0, a bit an 8x8 block */
	uint32_t coded[3];     /* by plane: coded_block_flag, a bit a 4x4 block; 16: DC */
	uint8_t mvd[2][16][2]; /* by list and 4x4 block, up to 255 */
};
#define CODED_DC 16

/* A slice on its way. */
struct avc_slice {
	struct avc_slice_head head;
	struct avc_bits bits;
	struct avc_cabac *cabac;
	struct avc_mb *mbs;
	uint32_t number;
	uint32_t at; /* of the macroblock */
	struct avc_mb *mb;
	const struct avc_mb *left, *top; /* NULL: not available */
	bool delta_before;		 /* the macroblock before has a mb_qp_delta that is not 0 */
	bool broken;
	uint64_t done; /* macroblocks */
};

struct avc {
	struct avc_sps sps[AVC_SPS_MAX];
	struct avc_pps pps[AVC_PPS_MAX];
	unsigned length_size;
	struct avc_cabac cabac;
	struct avc_mb *mbs;
	size_t mbs_cap;
	struct nal_unit unit; /* at hand */
	uint32_t slices;      /* numbered so far */
};

/* ---- avc_params.c ---- */
void avc_take_sps(struct avc *a, struct avc_bits *bits);
void avc_take_pps(struct avc *a, struct avc_bits *bits);

/* ---- avc_header.c ---- */
/* 0; -1 broken; 1 of a kind that is not followed. */
int avc_slice_head(const struct avc *a, unsigned nal_type, unsigned nal_ref, struct avc_bits *bits,
		   struct avc_slice_head *h);

/* ---- avc_slice.c ---- */
/* Sets s->broken, or comes to the slice's last bit. */
void avc_slice_data(struct avc_slice *s);
/* Goes to macroblock s->at: s->mb cleared, its neighbours looked up. */
void avc_enter_mb(struct avc_slice *s);

/* ---- avc_mb.c ---- */
/* One macroblock that is not skipped, in CABAC. */
void avc_mb_cabac(struct avc_slice *s);

/* ---- avc_partition.c ---- */
/* Reference indices and vectors of an inter macroblock of mb_type. false sub-types: *small. */
void avc_inter_cabac(struct avc_slice *s, unsigned mb_type, bool *small);

/* ---- avc_residual.c ---- */
/* Luma (and planes like it) and chroma of one macroblock, by its cbp. */
void avc_residual_cabac(struct avc_slice *s);

#endif
