/* SPDX-License-Identifier: Apache-2.0 */
/* One channel: properties of a place, the leaf they lead to, and the predictors (H.3, H.5). */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/jxl_modular.h"

#define COMMON	   16 /* properties that do not look at other channels */
#define A_CHANNEL  4  /* properties for each that is looked at */
#define EXTRA_BITS 3  /* of the weighted predictor */
#define ROUND	   3

void
jxl_weights_read(struct jxl_weights *w, struct jxl_bits *r)
{
	*w = (struct jxl_weights){16, 10, {7, 7, 7, 0, 0}, {13, 12, 12, 12}};
	if (jxl_bool(r))
		return;
	w->mean_1 = jxl_read(r, 5);
	w->mean_2 = jxl_read(r, 5);
	for (unsigned i = 0; i < 5; i++)
		w->errors[i] = jxl_read(r, 5);
	for (unsigned i = 0; i < 4; i++)
		w->most[i] = jxl_read(r, 4);
}

/* What stands around a place. */
struct around {
	int64_t n, w, nw, ne, nn, ww, nee;
};

struct predictor {
	const struct jxl_weights *weights;
	uint32_t width;
	int32_t *errors;	/* of two rows */
	uint32_t *errors_of[4]; /* of each sub-predictor */
	int64_t of[4], all;
};

struct reader {
	const struct jxl_tree *tree;
	struct jxl_modular *m;
	struct jxl_channel *c;
	unsigned channel;
	struct predictor p;
	int32_t property[COMMON + JXL_PROPERTIES_MAX];
	uint32_t divide[64];
};

/* ---- The weighted predictor ---- */

static uint32_t
weight(const struct reader *k, uint32_t error, unsigned most)
{
	int shift = 63 - __builtin_clzll((uint64_t)error + 1) - 5;

	shift = shift < 0 ? 0 : shift;
	return 4 + (uint32_t)(((uint64_t)most * k->divide[error >> shift & 63]) >> shift);
}

static int64_t
weigh(const struct reader *k, const uint32_t *in)
{
	uint64_t sum = (uint64_t)in[0] + in[1] + in[2] + in[3];
	int shift = 63 - __builtin_clzll(sum) - 4;
	uint32_t weights = 0;
	int64_t v;

	for (unsigned i = 0; i < 4; i++)
		weights += in[i] >> shift;
	v = (int64_t)(weights >> 1) - 1;
	for (unsigned i = 0; i < 4; i++)
		v += k->p.of[i] * (int64_t)(in[i] >> shift);
	return (int64_t)((uint64_t)v * k->divide[(weights - 1) & 63]) >> 24;
}

static int64_t
absolute(int64_t v)
{
	return v < 0 ? -v : v;
}

static int64_t
farther(int64_t a, int64_t b)
{
	return absolute(b) > absolute(a) ? b : a;
}

/* The prediction for x of row y, and the property of its errors. */
static int64_t
predict_weighted(struct reader *k, uint32_t x, uint32_t y, const struct around *a)
{
	struct predictor *p = &k->p;
	const struct jxl_weights *w = p->weights;
	uint32_t here = y & 1 ? 0 : p->width + 2, above = y & 1 ? p->width + 2 : 0;
	uint32_t n = above + x, ne = x + 1 < p->width ? n + 1 : n, nw = x ? n - 1 : n, weights[4];
	int64_t e_w = x ? p->errors[here + x - 1] : 0, e_n = p->errors[n], e_nw = p->errors[nw];
	int64_t e_ne = p->errors[ne], sum = e_n + e_w;
	int64_t v_n = a->n * 8, v_w = a->w * 8, v_ne = a->ne * 8, v_nw = a->nw * 8,
		v_nn = a->nn * 8;
	int64_t least, most;

	for (unsigned i = 0; i < 4; i++)
		weights[i] =
			weight(k, p->errors_of[i][n] + p->errors_of[i][ne] + p->errors_of[i][nw],
			       w->most[i]);
	k->property[15] = (int32_t)farther(farther(farther(e_w, e_n), e_nw), e_ne);
	p->of[0] = v_w + v_ne - v_n;
	p->of[1] = v_n - (((sum + e_ne) * w->mean_1) >> 5);
	p->of[2] = v_w - (((sum + e_nw) * w->mean_2) >> 5);
	p->of[3] = v_n - ((e_nw * w->errors[0] + e_n * w->errors[1] + e_ne * w->errors[2] +
			   (v_nn - v_n) * w->errors[3] + (v_nw - v_w) * w->errors[4]) >>
			  5);
	p->all = weigh(k, weights);
	if (((e_n ^ e_w) | (e_n ^ e_nw)) <= 0) {
		most = v_w > v_ne ? v_w : v_ne;
		most = most > v_n ? most : v_n;
		least = v_w < v_ne ? v_w : v_ne;
		least = least < v_n ? least : v_n;
		p->all = p->all < least ? least : p->all > most ? most : p->all;
	}
	return (p->all + ROUND) >> EXTRA_BITS;
}

