/* SPDX-License-Identifier: Apache-2.0 */
/* The macroblock layer in CABAC (ITU-T H.264, 7.3.5 and 9.3). */
#include "media/avc_private.h"

enum {
	CTX_TYPE_I = 3,
	CTX_TYPE_P = 14,
	CTX_TYPE_P_INTRA = 17,
	CTX_TYPE_B = 27,
	CTX_TYPE_B_INTRA = 32,
	CTX_DELTA = 60,
	CTX_CHROMA_MODE = 64,
	CTX_PREDICTED = 68,
	CTX_MODE = 69,
	CTX_CBP = 73,
	CTX_CBP_CHROMA = 77,
	CTX_8X8 = 399,
	TYPE_PCM = 25,
};

static unsigned
bin(struct avc_slice *s, unsigned ctx)
{
	return avc_cabac_decode(s->cabac, &s->cabac->state[0][ctx]);
}

/* ---- mb_type ---- */

/* 0 I_NxN, 1 to 24 Intra 16x16, 25 PCM; the bins behind the first one stand at ctx. */
static unsigned
intra_16_type(struct avc_slice *s, unsigned ctx, unsigned apart)
{
	unsigned type = 1;

	if (avc_cabac_terminate(s->cabac))
		return TYPE_PCM;
	type += 12 * bin(s, ctx);
	if (bin(s, ctx + 1))
		type += 4 + 4 * bin(s, ctx + 1 + apart);
	type += 2 * bin(s, ctx + 2 + apart);
	return type + bin(s, ctx + 2 + 2 * apart);
}

static unsigned
type_in_i(struct avc_slice *s)
{
	unsigned ctx = CTX_TYPE_I;

	ctx += s->left && !(s->left->flags & MB_INTRA4);
	ctx += s->top && !(s->top->flags & MB_INTRA4);
	return bin(s, ctx) ? intra_16_type(s, CTX_TYPE_I + 3, 1) : 0;
}

static unsigned
type_intra(struct avc_slice *s, unsigned ctx)
{
	return bin(s, ctx) ? intra_16_type(s, ctx + 1, 0) : 0;
}

/* Inter types from 0 on; false: *type is an intra one. */
static bool
type_in_p(struct avc_slice *s, unsigned *type)
{
	if (bin(s, CTX_TYPE_P)) {
		*type = type_intra(s, CTX_TYPE_P_INTRA);
		return false;
	}
	if (bin(s, CTX_TYPE_P + 1))
		*type = 2 - bin(s, CTX_TYPE_P + 3);
	else
		*type = 3 * bin(s, CTX_TYPE_P + 2);
	return true;
}

static bool
type_in_b(struct avc_slice *s, unsigned *type)
{
	unsigned ctx = CTX_TYPE_B, bits = 0;

	ctx += s->left && !(s->left->flags & MB_DIRECT);
	ctx += s->top && !(s->top->flags & MB_DIRECT);
	*type = 0;
	if (!bin(s, ctx))
		return true;
	if (!bin(s, CTX_TYPE_B + 3)) {
		*type = 1 + bin(s, CTX_TYPE_B + 5);
		return true;
	}
	bits = bin(s, CTX_TYPE_B + 4);
	for (unsigned i = 0; i < 3; i++)
		bits = bits << 1 | bin(s, CTX_TYPE_B + 5);
	if (bits < 8)
		*type = bits + 3;
	else if (bits == 13)
		*type = type_intra(s, CTX_TYPE_B_INTRA);
	else if (bits == 14)
		*type = 11;
	else if (bits == 15)
		*type = 22;
	else
		*type = (bits << 1 | bin(s, CTX_TYPE_B + 5)) - 4;
	return bits != 13;
}

/* ---- What follows it ---- */

static bool
read_8x8(struct avc_slice *s)
{
	unsigned ctx = CTX_8X8;

	ctx += s->left && s->left->flags & MB_8X8;
	ctx += s->top && s->top->flags & MB_8X8;
	if (!bin(s, ctx))
		return false;
	s->mb->flags |= MB_8X8;
	return true;
}

static void
intra_modes(struct avc_slice *s)
{
	unsigned n = s->mb->flags & MB_8X8 ? 4 : 16;

	for (unsigned i = 0; i < n; i++)
		if (!bin(s, CTX_PREDICTED))
			for (unsigned k = 0; k < 3; k++)
				bin(s, CTX_MODE);
}

/* Which edges a mode predicts from: 1 left, 2 top. */
static void
need_edges(struct avc_slice *s, unsigned edges)
{
	if ((edges & 1 && !s->left) || (edges & 2 && !s->top))
		s->broken = true;
}

