/* SPDX-License-Identifier: Apache-2.0 */
/* Looking for the block in which the next element of a chain stands. */
#include "carve/join_chain.h"

/* What a look at one block costs of the budget. */
#define LOOK_COST 16u

/* Elements gone over before a place is taken; else the best is, of those that hold for fewer. */
#define STEPS_ENOUGH 48u

/* Start codes: the first look, and zeros that one may stand behind. */
#define START_LOOK  6u
#define START_ZEROS 32u

/* What one element counts, and trouble with which it counts for next to nothing. */
#define FULL	    16u
#define STRAIN_MUCH 8u

struct hunt {
	struct chain_join *j;
	uint64_t seam;	   /* the trial's first pieces end here */
	uint64_t back;	   /* the element's block begins so far behind the seam */
	uint64_t in_block; /* of the element; UINT64_MAX: it begins in the block before */
	unsigned char *next;
	uint64_t own;	 /* address that follows the pieces: no seam would be there */
	uint64_t strain; /* of the state before the trial */
	uint64_t best;
	uint64_t address; /* of the best */
};

/*
 * How well the chain goes on with a piece that begins at an address: the elements that hold, more
 * when they come to the end; fewer count that were not met without trouble.
 */
static uint64_t
look(struct hunt *h, uint64_t address, uint64_t end)
{
	struct chain_join *j = h->j;
	struct chain *c = chain_state(j->probe);
	uint64_t held = 0, strain;

	pieces_cut(&j->trial, h->seam);
	pieces_add(&j->trial, address, end);
	chain_copy(j, j->probe, h->next, &j->trial);
	c->w->state = MEDIA_NOT;
	c->look = j->chain->hunt;
	c->wordless = true;
	while (held < STEPS_ENOUGH && j->chain->step(c))
		held++;
	/* an end at once says nothing of the place: any bytes may follow a film */
	if (held >= (c->unmarked ? j->chain->firm : 1) && c->w->state == MEDIA_WHOLE &&
	    c->w->confidence >= 0.8)
		held = STEPS_ENOUGH;
	else if (held < j->chain->firm)
		return 0;
	strain = j->chain->strain ? j->chain->strain(c) - h->strain : 0;
	held *= FULL;
	if (strain >= STRAIN_MUCH)
		return held / FULL;
	return held - strain;
}

/* Does the block hold a part of the file already? */
static bool
is_used(const struct hunt *h, uint64_t block)
{
	const struct pieces *p = h->j->pieces;

	for (size_t i = 0; i < p->n && p->v[i].offset < h->seam; i++)
		if (block >= p->v[i].start && block < p->v[i].end &&
		    block - p->v[i].start < h->seam - p->v[i].offset)
			return true;
	return false;
}

/* Is it known that no element begins in the block where one would have to? */
static bool
is_ruled_out(const struct hunt *h, uint64_t block)
{
	uint64_t at = block + h->in_block;

	return h->j->chain->start_codes && h->in_block != UINT64_MAX &&
	       !join_could_stand(h->j->task, MARK_START, at, at + START_ZEROS, START_LOOK);
}

/* One block; true: the place is beyond doubt, or the budget is spent. */
static bool
look_at_block(struct hunt *h, size_t i, uint64_t run_start, uint64_t run_end)
{
	const struct join_blocks *b = h->j->task->blocks;
	uint64_t address = b->at[i] - h->back, held;

	if (b->at[i] < run_start + h->back || address == h->own || is_used(h, b->at[i]))
		return false;
	if (!join_spend(h->j->task->budget, LOOK_COST, 0)) {
		h->j->gave_up = true;
		return true;
	}
	if (is_ruled_out(h, b->at[i]))
		return false;
	held = look(h, address, run_end);
	if (held > h->best) {
		h->best = held;
		h->address = address;
	}
	return held >= STEPS_ENOUGH * FULL;
}

/* Blocks [from, to), in runs of neighbours. */
static bool
hunt_among(struct hunt *h, size_t from, size_t to)
{
	const struct join_blocks *b = h->j->task->blocks;
	uint64_t run_start = 0, run_end = 0;

	for (size_t i = from; i < to; i++) {
		if (i == from || b->at[i] >= run_end) {
			run_start = join_run_start(h->j->task, b->at[i]);
			run_end = join_run_end(h->j->task, b->at[i]);
		}
		if (look_at_block(h, i, run_start, run_end))
			return true;
	}
	return false;
}

/* With the first pieces cut at one boundary; at: where the element stands in the file. */
static bool
hunt_at(struct hunt *h, uint64_t boundary, uint64_t at)
{
	struct chain_join *j = h->j;
	const struct join_blocks *b = j->task->blocks;
	uint64_t have = j->pieces->bytes.size;
	size_t here;

	h->seam = boundary <= have ? boundary : chain_boundary_before(j, have);
	h->back = boundary - h->seam;
	h->in_block = at < boundary ? UINT64_MAX : at - boundary;
	if (h->seam == 0)
		return false;
	h->own = h->seam < have ? pieces_address(j->pieces, h->seam)
				: pieces_address(j->pieces, have - 1) + 1;
	pieces_copy(&j->trial, j->pieces);
	pieces_cut(&j->trial, h->seam);
	here = join_block_from(b, h->own);
	if (!hunt_among(h, here, b->n))
		hunt_among(h, 0, here);
	return h->best > 0;
}

bool
chain_find(struct chain_join *j, const struct chain_gap *gap, uint64_t *seam, uint64_t *address)
{
	struct hunt h = {.j = j, .next = j->next};
	uint64_t first = chain_boundary_before(j, gap->at);
	uint64_t second = chain_boundary_before(j, gap->at + CHAIN_HEAD_MAX);

	if (j->chain->strain)
		h.strain = j->chain->strain(chain_state(j->next));
	if (!(first > gap->low && hunt_at(&h, first, gap->at)) &&
	    !(second > first && !j->gave_up && hunt_at(&h, second, gap->at)))
		return false;
	*seam = h.seam;
	*address = h.address;
	return true;
}
