/* SPDX-License-Identifier: Apache-2.0 */
/* Partitions of inter macroblocks in CABAC: sub-types, reference indices, vector differences. */
#include <stdlib.h>
#include <string.h>

#include "media/avc_private.h"

enum {
	CTX_SUB_P = 21,
	CTX_SUB_B = 36,
	CTX_MVD_X = 40,
	CTX_MVD_Y = 47,
	CTX_REF = 54,
	L0 = 1,
	L1 = 2,
	BI = 3,
};

/* A part of a macroblock in units of four pixels, and the lists it is predicted from. */
struct part {
	unsigned x, y, width, height, lists;
};

static unsigned
bin(struct avc_slice *s, unsigned ctx)
{
	return avc_cabac_decode(s->cabac, &s->cabac->state[0][ctx]);
}

/* ---- Sub-macroblocks ---- */

static unsigned
sub_type_p(struct avc_slice *s)
{
	if (bin(s, CTX_SUB_P))
		return 0;
	if (!bin(s, CTX_SUB_P + 1))
		return 1;
	return bin(s, CTX_SUB_P + 2) ? 2 : 3;
}

static unsigned
sub_type_b(struct avc_slice *s)
{
	unsigned type = 3;

	if (!bin(s, CTX_SUB_B))
		return 0;
	if (!bin(s, CTX_SUB_B + 1))
		return 1 + bin(s, CTX_SUB_B + 3);
	if (bin(s, CTX_SUB_B + 2)) {
		if (bin(s, CTX_SUB_B + 3))
			return 11 + bin(s, CTX_SUB_B + 3);
		type += 4;
	}
	type += 2 * bin(s, CTX_SUB_B + 3);
	return type + bin(s, CTX_SUB_B + 3);
}

/* Width and height of the parts of a sub-macroblock, and its lists; 0: direct. */
struct shape {
	unsigned char width, height, lists;
};

static const struct shape shapes_p[4] = {{2, 2, L0}, {2, 1, L0}, {1, 2, L0}, {1, 1, L0}};
static const struct shape shapes_b[13] = {
	{2, 2, 0},  {2, 2, L0}, {2, 2, L1}, {2, 2, BI}, {2, 1, L0}, {1, 2, L0}, {2, 1, L1},
	{1, 2, L1}, {2, 1, BI}, {1, 2, BI}, {1, 1, L0}, {1, 1, L1}, {1, 1, BI},
};

/* ---- Reference indices ---- */

static void
read_ref(struct avc_slice *s, const struct part *p, unsigned list)
{
	unsigned block = p->y / 2 * 2 + p->x / 2, ctx = 0, n = 0;
	unsigned mine = s->mb->past_zero[list], left, top;

	if (s->head.refs[list] < 2)
		return;
	left = block & 1 ? mine >> (block - 1) & 1
			 : (s->left ? s->left->past_zero[list] >> (block + 1) & 1 : 0);
	top = block & 2 ? mine >> (block - 2) & 1
			: (s->top ? s->top->past_zero[list] >> (block + 2) & 1 : 0);
	ctx = left + 2 * top;
	while (bin(s, CTX_REF + ctx)) {
		ctx = (ctx >> 2) + 4;
		if (++n >= s->head.refs[list]) {
			s->broken = true;
			return;
		}
	}
	for (unsigned y = p->y / 2; n && y < (p->y + p->height + 1) / 2; y++)
		for (unsigned x = p->x / 2; x < (p->x + p->width + 1) / 2; x++)
			s->mb->past_zero[list] |= (uint8_t)(1u << (y * 2 + x));
}

/* ---- Vector differences ---- */

/* Returns how long the component is, capped at 255. */
static unsigned
read_component(struct avc_slice *s, unsigned base, unsigned sum)
{
	unsigned ctx = base + (sum > 2) + (sum > 32), n = 1, k = 3;

	if (!bin(s, ctx))
		return 0;
	for (ctx = base + 3; n < 9 && bin(s, ctx); n++)
		ctx += ctx < base + 6;
	if (n == 9) {
		while (avc_cabac_bypass(s->cabac)) {
			n += 1u << k;
			if (++k > 16) {
				s->broken = true;
				return 0;
			}
		}
		while (k--)
			n += avc_cabac_bypass(s->cabac) << k;
	}
	avc_cabac_bypass(s->cabac);
	return n < 255 ? n : 255;
}

