/* SPDX-License-Identifier: Apache-2.0 */
/* Reference sets that items were compared with. */
#include "report/sections.h"

static void
add_set(struct doc *d, const struct set_fact *s)
{
	doc_piece(d, NULL, LOOK_NAME, s->name);
	doc_piece(d, tr(d, "file"), LOOK_NAME, s->file);
	for (size_t i = 0; i < s->metadata.n; i++)
		doc_piece(d, s->metadata.v[i].key, LOOK_NAME, s->metadata.v[i].value);
	doc_cell_end(d);
	doc_piece(d, NULL, *s->sha256 ? LOOK_CODE : LOOK_QUIET,
		  *s->sha256 ? s->sha256 : tr(d, "not provided"));
	doc_cell_end(d);
	doc_piece(d, NULL, LOOK_PLAIN, s->entries == UINT64_MAX ? "" : doc_number(d, s->entries));
	for (size_t i = 0; i < s->kinds.n; i++)
		doc_piece(d, s->kinds.v[i].key, LOOK_QUIET, s->kinds.v[i].value);
	doc_cell_end(d);
	doc_cell(d, LOOK_PLAIN, doc_number(d, s->alert));
	doc_cell(d, LOOK_PLAIN, doc_number(d, s->ignore));
	doc_cell(d, LOOK_PLAIN, doc_number(d, s->info));
	doc_row_end(d);
}

void
section_sets(struct doc *d)
{
	static const struct column columns[] = {
		{N_("Reference set"), 24, COLUMN_TEXT}, {N_("SHA-256 of the set"), 36, COLUMN_TEXT},
		{N_("Entries"), 13, COLUMN_NUMBER},	{N_("Alert"), 9, COLUMN_NUMBER},
		{N_("Ignore"), 9, COLUMN_NUMBER},	{N_("Info"), 9, COLUMN_NUMBER},
	};
	static const struct table table = {
		N_("Reference sets and the items that match their entries"), columns, 6, false};
	const struct facts *f = d->facts;
	if (f->nsets == 0) {
		doc_paragraph(
			d, "%s",
			tr(d, "The records name no reference set. If sets were used, no item "
			      "matched any of their entries; the command lines in the section on "
			      "method show whether there were any."));
		return;
	}
	doc_remark(d, "%s",
		   tr(d, "The last three columns count items, not occurrences. Matches of kind "
			 "“ignore” and “info” are counted here and are no hits."));
	doc_table(d, &table);
	for (size_t i = 0; i < f->nsets; i++)
		add_set(d, &f->sets[i]);
	doc_table_end(d);
}
