/* SPDX-License-Identifier: Apache-2.0 */
/* Parameter sets (ITU-T H.264, 7.3.2.1 and 7.3.2.2). */
#include <string.h>

#include "media/avc_private.h"

/* Macroblocks of a frame: those of level 6.2. */
#define MBS_MAX 139264u

static void
skip_scaling_list(struct avc_bits *b, unsigned n)
{
	int last = 8, next = 8;

	for (unsigned i = 0; i < n && !b->over; i++) {
		if (next)
			next = (last + avc_se(b) + 256) & 255;
		last = next ? next : last;
	}
}

static void
skip_scaling(struct avc_bits *b, unsigned lists)
{
	for (unsigned i = 0; i < lists; i++)
		if (avc_u(b, 1))
			skip_scaling_list(b, i < 6 ? 16 : 64);
}

/* Profiles whose parameter sets tell the chroma format. */
static bool
is_high(unsigned profile)
{
	static const unsigned char high[] = {100, 110, 122, 244, 44,  83,
					     86,  118, 128, 138, 139, 134};

	return memchr(high, (int)profile, sizeof high) != NULL;
}

static void
take_format(struct avc_sps *s, struct avc_bits *b)
{
	s->chroma_format = avc_ue(b);
	if (s->chroma_format == 3)
		s->separate_planes = avc_u(b, 1);
	s->depth = 8 + avc_ue(b);
	s->chroma_depth = 8 + avc_ue(b);
	avc_u(b, 1);
	if (avc_u(b, 1))
		skip_scaling(b, s->chroma_format == 3 ? 12 : 8);
}

static void
take_order(struct avc_sps *s, struct avc_bits *b)
{
	s->frame_num_bits = 4 + avc_ue(b);
	s->poc_type = avc_ue(b);
	if (s->poc_type == 0) {
		s->poc_bits = 4 + avc_ue(b);
	} else if (s->poc_type == 1) {
		s->poc_always_zero = avc_u(b, 1);
		avc_se(b);
		avc_se(b);
		for (uint32_t n = avc_ue(b); n && !b->over; n--)
			avc_se(b);
	}
}

void
avc_take_sps(struct avc *a, struct avc_bits *b)
{
	struct avc_sps s = {.chroma_format = 1, .depth = 8, .chroma_depth = 8};
	uint32_t id;

	s.profile = avc_u(b, 8);
	avc_u(b, 16);
	id = avc_ue(b);
	if (is_high(s.profile))
		take_format(&s, b);
	take_order(&s, b);
	avc_ue(b);
	avc_u(b, 1);
	s.width = avc_ue(b) + 1;
	s.height = avc_ue(b) + 1;
	s.frames_only = avc_u(b, 1);
	if (!s.frames_only) {
		s.adaptive = avc_u(b, 1);
		s.height *= 2;
	}
	s.direct_8x8 = avc_u(b, 1);
	if (b->over || id >= AVC_SPS_MAX || s.width > 4096 || s.height > 4096 ||
	    (uint64_t)s.width * s.height > MBS_MAX || s.frame_num_bits > 16 || s.poc_bits > 16 ||
	    s.chroma_format > 3 || s.depth > 14 || s.chroma_depth > 14)
		return;
	s.known = true;
	a->sps[id] = s;
}

/* Is there more than the stop bit? */
static bool
more_data(const struct avc_bits *b)
{
	size_t end = b->n;

	while (end > b->at && !(b->p[(end - 1) / 8] >> (7 - (end - 1) % 8) & 1))
		end--;
	return end > b->at + 1;
}

void
avc_take_pps(struct avc *a, struct avc_bits *b)
{
	struct avc_pps p = {.known = true};
	uint32_t id = avc_ue(b);

	p.sps = avc_ue(b);
	p.cabac = avc_u(b, 1);
	p.bottom_order = avc_u(b, 1);
	p.groups = avc_ue(b) + 1;
	if (p.groups == 1) {
		p.refs[0] = avc_ue(b) + 1;
		p.refs[1] = avc_ue(b) + 1;
		p.weighted = avc_u(b, 1);
		p.bipred = avc_u(b, 2);
		p.qp = 26 + avc_se(b);
		avc_se(b);
		avc_se(b);
		p.deblocking = avc_u(b, 1);
		p.constrained_intra = avc_u(b, 1);
		p.redundant = avc_u(b, 1);
	}
	if (b->over || id >= AVC_PPS_MAX || p.sps >= AVC_SPS_MAX || p.refs[0] > 32 ||
	    p.refs[1] > 32)
		return;
	if (p.groups == 1 && more_data(b))
		p.transform_8x8 = avc_u(b, 1);
	a->pps[id] = p;
}
