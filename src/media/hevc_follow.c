/* SPDX-License-Identifier: Apache-2.0 */
#include "media/hevc_follow.h"

#include <stdlib.h>

#include "base/memory.h"
#include "media/hevc_private.h"

enum { NAL_SPS = 33, NAL_PPS = 34 };

static void
take_set(struct hevc *h, size_t n)
{
	struct avc_bits bits = {h->unit.v, n * 8, 16, false};

	if ((h->unit.v[0] >> 1 & 63) == NAL_SPS)
		hevc_take_sps(h, &bits);
	else if ((h->unit.v[0] >> 1 & 63) == NAL_PPS)
		hevc_take_pps(h, &bits);
}

struct hevc *
hevc_open(struct bytes *b, uint64_t at, uint64_t size)
{
	unsigned char head[23];
	struct hevc *h;
	uint64_t end;

	if (size < sizeof head || bytes_read(b, at, head, sizeof head) < sizeof head ||
	    __builtin_add_overflow(at, size, &end))
		return NULL;
	h = memory_zero(1, sizeof *h);
	h->length_size = (head[21] & 3u) + 1;
	at += sizeof head;
	for (unsigned arrays = head[22]; arrays && at + 3 <= end; arrays--) {
		if (bytes_read(b, at, head, 3) < 3)
			break;
		at += 3;
		for (unsigned n = be16(head + 1); n && at + 2 <= end; n--) {
			unsigned char length[2];

			if (bytes_read(b, at, length, 2) < 2 || be16(length) > end - at - 2)
				break;
			if (be16(length) > 2) {
				size_t unit = nal_unit_take(&h->unit, b, at + 2, be16(length));

				if (unit > 2)
					take_set(h, unit);
			}
			at += 2 + (uint64_t)be16(length);
		}
	}
	return h;
}

void
hevc_close(struct hevc **h)
{
	if (!*h)
		return;
	nal_unit_release(&(*h)->unit);
	free((*h)->spots);
	free(*h);
	*h = NULL;
}

static void
have_spots(struct hevc *h, const struct hevc_sps *sps)
{
	size_t across = (sps->width + 3) / 4, n = across * ((sps->height + 3) / 4);

	if (h->spots_cap < n) {
		free(h->spots);
		h->spots = memory_zero(n, sizeof *h->spots);
		h->spots_cap = n;
	}
	h->slice.spots = h->spots;
	h->slice.stride = (uint32_t)across;
}

/* *next: the coding tree block that the next slice begins with; of *all in the picture. */
static enum avc_result
take_slice(struct hevc *h, size_t n, uint32_t *next, uint32_t *all, size_t *broke)
{
	struct hevc_slice *s = &h->slice;
	int r;

	s->bits = (struct avc_bits){h->unit.v, n * 8, 16, false};
	s->broken = s->delta_coded = false;
	r = hevc_slice_head(h, h->unit.v[0] >> 1 & 63, &s->bits, &s->head);
	*broke = 2;
	if (r)
		return r < 0 ? AVC_BREAKS : AVC_UNKNOWN;
	if (s->head.address != (*next == *all ? 0 : *next))
		return AVC_BREAKS;
	have_spots(h, s->head.sps);
	s->number = ++h->slices;
	hevc_slice_data(s);
	*broke = nal_unit_escaped(&h->unit, s->bits.at / 8);
	*next = s->at + 1;
	*all = s->head.ctbs;
	return s->broken ? AVC_BREAKS : AVC_WHOLE;
}

static enum avc_result
take_unit(struct hevc *h, struct bytes *b, uint64_t at, size_t n, uint32_t *next, uint32_t *all,
	  size_t *broke)
{
	unsigned type;
	size_t size;

	*broke = 0;
	if (n > NAL_UNIT_MAX)
		return AVC_UNKNOWN;
	size = nal_unit_take(&h->unit, b, at, n);
	if (size < 3)
		return AVC_BREAKS;
	type = h->unit.v[0] >> 1 & 63;
	if ((h->unit.v[0] & 1) || h->unit.v[1] >> 3)
		return AVC_WHOLE; /* of another layer */
	if (type == NAL_SPS || type == NAL_PPS)
		take_set(h, size);
	return type < 32 ? take_slice(h, size, next, all, broke) : AVC_WHOLE;
}

enum avc_result
hevc_sample(struct hevc *h, struct bytes *b, uint64_t at, uint32_t size, uint32_t *broke)
{
	uint32_t pos = 0, next = 0, all = 0;

	while (size - pos > h->length_size) {
		const unsigned char *p = bytes_exact(b, at + pos, h->length_size);
		enum avc_result r;
		uint32_t n = 0;
		size_t where;

		*broke = pos;
		for (unsigned i = 0; p && i < h->length_size; i++)
			n = n << 8 | p[i];
		pos += h->length_size;
		if (n == 0 || n > size - pos)
			return AVC_BREAKS;
		r = take_unit(h, b, at + pos, n, &next, &all, &where);
		*broke = pos + (uint32_t)(where < n ? where : n);
		if (r != AVC_WHOLE)
			return r;
		pos += n;
	}
	return next == all && all ? AVC_WHOLE : AVC_BREAKS;
}
