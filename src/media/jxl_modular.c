/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jxl_modular.h"

#include <stdlib.h>

#include "base/memory.h"

void
jxl_modular_release(struct jxl_modular *m)
{
	for (unsigned i = 0; i < m->n; i++)
		free(m->v[i].v);
	free(m->v);
	*m = (struct jxl_modular){.n = 0};
}

static bool
is_empty(const struct jxl_channel *c)
{
	return c->width == 0 || c->height == 0;
}

/* The first channel that is not read here; *across: the widest of those that are. */
static unsigned
count_read(const struct jxl_modular *m, uint32_t largest, uint32_t *across, uint64_t *numbers)
{
	unsigned i = 0;

	*across = 0;
	*numbers = 0;
	for (; i < m->n; i++) {
		const struct jxl_channel *c = &m->v[i];

		if (is_empty(c))
			continue;
		if (i >= m->meta && (c->width > largest || c->height > largest))
			break;
		*across = c->width > *across ? c->width : *across;
		*numbers += (uint64_t)c->width * c->height;
	}
	return i;
}

/* What stands at r decides by which tree. */
static enum jxl_proof
read_channels(struct jxl_modular *m, struct jxl_bits *r, unsigned stream, unsigned n,
	      uint32_t across, const struct jxl_tree *tree, const struct jxl_weights *weights)
{
	jxl_entropy_begin(tree->codes, r, across);
	for (unsigned i = 0; i < n && !r->broken && !r->over; i++) {
		struct jxl_channel *c = &m->v[i];

		if (is_empty(c))
			continue;
		c->v = memory_new((size_t)c->width * c->height * sizeof *c->v);
		jxl_channel_read(m, i, stream, tree, weights, r);
	}
	if (r->broken || r->over || !jxl_entropy_ends(tree->codes))
		return JXL_REFUTED;
	return jxl_entropy_proves(tree->codes) ? JXL_PROVEN : JXL_LIKELY;
}

enum jxl_proof
jxl_modular_read(struct jxl_modular *m, struct jxl_bits *r, unsigned stream, uint32_t largest,
		 const struct jxl_tree *global, uint64_t *numbers)
{
	struct jxl_weights weights;
	struct jxl_tree own = {.n = 0};
	const struct jxl_tree *tree = global;
	enum jxl_proof proof = JXL_LIKELY;
	uint32_t across;
	uint64_t wanted;
	unsigned n;
	bool shared;

	if (m->n == 0)
		return JXL_LIKELY;
	shared = jxl_bool(r);
	jxl_weights_read(&weights, r);
	jxl_transforms_read(m, r);
	if (r->broken || r->over)
		return JXL_REFUTED;
	n = count_read(m, largest, &across, &wanted);
	if (across == 0)
		return JXL_LIKELY;
	if (wanted > *numbers)
		return JXL_UNPROVEN;
	*numbers -= wanted;
	if (!shared) {
		proof = jxl_tree_read(&own, r);
		tree = &own;
	}
	if (proof != JXL_REFUTED && tree && tree->codes)
		proof = read_channels(m, r, stream, n, across, tree, &weights);
	else
		proof = JXL_REFUTED;
	jxl_tree_release(&own);
	return proof;
}
