/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/joining.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "carve/joining_standing.h"
#include "carve/judge.h"
#include "media/verdict.h"

#define SECTOR 512u

/* Of joined files that hold together less surely than this, most were wrong in trials. */
#define JOINED_CONFIDENCE 0.65

/* Confidences that differ by less are the same. */
#define SURENESS_STEPS 10

#define BUDGET_BYTES ((uint64_t)16 << 20)
#define BUDGET_BLOCK 64	  /* bytes of budget for each block that is looked at */
#define DUE_MAX	     4096 /* files that are tried at all */
#define BUDGET_FULL  192  /* files in a round that get it in full; more of them share it */
#define HEAD_SHARE   4u	  /* of it for one that is not to be believed alone */
#define TRIES_MAX    3u
#define DEAR_SHARE   4u /* of the budget, for a try that hardly gains by more */
#define QUICK_MAX    4u /* rounds of such tries in a row */

/* ---- Adding ---- */

void
joining_init(struct joining *j, const struct space *space, uint64_t budget)
{
	*j = (struct joining){.space = space, .budget = budget ? budget : BUDGET_BYTES};
}

void
join_outcome_release(struct join_outcome *x)
{
	free(x->pieces);
	*x = (struct join_outcome){.result = JOIN_NOT};
}

void
joining_release(struct joining *j)
{
	for (size_t i = 0; i < j->n; i++)
		join_outcome_release(&j->v[i].outcome);
	free(j->v);
	free(j->starts);
	free(j->grids);
	if (j->faces)
		block_faces_release(j->faces);
	free(j->faces);
	free_blocks_free(j->free);
	extents_release(&j->taken);
	extents_release(&j->held);
	extents_release(&j->kept);
	extents_release(&j->joined);
	*j = (struct joining){.space = j->space};
}

bool
joining_holds_back(const struct space *s, const struct find *find, bool broken_before)
{
	return judge_doubts(find) || (broken_before && space_offset(s, find->start) % SECTOR != 0);
}

static void
add_start(struct joining *j, uint64_t address)
{
	if (j->nstarts == j->starts_cap) {
		j->starts_cap = j->starts_cap ? j->starts_cap * 2 : 256;
		j->starts = memory_resize_array(j->starts, j->starts_cap, sizeof *j->starts);
	}
	j->starts[j->nstarts++] = address;
}

void
joining_add_whole(struct joining *j, uint64_t start, uint64_t end)
{
	if (start < j->end)
		return;
	j->end = end;
	add_start(j, start);
	extents_add(&j->taken, start, end - start);
}

static void
add_item(struct joining *j, const struct find *find, bool believed)
{
	if (j->n == j->cap) {
		j->cap = j->cap ? j->cap * 2 : 64;
		j->v = memory_resize_array(j->v, j->cap, sizeof *j->v);
	}
	j->v[j->n] = (struct joining_item){
		.find = *find, .believed = believed, .due = judge_doubts(find)};
	if (find->walk.mime)
		snprintf(j->v[j->n].mime, FINDING_MIME_MAX, "%s", find->walk.mime);
	j->n++;
}

void
joining_add_broken(struct joining *j, const struct find *find)
{
	if (find->start < j->end)
		return;
	j->end = find->end;
	if (!find->format->resumes) /* it may be the rest of another one */
		add_start(j, find->start);
	extents_add(find->walk.state == MEDIA_WHOLE ? &j->kept : &j->held, find->start,
		    find->end - find->start);
	add_item(j, find, true);
}

void
joining_add_beginning(struct joining *j, const struct find *find)
{
	if (joiner_of(find->format))
		add_item(j, find, false);
}

/* ---- The beginning ---- */

