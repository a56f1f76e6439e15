/* SPDX-License-Identifier: Apache-2.0 */
/* Joins the pieces of films that are chains of elements; see join_chain.h for how. */
#include "carve/join_chain.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/verdict.h"

#define SECTOR 512u

/* Pieces of one file. */
#define SEAMS_MAX 256u

/* So near its end a film is not asked for what only a bad one lacks. */
#define LAST_MAX ((uint64_t)32768)

struct chain *
chain_state(unsigned char *state)
{
	return (struct chain *)(void *)state;
}

void
chain_copy(const struct chain_join *j, unsigned char *to, const unsigned char *from,
	   struct pieces *pieces)
{
	memcpy(to, from, j->chain->state);
	chain_state(to)->b = &pieces->bytes;
}

uint64_t
chain_boundary_before(const struct chain_join *j, uint64_t offset)
{
	uint64_t over = (offset + j->phase) % j->task->blocks->size;

	return over < offset ? offset - over : 0;
}

/* ---- The walk over the pieces that there are ---- */

static unsigned char *
kept_at(const struct chain_join *j, size_t i)
{
	return j->kept + i * j->chain->state;
}

static void
keep(struct chain_join *j)
{
	if (j->nkept == CHAIN_KEPT) {
		memmove(j->kept, kept_at(j, 1), (CHAIN_KEPT - 1) * j->chain->state);
		j->nkept--;
	}
	memcpy(kept_at(j, j->nkept++), j->state, j->chain->state);
}

/*
 * On from the leg's beginning until the walk is over; the states before its last steps are kept.
 * It is gone twice, so that not every step costs a copy.
 */
static void
advance(struct chain_join *j)
{
	const struct media_chain *m = j->chain;
	uint64_t steps = 1;

	memcpy(j->state, j->leg, m->state);
	while (m->step(chain_state(j->state)))
		steps++;
	memcpy(j->state, j->leg, m->state);
	j->nkept = 0;
	for (uint64_t i = 0; i < steps; i++) {
		if (steps - i <= CHAIN_KEPT)
			keep(j);
		m->step(chain_state(j->state));
	}
	join_spend(j->task->budget, chain_state(j->state)->at - chain_state(j->leg)->at, 0);
}

/* ---- Seams ---- */

static bool
has_boundary(const struct chain_join *j, const struct chain_gap *gap)
{
	return chain_boundary_before(j, gap->at + CHAIN_HEAD_MAX) > gap->low;
}

/* Tries the element of j->next elsewhere. */
static bool
try_gap(struct chain_join *j, const struct chain_gap *gap)
{
	uint64_t seam, address;

	if (!has_boundary(j, gap) || !chain_find(j, gap, &seam, &address) ||
	    !chain_seam(j, gap, &seam, &address))
		return false;
	if (j->unsure && !j->doubt)
		j->doubt = seam;
	pieces_cut(j->pieces, seam);
	pieces_add(j->pieces, address, join_run_end(j->task, address));
	chain_copy(j, j->leg, gap->before, j->pieces);
	j->seams++;
	return true;
}

/* The element that failed has a head: the seam lies in its body. */
static bool
try_skipped(struct chain_join *j)
{
	const unsigned char *failed = kept_at(j, j->nkept - 1);
	struct chain *c = chain_state(j->next);
	enum chain_look look;
	bool stepped;

	chain_copy(j, j->next, failed, j->pieces);
	look = c->look;
	c->look = LOOK_HEADS;
	stepped = j->chain->skip ? j->chain->skip(c) : j->chain->step(c);
	c->look = look;
	if (!stepped)
		return false;
	return try_gap(
		j, &(struct chain_gap){failed, chain_state(kept_at(j, j->nkept - 1))->at, c->at});
}

/* What failed is no element: the one before it, or one before that, spans the seam. */
static bool
try_before(struct chain_join *j)
{
	for (size_t i = j->nkept - 1; i > 0; i--) {
		struct chain_gap gap = {.before = kept_at(j, i - 1)};

		gap.low = chain_state(kept_at(j, i - 1))->at;
		gap.at = chain_state(kept_at(j, i))->at;
		chain_copy(j, j->next, kept_at(j, i), j->pieces);
		if (gap.low < gap.at && try_gap(j, &gap))
			return true;
	}
	return false;
}

/*
 * The last elements of a film keep no time with those before, and may lack what others have. Where
 * nothing marks the end, the file is not whole, but is told as far as that.
 */
