/* SPDX-License-Identifier: Apache-2.0 */
/* Notes of level error and warning; the rest of them is counted. */
#include "report/sections.h"

static void
list_notes(struct doc *d, const struct table *table, const struct note_list *l)
{
	if (l->n == 0)
		return;
	doc_table(d, table);
	for (size_t i = 0; i < l->n; i++) {
		const struct note_fact *n = &l->v[i];
		doc_cell(d, LOOK_NAME, say_exhibit(d, n->evidence));
		doc_cell(d, LOOK_CODE, n->where);
		doc_cell(d, LOOK_PLAIN, n->tool);
		if (n->of_item && d->facts->edition != EDITION_FULL)
			doc_cell(d, LOOK_QUIET, tr(d, "withheld in this edition"));
		else
			doc_cell(d, LOOK_NAME, n->message);
		doc_row_end(d);
	}
	doc_table_end(d);
	if (l->total > l->n)
		doc_remark(d, tr(d, "%s of %s notes are listed here; %s lists all of them."),
			   doc_number(d, l->n), doc_number(d, l->total), d->limits.all_items);
}

static void
list_counts(struct doc *d)
{
	static const struct column columns[] = {{N_("Tool"), 50, COLUMN_TEXT},
						{N_("Level"), 25, COLUMN_TEXT},
						{N_("Notes"), 25, COLUMN_NUMBER}};
	static const struct table table = {N_("Notes by tool and level"), columns, 3, false};
	const struct tally_list *l = &d->facts->notes_by_tool;
	struct buffer tool = BUFFER_EMPTY;
	doc_table(d, &table);
	for (size_t i = 0; i < l->n; i++) {
		const char *level = strchr(l->v[i].key, '\n');
		buffer_clear(&tool);
		buffer_add(&tool, l->v[i].key, level ? (size_t)(level - l->v[i].key) : 0);
		doc_cell(d, LOOK_PLAIN, buffer_text(&tool));
		doc_cell(d, LOOK_PLAIN, level ? level + 1 : "");
		doc_cell(d, LOOK_PLAIN, doc_number(d, l->v[i].n));
		doc_row_end(d);
	}
	doc_table_end(d);
	buffer_release(&tool);
}

void
section_notes(struct doc *d)
{
	static const struct column columns[] = {{N_("Exhibit"), 16, COLUMN_TEXT},
						{N_("Where"), 22, COLUMN_TEXT},
						{N_("Tool"), 16, COLUMN_TEXT},
						{N_("What the tool says"), 46, COLUMN_TEXT}};
	static const struct table errors = {N_("Notes of level error"), columns, 4, false};
	static const struct table warnings = {N_("Notes of level warning"), columns, 4, false};
	const struct facts *f = d->facts;
	if (f->notes_by_tool.n == 0) {
		doc_paragraph(d, "%s", tr(d, "The tools left no notes."));
		return;
	}
	doc_paragraph(d, tr(d, "%s items carry a note of level error, %s one of level warning."),
		      doc_number(d, f->items.error_noted), doc_number(d, f->items.warning_noted));
	list_counts(d);
	list_notes(d, &errors, &f->errors);
	list_notes(d, &warnings, &f->warnings);
}