static int
by_address(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* What is believed stands before what is not. */
static int
by_start(const void *a, const void *b)
{
	const struct joining_item *x = a, *y = b;

	if (x->find.start != y->find.start)
		return x->find.start < y->find.start ? -1 : 1;
	return (int)y->believed - (int)x->believed;
}

static bool
lies_in(const struct extents *list, uint64_t start, uint64_t end)
{
	size_t i = extents_from(list, start);

	return i < list->n && list->v[i].offset < end;
}

/* Takes out what begins in a whole file, and what is there twice. */
static void
drop_needless(struct joining *j)
{
	size_t kept = 0;

	for (size_t i = 0; i < j->n; i++) {
		uint64_t start = j->v[i].find.start;

		if (!j->v[i].believed && (lies_in(&j->taken, start, start + 1) ||
					  (kept && j->v[kept - 1].find.start == start)))
			continue;
		j->v[kept++] = j->v[i];
	}
	j->n = kept;
}

static void
find_grids(struct joining *j)
{
	size_t from = 0;

	j->grids = memory_zero(j->space->nregions + 1, sizeof *j->grids);
	for (size_t i = 0; i < j->space->nregions; i++) {
		struct space_region region = space_region(j->space, i);
		size_t to = from;

		while (to < j->nstarts && j->starts[to] < region.end)
			to++;
		j->grids[i] =
			grid_of(j->space, &region, j->starts ? j->starts + from : NULL, to - from);
		from = to;
	}
}

static size_t
region_index(const struct space *s, uint64_t address)
{
	size_t i = 0;

	while (i + 1 < s->nregions && space_region(s, i).end <= address)
		i++;
	return i;
}

/* Only what begins where blocks begin can lie in several of them. */
static void
leave_out_unaligned(struct joining *j)
{
	for (size_t i = 0; i < j->n; i++) {
		uint64_t start = j->v[i].find.start;
		const struct grid *grid = &j->grids[region_index(j->space, start)];

		if (space_offset(j->space, start) % grid->size != grid->phase)
			j->v[i].due = false;
	}
}

/* Of an image that was made to break everywhere, only so many files are looked for the rest of. */
static void
leave_out_many(struct joining *j)
{
	size_t due = joining_due(j);

	for (size_t i = 0; due > DUE_MAX && i < j->n; i++) {
		due -= j->v[i].due && !j->v[i].believed;
		j->v[i].due = j->v[i].due && j->v[i].believed;
	}
	for (size_t i = j->n; due > DUE_MAX && i-- > 0;) {
		due -= j->v[i].due;
		j->v[i].gave_up |= j->v[i].due;
		j->v[i].due = false;
	}
}

static bool
knows_likely(const struct joining_item *item)
{
	const struct joiner *joiner = joiner_of(item->find.format);

	return joiner && joiner->knows_likely;
}

/* The texts that the items' media types point to lie in the items, which may have moved. */
static void
fix_texts(struct joining *j)
{
	for (size_t i = 0; i < j->n; i++) {
		j->v[i].find.walk.mime = j->v[i].mime;
		j->v[i].outcome.walk.mime = j->v[i].outcome.mime;
	}
}

void
joining_begin(struct joining *j)
{
	extents_sort(&j->taken);
	extents_sort(&j->held);
	extents_sort(&j->kept);
	if (j->nstarts)
		qsort(j->starts, j->nstarts, sizeof *j->starts, by_address);
	if (j->n)
		qsort(j->v, j->n, sizeof *j->v, by_start);
	drop_needless(j);
	find_grids(j);
	leave_out_unaligned(j);
	leave_out_many(j);
	fix_texts(j);
	j->faces = memory_zero(1, sizeof *j->faces);
	j->free = free_blocks_new();
	j->phase = JOINING_LIKELY;
	j->rounds = 1;
	for (size_t i = 0; i < j->n; i++) {
		j->v[i].may_join = j->v[i].due;
		j->v[i].quick = knows_likely(&j->v[i]);
	}
}

size_t
joining_due(const struct joining *j)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		n += j->v[i].due;
	return n;
}

/* ---- One try ---- */

