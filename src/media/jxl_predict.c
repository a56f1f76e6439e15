/* SPDX-License-Identifier: Apache-2.0 */
/* One channel: properties of a place, the leaf they lead to, and the predictors (H.3, H.5). */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/jxl_entropy_state.h"
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

#define WAYS	   4   /* of the weighted predictor */
#define ERRORS_FEW 256 /* sums of errors whose weights are kept ready */

/* Errors of the row at hand and of the one above it: in all, and of each way. */
struct errors {
	int32_t *all;
	uint32_t (*of)[WAYS];
};

struct predictor {
	const struct jxl_weights *weights;
	uint32_t width;
	struct errors rows[2];
	int64_t of[WAYS], all; /* what was predicted */
};

struct reader {
	const struct jxl_tree *tree;
	struct jxl_modular *m;
	struct jxl_channel *c;
	unsigned channel;
	unsigned root; /* node of the tree that this channel begins with */
	struct predictor p;
	int32_t property[COMMON + JXL_PROPERTIES_MAX];
	uint32_t divide[64];
	uint32_t weight[WAYS][ERRORS_FEW]; /* of a way that erred by so much */
};

/* ---- The weighted predictor ---- */

static uint32_t
weight_of(const struct reader *k, uint32_t error, unsigned most)
{
	int shift = 63 - __builtin_clzll((uint64_t)error + 1) - 5;

	shift = shift < 0 ? 0 : shift;
	return 4 + (uint32_t)(((uint64_t)most * k->divide[error >> shift & 63]) >> shift);
}

static inline uint32_t
weight(const struct reader *k, unsigned way, uint32_t error)
{
	if (error < ERRORS_FEW)
		return k->weight[way][error];
	return weight_of(k, error, k->p.weights->most[way]);
}

