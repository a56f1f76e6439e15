/* SPDX-License-Identifier: Apache-2.0 */
/* Parameter sets (ITU-T H.265, 7.3.2.2 and 7.3.2.3). */
#include "media/hevc_private.h"

/* Larger pictures are not followed: twice the largest of level 6.2, and any panorama. */
#define PIXELS_MAX ((uint64_t)1 << 27)

static void
skip_profile(struct avc_bits *b, unsigned layers)
{
	unsigned present[8][2];

	for (unsigned i = 0; i < 3; i++)
		avc_u(b, 32);
	for (unsigned i = 0; i < layers; i++) {
		present[i][0] = avc_u(b, 1);
		present[i][1] = avc_u(b, 1);
	}
	for (unsigned i = layers; layers && i < 8; i++)
		avc_u(b, 2);
	for (unsigned i = 0; i < layers; i++) {
		avc_u(b, present[i][0] ? 32 : 0);
		avc_u(b, present[i][0] ? 32 : 0);
		avc_u(b, present[i][0] ? 24 : 0);
		avc_u(b, present[i][1] ? 8 : 0);
	}
}

static void
skip_scaling(struct avc_bits *b)
{
	for (unsigned size = 0; size < 4; size++)
		for (unsigned i = 0; i < 6 && !b->over; i += size == 3 ? 3 : 1) {
			if (!avc_u(b, 1)) {
				avc_ue(b);
				continue;
			}
			if (size > 1)
				avc_se(b);
			for (unsigned n = size ? 64 : 16; n; n--)
				avc_se(b);
		}
}

/* A set that is told by its difference from one before. */
static bool
take_predicted(struct hevc_sps *s, struct avc_bits *b, unsigned i, unsigned sets, unsigned *pocs,
	       unsigned *used)
{
	unsigned back = 1 + (i == sets ? avc_ue(b) : 0);

	if (back > i)
		return false;
	avc_u(b, 1);
	avc_ue(b);
	*pocs = *used = 0;
	for (unsigned k = 0; k <= s->pocs[i - back]; k++) {
		unsigned by_this = avc_u(b, 1), kept = by_this ? 1 : avc_u(b, 1);

		*used += by_this;
		*pocs += kept;
	}
	return *pocs <= HEVC_REFS_MAX;
}

bool
hevc_take_set(struct hevc_sps *s, struct avc_bits *b, unsigned i, unsigned sets, unsigned *pocs,
	      unsigned *used)
{
	unsigned before, after;

	if (i && avc_u(b, 1))
		return take_predicted(s, b, i, sets, pocs, used);
	before = avc_ue(b);
	after = avc_ue(b);
	*pocs = before + after;
	*used = 0;
	if (before > HEVC_REFS_MAX || after > HEVC_REFS_MAX)
		return false;
	for (unsigned k = 0; k < *pocs; k++) {
		avc_ue(b);
		*used += avc_u(b, 1);
	}
	return !b->over;
}

static void
take_sizes(struct hevc_sps *s, struct avc_bits *b)
{
	s->min_cb = 3 + avc_ue(b);
	s->ctb = s->min_cb + avc_ue(b);
	s->min_tb = 2 + avc_ue(b);
	s->max_tb = s->min_tb + avc_ue(b);
	s->depth_inter = avc_ue(b);
	s->depth_intra = avc_ue(b);
}

static void
take_tools(struct hevc_sps *s, struct avc_bits *b)
{
	if (avc_u(b, 1) && avc_u(b, 1))
		skip_scaling(b);
	s->amp = avc_u(b, 1);
	s->sao = avc_u(b, 1);
	s->pcm = avc_u(b, 1);
	if (s->pcm) {
		s->pcm_depth = avc_u(b, 4) + 1;
		s->pcm_chroma_depth = avc_u(b, 4) + 1;
		s->pcm_min = 3 + avc_ue(b);
		s->pcm_max = s->pcm_min + avc_ue(b);
		avc_u(b, 1);
	}
}

