/* SPDX-License-Identifier: Apache-2.0 */
/* Residual blocks in CABAC (ITU-T H.264, 7.3.5.3 and 9.3.3.1.3). */
#include "media/avc_private.h"

/*
 * Kinds of blocks: ctxBlockCat; Cb and Cr coded like luma use luma's, with contexts of their own.
 */
enum { LUMA_DC, LUMA_AC, LUMA_4X4, CHROMA_DC, CHROMA_AC, LUMA_8X8 };

struct kind {
	unsigned short coded, significant[2], last[2], level; /* [1]: in fields */
	unsigned char coefficients;
};

static const struct kind kinds[6] = {
	{85, {105, 277}, {166, 338}, 227, 16},	{89, {120, 292}, {181, 353}, 237, 15},
	{93, {134, 306}, {195, 367}, 247, 16},	{97, {149, 321}, {210, 382}, 257, 4},
	{101, {152, 324}, {213, 385}, 266, 15}, {AVC_CODED_8X8, {402, 436}, {417, 451}, 426, 64},
};

/* Table 9-43: contexts of the coefficients of an 8x8 block, of frames and of fields. */
static const unsigned char significant_8x8[2][63] = {
	{0,  1,	 2, 3, 4, 5,  5,  4,  4,  3, 3, 4,  4,	4,  5,	5,  4,	4,  4,	4,  3,
	 3,  6,	 7, 7, 7, 8,  9,  10, 9,  8, 7, 7,  6,	11, 12, 13, 11, 6,  7,	8,  9,
	 14, 10, 9, 8, 6, 11, 12, 13, 11, 6, 9, 14, 10, 9,  11, 12, 13, 11, 14, 10, 12},
	{0,  1,	 1,  2,	 2,  3,	 3,  4,	 5,  6,	 7,  7,	 7, 8,	4,  5,	6,  9,	10, 10, 8,
	 11, 12, 11, 9,	 9,  10, 10, 8,	 11, 12, 11, 9,	 9, 10, 10, 8,	11, 12, 11, 9,	9,
	 10, 10, 8,  13, 13, 9,	 9,  10, 10, 8,	 13, 13, 9, 9,	10, 10, 14, 14, 14, 14, 14},
};
static const unsigned char last_8x8[63] = {
	0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2,
	2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4,
	4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8,
};

/* One block as it is read. */
struct block {
	struct avc_slice *s;
	uint8_t *state; /* of its plane */
	unsigned kind, coefficients;
	unsigned chroma_units; /* NumC8x8, of chroma DC */
};

static unsigned
bin(const struct block *b, unsigned ctx)
{
	return avc_cabac_decode(b->s->cabac, &b->state[ctx]);
}

static unsigned
position(const struct block *b, unsigned i, bool last)
{
	if (b->kind == LUMA_8X8)
		return last ? last_8x8[i] : significant_8x8[b->s->head.field][i];
	if (b->kind != CHROMA_DC)
		return i;
	i /= b->chroma_units;
	return i < 2 ? i : 2;
}

/* The significance map: how many coefficients there are. */
static unsigned
count(const struct block *b)
{
	const struct kind *k = &kinds[b->kind];
	bool field = b->s->head.field;
	unsigned n = 0;

	for (unsigned i = 0; i + 1 < b->coefficients; i++) {
		if (!bin(b, k->significant[field] + position(b, i, false)))
			continue;
		n++;
		if (bin(b, k->last[field] + position(b, i, true)))
			return n;
	}
	return n + 1;
}

/* One level: its size less one, at first in contexts, then in an Exp-Golomb code; and its sign. */
static unsigned
level(const struct block *b, unsigned ones, unsigned larger)
{
	unsigned base = kinds[b->kind].level, n = 1, k = 0;
	unsigned most = b->kind == CHROMA_DC ? 3 : 4;
	unsigned ctx = larger ? base : base + (ones + 1 < 4 ? ones + 1 : 4);

	if (bin(b, ctx)) {
		ctx = base + 5 + (larger < most ? larger : most);
		for (n = 2; n < 15 && bin(b, ctx); n++)
			continue;
		if (n == 15) {
			while (avc_cabac_bypass(b->s->cabac)) {
				if (++k > 20) {
					b->s->broken = true;
					return n;
				}
			}
			n += (1u << k) - 1;
			while (k--)
				n += avc_cabac_bypass(b->s->cabac) << k;
		}
	}
	avc_cabac_bypass(b->s->cabac);
	return n;
}

static void
read_levels(const struct block *b)
{
	unsigned n = count(b), ones = 0, larger = 0;

	while (n-- && !b->s->broken) {
		if (level(b, ones, larger) > 1)
			larger++;
		else
			ones++;
	}
}

/* ---- Which blocks are coded ---- */

