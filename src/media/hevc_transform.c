/* SPDX-License-Identifier: Apache-2.0 */
/* Transform trees and units (ITU-T H.265, 7.3.8.8, 7.3.8.10, 7.3.8.14). */
#include "media/hevc_private.h"

/* A node of the tree. chroma: cbf of Cb (bits 0 and 1) and Cr (bits 2 and 3). */
struct node {
	unsigned log2, depth, block, chroma, parent_chroma;
	unsigned part; /* of an intra unit in four parts */
};

static bool
splits(struct hevc_slice *s, const struct node *n)
{
	const struct hevc_sps *sps = s->head.sps;
	bool inter_split = sps->depth_inter == 0 && !s->intra && s->part != 0 && n->depth == 0;

	if (n->log2 <= sps->max_tb && n->log2 > sps->min_tb && n->depth < s->max_depth &&
	    !(s->intra_split && n->depth == 0))
		return hevc_bin(s, HEVC_SPLIT_TRANSFORM + 5 - n->log2);
	return n->log2 > sps->max_tb || (s->intra_split && n->depth == 0) || inter_split;
}

static unsigned
read_chroma(struct hevc_slice *s, const struct node *n, bool split)
{
	unsigned chroma = s->head.sps->chroma, coded = 0;

	if (chroma == 0)
		return 0;
	if (n->log2 == 2 && chroma != 3)
		return n->depth ? n->parent_chroma : 0;
	for (unsigned c = 0; c < 2; c++) {
		if (n->depth && !(n->parent_chroma >> 2 * c & 3))
			continue;
		coded |= hevc_bin(s, HEVC_CBF_CHROMA + n->depth) << 2 * c;
		if (chroma == 2 && (!split || n->log2 == 3))
			coded |= hevc_bin(s, HEVC_CBF_CHROMA + n->depth) << (2 * c + 1);
	}
	return coded;
}

static void
quantizer_delta(struct hevc_slice *s)
{
	unsigned n = 0, k = 0;

	while (n < 5 && hevc_bin(s, HEVC_QP_DELTA + (n > 0)))
		n++;
	if (n == 5) {
		while (hevc_bypass(s, 1))
			if (++k > 7) {
				s->broken = true;
				return;
			}
		n += (1u << k) - 1 + hevc_bypass(s, k);
	}
	if (n)
		hevc_bypass(s, 1);
	if (n > 26 + 3 * (s->head.sps->depth - 8))
		s->broken = true;
	s->delta_coded = true;
}

static void
chroma_residual(struct hevc_slice *s, unsigned log2, unsigned coded, unsigned part)
{
	for (unsigned c = 0; c < 2; c++)
		for (unsigned half = 0; half < 2; half++)
			if (coded >> (2 * c + half) & 1 && !s->broken)
				hevc_residual(s, log2, c + 1, s->intra ? s->chroma_modes[part] : 0);
}

static void
transform_unit(struct hevc_slice *s, const struct node *n, bool luma)
{
	unsigned chroma = s->head.sps->chroma;

	if (!luma && !n->chroma)
		return;
	if (s->head.pps->qp_delta && !s->delta_coded)
		quantizer_delta(s);
	if (luma && !s->broken)
		hevc_residual(s, n->log2, 0, s->intra ? s->modes[n->part] : 0);
	if (n->log2 > 2 || chroma == 3)
		chroma_residual(s, n->log2 - (chroma == 3 ? 0 : 1), n->chroma, n->part);
	else if (n->block == 3) /* four luma blocks share one of chroma */
		chroma_residual(s, 2, n->chroma, 0);
}

static void
tree(struct hevc_slice *s, struct node *n)
{
	bool split = splits(s, n);

	n->chroma = read_chroma(s, n, split);
	if (!split) {
		bool luma = (!s->intra && n->depth == 0 && !n->chroma) ||
			    hevc_bin(s, HEVC_CBF_LUMA + (n->depth == 0));

		transform_unit(s, n, luma);
		return;
	}
	for (unsigned i = 0; i < 4 && !s->broken; i++) {
		struct node child = {.log2 = n->log2 - 1,
				     .depth = n->depth + 1,
				     .block = i,
				     .parent_chroma = n->chroma,
				     .part = s->intra_split && n->depth == 0 ? i : n->part};

		tree(s, &child);
	}
}

void
hevc_transform_tree(struct hevc_slice *s, unsigned log2)
{
	struct node root = {.log2 = log2};

	tree(s, &root);
}
