/* SPDX-License-Identifier: Apache-2.0 */
/* What a judge can read in one minute. */
#include "report/sections.h"

static void
say_examined(struct doc *d)
{
	const struct facts *f = d->facts;
	doc_piece_format(d, NULL, LOOK_PLAIN, tr_n(d, "%s exhibit", "%s exhibits", f->nevidence),
			 doc_number(d, f->nevidence));
	doc_piece_format(d, NULL, LOOK_PLAIN,
			 tr_n(d, "%s item recorded, %s by digest",
			      "%s items recorded, %s of them by digest", f->items.records),
			 doc_number(d, f->items.records), doc_number(d, f->items.hashed));
	doc_fact_cell(d, tr(d, "Examined"));
}

static void
add_found(struct doc *d)
{
	const struct hit_total *t = &d->facts->total;
	doc_piece_format(d, NULL, LOOK_STRONG,
			 tr_n(d, "%s distinct item in %s occurrences",
			      "%s distinct items in %s occurrences", t->distinct),
			 doc_number(d, t->distinct), doc_number(d, t->occurrences));
	doc_piece_format(d, NULL, LOOK_PLAIN,
			 tr(d, "of the occurrences %s are pictures and %s videos; together %s"),
			 doc_number(d, t->pictures), doc_number(d, t->videos),
			 doc_volume_of_data(d, t->bytes));
	if (t->similar > 0)
		doc_piece_format(d, NULL, LOOK_PLAIN,
				 tr_n(d,
				      "%s occurrence matches by a perceptual digest alone: "
				      "similar, not shown to "
				      "be identical",
				      "%s occurrences match by a perceptual digest alone: similar, "
				      "not shown to "
				      "be identical",
				      t->similar),
				 doc_number(d, t->similar));
}

static void
say_found(struct doc *d)
{
	const struct facts *f = d->facts;
	if (f->nsets == 0)
		doc_piece(d, NULL, LOOK_PLAIN,
			  tr(d,
			     "The records name no reference set: nothing was compared, or nothing "
			     "matched."));
	else if (f->total.occurrences == 0)
		doc_piece(d, NULL, LOOK_STRONG,
			  tr(d, "none: no item matches an entry of kind “alert” in the reference "
				"sets that were used"));
	else
		add_found(d);
	/*
	 * TRANSLATORS: “alert” is a value of the records, like “info” and “ignore”: it stays as it
	 * is.
	 */
	doc_fact_cell(d, tr(d, "Matches (kind “alert”)"));
}

static void
list_groups(struct doc *d)
{
	static const struct column columns[] = {
		{N_("Reference set"), 24, COLUMN_TEXT},
		{N_("Category"), 22, COLUMN_TEXT},
		/*
		 * TRANSLATORS: distinct items have different content; an occurrence is one place
		 * on an exhibit. Laws count one or the other, so the two words must not be mixed
		 * up.
		 */
		{N_("Distinct"), 13, COLUMN_NUMBER},
		{N_("Occurrences"), 17, COLUMN_NUMBER},
		{N_("Pictures"), 13, COLUMN_NUMBER},
		{N_("Videos"), 11, COLUMN_NUMBER},
	};
	static const struct table table = {N_("Matches by reference set and category"), columns, 6,
					   false};
	const struct facts *f = d->facts;
	if (f->ngroups == 0)
		return;
	doc_table(d, &table);
	struct buffer category = BUFFER_EMPTY;
	for (size_t i = 0; i < f->ngroups; i++) {
		const struct hit_group *g = &f->groups[i];
		buffer_clear(&category);
		say_category(d, &category, g->scheme, g->category, g->label);
		doc_cell(d, LOOK_NAME, g->set);
		doc_cell(d, LOOK_NAME, buffer_text(&category));
		doc_cell(d, LOOK_PLAIN, doc_number(d, g->distinct));
		doc_cell(d, LOOK_PLAIN, doc_number(d, g->occurrences));
		doc_cell(d, LOOK_PLAIN, doc_number(d, g->pictures));
		doc_cell(d, LOOK_PLAIN, doc_number(d, g->videos));
		doc_row_end(d);
	}
	buffer_release(&category);
	doc_table_end(d);
}

static void
say_devices(struct doc *d)
{
	const struct facts *f = d->facts;
	struct buffer name = BUFFER_EMPTY;
	say_device(d, &name, f->ndevices > 0 ? 0 : FACT_NONE);
	if (f->ndevices == 0)
		doc_piece(d, NULL, LOOK_PLAIN, tr(d, "none named in metadata"));
	else
		doc_piece_format(d, NULL, LOOK_PLAIN,
				 tr_n(d, "%s named in metadata: %s (%s items)",
				      "%s named in metadata, most often %s (%s items)",
				      f->ndevices),
				 doc_number(d, f->ndevices), buffer_text(&name),
				 doc_number(d, f->devices[0].items));
	doc_fact_cell(d, tr(d, "Recording devices"));
	buffer_release(&name);
}

void
section_summary(struct doc *d)
{
	say_examined(d);
	say_found(d);
	say_devices(d);
	say_verified(d);
	list_groups(d);
	doc_heading(d, tr(d, "Not examined"));
	if (say_not_examined(d) == 0)
		doc_paragraph(d,
			      tr(d,
				 "The records name no part of the exhibits that could not be read. "
				 "What this examination cannot show is set out in section %u."),
			      section_number(d, "limitations"));
	doc_notice(
		d, NOTICE_PLAIN, tr(d, "What a match means"), "%s",
		tr(d,
		   "A match by SHA-256, SHA-1 or MD5 shows that an item’s content is identical "
		   "to content listed in a reference set. Hash equality shows identical content, "
		   "not knowledge or possession by a person. What a category means is for the "
		   "publisher of the set to say."));
}
