/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/joining_standing.h"

#define SECTOR 512u

/* Every byte of it was checked against what it holds itself. */
#define PROVEN_CONFIDENCE 0.999

/*
 * Whole, where files begin. The rest of a stream that goes on anywhere is whole by itself, too, and
 * does not stand.
 */
static bool
stands(const struct joining *j, const struct joining_item *item)
{
	return item->state == ITEM_FOUND && item->believed &&
	       item->find.walk.state == MEDIA_WHOLE && !item->find.format->resumes &&
	       space_offset(j->space, item->find.start) % SECTOR == 0;
}

void
joining_standing(const struct joining *j, struct extents *list)
{
	for (size_t i = 0; i < j->n; i++) {
		const struct find *find = &j->v[i].find;

		if (stands(j, &j->v[i]))
			extents_add(list, find->start, find->end - find->start);
	}
	extents_sort(list);
}

static bool
is_proven(const struct join_outcome *x)
{
	return x->result == JOIN_WHOLE && x->walk.confidence >= PROVEN_CONFIDENCE;
}

static bool
is_same(const struct join_outcome *x, const struct find *find)
{
	return x->result == JOIN_WHOLE && x->npieces == 1 && x->pieces[0].start == find->start &&
	       x->pieces[0].end == find->end;
}

bool
joining_spares(const struct joining *j, const struct joining_item *item,
	       const struct extents *standing)
{
	const struct join_outcome *x = &item->outcome;

	if (is_proven(x))
		return true;
	if (stands(j, item))
		return is_same(x, &item->find);
	for (size_t i = 0; i < x->npieces; i++) {
		size_t k = extents_from(standing, x->pieces[i].start);

		if (k < standing->n && standing->v[k].offset < x->pieces[i].end)
			return false;
	}
	return true;
}