static bool
take_references(struct hevc_sps *s, struct avc_bits *b)
{
	unsigned sets = avc_ue(b);

	if (sets >= HEVC_SETS_MAX)
		return false;
	for (unsigned i = 0; i < sets; i++)
		if (!hevc_take_set(s, b, i, sets, &s->pocs[i], &s->used[i]))
			return false;
	s->sets = sets;
	s->long_term = avc_u(b, 1);
	if (s->long_term) {
		s->lt_sets = avc_ue(b);
		for (unsigned i = 0; i < s->lt_sets && i < 33; i++)
			avc_u(b, s->poc_bits + 1);
	}
	s->temporal_mvp = avc_u(b, 1);
	avc_u(b, 1);
	return s->lt_sets <= 32 && !b->over;
}

void
hevc_take_sps(struct hevc *h, struct avc_bits *b)
{
	struct hevc_sps s = {.known = true};
	unsigned layers, id;

	avc_u(b, 4);
	layers = avc_u(b, 3);
	avc_u(b, 1);
	skip_profile(b, layers);
	id = avc_ue(b);
	s.chroma = avc_ue(b);
	if (s.chroma == 3)
		s.followed = avc_u(b, 1); /* separate planes: set to what forbids below */
	s.followed = !s.followed;
	s.width = avc_ue(b);
	s.height = avc_ue(b);
	if (avc_u(b, 1))
		for (unsigned i = 0; i < 4; i++)
			avc_ue(b);
	s.depth = 8 + avc_ue(b);
	s.chroma_depth = 8 + avc_ue(b);
	s.poc_bits = 4 + avc_ue(b);
	for (unsigned i = avc_u(b, 1) ? 0 : layers; i <= layers; i++)
		for (unsigned k = 0; k < 3; k++)
			avc_ue(b);
	take_sizes(&s, b);
	take_tools(&s, b);
	if (b->over || id >= HEVC_SPS_MAX || s.chroma > 3 || s.width == 0 || s.height == 0 ||
	    (uint64_t)s.width * s.height > PIXELS_MAX ||
	    ((s.width | s.height) & ((1u << (s.min_cb & 7)) - 1)) || s.depth > 16 ||
	    s.chroma_depth > 16 || s.ctb > 6 || s.min_cb > s.ctb || s.max_tb > 5 ||
	    s.min_tb >= s.min_cb || s.depth_inter > 4 || s.depth_intra > 4 || s.poc_bits > 16 ||
	    !take_references(&s, b))
		return;
	h->sps[id] = s;
}

static void
take_pps_tools(struct hevc_pps *p, struct avc_bits *b)
{
	p->transform_skip = avc_u(b, 1);
	p->qp_delta = avc_u(b, 1);
	p->delta_depth = p->qp_delta ? avc_ue(b) : 0;
	avc_se(b);
	avc_se(b);
	p->chroma_offsets = avc_u(b, 1);
	p->weighted = avc_u(b, 1);
	p->bipred = avc_u(b, 1);
	p->bypass = avc_u(b, 1);
	p->followed = !avc_u(b, 1);
	p->sync = avc_u(b, 1);
}

void
hevc_take_pps(struct hevc *h, struct avc_bits *b)
{
	struct hevc_pps p = {.known = true};
	unsigned id = avc_ue(b);

	p.sps = avc_ue(b);
	p.dependent = avc_u(b, 1);
	p.output_flag = avc_u(b, 1);
	p.extra_bits = avc_u(b, 3);
	p.sign_hiding = avc_u(b, 1);
	p.cabac_init = avc_u(b, 1);
	p.refs[0] = avc_ue(b) + 1;
	p.refs[1] = avc_ue(b) + 1;
	p.qp = 26 + avc_se(b);
	avc_u(b, 1);
	take_pps_tools(&p, b);
	if (p.followed) { /* else tiles would follow here */
		p.loop_across = avc_u(b, 1);
		if (avc_u(b, 1)) {
			p.override = avc_u(b, 1);
			p.no_deblocking = avc_u(b, 1);
			if (!p.no_deblocking) {
				avc_se(b);
				avc_se(b);
			}
		}
		if (avc_u(b, 1))
			skip_scaling(b);
		p.lists = avc_u(b, 1);
		avc_ue(b);
		p.extension = avc_u(b, 1);
		p.followed = !avc_u(b, 1); /* extensions */
	}
	if (!b->over && id < HEVC_PPS_MAX && p.sps < HEVC_SPS_MAX && p.refs[0] <= HEVC_REFS_MAX &&
	    p.refs[1] <= HEVC_REFS_MAX)
		h->pps[id] = p;
}
