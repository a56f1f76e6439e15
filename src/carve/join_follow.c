/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/join_follow.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Pieces of one file. */
#define DEPTH_MAX 6u

/* Other data is seen so many blocks behind its beginning, at most. */
#define SEAMS_MAX 3u

/* Data that goes on so much further than the seam is the file's own, it seems. */
#define PROGRESS_MIN ((uint64_t)4096)

/* Blocks that are looked at for one seam, and what each costs of the budget. */
#define REACH	  8192u
#define LOOK_COST 32u
#define ROWS_COST 48u

/* Bytes of a block that tell whether it can be coded data. */
#define SAMPLE 256u

/* What must be checked of a joined file; of plain rows the look says little. */
#define WHOLE_CONFIDENCE 0.9
#define PLAIN_CONFIDENCE 0.7

/* Rows of plain samples are as far from each other as before, at most so much more. */
#define ROWS_SLACK 6u
#define UNIT	   16u

/* So often rows may seem to break and go on with nothing better. */
#define FORGIVEN_MAX 8u

/* The file up to a piece's beginning. */
struct leg {
	void *state;   /* before the piece, */
	uint64_t from; /* at this offset of the file */
	unsigned depth, forgiven;
};

/* Blocks in the order of likelihood, the nearest first; they are tried in several passes. */
struct pass {
	unsigned from, to;
};

static bool advance(struct join_followed *j, const struct leg *leg);

/* ---- States ---- */

static void *
copy_of(struct join_followed *j, const void *state)
{
	void *copy = j->how->make(j->plan);

	j->how->copy(copy, state);
	return copy;
}

static void *
make_strips(const void *plan)
{
	return strips_follow_new(plan);
}

static void
copy_strips(void *to, const void *from)
{
	strips_follow_copy(to, from);
}

static uint64_t
run_strips(void *state, struct bytes *b, uint64_t *work)
{
	return strips_follow_run(state, b, work);
}

static void
drop_strips(void *state)
{
	struct strips_follow *f = state;

	strips_follow_free(&f);
}

const struct join_follower join_strips_follower = {
	8, make_strips, copy_strips, run_strips, drop_strips, NULL, NULL};

/* ---- Pieces ---- */

/* To the end of the free run, but not into what the file has already. */
static void
add_run(struct join_followed *j, uint64_t at)
{
	uint64_t end = pieces_next(&j->trial, at, join_run_end(j->task, at));

	if (end > at)
		pieces_add(&j->trial, at, end);
}

/* The last place at or before an offset of the file where a block begins; 0: none. */
static uint64_t
boundary(const struct join_followed *j, uint64_t offset)
{
	const struct join_blocks *b = j->task->blocks;
	uint64_t at, phase;
	size_t i;

	if (offset == 0 || offset > j->trial.bytes.size)
		return 0;
	at = pieces_address(&j->trial, offset - 1) + 1;
	i = join_block_from(b, at + 1);
	phase = i ? at - b->at[i - 1] : 0;
	if (phase == b->size || i == 0)
		return offset;
	return phase < offset ? offset - phase : 0;
}

static bool
spend(struct join_followed *j, uint64_t bytes)
{
	j->gave_up = j->gave_up || !join_spend(j->task->budget, bytes, 1);
	return !j->gave_up;
}

/* Goes on with a state as far as the data holds. */
static uint64_t
run(struct join_followed *j, void *state)
{
	uint64_t work, held = j->how->run(state, &j->trial.bytes, &work);

	spend(j, LOOK_COST + work / j->how->cheap);
	return held;
}

/* ---- The end ---- */

/* The anchor's piece, where all that can be followed ends before it. */
static bool
reach_anchor(struct join_followed *j)
{
	uint64_t size = j->task->blocks->size, seam, address;
	const struct join_anchor *a = &j->anchor;

	if (!a->address ||
	    (a->offset < j->trial.bytes.size && pieces_address(&j->trial, a->offset) == a->address))
		return true;
	seam = boundary(j, a->offset < j->trial.bytes.size ? a->offset : j->trial.bytes.size);
	if (seam == 0 || a->offset - seam > a->address || a->offset - seam >= size)
		return false;
	address = a->address - (a->offset - seam);
	pieces_cut(&j->trial, seam);
	if (pieces_meet(&j->trial, address, address + 1))
		return false;
	add_run(j, address);
	return true;
}

/* All data holds: is the file whole? */
static bool
accept(struct join_followed *j)
{
	const struct media_format *f = j->task->find->format;
	struct media_walk *w = j->walk;
	double least = j->strips ? PLAIN_CONFIDENCE : WHOLE_CONFIDENCE;

	if (!reach_anchor(j))
		return false;
	*w = (struct media_walk){.state = MEDIA_NOT};
	f->walk(&j->trial.bytes, 0, w);
	if (w->state != MEDIA_NOT && f->check)
		f->check(&j->trial.bytes, 0, w);
	join_spend(j->task->budget, w->length / j->how->cheap, 0);
	if (w->state != MEDIA_WHOLE || w->confidence < least || w->length > j->trial.bytes.size)
		return false;
	pieces_cut(&j->trial, w->length);
	return j->trial.n > 1;
}

