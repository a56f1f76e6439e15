/* SPDX-License-Identifier: Apache-2.0 */
/* Slice headers (ITU-T H.264, 7.3.3). */
#include "media/avc_private.h"

/* Field by field as they come; the parts of a header need the parts before. */
struct reader {
	struct avc_bits *b;
	struct avc_slice_head *h;
	bool idr, reference;
};

static void
skip_order(struct reader *r)
{
	const struct avc_sps *s = r->h->sps;
	bool both = r->h->pps->bottom_order && !r->h->field;

	if (s->poc_type == 0) {
		avc_u(r->b, s->poc_bits);
		if (both)
			avc_se(r->b);
	} else if (s->poc_type == 1 && !s->poc_always_zero) {
		avc_se(r->b);
		if (both)
			avc_se(r->b);
	}
}

static void
skip_list_changes(struct reader *r)
{
	unsigned lists = r->h->type == AVC_I ? 0 : r->h->type == AVC_B ? 2 : 1;

	for (unsigned i = 0; i < lists; i++) {
		if (!avc_u(r->b, 1))
			continue;
		for (unsigned n = 0; n < 66 && !r->b->over; n++) {
			uint32_t what = avc_ue(r->b);

			if (what == 3)
				break;
			if (what > 3)
				r->b->over = true;
			avc_ue(r->b);
		}
	}
}

static void
skip_weights(struct reader *r)
{
	bool chroma = r->h->sps->chroma_format != 0 && !r->h->sps->separate_planes;

	avc_ue(r->b);
	if (chroma)
		avc_ue(r->b);
	for (unsigned list = 0; list < (r->h->type == AVC_B ? 2u : 1u); list++)
		for (unsigned i = 0; i < r->h->refs[list] && !r->b->over; i++) {
			if (avc_u(r->b, 1)) {
				avc_se(r->b);
				avc_se(r->b);
			}
			for (unsigned k = 0, on = chroma ? avc_u(r->b, 1) : 0; on && k < 4; k++)
				avc_se(r->b);
		}
}

static void
skip_marking(struct reader *r)
{
	if (r->idr) {
		avc_u(r->b, 2);
		return;
	}
	if (!avc_u(r->b, 1))
		return;
	for (unsigned n = 0; n < 66 && !r->b->over; n++) {
		uint32_t what = avc_ue(r->b);

		if (what == 0)
			return;
		if (what > 6)
			r->b->over = true;
		if (what != 5)
			avc_ue(r->b);
		if (what == 3)
			avc_ue(r->b);
	}
}

static void
take_refs(struct reader *r)
{
	struct avc_slice_head *h = r->h;

	h->refs[0] = h->type == AVC_I ? 0 : h->pps->refs[0];
	h->refs[1] = h->type == AVC_B ? h->pps->refs[1] : 0;
	if (h->type != AVC_I && avc_u(r->b, 1)) {
		h->refs[0] = avc_ue(r->b) + 1;
		if (h->type == AVC_B)
			h->refs[1] = avc_ue(r->b) + 1;
	}
	if (h->refs[0] > 32 || h->refs[1] > 32)
		r->b->over = true;
}

static void
take_picture(struct reader *r)
{
	struct avc_slice_head *h = r->h;

	avc_u(r->b, h->sps->frame_num_bits);
	if (!h->sps->frames_only) {
		h->field = avc_u(r->b, 1);
		h->bottom = h->field && avc_u(r->b, 1);
	}
	h->width = h->sps->width;
	h->mbs = h->width * (h->field ? h->sps->height / 2 : h->sps->height);
	if (r->idr)
		avc_ue(r->b);
	skip_order(r);
	if (h->pps->redundant)
		avc_ue(r->b);
	if (h->type == AVC_B)
		h->direct_spatial = avc_u(r->b, 1);
}

static void
take_rest(struct reader *r)
{
	struct avc_slice_head *h = r->h;
	uint32_t deblocking;

	if ((h->pps->weighted && h->type == AVC_P) || (h->pps->bipred == 1 && h->type == AVC_B))
		skip_weights(r);
	if (r->reference)
		skip_marking(r);
	if (h->pps->cabac && h->type != AVC_I)
		h->cabac_init = avc_ue(r->b);
	h->qp = h->pps->qp + avc_se(r->b);
	if (!h->pps->deblocking)
		return;
	deblocking = avc_ue(r->b);
	if (deblocking > 2)
		r->b->over = true;
	for (unsigned i = 0; deblocking != 1 && i < 2; i++) {
		int offset = avc_se(r->b);

		if (offset < -6 || offset > 6)
			r->b->over = true;
	}
}

int
avc_slice_head(const struct avc *a, unsigned nal_type, unsigned nal_ref, struct avc_bits *b,
	       struct avc_slice_head *h)
{
	struct reader r = {b, h, nal_type == 5, nal_ref != 0};
	uint32_t type, pps;
	int lowest;

	*h = (struct avc_slice_head){.first = avc_ue(b)};
	type = avc_ue(b);
	pps = avc_ue(b);
	if (b->over || type > 9 || pps >= AVC_PPS_MAX || !a->pps[pps].known)
		return -1;
	h->type = type % 5;
	h->pps = &a->pps[pps];
	h->sps = &a->sps[h->pps->sps];
	if (!h->sps->known)
		return -1;
	if (h->type > AVC_I || h->pps->groups > 1 || h->sps->separate_planes)
		return 1;
	take_picture(&r);
	if (h->sps->adaptive && !h->field)
		return 1;
	take_refs(&r);
	skip_list_changes(&r);
	take_rest(&r);
	lowest = -6 * ((int)h->sps->depth - 8);
	if (b->over || h->first >= h->mbs || h->cabac_init > 2 || h->qp < lowest || h->qp > 51)
		return -1;
	return 0;
}
