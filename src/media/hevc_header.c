/* SPDX-License-Identifier: Apache-2.0 */
/* Slice segment headers (ITU-T H.265, 7.3.6). */
#include "media/hevc_private.h"

struct reader {
	struct avc_bits *b;
	struct hevc_head *h;
	struct hevc_sps sps; /* a copy: reading a set may look at those before it */
	unsigned current;    /* NumPicTotalCurr */
	bool mvp;
};

/* Bits that tell a number below n. */
static unsigned
bits_for(uint32_t n)
{
	unsigned bits = 0;

	while (n > 1u << bits)
		bits++;
	return bits;
}

static bool
take_long_term(struct reader *r)
{
	unsigned of_sps = r->sps.lt_sets ? avc_ue(r->b) : 0, n = of_sps + avc_ue(r->b);

	if (of_sps > 33 || n > 33)
		return false;
	for (unsigned i = 0; i < n; i++) {
		if (i < of_sps) {
			avc_u(r->b, bits_for(r->sps.lt_sets));
			r->current++; /* whether it is used stands in the SPS: mostly */
		} else {
			avc_u(r->b, r->sps.poc_bits);
			r->current += avc_u(r->b, 1);
		}
		if (avc_u(r->b, 1))
			avc_ue(r->b);
	}
	return true;
}

static bool
take_references(struct reader *r)
{
	unsigned pocs, used = 0;

	avc_u(r->b, r->sps.poc_bits);
	if (!avc_u(r->b, 1)) {
		if (!hevc_take_set(&r->sps, r->b, r->sps.sets, r->sps.sets, &pocs, &used))
			return false;
	} else {
		unsigned i = avc_u(r->b, bits_for(r->sps.sets));

		if (i >= r->sps.sets)
			return false;
		used = r->sps.used[i];
	}
	r->current = used;
	if (r->sps.long_term && !take_long_term(r))
		return false;
	if (r->sps.temporal_mvp)
		r->mvp = avc_u(r->b, 1);
	return true;
}

static void
skip_weights(struct reader *r)
{
	unsigned luma[HEVC_REFS_MAX], chroma[HEVC_REFS_MAX];

	avc_ue(r->b);
	if (r->sps.chroma)
		avc_se(r->b);
	for (unsigned list = 0; list < (r->h->type == 0 ? 2u : 1u); list++) {
		unsigned n = r->h->refs[list];

		for (unsigned i = 0; i < n; i++)
			luma[i] = avc_u(r->b, 1);
		for (unsigned i = 0; i < n; i++)
			chroma[i] = r->sps.chroma ? avc_u(r->b, 1) : 0;
		for (unsigned i = 0; i < n; i++)
			for (unsigned k = 2 * luma[i] + 4 * chroma[i]; k; k--)
				avc_se(r->b);
	}
}

static bool
take_inter(struct reader *r)
{
	struct hevc_head *h = r->h;
	bool b = h->type == 0, first = true;

	h->refs[0] = h->pps->refs[0];
	h->refs[1] = b ? h->pps->refs[1] : 0;
	if (avc_u(r->b, 1)) {
		h->refs[0] = avc_ue(r->b) + 1;
		h->refs[1] = b ? avc_ue(r->b) + 1 : 0;
	}
	if (h->refs[0] > HEVC_REFS_MAX || h->refs[1] > HEVC_REFS_MAX)
		return false;
	for (unsigned list = 0; h->pps->lists && r->current > 1 && list < (b ? 2u : 1u); list++)
		for (unsigned i = 0, on = avc_u(r->b, 1); on && i < h->refs[list]; i++)
			avc_u(r->b, bits_for(r->current));
	h->l1_zero = b && avc_u(r->b, 1);
	h->cabac_init = h->pps->cabac_init && avc_u(r->b, 1);
	if (r->mvp) {
		first = b ? avc_u(r->b, 1) : true;
		if (h->refs[!first] > 1)
			avc_ue(r->b);
	}
	if (b ? h->pps->bipred : h->pps->weighted)
		skip_weights(r);
	h->merge = 5 - avc_ue(r->b);
	return h->merge >= 1 && h->merge <= 5;
}

static void
take_filters(struct reader *r)
{
	const struct hevc_pps *p = r->h->pps;
	bool off = p->no_deblocking;

	if (p->chroma_offsets) {
		avc_se(r->b);
		avc_se(r->b);
	}
	if (p->override && avc_u(r->b, 1)) {
		off = avc_u(r->b, 1);
		if (!off) {
			avc_se(r->b);
			avc_se(r->b);
		}
	}
	if (p->loop_across && (r->h->sao_luma || r->h->sao_chroma || !off))
		avc_u(r->b, 1);
}

static void
take_end(struct reader *r)
{
	if (r->h->pps->sync) {
		uint32_t n = avc_ue(r->b), bits = n ? avc_ue(r->b) + 1 : 0;

		if (n > r->h->ctbs || bits > 32)
			r->b->over = true;
		for (; n && !r->b->over; n--)
			avc_u(r->b, bits);
	}
	if (r->h->pps->extension)
		for (uint32_t n = avc_ue(r->b); n && !r->b->over; n--)
			avc_u(r->b, 8);
	if (!avc_u(r->b, 1)) /* alignment */
		r->b->over = true;
}

static int
take_place(struct reader *r, const struct hevc *hevc, unsigned type)
{
	struct hevc_head *h = r->h;
	bool first = avc_u(r->b, 1);
	uint32_t pps, side;

	if (type >= 16 && type <= 23)
		avc_u(r->b, 1);
	pps = avc_ue(r->b);
	if (r->b->over || pps >= HEVC_PPS_MAX || !hevc->pps[pps].known)
		return -1;
	h->pps = &hevc->pps[pps];
	h->sps = &hevc->sps[h->pps->sps];
	if (!h->sps->known)
		return -1;
	if (!h->sps->followed || !h->pps->followed)
		return 1;
	r->sps = *h->sps;
	side = 1u << h->sps->ctb;
	h->ctbs = ((h->sps->width + side - 1) / side) * ((h->sps->height + side - 1) / side);
	if (!first && h->pps->dependent && avc_u(r->b, 1))
		return 1;
	h->address = first ? 0 : avc_u(r->b, bits_for(h->ctbs));
	return h->address < h->ctbs ? 0 : -1;
}

int
hevc_slice_head(const struct hevc *hevc, unsigned type, struct avc_bits *b, struct hevc_head *h)
{
	struct reader r = {.b = b, .h = h};
	int status;

	*h = (struct hevc_head){.merge = 1};
	status = take_place(&r, hevc, type);
	if (status)
		return status;
	avc_u(b, h->pps->extra_bits);
	h->type = avc_ue(b);
	if (h->type > 2)
		return -1;
	if (h->pps->output_flag)
		avc_u(b, 1);
	if (type != 19 && type != 20 && !take_references(&r))
		return -1;
	if (h->sps->sao) {
		h->sao_luma = avc_u(b, 1);
		h->sao_chroma = h->sps->chroma && avc_u(b, 1);
	}
	if (h->type != 2 && !take_inter(&r))
		return -1;
	h->qp = h->pps->qp + avc_se(b);
	take_filters(&r);
	take_end(&r);
	return b->over || h->qp < -6 * ((int)h->sps->depth - 8) || h->qp > 51 ? -1 : 0;
}