static bool
ends_soon(struct chain_join *j)
{
	struct chain *c = chain_state(j->state);
	struct media_walk strict = j->walk;

	memcpy(j->state, j->leg, j->chain->state);
	if (c->look < LOOK_STRICT || j->seams == 0)
		return false;
	c->look = LOOK_INSIDE;
	while (j->chain->step(c))
		continue;
	join_spend(j->task->budget, c->at - chain_state(j->leg)->at, 0);
	if ((j->walk.state != MEDIA_WHOLE && !j->walk.unmarked) ||
	    j->walk.length > strict.broke + LAST_MAX)
		j->walk = strict;
	return j->walk.state == MEDIA_WHOLE;
}

/* Through all seams. True: the walk came to the file's end. */
static bool
go(struct chain_join *j)
{
	while (j->seams <= SEAMS_MAX) {
		struct media_walk reached;

		advance(j);
		if (j->walk.state == MEDIA_WHOLE)
			return true;
		if (j->gave_up)
			return false;
		reached = j->walk;
		if (!try_skipped(j) && !try_before(j)) {
			j->walk = reached; /* what was tried has changed it */
			return ends_soon(j);
		}
	}
	return false;
}

/* ---- The result ---- */

/* It ends where the free blocks do, and on a sector: that is no mark. */
static bool
ends_by_chance(struct chain_join *j)
{
	return chain_state(j->state)->unmarked && j->walk.length == j->pieces->bytes.size &&
	       j->walk.length % SECTOR == 0;
}

static enum join_result
conclude(struct chain_join *j, struct media_walk *walk)
{
	bool chance = ends_by_chance(j);

	pieces_cut(j->pieces, j->walk.length);
	if (j->pieces->n < 2)
		return JOIN_NOT;
	*walk = j->walk;
	walk->confidence = walk->confidence < 0.9 ? walk->confidence : 0.9;
	if (chance) {
		walk->state = MEDIA_TRUNCATED;
		walk->broke = walk->length;
		verdict_add(walk, "nothing marks the end");
	}
	if (j->unsure) {
		walk->confidence = j->widest <= 2 ? 0.6 : 0.5;
		walk->state = MEDIA_DAMAGED; /* some of its bytes may be another file's */
		walk->broke = j->doubt;
		verdict_add(walk, "%u of %u seams lie within %llu blocks, not proven to the block",
			    j->unsure, j->seams, (unsigned long long)j->widest);
	}
	return JOIN_WHOLE;
}

/* What held may be worth more than what was found. */
static enum join_result
longer(struct chain_join *j, struct media_walk *walk)
{
	const struct find *find = j->task->find;
	uint64_t held = j->walk.length;

	if (!j->seams || j->walk.state == MEDIA_NOT || held <= find->walk.length)
		return j->gave_up ? JOIN_GAVE_UP : JOIN_NOT;
	pieces_cut(j->pieces, held);
	if (j->pieces->n < 2)
		return JOIN_NOT;
	*walk = find->walk;
	walk->frames = j->walk.frames;
	verdict_damaged(walk, held, 0.7, "joined from %zu pieces and broken behind them",
			j->pieces->n);
	return JOIN_LONGER;
}

/* The first piece, and the walk's head in it. */
static bool
begin(struct chain_join *j)
{
	const struct join_task *task = j->task;
	uint64_t start = task->find->start, end = join_run_end(task, start);
	size_t i = join_block_from(task->blocks, start + 1);

	if (end <= start || i == 0)
		return false;
	j->phase = start - task->blocks->at[i - 1];
	pieces_add(j->pieces, start, end);
	return chain_begin(j->chain, j->leg, &j->pieces->bytes, 0, &j->walk, LOOK_STRICT);
}

static enum join_result
join(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	const struct media_chain *chain = media_chain_of(task->find->format);
	struct chain_join j = {.task = task, .chain = chain, .pieces = pieces};
	enum join_result result = JOIN_NOT;
	unsigned char *room;

	if (!chain)
		return JOIN_NOT;
	room = memory_zero(4 + CHAIN_KEPT, chain->state);
	j.state = room;
	j.leg = room + chain->state;
	j.next = room + 2 * chain->state;
	j.probe = room + 3 * chain->state;
	j.kept = room + 4 * chain->state;
	pieces_init(&j.trial, pieces->space);
	if (begin(&j))
		result = go(&j) ? conclude(&j, walk) : longer(&j, walk);
	film_decoders_release(&j.decoders);
	pieces_release(&j.trial);
	free(room);
	return result;
}

const struct joiner joiner_matroska = {"mkv", false, false, join};
const struct joiner joiner_avi = {"avi", false, false, join};
const struct joiner joiner_asf = {"asf", false, false, join};
const struct joiner joiner_flv = {"flv", false, false, join};
const struct joiner joiner_ogg = {"ogg", false, false, join};
const struct joiner joiner_mpeg_ps = {"mpg", false, false, join};
const struct joiner joiner_mpeg_ts = {"ts", false, false, join};
