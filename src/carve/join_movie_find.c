/* SPDX-License-Identifier: Apache-2.0 */
/* Looking for the block in which a mark stands. */
#include "carve/join_movie.h"

/* What a look at one block costs of the budget: it reads no more of most. */
#define LOOK_COST 8u

/* Foreign bytes pass a test of so many bits never; enough to stop, and to be taken as the best. */
#define BITS_SURE  56u
#define BITS_LEAST 30u

/* Samples behind the mark that are asked, too. */
#define MORE_MAX 64u

/* The block of an address; blocks->n: it is not free. */
static size_t
block_of(const struct join_blocks *blocks, uint64_t address)
{
	size_t i = join_block_from(blocks, address + 1);

	return i > 0 && address - blocks->at[i - 1] < blocks->size ? i - 1 : blocks->n;
}

/* How much the samples behind the mark say for its standing at an address; stops when sure. */
static unsigned
bits_behind(const struct movie_join *m, const struct movie_mark *mark, uint64_t at)
{
	uint64_t end = join_run_end(m->task, at);
	unsigned sum = 0, bits;

	for (size_t i = mark->sample + 1; i < m->samples.n && i - mark->sample <= MORE_MAX; i++) {
		const struct isosample *x = &m->samples.v[i];
		struct movie_mark next = {x->at, x->size, i};
		uint64_t there = at + (x->at - mark->offset);

		if (x->at < mark->offset || there + 16 > end || sum >= BITS_SURE)
			break;
		if (!movie_sample_holds(m, m->task->space, there, &next, &bits))
			break;
		sum += bits;
	}
	return sum;
}

/* What is said for the mark's standing at this address; 0: it does not. */
static unsigned
look(const struct movie_join *m, const struct movie_mark *mark, uint64_t at)
{
	unsigned bits;

	if (mark->sample >= m->samples.n && m->index_behind)
		return at == m->index_at ? BITS_SURE : 0;
	if (mark->sample >= m->samples.n)
		return movie_fragment_fits(m, m->task->space, at) ? BITS_SURE : 0;
	if (!movie_sample_holds(m, m->task->space, at, mark, &bits) || bits == 0)
		return 0;
	return bits + bits_behind(m, mark, at);
}

struct hunt {
	struct movie_join *m;
	const struct movie_mark *mark;
	uint64_t in_block; /* of the mark in its block */
	unsigned best;
	uint64_t at; /* of the best */
};

/* Blocks [from, to); true: found beyond doubt, or the budget is spent. */
static bool
hunt_among(struct hunt *h, size_t from, size_t to)
{
	const struct join_task *task = h->m->task;

	for (size_t i = from; i < to; i++) {
		uint64_t at = task->blocks->at[i] + h->in_block;
		unsigned bits = look(h->m, h->mark, at);

		if (!join_spend(task->budget, LOOK_COST, 0)) {
			h->m->gave_up = true;
			return true;
		}
		if (bits > h->best) {
			h->best = bits;
			h->at = at;
		}
		if (bits >= BITS_SURE)
			return true;
	}
	return false;
}

/* Where the piece with the movie box lies, the mark may lie, too. */
static bool
before_index(const struct movie_join *m, const struct movie_mark *mark, uint64_t *at)
{
	if (!m->index_behind || mark->offset > m->end || m->index_at < m->end - mark->offset)
		return false;
	*at = m->index_at - (m->end - mark->offset);
	return block_of(m->task->blocks, *at) < m->task->blocks->n &&
	       look(m, mark, *at) >= BITS_LEAST;
}

/* It holds where it stood all along: what comes before it was overwritten, not moved. */
static bool
unmoved(const struct movie_join *m, const struct movie_mark *mark, uint64_t at)
{
	return mark->offset < m->pieces->bytes.size &&
	       pieces_address(m->pieces, mark->offset) == at;
}

bool
movie_find(struct movie_join *m, const struct movie_break *x, uint64_t *at)
{
	const struct join_blocks *b = m->task->blocks;
	struct hunt h = {.m = m, .mark = &x->next};
	uint64_t have = m->pieces->bytes.size;
	size_t here;

	if (before_index(m, &x->next, at))
		return !unmoved(m, &x->next, *at);
	if (x->next.sample >= m->samples.n && !m->fragmented)
		return false;
	h.in_block = (x->next.offset + m->phase) % b->size;
	here = join_block_from(b, pieces_address(m->pieces, x->sure < have ? x->sure : have - 1));
	if (!hunt_among(&h, here, b->n))
		hunt_among(&h, 0, here);
	*at = h.at;
	return h.best >= BITS_LEAST && !unmoved(m, &x->next, h.at);
}
