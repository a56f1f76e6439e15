/* SPDX-License-Identifier: Apache-2.0 */
/* Slice data (ITU-T H.264, 7.3.4): macroblocks one after the other. */
#include <string.h>

#include "media/avc_private.h"

static const struct avc_mb *
neighbour(const struct avc_slice *s, bool there, uint32_t back)
{
	const struct avc_mb *mb = there ? &s->mbs[s->at - back] : NULL;

	return mb && mb->slice == s->number ? mb : NULL;
}

void
avc_enter_mb(struct avc_slice *s)
{
	uint32_t width = s->head.width;

	s->mb = &s->mbs[s->at];
	memset(s->mb, 0, sizeof *s->mb);
	s->mb->slice = s->number;
	s->left = neighbour(s, s->at % width > 0, 1);
	s->top = neighbour(s, s->at >= width, width);
}

static bool
skip_flag(struct avc_slice *s)
{
	unsigned ctx = s->head.type == AVC_B ? 24 : 11;

	if (s->head.type == AVC_I)
		return false;
	ctx += s->left && !(s->left->flags & MB_SKIP);
	ctx += s->top && !(s->top->flags & MB_SKIP);
	return avc_cabac_decode(s->cabac, &s->cabac->state[0][ctx]);
}

static void
data_cabac(struct avc_slice *s)
{
	unsigned table = s->head.type == AVC_I ? 0 : 1 + s->head.cabac_init;

	s->cabac->bits = &s->bits;
	avc_cabac_contexts(s->cabac, table, s->head.qp < 0 ? 0 : s->head.qp);
	avc_cabac_start(s->cabac);
	for (s->at = s->head.first;; s->at++) {
		if (s->at >= s->head.mbs) {
			s->broken = true;
			return;
		}
		avc_enter_mb(s);
		if (skip_flag(s)) {
			s->mb->flags = MB_SKIP | MB_INTER | (s->head.type == AVC_B ? MB_DIRECT : 0);
			s->delta_before = false;
		} else {
			avc_mb_cabac(s);
		}
		if (s->broken || s->bits.over) {
			s->broken = true;
			return;
		}
		s->done++;
		if (avc_cabac_terminate(s->cabac))
			return;
	}
}

/*
 * The stop bit was the last one taken in, in the last byte. The bits behind it ought to be zeros;
 * x264 leaves a mark in them.
 */
static bool
at_last_bit(const struct avc_slice *s)
{
	size_t at = s->bits.at, end = s->bits.n;
	const unsigned char *p = s->bits.p;

	if (s->bits.over || at == 0 || !(p[(at - 1) / 8] >> (7 - (at - 1) % 8) & 1))
		return false;
	while (end >= 16 && end - 16 >= at && p[end / 8 - 1] == 0 && p[end / 8 - 2] == 0)
		end -= 16; /* cabac_zero_words */
	return end - at < 8;
}

void
avc_slice_data(struct avc_slice *s)
{
	data_cabac(s);
	avc_cabac_stop(s->cabac);
	if (!s->broken && !at_last_bit(s))
		s->broken = true;
}
