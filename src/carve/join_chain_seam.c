/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Setting the seam. The element that spans it and what follows is walked with every boundary that
 * is possible; sums, lengths and decoded pictures tell most of them apart, and where they do not,
 * what the blocks look like.
 */
#include "carve/join_chain.h"
#include "media/entropy.h"

/* What clusters mostly are. */
#define CLUSTER 4096u

/* Boundaries that are tried, and elements that are gone over for each. */
#define TRIED_MAX 2048u
#define STEPS_MAX 1024u
/* Frames that are decoded for each: the one over the seam and some behind it. */
#define FRAMES_DECODED 4u

struct setting {
	struct chain_join *j;
	const struct chain_gap *gap;
	uint64_t seam, address; /* as found */
	uint64_t reach;		/* the furthest the walk came */
	uint64_t first, last;	/* boundaries that came so far, and alike in looks */
	int looks;		/* theirs */
};

/* How far the walk comes with the seam at a boundary; UINT64_MAX: to the end. */
static uint64_t
reach_of(struct setting *s, uint64_t seam)
{
	struct chain_join *j = s->j;
	struct chain *c = chain_state(j->probe);
	uint64_t address = s->address - (s->seam - seam);
	unsigned steps = 0;

	pieces_copy(&j->trial, j->pieces);
	pieces_cut(&j->trial, seam);
	pieces_add(&j->trial, address, join_run_end(j->task, address));
	chain_copy(j, j->probe, s->gap->before, &j->trial);
	c->w->state = MEDIA_NOT;
	c->decoders = &j->decoders;
	j->decoders.frames_left = FRAMES_DECODED;
	while (steps < STEPS_MAX && j->chain->step(c))
		steps++;
	if (steps == STEPS_MAX)
		return c->at;
	if (c->w->state == MEDIA_WHOLE)
		return UINT64_MAX;
	/* where all before is good: a sum that does not agree may lie at the end of much */
	return c->w->state == MEDIA_NOT || steps <= j->chain->firm ? 0 : c->w->length;
}

/* Is the block at an address what coded pictures look like? 0 or 1; 1: it is not. */
static int
looks_foreign(const struct chain_join *j, uint64_t address)
{
	size_t n, want = j->task->blocks->size < 4096 ? j->task->blocks->size : 4096;
	const unsigned char *p = bytes_view(j->pieces->space, address, want, &n);

	return p && n >= ENTROPY_WINDOW && entropy_of(p, n) != ENTROPY_DENSE;
}

/* Of two neighbouring boundaries the block between them lies here or there. */
static int
looks_of(const struct setting *s, uint64_t seam)
{
	uint64_t size = s->j->task->blocks->size;
	int here = 0, there = 0;

	/* only the blocks on either side: those further off count for each boundary alike */
	for (uint64_t at = s->first; at + size <= seam; at += size)
		here += looks_foreign(s->j, pieces_address(s->j->pieces, at));
	for (uint64_t at = seam; at + size <= s->seam; at += size)
		there += looks_foreign(s->j, s->address - (s->seam - at));
	return here + there;
}

static void
try_boundary(struct setting *s, uint64_t seam)
{
	uint64_t reach = reach_of(s, seam);

	if (reach < s->reach || reach <= s->gap->low) /* the spanning element does not hold */
		return;
	if (reach > s->reach)
		s->first = seam;
	s->reach = reach;
	s->last = seam;
}

/* Where files lie in larger clusters than the grid's, pieces begin and end on those. */
static int
misfits(const struct setting *s, uint64_t seam)
{
	uint64_t end = pieces_address(s->j->pieces, seam - 1) + 1;
	uint64_t start = s->address - (s->seam - seam);

	return (end | start) % CLUSTER != 0;
}

/* Among boundaries that reach equally far: the one whose blocks look best. */
static uint64_t
choose(struct setting *s)
{
	uint64_t size = s->j->task->blocks->size, best = s->first, low = s->first, high = s->first;
	int least = 2 * looks_of(s, s->first) + misfits(s, s->first);

	for (uint64_t seam = s->first + size; seam <= s->last; seam += size) {
		int looks = 2 * looks_of(s, seam) + misfits(s, seam);

		if (looks > least)
			continue;
		low = looks < least ? seam : low;
		high = best = seam;
		least = looks;
	}
	if (low != high) {
		uint64_t wide = (high - low) / size + 1;

		s->j->unsure++;
		s->j->widest = wide > s->j->widest ? wide : s->j->widest;
	}
	return best;
}

bool
chain_seam(struct chain_join *j, const struct chain_gap *gap, uint64_t *seam, uint64_t *address)
{
	struct setting s = {.j = j, .gap = gap, .seam = *seam, .address = *address};
	uint64_t size = j->task->blocks->size, back = *address - join_run_start(j->task, *address);
	uint64_t low = *seam, chosen;
	unsigned tried = 0;

	while (low > size && low - size > gap->low && *seam - (low - size) <= back &&
	       tried++ < TRIED_MAX)
		low -= size;
	for (uint64_t at = low; at <= *seam; at += size)
		try_boundary(&s, at);
	if (s.reach == 0)
		return false;
	chosen = s.first == s.last ? s.first : choose(&s);
	*address -= *seam - chosen;
	*seam = chosen;
	return true;
}
