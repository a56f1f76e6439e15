/* SPDX-License-Identifier: Apache-2.0 */
/* The state of joining, and what a try gave, on the way between workers. */
#include <stdlib.h>

#include "base/memory.h"
#include "carve/joining.h"

struct flat_joining {
	uint64_t n, nstarts, ntaken, nheld, nkept, njoined, nregions;
	uint64_t budget;
	uint32_t phase, rounds, gained, unused;
};

struct flat_item {
	uint32_t state, believed, due, tries, gave_up, quick, may_join, unused;
};

/* ---- Outcomes ---- */

void
join_outcome_write(const struct join_outcome *x, struct buffer *out)
{
	uint64_t result = (uint64_t)x->result;

	buffer_add(out, &result, sizeof result);
	finding_write_walk(out, &x->walk);
	finding_write_pieces(out, x->pieces, x->npieces);
}

void
join_outcome_read(struct intake *in, uint64_t size, struct join_outcome *out)
{
	uint64_t result;

	*out = (struct join_outcome){.result = JOIN_NOT};
	intake_take(in, &result, sizeof result);
	finding_read_walk(in, &out->walk, out->mime);
	out->pieces = finding_read_pieces(in, size, &out->npieces);
	in->broken |= result > JOIN_GAVE_UP;
	in->broken |= (result == JOIN_WHOLE || result == JOIN_LONGER) != (out->npieces > 0);
	out->result = in->broken ? JOIN_NOT : (enum join_result)result;
}

/* ---- The state ---- */

static void
write_extents(struct buffer *out, const struct extents *list)
{
	buffer_add(out, list->v, list->n * sizeof *list->v);
}

void
joining_write(const struct joining *j, struct buffer *out)
{
	const struct flat_joining flat = {j->n,	     j->nstarts,  j->taken.n,	      j->held.n,
					  j->kept.n, j->joined.n, j->space->nregions, j->budget,
					  j->phase,  j->rounds,	  j->gained,	      0};

	buffer_add(out, &flat, sizeof flat);
	buffer_add(out, j->starts, j->nstarts * sizeof *j->starts);
	buffer_add(out, j->grids, j->space->nregions * sizeof *j->grids);
	write_extents(out, &j->taken);
	write_extents(out, &j->held);
	write_extents(out, &j->kept);
	write_extents(out, &j->joined);
	for (size_t i = 0; i < j->n; i++) {
		const struct joining_item *item = &j->v[i];
		const struct flat_item x = {
			(uint32_t)item->state, item->believed, item->due,      item->tries,
			item->gave_up,	       item->quick,    item->may_join, 0};

		buffer_add(out, &x, sizeof x);
		finding_write(out, &item->find);
		join_outcome_write(&item->outcome, out);
	}
}

/* n things of a size, or NULL. */
static void *
read_array(struct intake *in, uint64_t n, size_t size)
{
	void *v;

	in->broken |= n > in->n / size;
	if (in->broken || n == 0)
		return NULL;
	v = memory_new((size_t)n * size);
	intake_take(in, v, (size_t)n * size);
	return v;
}

static void
read_extents(struct intake *in, uint64_t n, struct extents *list)
{
	list->v = read_array(in, n, sizeof *list->v);
	list->n = list->cap = list->v ? (size_t)n : 0;
	for (size_t i = 0; i < list->n; i++) {
		uint64_t end;

		if (list->v[i].size == 0 ||
		    __builtin_add_overflow(list->v[i].offset, list->v[i].size, &end))
			in->broken = true;
		if (i && list->v[i].offset <= list->v[i - 1].offset + list->v[i - 1].size)
			in->broken = true;
	}
	if (in->broken)
		list->n = 0;
}

static void
read_item(struct intake *in, uint64_t size, struct joining_item *item)
{
	struct flat_item x;

	intake_take(in, &x, sizeof x);
	*item = (struct joining_item){.believed = x.believed != 0,
				      .due = x.due != 0,
				      .tries = x.tries,
				      .gave_up = x.gave_up != 0,
				      .quick = x.quick != 0,
				      .may_join = x.may_join != 0};
	finding_read(in, size, &item->find, item->mime);
	join_outcome_read(in, size, &item->outcome);
	if (x.state > ITEM_LONGER || (x.state != ITEM_FOUND && item->outcome.npieces == 0))
		in->broken = true;
	item->state = in->broken ? ITEM_FOUND : (enum joining_state)x.state;
}

static void
read_items(struct joining *j, struct intake *in, uint64_t n)
{
	in->broken |= n > in->n / sizeof(struct flat_item);
	if (in->broken)
		return;
	j->v = memory_zero((size_t)n + 1, sizeof *j->v);
	j->cap = (size_t)n + 1;
	for (; j->n < n && !in->broken; j->n++)
		read_item(in, j->space->size, &j->v[j->n]);
}

static bool
grids_hold(const struct joining *j)
{
	for (size_t i = 0; i < j->space->nregions; i++)
		if (j->grids[i].size == 0 || j->grids[i].phase >= j->grids[i].size)
			return false;
	return true;
}

int
joining_read(struct joining *j, const struct space *space, struct span blob, struct error *e)
{
	struct intake in = {blob.p, blob.n, false};
	struct flat_joining flat;

	*j = (struct joining){.space = space,
			      .faces = memory_zero(1, sizeof *j->faces),
			      .free = memory_zero(1, sizeof *j->free)};
	intake_take(&in, &flat, sizeof flat);
	in.broken |= flat.nregions != space->nregions;
	in.broken |= flat.phase > JOINING_LEFT;
	j->budget = flat.budget;
	j->phase = in.broken ? JOINING_LEFT : (enum joining_phase)flat.phase;
	j->rounds = flat.rounds;
	j->gained = flat.gained != 0;
	j->starts = read_array(&in, flat.nstarts, sizeof *j->starts);
	j->nstarts = j->starts_cap = j->starts ? (size_t)flat.nstarts : 0;
	j->grids = read_array(&in, flat.nregions, sizeof *j->grids);
	in.broken = in.broken || !grids_hold(j);
	read_extents(&in, flat.ntaken, &j->taken);
	read_extents(&in, flat.nheld, &j->held);
	read_extents(&in, flat.nkept, &j->kept);
	read_extents(&in, flat.njoined, &j->joined);
	read_items(j, &in, flat.n);
	if (in.broken || in.n)
		return error_set(e, ERROR_INPUT, "what was found to be joined cannot be read");
	return 0;
}