/* ---- Candidates ---- */

/* With the piece at an address; at: the state at the seam. True: the file is whole. */
static bool
try_piece(struct join_followed *j, const struct leg *leg, void *at, uint64_t seam, uint64_t address)
{
	struct leg next = {at, seam, leg->depth + 1, leg->forgiven};
	void *probe;
	uint64_t held;
	bool worth;

	add_run(j, address);
	probe = copy_of(j, at);
	held = run(j, probe);
	worth = (held == UINT64_MAX || held >= seam + PROGRESS_MIN) &&
		(!j->how->progress || j->how->progress(at, probe, j->task->likely));
	j->how->drop(probe);
	if (worth && !j->gave_up && advance(j, &next))
		return true;
	pieces_cut(&j->trial, seam);
	return false;
}

/* Coded data is neither a run of one byte nor text. */
static bool
could_be_coded(struct join_followed *j, uint64_t at)
{
	size_t n, plain = 0;
	const unsigned char *p = bytes_view(join_plain(j->task), at, SAMPLE, &n);

	if (!p || n < 2)
		return false;
	for (size_t i = 0; i < n; i++)
		plain += (p[i] >= ' ' && p[i] < 0x7f) || p[i] == '\n';
	return plain < n - n / 16 && memcmp(p, p + 1, n - 1) != 0;
}

struct order {
	size_t behind, before;
};

static struct order
order_of(const struct join_followed *j)
{
	const struct join_blocks *b = j->task->blocks;

	return (struct order){join_block_from(b, j->trial.v[j->trial.n - 1].end),
			      join_block_from(b, j->trial.v[0].start)};
}

static bool
try_coded(struct join_followed *j, const struct leg *leg, void *at, uint64_t seam,
	  const struct pass *pass)
{
	const struct join_blocks *b = j->task->blocks;
	struct join_order o;
	bool whole = false;

	join_order_make(j->task, j->trial.v[0].start, j->trial.v[j->trial.n - 1].end,
			j->size > seam ? j->size - seam : 0, REACH, &o);
	for (size_t k = pass->from; k < pass->to && k < o.n && !j->gave_up && !whole; k++) {
		size_t i = o.v[k];

		if (!pieces_meet(&j->trial, b->at[i], b->at[i] + b->size) &&
		    could_be_coded(j, b->at[i]))
			whole = try_piece(j, leg, at, seam, b->at[i]);
	}
	join_order_release(&o);
	return whole;
}

/* ---- Plain rows ---- */

static void
remember(struct join_rows_found *found, size_t block, unsigned score)
{
	size_t i = found->n < JOIN_ROWS_BEST ? found->n++ : JOIN_ROWS_BEST;

	if (i == JOIN_ROWS_BEST && score >= found->score[--i])
		return;
	for (; i > 0 && found->score[i - 1] > score; i--) {
		found->score[i] = found->score[i - 1];
		found->block[i] = found->block[i - 1];
	}
	found->score[i] = score;
	found->block[i] = block;
}

static void
find_rows(struct join_followed *j, const struct strip *x, uint64_t seam, unsigned limit,
	  struct join_rows_found *found)
{
	const struct join_blocks *b = j->task->blocks;
	struct order o = order_of(j);

	found->n = 0;
	for (size_t k = 0; k < REACH && spend(j, ROWS_COST); k++) {
		size_t i = join_nth_block(b, o.behind, o.before, k);
		unsigned score;

		if (i >= b->n || pieces_meet(&j->trial, b->at[i], b->at[i] + b->size))
			continue;
		score = join_rows_score(j, x, seam, b->at[i], limit);
		if (score < UINT_MAX)
			remember(found, i, score);
	}
}

/* here: how well the rows went on as they stood. */
static bool
try_rows(struct join_followed *j, const struct leg *leg, void *at, uint64_t seam, unsigned here)
{
	const struct strip *x = strips_follow_at(at);
	unsigned usual = strips_follow_usual(at), limit;
	struct join_rows_found found;

	if (!x || usual == 255)
		return false;
	limit = (2 * usual + ROWS_SLACK) * UNIT;
	limit = limit < here / 2 ? limit : here / 2;
	find_rows(j, x, seam, limit, &found);
	for (size_t i = 0; i < found.n && !j->gave_up; i++) {
		bool doubt = j->doubt;

		j->doubt |= i > 0 || (found.n > 1 && found.score[1] < 2 * found.score[0]);
		if (try_piece(j, leg, at, seam, j->task->blocks->at[found.block[i]]))
			return true;
		j->doubt = doubt;
	}
	return false;
}