static void
chroma_mode(struct avc_slice *s)
{
	static const unsigned char edges[4] = {0, 1, 2, 3};
	unsigned ctx = CTX_CHROMA_MODE, mode = 0;

	if (s->head.sps->chroma_format == 0 || s->head.sps->chroma_format == 3)
		return;
	ctx += s->left && s->left->chroma_mode != 0;
	ctx += s->top && s->top->chroma_mode != 0;
	if (bin(s, ctx)) {
		mode = 1;
		while (mode < 3 && bin(s, CTX_CHROMA_MODE + 3))
			mode++;
	}
	s->mb->chroma_mode = (uint8_t)mode;
	need_edges(s, edges[mode]);
}

/* Is the cbp bit of the 8x8 block beside or above this one 0? */
static bool
luma_off(const struct avc_slice *s, unsigned block, bool above, unsigned so_far)
{
	const struct avc_mb *mb = above ? s->top : s->left;
	unsigned inside = above ? 2 : 1;

	if (block & inside)
		return !(so_far >> (block ^ inside) & 1);
	if (!mb)
		return false;
	return !(mb->cbp >> (block ^ inside) & 1);
}

static void
coded_pattern(struct avc_slice *s)
{
	unsigned cbp = 0, chroma = s->head.sps->chroma_format, ctx;

	for (unsigned i = 0; i < 4; i++) {
		ctx = CTX_CBP + luma_off(s, i, false, cbp) + 2u * luma_off(s, i, true, cbp);
		cbp |= bin(s, ctx) << i;
	}
	if (chroma == 1 || chroma == 2) {
		unsigned left = s->left ? s->left->cbp >> 4 : 0,
			 top = s->top ? s->top->cbp >> 4 : 0;

		ctx = CTX_CBP_CHROMA;
		if (bin(s, ctx + (left ? 1 : 0) + (top ? 2 : 0)))
			cbp |= 16u << bin(s, ctx + 4 + (left == 2 ? 1 : 0) + (top == 2 ? 2 : 0));
	}
	s->mb->cbp = (uint8_t)cbp;
}

static void
quantizer_delta(struct avc_slice *s)
{
	unsigned ctx = CTX_DELTA + s->delta_before, n = 0, most = 26 + 3 * (s->head.sps->depth - 8);

	while (bin(s, ctx)) {
		ctx = n ? CTX_DELTA + 3 : CTX_DELTA + 2;
		if (++n > 2 * most) {
			s->broken = true;
			return;
		}
	}
	s->delta_before = n > 0;
}

static void
take_pcm(struct avc_slice *s)
{
	static const unsigned char per_plane[4] = {0, 64, 128, 255};
	const struct avc_sps *sps = s->head.sps;
	struct avc_bits *b = &s->bits;
	size_t chroma = sps->chroma_format == 3 ? 512 : 2u * per_plane[sps->chroma_format];
	size_t n = 256 * (size_t)sps->depth + chroma * sps->chroma_depth;

	b->at += (8 - b->at % 8) % 8;
	if (b->at > b->n || b->n - b->at < n) {
		s->broken = true;
		return;
	}
	b->at += n;
	s->mb->flags = MB_PCM;
	s->mb->cbp = 0x2f;
	for (unsigned i = 0; i < 3; i++)
		s->mb->coded[i] = 0x1ffff;
	s->delta_before = false;
	avc_cabac_start(s->cabac);
}

static void
take_intra(struct avc_slice *s, unsigned type)
{
	static const unsigned char edges[4] = {2, 1, 0, 3};

	if (type == 0) {
		s->mb->flags = MB_INTRA4;
		if (s->head.pps->transform_8x8)
			read_8x8(s);
		intra_modes(s);
		chroma_mode(s);
		coded_pattern(s);
		return;
	}
	type--;
	s->mb->flags = MB_INTRA16;
	s->mb->cbp = (uint8_t)((type >= 12 ? 15 : 0) | (type / 4 % 3) << 4);
	need_edges(s, edges[type % 4]);
	chroma_mode(s);
}

static void
take_inter(struct avc_slice *s, unsigned type)
{
	bool direct = s->head.type == AVC_B && type == 0, small = false;

	s->mb->flags = (uint8_t)(MB_INTER | (direct ? MB_DIRECT : 0));
	if (direct)
		small = !s->head.sps->direct_8x8;
	else
		avc_inter_cabac(s, type, &small);
	coded_pattern(s);
	if (s->mb->cbp & 15 && s->head.pps->transform_8x8 && !small)
		read_8x8(s);
}

void
avc_mb_cabac(struct avc_slice *s)
{
	unsigned type = 0;
	bool inter = false;

	if (s->head.type == AVC_I)
		type = type_in_i(s);
	else
		inter = s->head.type == AVC_P ? type_in_p(s, &type) : type_in_b(s, &type);
	if (inter)
		take_inter(s, type);
	else if (type == TYPE_PCM)
		take_pcm(s);
	else
		take_intra(s, type);
	if (s->broken || s->mb->flags & MB_PCM)
		return;
	if (s->mb->cbp || s->mb->flags & MB_INTRA16) {
		quantizer_delta(s);
		if (!s->broken)
			avc_residual_cabac(s);
	} else {
		s->delta_before = false;
	}
}
