/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does a movie box hold from its first byte to its last? Boxes inside it fill the box that they are
 * in, tables have as many entries as they say, and what they count agrees. Sample tables alone may
 * be read from a movie box whose end was overwritten, or lies somewhere else.
 */
#include <string.h>

#include "media/isobmff.h"

#define DEPTH_MAX    8
#define CHILDREN_MAX 65536u

/* What is known when the boxes of a track are looked at. */
struct tree {
	struct bytes *b;
	uint64_t broke;	  /* UINT64_MAX: nowhere so far */
	uint64_t samples; /* of the track, by its size table; UINT64_MAX: not known */
};

static bool
breaks(struct tree *t, uint64_t at)
{
	t->broke = at < t->broke ? at : t->broke;
	return false;
}

static bool
is_container(const struct isobox *box)
{
	static const char types[] = "moov trak mdia minf stbl dinf edts mvex udta meta tref ";

	for (const char *p = types; *p; p += 5)
		if (memcmp(p, box->type, 4) == 0)
			return true;
	return false;
}

/* Tables: bytes before the entries, the count among them at `count`, and bytes of an entry. */
static const struct table {
	char type[5];
	unsigned char head, count, width;
} tables[] = {
	{"stts", 8, 4, 8},  {"ctts", 8, 4, 8}, {"stss", 8, 4, 4},
	{"stsc", 8, 4, 12}, {"stco", 8, 4, 4}, {"co64", 8, 4, 8},
};

/* One entry of the tables that can be judged; *sum of what they count. */
static bool
entry_fits(const struct tree *t, const char *type, const unsigned char *p, uint64_t *sum,
	   uint64_t *last)
{
	uint64_t v = be32(p);

	if (memcmp(type, "stts", 4) == 0 || memcmp(type, "ctts", 4) == 0) {
		*sum += v;
		return *sum <= t->samples;
	}
	if (memcmp(type, "stss", 4) == 0 || memcmp(type, "stsc", 4) == 0) {
		bool rises = v > *last && v <= t->samples;

		*last = v;
		return rises;
	}
	return true;
}

static bool
table_holds(struct tree *t, const struct isobox *box, const struct table *k)
{
	const unsigned char *p = bytes_exact(t->b, box->body, k->head);
	uint64_t n = p ? be32(p + k->count) : 0, at = box->body + k->head, sum = 0, last = 0;

	if (!p || box->end < at || (box->end - at) / k->width < n)
		return breaks(t, box->at);
	for (; n; n--, at += k->width) {
		p = bytes_exact(t->b, at, 4);
		if (!p || !entry_fits(t, k->type, p, &sum, &last))
			return breaks(t, at);
	}
	if (memcmp(k->type, "stts", 4) == 0 && t->samples != UINT64_MAX && sum != t->samples)
		return breaks(t, box->at);
	return true;
}

static bool
leaf_holds(struct tree *t, const struct isobox *box)
{
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		if (isobox_is(box, tables[i].type))
			return table_holds(t, box, &tables[i]);
	return true;
}

static void
count_samples(struct tree *t, const struct isobox *stbl)
{
	const unsigned char *p;
	struct isobox box;

	t->samples = UINT64_MAX;
	if (isobox_find(t->b, stbl->body, stbl->end, "stsz", &box) &&
	    isobox_find(t->b, stbl->body, stbl->end, "stz2", &box))
		return;
	p = bytes_exact(t->b, box.body, 12);
	if (p)
		t->samples = be32(p + 8);
}

/* A few zeros may stand where a box would: QuickTime ends user data so. */
static bool
ends_in_zeros(struct tree *t, uint64_t at, uint64_t end)
{
	const unsigned char *p = end - at <= 8 ? bytes_exact(t->b, at, (size_t)(end - at)) : NULL;

	for (size_t i = 0; p && i < end - at; i++)
		if (p[i])
			return false;
	return p != NULL;
}

/* MP4's meta has a version and flags before its boxes, QuickTime's has none. */
static uint64_t
first_child(struct tree *t, const struct isobox *parent)
{
	struct isobox box;

	if (isobox_is(parent, "meta") &&
	    (isobox_at(t->b, parent->body, parent->end, &box) <= 0 || box.end > parent->end))
		return parent->body + 4;
	return parent->body;
}

/* Items of user data: QuickTime's are numbered where others have a name. */
static bool
items_hold(struct tree *t, const struct isobox *list)
{
	uint64_t at = list->body;

	while (at < list->end) {
		const unsigned char *p = list->end - at >= 8 ? bytes_exact(t->b, at, 4) : NULL;
		uint64_t size = p ? be32(p) : 0;

		if (size < 8 || size > list->end - at)
			return ends_in_zeros(t, at, list->end) || breaks(t, at);
		at += size;
	}
	return true;
}

static bool
children_hold(struct tree *t, const struct isobox *parent, unsigned depth)
{
	uint64_t at = first_child(t, parent);
	struct isobox box;

	if (isobox_is(parent, "stbl"))
		count_samples(t, parent);
	for (unsigned i = 0; i < CHILDREN_MAX && at < parent->end; i++) {
		if (isobox_at(t->b, at, parent->end, &box) <= 0 || box.open ||
		    box.end > parent->end)
			return ends_in_zeros(t, at, parent->end) || breaks(t, at);
		if (isobox_is(&box, "ilst")) {
			if (!items_hold(t, &box))
				return false;
		} else if (is_container(&box) && depth < DEPTH_MAX) {
			if (!children_hold(t, &box, depth + 1))
				return false;
		} else if (!leaf_holds(t, &box)) {
			return false;
		}
		at = box.end;
	}
	return true;
}

uint64_t
isobmff_tree_breaks(struct bytes *b, const struct isobox *moov)
{
	struct tree t = {b, UINT64_MAX, UINT64_MAX};

	if (moov->open || moov->end > b->size)
		return moov->at;
	children_hold(&t, moov, 0);
	return t.broke;
}
