/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/extents.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

static uint64_t
end_of(const struct extent *x)
{
	return x->offset + x->size;
}

static int
by_offset(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static bool
is_sorted(const struct extents *list)
{
	for (size_t i = 1; i < list->n; i++)
		if (list->v[i].offset <= end_of(&list->v[i - 1]))
			return false;
	return true;
}

void
extents_sort(struct extents *list)
{
	size_t kept = 0;

	if (is_sorted(list))
		return;
	qsort(list->v, list->n, sizeof *list->v, by_offset);
	for (size_t i = 1; i < list->n; i++) {
		struct extent *last = &list->v[kept];
		const struct extent *x = &list->v[i];

		if (x->offset > end_of(last))
			list->v[++kept] = *x;
		else if (end_of(x) > end_of(last))
			last->size = end_of(x) - last->offset;
	}
	list->n = kept + 1;
}

/* Joins every two neighbours over the gap between them: half the entries, nothing lost. */
static void
coarsen(struct extents *list)
{
	size_t kept = 0;

	extents_sort(list);
	for (size_t i = 0; i < list->n; i += 2) {
		struct extent x = list->v[i];

		if (i + 1 < list->n)
			x.size = end_of(&list->v[i + 1]) - x.offset;
		list->v[kept++] = x;
	}
	list->n = kept;
	list->coarse = true;
}

static void
make_room(struct extents *list)
{
	size_t limit = list->limit ? list->limit : EXTENTS_LIMIT;

	if (list->n < list->cap)
		return;
	assert(limit >= 2);
	if (list->n >= limit) {
		coarsen(list);
		return;
	}
	list->cap = list->cap ? list->cap * 2 : 16;
	if (list->cap > limit)
		list->cap = limit;
	list->v = memory_resize_array(list->v, list->cap, sizeof *list->v);
}

void
extents_add(struct extents *list, uint64_t offset, uint64_t size)
{
	struct extent *last = list->n ? &list->v[list->n - 1] : NULL;

	if (size == 0 || size > UINT64_MAX - offset)
		return;
	if (last && end_of(last) == offset) {
		last->size += size;
		return;
	}
	make_room(list);
	list->v[list->n++] = (struct extent){offset, size};
}

/* What is left of `x` when the entries of `other` from *i on are taken out; added to `out`. */
static void
subtract_one(struct extents *out, struct extent x, const struct extents *other, size_t *i)
{
	uint64_t at = x.offset, end = end_of(&x);

	while (*i < other->n && end_of(&other->v[*i]) <= at)
		++*i;
	for (size_t k = *i; k < other->n && other->v[k].offset < end; k++) {
		if (other->v[k].offset > at)
			extents_add(out, at, other->v[k].offset - at);
		at = end_of(&other->v[k]);
		if (at >= end)
			return;
	}
	extents_add(out, at, end - at);
}

void
extents_subtract(struct extents *list, const struct extents *other)
{
	struct extents out = EXTENTS_EMPTY;
	size_t i = 0;

	/* Never coarsened: a byte taken out must stay out. */
	out.limit = list->n + other->n + 2;
	for (size_t k = 0; k < list->n; k++)
		subtract_one(&out, list->v[k], other, &i);
	out.limit = list->limit;
	out.coarse = list->coarse;
	extents_release(list);
	*list = out;
}

void
extents_clip(struct extents *list, uint64_t from, uint64_t to)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++) {
		uint64_t a = list->v[i].offset, b = end_of(&list->v[i]);

		if (a < from)
			a = from;
		if (b > to)
			b = to;
		if (a < b)
			list->v[kept++] = (struct extent){a, b - a};
	}
	list->n = kept;
}

void
extents_join(struct extents *list, const struct extents *other)
{
	for (size_t i = 0; i < other->n; i++)
		extents_add(list, other->v[i].offset, other->v[i].size);
	extents_sort(list);
}

size_t
extents_from(const struct extents *list, uint64_t offset)
{
	size_t low = 0, high = list->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (end_of(&list->v[middle]) <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint64_t
extents_total(const struct extents *list)
{
	uint64_t total = 0;

	for (size_t i = 0; i < list->n; i++)
		total += list->v[i].size;
	return total;
}

void
extents_release(struct extents *list)
{
	free(list->v);
	*list = (struct extents)EXTENTS_EMPTY;
}
