/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/hits.h"

#include <stdlib.h>

#include "base/memory.h"

void
hits_release(struct hits *h)
{
	free(h->v);
	free(h->rows);
	*h = (struct hits)HITS_EMPTY;
}

static void
add_hit(struct hits *h, const struct hit *hit)
{
	for (size_t i = 0; i < h->n; i++) {
		struct hit *old = &h->v[i];
		if (old->verdict != hit->verdict)
			continue;
		if (old->by < hit->by)
			old->by = hit->by;
		if (old->row == HITS_NO_ROW)
			old->row = hit->row;
		old->flags.said |= hit->flags.said;
		old->flags.set |= hit->flags.set;
		return;
	}
	if (h->n == h->cap) {
		h->cap = h->cap ? h->cap * 2 : 8;
		h->v = memory_resize_array(h->v, h->cap, sizeof *h->v);
	}
	h->v[h->n++] = *hit;
}

static void
add_row(struct hits *h, unsigned digests, const struct hashset_entry *entry, enum digest_kind kind)
{
	size_t i = 0;
	while (i < h->nrows && h->rows[i].number != entry->number)
		i++;
	if (i == h->nrows) {
		if (h->nrows == h->rows_cap) {
			h->rows_cap = h->rows_cap ? h->rows_cap * 2 : 8;
			h->rows = memory_resize_array(h->rows, h->rows_cap, sizeof *h->rows);
		}
		h->rows[h->nrows++] = (struct hits_row){.number = entry->number,
							.verdict = entry->verdict,
							.flags = entry->flags,
							.common = entry->digests & digests};
	}
	h->rows[i].agreed |= 1U << kind;
}

/* digests: the kinds that are known of the file. */
static int
take_range(const struct hashset *s, unsigned digests, enum digest_kind kind,
	   struct hashset_range range, struct hits *h, struct error *e)
{
	struct hashset_entry entry;
	if (range.count > HITS_MAX) {
		range.count = HITS_MAX;
		h->cut = true;
	}
	for (uint32_t i = 0; i < range.count; i++) {
		if (hashset_entry(s, kind, range.first + i, &entry, e))
			return -1;
		if (entry.row)
			add_row(h, digests, &entry, kind);
		else
			add_hit(h, &(struct hit){entry.verdict, kind, {0, 0}, HITS_NO_ROW});
	}
	return 0;
}

static void
judge_rows(struct hits *h)
{
	for (size_t i = 0; i < h->nrows; i++) {
		const struct hits_row *row = &h->rows[i];
		unsigned all = row->common | row->agreed; /* the same, unless the file lies */
		unsigned strongest = 31U - (unsigned)__builtin_clz(all);
		if (!(row->agreed & 1U << strongest)) {
			h->contradicted = row;
			continue;
		}
		if (row->agreed != all)
			h->inconsistent = row;
		add_hit(h, &(struct hit){row->verdict, (enum digest_kind)strongest, row->flags,
					 row->number});
	}
}

static void
start(struct hits *h)
{
	h->n = 0;
	h->nrows = 0;
	h->contradicted = h->inconsistent = NULL;
	h->cut = false;
}

int
hits_at(const struct hashset *s, enum digest_kind kind, struct hashset_range range,
	struct hits *out, struct error *e)
{
	start(out);
	if (take_range(s, 1U << kind, kind, range, out, e))
		return -1;
	judge_rows(out);
	return 0;
}

int
hits_find(const struct hashset *s, const struct hits_query *q, struct hits *out, struct error *e)
{
	struct hashset_range ranges[DIGEST_KINDS];
	start(out);
	if (hashset_find_kinds(s, q->digests, q->digest, ranges, e))
		return -1;
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if ((q->digests & 1U << kind) &&
		    take_range(s, q->digests, (enum digest_kind)kind, ranges[kind], out, e))
			return -1;
	}
	judge_rows(out);
	return 0;
}