/*
 * No image may cost more than so much, however many files are made to break in it. Heads that
 * nothing was seen behind are mostly all that is left of a file.
 */
static uint64_t
share_of_budget(const struct joining *j, const struct joining_item *item)
{
	size_t due = 0;
	uint64_t share;

	for (size_t i = 0; i < j->n; i++)
		due += j->v[i].due ? (j->v[i].believed ? HEAD_SHARE : 1) : 0;
	due = due / HEAD_SHARE + 1;
	share = due <= BUDGET_FULL ? j->budget : j->budget / due * BUDGET_FULL;
	if (knows_likely(item) && item->quick != joiner_of(item->find.format)->dear)
		share /= DEAR_SHARE;
	return item->believed ? share : share / HEAD_SHARE;
}

static void
take_pieces(struct join_outcome *out, const struct pieces *pieces)
{
	out->npieces = pieces->n;
	out->pieces = pieces->n ? memory_copy(pieces->v, pieces->n * sizeof *pieces->v) : NULL;
	if (out->result == JOIN_WHOLE && !strstr(out->walk.why, "joined"))
		verdict_add(&out->walk, "joined from %zu piece%s", pieces->n,
			    pieces->n == 1 ? "" : "s");
	if (out->walk.mime)
		snprintf(out->mime, sizeof out->mime, "%s", out->walk.mime);
}

/*
 * The bytes of a region, every look at which costs a part of the budget: a joiner that forgets to
 * say what it does comes to its end, too.
 */
struct metered {
	struct bytes bytes;
	struct bytes *inner;
	struct join_budget *budget;
};

static const unsigned char *
metered_view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct metered *m = (struct metered *)self;
	const unsigned char *p = bytes_view(m->inner, offset, want, got);
	uint64_t cost = join_look_cost(*got);

	m->budget->bytes -= cost < m->budget->bytes ? cost : m->budget->bytes;
	return p;
}

/* Behind the first round what others have joined may leave a file nothing but its own blocks. */
static bool
is_looked_for(const struct joining *j, const struct joining_item *item)
{
	return !item->quick || (j->phase == JOINING_LIKELY && j->rounds == 1);
}

static void
try_item(const struct joining *j, const struct joining_item *item, struct bytes *bytes,
	 const struct join_blocks *blocks, struct join_outcome *out)
{
	const struct joiner *joiner = joiner_of(item->find.format);
	uint64_t share = share_of_budget(j, item);
	struct join_budget budget = {share, share / BUDGET_BLOCK};
	struct metered metered = {{bytes->size, metered_view, 0}, bytes, &budget};
	struct join_task task = {.space = &metered.bytes,
				 .find = &item->find,
				 .blocks = blocks,
				 .budget = &budget,
				 .plain = bytes,
				 .faces = j->faces,
				 .likely = item->quick};
	struct pieces pieces;

	pieces_init(&pieces, &metered.bytes);
	if (join_around(&task, &pieces, &out->walk))
		out->result = JOIN_WHOLE;
	budget = (struct join_budget){share, share / BUDGET_BLOCK};
	if (out->result == JOIN_NOT && joiner && is_looked_for(j, item))
		out->result = joiner->join(&task, &pieces, &out->walk);
	if (out->result == JOIN_LONGER &&
	    (!out->walk.mime || !*out->walk.mime)) /* of what was never seen to hold */
		out->result = JOIN_NOT;
	if (out->result == JOIN_WHOLE || out->result == JOIN_LONGER)
		take_pieces(out, &pieces);
	pieces_release(&pieces);
}