static void
read_vector(struct avc_slice *s, const struct part *p, unsigned list)
{
	static const uint8_t none[2];
	unsigned at = p->y * 4 + p->x, v[2];
	const uint8_t *left = none, *top = none;

	if (p->x)
		left = s->mb->mvd[list][at - 1];
	else if (s->left)
		left = s->left->mvd[list][at + 3];
	if (p->y)
		top = s->mb->mvd[list][at - 4];
	else if (s->top)
		top = s->top->mvd[list][at + 12];
	v[0] = read_component(s, CTX_MVD_X, left[0] + top[0]);
	v[1] = read_component(s, CTX_MVD_Y, left[1] + top[1]);
	for (unsigned y = p->y; y < p->y + p->height; y++)
		for (unsigned x = p->x; x < p->x + p->width; x++) {
			s->mb->mvd[list][y * 4 + x][0] = (uint8_t)v[0];
			s->mb->mvd[list][y * 4 + x][1] = (uint8_t)v[1];
		}
}

/* ---- Macroblocks ---- */

/* Of B macroblocks 4 to 21, the lists of their two parts. */
static const unsigned char lists_b[9][2] = {{L0, L0}, {L1, L1}, {L0, L1}, {L1, L0}, {L0, BI},
					    {L1, BI}, {BI, L0}, {BI, L1}, {BI, BI}};

/* The one or two parts of a macroblock of mb_type that is not 8x8. */
static unsigned
parts_of(const struct avc_slice *s, unsigned type, struct part p[2])
{
	bool wide, b = s->head.type == AVC_B;

	if (b ? type <= 3 : type == 0) {
		p[0] = (struct part){0, 0, 4, 4, b ? type : L0};
		return 1;
	}
	wide = b ? type % 2 == 0 : type == 1;
	p[0] = (struct part){0, 0, wide ? 4 : 2, wide ? 2 : 4, b ? lists_b[type / 2 - 2][0] : L0};
	p[1] = p[0];
	p[1].lists = b ? lists_b[type / 2 - 2][1] : L0;
	p[1].x = wide ? 0 : 2;
	p[1].y = wide ? 2 : 0;
	return 2;
}

static void
read_whole(struct avc_slice *s, unsigned type)
{
	struct part p[2];
	unsigned n = parts_of(s, type, p);

	for (unsigned list = 0; list < 2; list++)
		for (unsigned i = 0; i < n && !s->broken; i++)
			if (p[i].lists >> list & 1)
				read_ref(s, &p[i], list);
	for (unsigned list = 0; list < 2; list++)
		for (unsigned i = 0; i < n && !s->broken; i++)
			if (p[i].lists >> list & 1)
				read_vector(s, &p[i], list);
}

/* The vectors of one sub-macroblock. */
static void
read_sub_vectors(struct avc_slice *s, const struct part *sub, const struct shape *shape,
		 unsigned list)
{
	for (unsigned y = 0; y < 2; y += shape->height)
		for (unsigned x = 0; x < 2 && !s->broken; x += shape->width) {
			struct part p = {sub->x + x, sub->y + y, shape->width, shape->height, 0};

			read_vector(s, &p, list);
		}
}

static void
read_subs(struct avc_slice *s, bool *small)
{
	const struct shape *shapes[4];
	struct part p[4];

	for (unsigned i = 0; i < 4; i++) {
		shapes[i] =
			s->head.type == AVC_B ? &shapes_b[sub_type_b(s)] : &shapes_p[sub_type_p(s)];
		p[i] = (struct part){i % 2 * 2, i / 2 * 2, 2, 2, shapes[i]->lists};
		*small |= shapes[i]->lists ? shapes[i]->width * shapes[i]->height < 4
					   : !s->head.sps->direct_8x8;
	}
	for (unsigned list = 0; list < 2; list++)
		for (unsigned i = 0; i < 4 && !s->broken; i++)
			if (p[i].lists >> list & 1)
				read_ref(s, &p[i], list);
	for (unsigned list = 0; list < 2; list++)
		for (unsigned i = 0; i < 4; i++)
			if (p[i].lists >> list & 1)
				read_sub_vectors(s, &p[i], shapes[i], list);
}

void
avc_inter_cabac(struct avc_slice *s, unsigned type, bool *small)
{
	bool subs = s->head.type == AVC_B ? type == 22 : type == 3;

	if (subs)
		read_subs(s, small);
	else
		read_whole(s, type);
}
