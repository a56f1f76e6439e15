/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jxl_tree.h"

#include <stdlib.h>

#include "base/memory.h"

enum {
	TREE_SPLIT,
	TREE_PROPERTY,
	TREE_PREDICTOR,
	TREE_OFFSET,
	TREE_SHIFT,
	TREE_FACTOR,
	TREE_CONTEXTS,
};

#define NODES_MAX (1u << 18)
/* Chance makes codes that take no bits, and trees of them that do not end. */
#define NODES_FEW    1024
#define NODES_A_BIT  4
#define NODES_A_LEAF 16
#define PREDICTORS   14
#define WEIGHTED     6

#define PROPERTY_X	  3
#define PROPERTY_WEIGHTED 15
#define PROPERTIES_COMMON 16

static int32_t
sign(uint32_t v)
{
	return (int32_t)(v >> 1) ^ -(int32_t)(v & 1);
}

static void
read_leaf(struct jxl_node *x, struct jxl_entropy *e, struct jxl_bits *r)
{
	uint32_t shift;

	x->predictor = (uint8_t)jxl_entropy_read(e, r, TREE_PREDICTOR);
	r->broken |= x->predictor >= PREDICTORS;
	x->split = sign(jxl_entropy_read(e, r, TREE_OFFSET));
	shift = jxl_entropy_read(e, r, TREE_SHIFT);
	r->broken |= shift > 30;
	if (r->broken)
		return;
	x->factor = jxl_entropy_read(e, r, TREE_FACTOR);
	r->broken |= x->factor >= (1u << (31 - shift)) - 1;
	x->factor = (x->factor + 1) << shift;
}

/* Node i; how many more it asks for. */
static unsigned
read_node(struct jxl_tree *t, unsigned i, unsigned due, struct jxl_entropy *e, struct jxl_bits *r)
{
	uint32_t property = jxl_entropy_read(e, r, TREE_PROPERTY);
	struct jxl_node *x = &t->v[i];

	r->broken |= property > JXL_PROPERTIES_MAX;
	*x = (struct jxl_node){.property = (int16_t)((int)property - 1)};
	if (property == 0 || r->broken) {
		read_leaf(x, e, r);
		t->weighted |= x->predictor == WEIGHTED;
		return 0;
	}
	x->split = sign(jxl_entropy_read(e, r, TREE_SPLIT));
	x->child = i + due;
	t->local |= property > PROPERTY_X && property <= PROPERTY_WEIGHTED;
	t->weighted |= property - 1 == PROPERTY_WEIGHTED;
	if (property > PROPERTIES_COMMON && property - PROPERTIES_COMMON > t->properties)
		t->properties = property - PROPERTIES_COMMON;
	return 2;
}

static void
have_room(struct jxl_tree *t, unsigned *room, unsigned n)
{
	if (n < *room)
		return;
	*room = *room ? *room * 2 : 64;
	t->v = memory_resize_array(t->v, *room, sizeof *t->v);
}

/* False: it breaks, or is none. */
static bool
read_nodes(struct jxl_tree *t, struct jxl_entropy *e, struct jxl_bits *r)
{
	unsigned due = 1, leaves = 0, room = 0;
	uint64_t start = r->at;

	for (; due && t->n + due < NODES_MAX && !r->broken && !r->over; t->n++) {
		unsigned below;

		have_room(t, &room, t->n);
		below = read_node(t, t->n, due, e, r);
		if (below == 0)
			t->v[t->n].context = leaves++;
		due += below - 1;
		r->broken |= t->n > NODES_FEW &&
			     ((r->at - start) * NODES_A_BIT < t->n || leaves * NODES_A_LEAF < t->n);
	}
	return !due && !r->broken && !r->over && jxl_entropy_ends(e);
}

/* Which of the nodes below `i` the questions of node `side` below it lead to. */
static void
pair_below(const struct jxl_tree *t, struct jxl_pair *pair, unsigned side, unsigned i)
{
	const struct jxl_node *x = &t->v[i];
	bool leaf = x->property < 0;

	pair->below[side] =
		leaf ? 0 : x->property; /* a channel's number is greater than the least */
	pair->below_split[side] = leaf ? INT32_MIN : x->split;
	pair->next[side] = leaf ? i : x->child;
}

static void
make_pairs(struct jxl_tree *t)
{
	t->pairs = memory_zero(t->n, sizeof *t->pairs);
	for (unsigned i = 0; i < t->n; i++) {
		struct jxl_pair *pair = &t->pairs[i];

		pair->property = t->v[i].property;
		pair->split = t->v[i].split;
		for (unsigned side = 0; pair->property >= 0 && side < 2; side++)
			pair_below(t, pair, side, t->v[i].child + side);
	}
}

enum jxl_proof
jxl_tree_read(struct jxl_tree *t, struct jxl_bits *r)
{
	struct jxl_entropy *e = jxl_entropy_new(r, TREE_CONTEXTS);
	enum jxl_proof proof = JXL_REFUTED;

	*t = (struct jxl_tree){.n = 0};
	if (!e)
		return proof;
	if (read_nodes(t, e, r))
		proof = jxl_entropy_proves(e) ? JXL_PROVEN : JXL_LIKELY;
	jxl_entropy_free(&e);
	if (proof == JXL_REFUTED)
		return proof;
	make_pairs(t);
	t->codes = jxl_entropy_codes(r, (t->n + 1) / 2); /* a code for each leaf */
	return t->codes ? proof : JXL_REFUTED;
}

void
jxl_tree_release(struct jxl_tree *t)
{
	jxl_entropy_free(&t->codes);
	free(t->v);
	free(t->pairs);
	*t = (struct jxl_tree){.n = 0};
}