static void
learn(struct predictor *p, uint32_t x, uint32_t y, int32_t value)
{
	uint32_t here = y & 1 ? 0 : p->width + 2, above = y & 1 ? p->width + 2 : 0;
	int64_t v = (int64_t)value * 8;

	p->errors[here + x] = (int32_t)(p->all - v);
	for (unsigned i = 0; i < 4; i++) {
		uint32_t e = (uint32_t)((absolute(p->of[i] - v) + ROUND) >> EXTRA_BITS);

		p->errors_of[i][here + x] = e;
		p->errors_of[i][above + x + 1] += e;
	}
}

/* ---- Others ---- */

static int64_t
gradient(int64_t n, int64_t w, int64_t nw)
{
	int64_t least = n < w ? n : w, most = n < w ? w : n, v = n + w - nw;

	return v < least ? least : v > most ? most : v;
}

static int64_t
predict(unsigned how, const struct around *a, int64_t weighted)
{
	switch (how) {
	case 1:
		return a->w;
	case 2:
		return a->n;
	case 3:
		return (a->w + a->n) / 2;
	case 4:
		return absolute(a->n - a->nw) < absolute(a->w - a->nw) ? a->w : a->n;
	case 5:
		return gradient(a->n, a->w, a->nw);
	case 6:
		return weighted;
	case 7:
		return a->ne;
	case 8:
		return a->nw;
	case 9:
		return a->ww;
	case 10:
		return (a->w + a->nw) / 2;
	case 11:
		return (a->nw + a->n) / 2;
	case 12:
		return (a->n + a->ne) / 2;
	case 13:
		return (6 * a->n - 2 * a->nn + 7 * a->w + a->ww + a->nee + 3 * a->ne + 8) / 16;
	default:
		return 0;
	}
}

static void
look_around(const struct jxl_channel *c, uint32_t x, uint32_t y, struct around *a)
{
	const int32_t *row = c->v + (size_t)y * c->width + x;
	const int32_t *above = row - (y ? c->width : 0), *second = above - (y > 1 ? c->width : 0);

	a->w = x ? row[-1] : y ? above[0] : 0;
	a->n = y ? above[0] : a->w;
	a->nw = x && y ? above[-1] : a->w;
	a->ne = x + 1 < c->width && y ? above[1] : a->n;
	a->ww = x > 1 ? row[-2] : a->w;
	a->nn = y > 1 ? second[0] : a->n;
	a->nee = x + 2 < c->width && y ? above[2] : a->ne;
}

/* ---- Properties ---- */

static int32_t
size_of(int32_t v)
{
	return v < 0 ? (int32_t)(0u - (uint32_t)v) : v;
}