/* ---- Seams ---- */

static bool
try_anchor(struct join_followed *j, const struct leg *leg, void *at, uint64_t seam)
{
	const struct join_anchor *a = &j->anchor;
	uint64_t address;

	if (!a->address || a->offset < seam || a->address < a->offset - seam)
		return false;
	address = a->address - (a->offset - seam);
	if (join_run_end(j->task, address) <= a->address ||
	    pieces_meet(&j->trial, address, address + 1))
		return false;
	return try_piece(j, leg, at, seam, address);
}

static bool
is_plain(const struct join_followed *j, const void *state)
{
	const struct strip *x = j->strips ? strips_follow_at(state) : NULL;

	return x && x->coding == STRIP_PLAIN;
}

/* The file broke behind this boundary; what follows may lie anywhere. */
static bool
try_seam(struct join_followed *j, const struct leg *leg, uint64_t seam, const struct pass *pass)
{
	void *at = copy_of(j, leg->state);
	struct pieces here;
	unsigned as_found = UINT_MAX;
	bool whole;

	pieces_init(&here, j->trial.space);
	pieces_copy(&here, &j->trial);
	pieces_cut(&j->trial, seam);
	run(j, at);
	if (is_plain(j, at) && seam < here.bytes.size && strips_follow_at(at)->at < seam)
		as_found = join_rows_score(j, strips_follow_at(at), seam,
					   pieces_address(&here, seam), 255 * UNIT);
	whole = pass->from == 0 && try_anchor(j, leg, at, seam);
	if (!whole && is_plain(j, at))
		whole = pass->from == 0 && try_rows(j, leg, at, seam, as_found);
	else if (!whole)
		whole = try_coded(j, leg, at, seam, pass);
	if (!whole)
		pieces_copy(&j->trial, &here);
	pieces_release(&here);
	j->how->drop(at);
	return whole;
}

/* Nothing fits better than what stands there: on over it. */
static bool
forgive(struct join_followed *j, const struct leg *leg, uint64_t held)
{
	struct leg next = {copy_of(j, leg->state), leg->from, leg->depth, leg->forgiven + 1};
	bool whole;

	strips_follow_forgive(next.state, held + 1);
	whole = advance(j, &next);
	j->how->drop(next.state);
	return whole;
}

/* Seams up to the block in which other data was seen. */
static bool
try_seams(struct join_followed *j, const struct leg *leg, uint64_t broke, const struct pass *pass)
{
	uint64_t seam = broke ? boundary(j, broke) : 0;
	bool whole = false;

	for (unsigned k = 0; k < SEAMS_MAX && seam > leg->from && !whole && !j->gave_up; k++) {
		whole = try_seam(j, leg, seam, pass);
		seam = whole ? seam : boundary(j, seam - 1);
	}
	return whole;
}

static bool
advance(struct join_followed *j, const struct leg *leg)
{
	static const struct pass passes[] = {{0, 128}, {128, 1024}, {1024, REACH}};
	void *state = copy_of(j, leg->state);
	uint64_t held = run(j, state), instead = j->how->instead ? j->how->instead(state) : 0;
	bool plain = is_plain(j, state), whole = false;

	j->how->drop(state);
	if (held == UINT64_MAX)
		return accept(j);
	if (leg->depth >= DEPTH_MAX || j->gave_up)
		return false;
	for (size_t i = 0; i < (plain ? 1 : sizeof passes / sizeof *passes) && !whole; i++)
		whole = try_seams(j, leg, held, &passes[i]) ||
			(instead && try_seams(j, leg, instead, &passes[i]));
	if (!whole && plain && held < j->trial.bytes.size && leg->forgiven < FORGIVEN_MAX)
		whole = forgive(j, leg, held);
	return whole;
}

enum join_result
join_followed(struct join_followed *j)
{
	uint64_t start = j->task->find->start, end = join_run_end(j->task, start);
	struct leg leg = {.depth = 1};
	bool whole;

	if (end <= start)
		return JOIN_NOT;
	pieces_init(&j->trial, join_plain(j->task));
	pieces_add(&j->trial, start, end);
	leg.state = j->how->make(j->plan);
	whole = advance(j, &leg);
	j->how->drop(leg.state);
	pieces_cut(j->pieces, 0);
	for (size_t i = 0; whole && i < j->trial.n; i++)
		pieces_add(j->pieces, j->trial.v[i].start, j->trial.v[i].end);
	pieces_release(&j->trial);
	if (!whole)
		return j->gave_up ? JOIN_GAVE_UP : JOIN_NOT;
	j->walk->confidence = j->doubt ? PLAIN_CONFIDENCE : WHOLE_CONFIDENCE;
	return JOIN_WHOLE;
}