void
joining_try(const struct joining *j, size_t i, struct join_outcome *out)
{
	const struct joining_item *item = &j->v[i];
	size_t r = region_index(j->space, item->find.start);
	const struct space_region region = space_region(j->space, r);
	const struct free_blocks_input in = {.space = j->space,
					     .taken = &j->taken,
					     .held = &j->held,
					     .kept = &j->kept,
					     .heads = j->starts,
					     .nheads = j->nstarts,
					     .grid = j->grids[r],
					     .start = item->find.start,
					     .end = item->find.end};
	struct space_bytes bytes;

	*out = (struct join_outcome){.result = JOIN_NOT};
	space_bytes_init(&bytes, j->space, &region);
	block_faces_open(j->faces, region.start, region.end, j->grids[r].size);
	free_blocks_fill(j->free, &in);
	try_item(j, item, &bytes.bytes, &j->free->blocks, out);
	space_bytes_release(&bytes);
}

static bool
is_free(const struct joining *j, const struct join_outcome *x)
{
	for (size_t i = 0; i < x->npieces; i++)
		if (lies_in(&j->taken, x->pieces[i].start, x->pieces[i].end) ||
		    lies_in(&j->joined, x->pieces[i].start, x->pieces[i].end))
			return false;
	return true;
}

/* What was no find stays none for coming further; what it came to stays while it is free. */
static bool
is_worth_telling(const struct joining *j, const struct joining_item *item,
		 const struct join_outcome *x)
{
	if (x->result == JOIN_LONGER && item->outcome.npieces && is_free(j, &item->outcome))
		return false;
	return x->result == JOIN_WHOLE ? x->walk.confidence >= JOINED_CONFIDENCE
				       : x->result == JOIN_LONGER && item->believed;
}

void
joining_take(struct joining *j, size_t i, struct join_outcome *out)
{
	struct joining_item *item = &j->v[i];

	item->due = false;
	item->tries += !item->quick;
	if (!item->quick)
		item->gave_up = out->result == JOIN_GAVE_UP;
	if (is_worth_telling(j, item, out)) {
		join_outcome_release(&item->outcome);
		item->outcome = *out;
		item->outcome.walk.mime = item->outcome.mime;
		*out = (struct join_outcome){.result = JOIN_NOT};
	} else {
		join_outcome_release(out);
	}
}

/* ---- Settling ---- */

/*
 * Whole before longer, clearly surer before less sure, fewer pieces before more (somebody's stray
 * head goes on in the same data as the head that belongs there, but that lies before them), what
 * was seen of it before joining before what was not, then as they lie.
 */
static int
by_sureness(const void *a, const void *b)
{
	const struct joining_item *x = *(struct joining_item *const *)a;
	const struct joining_item *y = *(struct joining_item *const *)b;
	int sure = (int)(y->outcome.walk.confidence * SURENESS_STEPS) -
		   (int)(x->outcome.walk.confidence * SURENESS_STEPS);

	if (x->outcome.result != y->outcome.result)
		return x->outcome.result == JOIN_WHOLE ? -1 : 1;
	if (sure)
		return sure;
	if (x->outcome.npieces != y->outcome.npieces)
		return x->outcome.npieces < y->outcome.npieces ? -1 : 1;
	if (x->believed != y->believed)
		return x->believed ? -1 : 1;
	return x->find.start < y->find.start ? -1 : 1;
}

static void
occupy(struct joining *j, const struct join_outcome *x)
{
	for (size_t i = 0; i < x->npieces; i++)
		extents_add(&j->joined, x->pieces[i].start, x->pieces[i].end - x->pieces[i].start);
	extents_sort(&j->joined);
}

/* Its blocks are its own, or it has to look again. */
static void
decide(struct joining *j, struct joining_item *item, const struct extents *standing)
{
	if (is_free(j, &item->outcome) && joining_spares(j, item, standing)) {
		item->state = item->outcome.result == JOIN_WHOLE ? ITEM_JOINED : ITEM_LONGER;
		j->gained |= item->state == ITEM_JOINED;
		occupy(j, &item->outcome);
		return;
	}
	join_outcome_release(&item->outcome);
	item->due = !item->quick && item->tries < TRIES_MAX;
}