/* Those of earlier channels of the same shape, nearest first. */
static void
look_at_others(struct reader *k, uint32_t x, uint32_t y)
{
	int32_t *p = k->property + COMMON;
	unsigned left = k->tree->properties;

	for (unsigned j = k->channel; j-- > 0 && left;) {
		const struct jxl_channel *c = &k->m->v[j];
		const int32_t *v = c->v + (size_t)y * c->width + x;
		int64_t w, n, nw;

		if (c->width != k->c->width || c->height != k->c->height ||
		    c->shift_x != k->c->shift_x || c->shift_y != k->c->shift_y || !c->v)
			continue;
		w = x ? v[-1] : 0;
		n = y ? v[-(int64_t)c->width] : w;
		nw = x && y ? v[-(int64_t)c->width - 1] : w;
		p[0] = size_of(*v);
		p[1] = *v;
		p[3] = (int32_t)(*v - gradient(n, w, nw));
		p[2] = size_of(p[3]);
		p += A_CHANNEL;
		left -= left < A_CHANNEL ? left : A_CHANNEL;
	}
	memset(p, 0, left * sizeof *p);
}

static void
look_at_place(struct reader *k, uint32_t x, const struct around *a)
{
	int32_t *p = k->property;

	p[3] = (int32_t)x;
	p[4] = (int32_t)absolute(a->n);
	p[5] = (int32_t)absolute(a->w);
	p[6] = (int32_t)a->n;
	p[7] = (int32_t)a->w;
	p[8] = (int32_t)(a->w - p[9]);
	p[9] = (int32_t)(a->w + a->n - a->nw);
	p[10] = (int32_t)(a->w - a->nw);
	p[11] = (int32_t)(a->nw - a->n);
	p[12] = (int32_t)(a->n - a->ne);
	p[13] = (int32_t)(a->n - a->nn);
	p[14] = (int32_t)(a->w - a->ww);
}

/* ---- The channel ---- */

static const struct jxl_node *
leaf_of(const struct reader *k)
{
	const struct jxl_node *v = k->tree->v, *x = v;

	while (x->property >= 0)
		x = &v[x->child + (k->property[x->property] <= x->split)];
	return x;
}

static int32_t
signed_of(uint32_t v)
{
	return (int32_t)(v >> 1) ^ -(int32_t)(v & 1);
}

static void
read_row(struct reader *k, uint32_t y, struct jxl_bits *r)
{
	struct jxl_channel *c = k->c;
	int32_t *row = c->v + (size_t)y * c->width;
	int64_t weighted = 0;
	struct around a;

	k->property[2] = (int32_t)y;
	k->property[9] = 0;
	for (uint32_t x = 0; x < c->width; x++) {
		const struct jxl_node *leaf;
		uint32_t v;

		look_around(c, x, y, &a);
		if (k->tree->local)
			look_at_place(k, x, &a);
		if (k->tree->properties)
			look_at_others(k, x, y);
		if (k->tree->weighted)
			weighted = predict_weighted(k, x, y, &a);
		leaf = leaf_of(k);
		v = jxl_entropy_read(k->tree->codes, r, leaf->context);
		v = (uint32_t)signed_of(v) * leaf->factor + (uint32_t)leaf->split;
		row[x] = (int32_t)(v + (uint32_t)predict(leaf->predictor, &a, weighted));
		if (k->tree->weighted)
			learn(&k->p, x, y, row[x]);
	}
}

void
jxl_channel_read(struct jxl_modular *m, unsigned channel, unsigned stream,
		 const struct jxl_tree *tree, const struct jxl_weights *w, struct jxl_bits *r)
{
	struct reader *k = memory_zero(1, sizeof *k);
	size_t errors = 2 * ((size_t)m->v[channel].width + 2);

	k->tree = tree;
	k->m = m;
	k->c = &m->v[channel];
	k->channel = channel;
	k->property[0] = (int32_t)channel;
	k->property[1] = (int32_t)stream;
	k->p.weights = w;
	k->p.width = k->c->width;
	for (uint32_t i = 0; i < 64; i++)
		k->divide[i] = (1u << 24) / (i + 1);
	if (tree->weighted) {
		k->p.errors = memory_zero(errors, 5 * sizeof *k->p.errors);
		for (unsigned i = 0; i < 4; i++)
			k->p.errors_of[i] = (uint32_t *)k->p.errors + (i + 1) * errors;
	}
	for (uint32_t y = 0; y < k->c->height && !r->broken && !r->over; y++)
		read_row(k, y, r);
	free(k->p.errors);
	free(k);
}