/* The mean of the ways by their weights; one by one, for they come one by one. */
static int64_t
weigh(const struct reader *k, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	uint64_t sum = (uint64_t)a + b + c + d;
	int shift = 63 - __builtin_clzll(sum) - 4;
	uint32_t weights;
	int64_t v;

	a >>= shift;
	b >>= shift;
	c >>= shift;
	d >>= shift;
	weights = a + b + c + d;
	v = (int64_t)(weights >> 1) - 1 + k->p.of[0] * a + k->p.of[1] * b + k->p.of[2] * c +
	    k->p.of[3] * d;
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

static int64_t
between(int64_t v, int64_t a, int64_t b, int64_t c)
{
	int64_t most = a > b ? a : b, least = a < b ? a : b;

	most = most > c ? most : c;
	least = least < c ? least : c;
	return v < least ? least : v > most ? most : v;
}

/* The prediction for x of row y, and the property of its errors. */
static int64_t
predict_weighted(struct reader *k, uint32_t x, uint32_t y, const struct around *a)
{
	struct predictor *p = &k->p;
	const struct jxl_weights *w = p->weights;
	const struct errors *here = &p->rows[y & 1], *above = &p->rows[~y & 1];
	uint32_t right = x + 1 < p->width ? x + 1 : x, left = x ? x - 1 : x;
	const uint32_t *n = above->of[x], *ne = above->of[right], *nw = above->of[left];
	int64_t e_w = x ? here->all[x - 1] : 0, e_n = above->all[x], e_nw = above->all[left];
	int64_t e_ne = above->all[right], sum = e_n + e_w;
	int64_t v_n = a->n * 8, v_w = a->w * 8, v_ne = a->ne * 8, v_nw = a->nw * 8,
		v_nn = a->nn * 8;

	k->property[15] = (int32_t)farther(farther(farther(e_w, e_n), e_nw), e_ne);
	p->of[0] = v_w + v_ne - v_n;
	p->of[1] = v_n - (((sum + e_ne) * w->mean_1) >> 5);
	p->of[2] = v_w - (((sum + e_nw) * w->mean_2) >> 5);
	p->of[3] = v_n - ((e_nw * w->errors[0] + e_n * w->errors[1] + e_ne * w->errors[2] +
			   (v_nn - v_n) * w->errors[3] + (v_nw - v_w) * w->errors[4]) >>
			  5);
	p->all = weigh(k, weight(k, 0, n[0] + ne[0] + nw[0]), weight(k, 1, n[1] + ne[1] + nw[1]),
		       weight(k, 2, n[2] + ne[2] + nw[2]), weight(k, 3, n[3] + ne[3] + nw[3]));
	if (((e_n ^ e_w) | (e_n ^ e_nw)) <= 0)
		p->all = between(p->all, v_w, v_ne, v_n);
	return (p->all + ROUND) >> EXTRA_BITS;
}

static inline void
learn_way(const struct predictor *p, uint32_t *here, uint32_t *above, unsigned way, int64_t v)
{
	uint32_t e = (uint32_t)((absolute(p->of[way] - v) + ROUND) >> EXTRA_BITS);

	here[way] = e;
	above[WAYS + way] += e;
}

static void
learn(struct predictor *p, uint32_t x, uint32_t y, int32_t value)
{
	uint32_t *here = p->rows[y & 1].of[x], *above = p->rows[~y & 1].of[x];
	int64_t v = (int64_t)value * 8;

	p->rows[y & 1].all[x] = (int32_t)(p->all - v);
	learn_way(p, here, above, 0, v);
	learn_way(p, here, above, 1, v);
	learn_way(p, here, above, 2, v);
	learn_way(p, here, above, 3, v);
}

/* Room for rows of `width` and one place behind them; what is to be freed. */
static void *
make_rows(struct predictor *p, uint32_t width)
{
	size_t n = (size_t)width + 2, each = sizeof *p->rows->of + sizeof *p->rows->all;
	unsigned char *room = memory_zero(2 * n, each);

	for (unsigned i = 0; i < 2; i++) {
		p->rows[i].of = (uint32_t(*)[WAYS])(void *)(room + i * n * sizeof *p->rows->of);
		p->rows[i].all = (int32_t *)(void *)(room + 2 * n * sizeof *p->rows->of +
						     i * n * sizeof *p->rows->all);
	}
	p->width = width;
	return room;
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
look_around_edge(const struct jxl_channel *c, uint32_t x, uint32_t y, struct around *a)
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

static inline void
look_around(const struct jxl_channel *c, uint32_t x, uint32_t y, struct around *a)
{
	const int32_t *row = c->v + (size_t)y * c->width + x, *above;

	if (x < 2 || y < 2 || c->width - x < 3) {
		look_around_edge(c, x, y, a);
		return;
	}
	above = row - c->width;
	*a = (struct around){.n = above[0],
			     .w = row[-1],
			     .nw = above[-1],
			     .ne = above[1],
			     .nn = above[-(int64_t)c->width],
			     .ww = row[-2],
			     .nee = above[2]};
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

/* The first node that asks for more than the channel and the stream. */
static unsigned
root_of(const struct reader *k)
{
	const struct jxl_node *v = k->tree->v;
	unsigned i = 0;

	while (v[i].property == 0 || v[i].property == 1)
		i = v[i].child + (k->property[v[i].property] <= v[i].split);
	return i;
}

static const struct jxl_node *
leaf_of(const struct reader *k)
{
	const struct jxl_pair *pairs = k->tree->pairs, *x = &pairs[k->root];
	const int32_t *p = k->property;

	while (x->property >= 0) {
		unsigned first = p[x->below[0]] <= x->below_split[0];
		unsigned second = p[x->below[1]] <= x->below_split[1];
		unsigned side = p[x->property] <= x->split;

		x = &pairs[x->next[side] + (first ^ ((first ^ second) & (0 - side)))];
	}
	return &k->tree->v[x - pairs];
}

static int32_t
signed_of(uint32_t v)
{
	return (int32_t)(v >> 1) ^ -(int32_t)(v & 1);
}

/*
 * One row, made anew for each kind of tree and code by its callers, which say what they are: most
 * of the time goes into this loop.
 */
static inline __attribute__((always_inline)) void
read_row_of(struct reader *k, uint32_t y, struct jxl_bits *r, bool plain, bool weighted_too)
{
	struct jxl_channel *c = k->c;
	struct jxl_entropy *codes = k->tree->codes;
	int32_t *row = c->v + (size_t)y * c->width;
	uint32_t state = codes->state, width = c->width;
	int64_t weighted = 0;
	struct around a;

	k->property[2] = (int32_t)y;
	k->property[9] = 0;
	for (uint32_t x = 0; x < width; x++) {
		const struct jxl_node *leaf;
		uint32_t v;

		look_around(c, x, y, &a);
		if (k->tree->local)
			look_at_place(k, x, &a);
		if (k->tree->properties)
			look_at_others(k, x, y);
		if (weighted_too)
			weighted = predict_weighted(k, x, y, &a);
		leaf = leaf_of(k);
		v = plain ? jxl_entropy_read_plain(codes, r, leaf->context, &state)
			  : jxl_entropy_read(codes, r, leaf->context);
		v = (uint32_t)signed_of(v) * leaf->factor + (uint32_t)leaf->split;
		row[x] = (int32_t)(v + (uint32_t)predict(leaf->predictor, &a, weighted));
		if (weighted_too)
			learn(&k->p, x, y, row[x]);
	}
	if (plain)
		codes->state = state;
}

static void
read_row(struct reader *k, uint32_t y, struct jxl_bits *r)
{
	bool plain = jxl_entropy_is_plain(k->tree->codes);

	if (plain && k->tree->weighted)
		read_row_of(k, y, r, true, true);
	else if (plain)
		read_row_of(k, y, r, true, false);
	else
		read_row_of(k, y, r, false, k->tree->weighted);
}

void
jxl_channel_read(struct jxl_modular *m, unsigned channel, unsigned stream,
		 const struct jxl_tree *tree, const struct jxl_weights *w, struct jxl_bits *r)
{
	struct reader *k = memory_zero(1, sizeof *k);
	void *rows = NULL;

	k->tree = tree;
	k->m = m;
	k->c = &m->v[channel];
	k->channel = channel;
	k->property[0] = (int32_t)channel;
	k->property[1] = (int32_t)stream;
	k->root = root_of(k);
	k->p.weights = w;
	for (uint32_t i = 0; i < 64; i++)
		k->divide[i] = (1u << 24) / (i + 1);
	if (tree->weighted) {
		rows = make_rows(&k->p, k->c->width);
		for (uint32_t i = 0; i < WAYS * ERRORS_FEW; i++)
			k->weight[i / ERRORS_FEW][i % ERRORS_FEW] =
				weight_of(k, i % ERRORS_FEW, w->most[i / ERRORS_FEW]);
	}
	for (uint32_t y = 0; y < k->c->height && !r->broken && !r->over; y++)
		read_row(k, y, r);
	free(rows);
	free(k);
}