/* coded_block_flag of the block beside or above, at a bit of its macroblock's plane. */
static unsigned
coded_there(const struct avc_slice *s, const struct avc_mb *mb, unsigned plane, unsigned bit)
{
	if (!mb)
		return (s->mb->flags & MB_INTRA) != 0;
	return mb->coded[plane] >> bit & 1;
}

static bool
is_coded(const struct block *b, unsigned left, unsigned top)
{
	return bin(b, kinds[b->kind].coded + left + 2 * top);
}

static void
read_dc(struct block *b, unsigned plane)
{
	struct avc_slice *s = b->s;
	unsigned left = coded_there(s, s->left, plane, CODED_DC);
	unsigned top = coded_there(s, s->top, plane, CODED_DC);

	if (!is_coded(b, left, top))
		return;
	s->mb->coded[plane] |= 1u << CODED_DC;
	read_levels(b);
}

/* A 4x4 block at x, y of a plane that is `width` blocks wide and `height` high. */
static void
read_4x4(struct block *b, unsigned plane, unsigned x, unsigned y, unsigned width, unsigned height)
{
	struct avc_slice *s = b->s;
	unsigned bit = y * width + x, mine = s->mb->coded[plane];
	unsigned left = x ? mine >> (bit - 1) & 1 : coded_there(s, s->left, plane, bit + width - 1);
	unsigned top = y ? mine >> (bit - width) & 1
			 : coded_there(s, s->top, plane, bit + (height - 1) * width);

	if (!is_coded(b, left, top))
		return;
	s->mb->coded[plane] |= 1u << bit;
	read_levels(b);
}

/* Was that macroblock's plane transformed in blocks of 8x8? Others do not count for one. */
static unsigned
coded_there_8x8(const struct avc_slice *s, const struct avc_mb *mb, unsigned plane, unsigned bit)
{
	if (mb && !(mb->flags & (MB_8X8 | MB_PCM)))
		return 0;
	return coded_there(s, mb, plane, bit);
}

/* Only 4:4:4 says of an 8x8 block whether it is coded; else its bit of cbp has said so. */
static void
read_8x8(struct block *b, unsigned plane, unsigned block)
{
	struct avc_slice *s = b->s;
	unsigned x = block % 2 * 2, y = block / 2 * 2, bit = y * 4 + x, mine = s->mb->coded[plane];

	if (s->head.sps->chroma_format == 3) {
		unsigned left =
			x ? mine >> (bit - 1) & 1 : coded_there_8x8(s, s->left, plane, bit + 3);
		unsigned top =
			y ? mine >> (bit - 4) & 1 : coded_there_8x8(s, s->top, plane, bit + 12);

		if (!is_coded(b, left, top))
			return;
	}
	s->mb->coded[plane] |= 0x33u << bit;
	read_levels(b);
}

/* ---- Planes ---- */

static void
luma_plane(struct avc_slice *s, unsigned plane)
{
	struct block b = {.s = s, .state = s->cabac->state[plane]};
	bool sixteen = s->mb->flags & MB_INTRA16;

	if (sixteen) {
		b.kind = LUMA_DC;
		b.coefficients = 16;
		read_dc(&b, plane);
	}
	b.kind = sixteen ? LUMA_AC : s->mb->flags & MB_8X8 ? LUMA_8X8 : LUMA_4X4;
	b.coefficients = kinds[b.kind].coefficients;
	for (unsigned i = 0; i < 4 && !s->broken; i++) {
		if (!(s->mb->cbp >> i & 1))
			continue;
		if (b.kind == LUMA_8X8) {
			read_8x8(&b, plane, i);
			continue;
		}
		for (unsigned k = 0; k < 4 && !s->broken; k++)
			read_4x4(&b, plane, i % 2 * 2 + k % 2, i / 2 * 2 + k / 2, 4, 4);
	}
}

static void
chroma(struct avc_slice *s)
{
	unsigned units = s->head.sps->chroma_format == 2 ? 2 : 1, pattern = s->mb->cbp >> 4;
	struct block b = {.s = s, .state = s->cabac->state[0], .chroma_units = units};

	if (!pattern)
		return;
	b.kind = CHROMA_DC;
	b.coefficients = 4 * units;
	for (unsigned plane = 1; plane < 3 && !s->broken; plane++)
		read_dc(&b, plane);
	if (pattern < 2)
		return;
	b.kind = CHROMA_AC;
	b.coefficients = 15;
	for (unsigned plane = 1; plane < 3; plane++)
		for (unsigned i = 0; i < 4 * units && !s->broken; i++)
			read_4x4(&b, plane, i % 2, i / 2, 2, 2 * units);
}

void
avc_residual_cabac(struct avc_slice *s)
{
	luma_plane(s, 0);
	if (s->head.sps->chroma_format == 3) {
		luma_plane(s, 1);
		luma_plane(s, 2);
	} else {
		chroma(s);
	}
}
