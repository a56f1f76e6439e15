/* SPDX-License-Identifier: Apache-2.0 */
/* How much was examined: items by origin, by type, by exhibit. */
#include "report/sections.h"

#define TYPES_MAX 20

static uint64_t
thousandths(uint64_t part, uint64_t whole)
{
	return whole == 0 ? 0 : (uint64_t)((double)part * 1000 / (double)whole);
}

static void
add_tally(struct doc *d, const char *name, const struct tally *t, uint64_t whole)
{
	doc_cell(d, LOOK_NAME, name);
	doc_cell(d, LOOK_PLAIN, doc_number(d, t->n));
	doc_cell(d, LOOK_PLAIN, doc_bytes(d, t->bytes));
	doc_cell(d, LOOK_PLAIN, doc_offset(d, thousandths(t->n, whole)));
	doc_row_end(d);
}

static const struct column tally_columns[] = {{N_("Items"), 34, COLUMN_TEXT},
					      {N_("Number"), 14, COLUMN_NUMBER},
					      {N_("Bytes"), 32, COLUMN_NUMBER},
					      {N_("Share"), 20, COLUMN_BAR}};

static void
list_origins(struct doc *d)
{
	static const struct table table = {N_("Items by origin"), tally_columns, 4, false};
	const struct item_counts *n = &d->facts->items;
	doc_table(d, &table);
	for (size_t i = 0; i < n->by_origin.n; i++)
		add_tally(d, say_origin(d, n->by_origin.v[i].key), &n->by_origin.v[i], n->records);
	doc_table_end(d);
}

static void
list_classes(struct doc *d)
{
	static const struct table table = {N_("Items by kind of content"), tally_columns, 4, false};
	const struct item_counts *n = &d->facts->items;
	doc_table(d, &table);
	for (size_t i = 0; i < n->by_class.n; i++)
		add_tally(d, say_class(d, n->by_class.v[i].key), &n->by_class.v[i], n->records);
	doc_table_end(d);
}

/* The most frequent first; equal counts in order of appearance. */
static size_t
next_largest(const struct tally_list *l, const struct tally *before, size_t before_at)
{
	size_t best = l->n;
	for (size_t i = 0; i < l->n; i++) {
		bool after = !before || l->v[i].n < before->n ||
			     (l->v[i].n == before->n && i > before_at);
		if (after && (best == l->n || l->v[i].n > l->v[best].n))
			best = i;
	}
	return best;
}

static void
list_types(struct doc *d)
{
	static const struct table table = {N_("The most frequent media types"), tally_columns, 4,
					   false};
	const struct item_counts *n = &d->facts->items;
	if (n->typed == 0)
		return;
	doc_table(d, &table);
	const struct tally *before = NULL;
	size_t at = 0;
	for (size_t i = 0; i < TYPES_MAX && i < n->by_mime.n; i++) {
		at = next_largest(&n->by_mime, before, at);
		before = &n->by_mime.v[at];
		add_tally(d, *before->key ? before->key : tr(d, "not determined"), before,
			  n->records);
	}
	doc_table_end(d);
	if (n->by_mime.n > TYPES_MAX)
		doc_remark(d, tr(d, "%s further media types are not listed."),
			   doc_number(d, n->by_mime.n - TYPES_MAX));
}

void
section_items(struct doc *d)
{
	const struct item_counts *n = &d->facts->items;
	doc_paragraph(d,
		      tr(d,
			 "Here records are counted, not places: a deleted file and its carved copy "
			 "are two items. %s items, together %s; %s with digests, %s with a media "
			 "type, %s with a perceptual digest."),
		      doc_number(d, n->records), doc_volume_of_data(d, n->bytes),
		      doc_number(d, n->hashed), doc_number(d, n->typed), doc_number(d, n->pdq));
	if (n->names > 0)
		doc_paragraph(d,
			      tr(d,
				 "Beside them there are %s further names (hard links, and deleted "
				 "names whose file is gone); they are not items."),
			      doc_number(d, n->names));
	if (n->repeated > 0)
		doc_paragraph(
			d,
			tr_n(d,
			     "%s record describes an item that had been described before; it is "
			     "not counted again.",
			     "%s records describe items that had been described before; they are "
			     "not counted again.",
			     n->repeated),
			doc_number(d, n->repeated));
	if (n->records == 0)
		return;
	list_origins(d);
	list_classes(d);
	list_types(d);
}