/* The items with an outcome of one kind that are not settled yet, the surest first. */
static void
decide_all(struct joining *j, enum join_result result)
{
	struct joining_item **list = memory_new((j->n + 1) * sizeof *list);
	struct extents standing = EXTENTS_EMPTY;
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		if (j->v[i].state == ITEM_FOUND && j->v[i].outcome.npieces &&
		    j->v[i].outcome.result == result)
			list[n++] = &j->v[i];
	qsort(list, n, sizeof *list, by_sureness);
	joining_standing(j, &standing);
	for (size_t i = 0; i < n; i++)
		decide(j, list[i], &standing);
	extents_release(&standing);
	free(list);
}

/* What is still broken is due again; of those who always look everywhere, only at last. */
static void
make_due(struct joining *j, enum joining_phase phase)
{
	bool again = phase == JOINING_LEFT && j->phase != JOINING_LEFT;

	j->rounds = phase == j->phase ? j->rounds + 1 : 1;
	j->phase = phase;
	j->gained = false;
	for (size_t i = 0; i < j->n; i++) {
		struct joining_item *item = &j->v[i];

		if (item->state != ITEM_FOUND || !item->may_join || item->tries >= TRIES_MAX)
			continue;
		item->quick = knows_likely(item) && phase != JOINING_ALL;
		item->due = knows_likely(item) || again;
	}
}

/* The round is settled: what is tried in the next one? */
static void
next_round(struct joining *j)
{
	if (joining_due(j))
		return;
	if (j->phase == JOINING_LIKELY && j->gained && j->rounds < QUICK_MAX)
		make_due(j, JOINING_LIKELY);
	else if (j->phase == JOINING_LIKELY)
		make_due(j, JOINING_ALL);
	else if (j->gained && (j->phase == JOINING_ALL || j->rounds < QUICK_MAX))
		make_due(j, JOINING_LEFT);
}

void
joining_settle(struct joining *j)
{
	decide_all(j, JOIN_WHOLE);
	extents_join(&j->taken, &j->joined);
	free_blocks_forget(j->free);
	next_round(j);
	/* What stays broken gets what the whole ones leave. */
	if (joining_due(j) == 0)
		decide_all(j, JOIN_LONGER);
}

/* ---- Telling ---- */

static void
tell_joined(const struct joining_item *item, struct joining_told *told)
{
	told->find.walk = item->outcome.walk;
	told->find.cut_short = false;
	told->pieces = item->outcome.pieces;
	told->npieces = item->outcome.npieces;
}

/* A file that broke does not reach into blocks that turned out to be another's. */
static bool
tell_found(const struct joining *j, const struct joining_item *item, struct joining_told *told)
{
	struct find *find = &told->find;
	size_t i = extents_from(&j->joined, find->start);

	if (!item->believed)
		return false;
	if (i < j->joined.n && j->joined.v[i].offset <= find->start)
		return false;
	if (i < j->joined.n && j->joined.v[i].offset < find->end)
		judge_cut(find, j->joined.v[i].offset);
	told->alone = (struct piece){find->start, find->end, 0};
	told->pieces = &told->alone;
	told->npieces = 1;
	return true;
}

bool
joining_tell(const struct joining *j, size_t i, struct joining_told *told)
{
	const struct joining_item *item = &j->v[i];

	*told = (struct joining_told){.find = item->find};
	if (item->gave_up && item->tries == 0)
		snprintf(told->note, sizeof told->note,
			 "the rest of it was not looked for: too many files are broken here");
	else if (item->gave_up && item->state != ITEM_JOINED)
		snprintf(told->note, sizeof told->note,
			 "the search for the rest of it was given up when %llu MiB had been "
			 "judged",
			 (unsigned long long)(j->budget >> 20));
	if (item->state == ITEM_FOUND)
		return tell_found(j, item, told);
	tell_joined(item, told);
	return true;
}
