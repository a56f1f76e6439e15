/* SPDX-License-Identifier: Apache-2.0 */
/* The whole of the statistics edition: counts, and the rules behind them. */
#include "report/sections.h"
#include "report/statistics.h"

static void
add_row(struct doc *d, const struct stat_row *r, const char *name)
{
	const uint64_t counts[] = {r->distinct, r->occurrences, r->pictures, r->videos};
	static const unsigned columns[] = {STAT_DISTINCT, STAT_OCCURRENCES, STAT_SPLIT, STAT_SPLIT};
	doc_cell(d, LOOK_PLAIN, name);
	for (size_t i = 0; i < 4; i++)
		if (r->hidden & columns[i])
			doc_cell(d, LOOK_QUIET, tr(d, "suppressed"));
		else
			doc_cell(d, LOOK_PLAIN, doc_number(d, counts[i]));
	doc_row_end(d);
}

static void
list_table(struct doc *d, const struct stat_table *t, const char *caption)
{
	static const struct column columns[] = {
		{N_("Counted by"), 32, COLUMN_TEXT},	{N_("Distinct items"), 16, COLUMN_NUMBER},
		{N_("Occurrences"), 20, COLUMN_NUMBER}, {N_("Pictures"), 16, COLUMN_NUMBER},
		{N_("Videos"), 16, COLUMN_NUMBER},
	};
	const struct table table = {caption, columns, 5, false};
	struct buffer name = BUFFER_EMPTY;
	doc_table(d, &table);
	for (size_t i = 0; i < t->n; i++) {
		buffer_clear(&name);
		if (strcmp(t->what, "exhibit") == 0)
			buffer_add_format(&name, tr(d, "Exhibit %s"), t->rows[i].name);
		else
			buffer_add_text(&name, tr(d, t->rows[i].name));
		add_row(d, &t->rows[i], buffer_text(&name));
	}
	add_row(d, &t->total, tr(d, "All"));
	doc_table_end(d);
	buffer_release(&name);
}

void
section_statistics(struct doc *d)
{
	static const char *const captions[STATISTICS_TABLES] = {N_("Matches by category"),
								N_("Matches by class of device"),
								N_("Matches by exhibit")};
	struct statistics s;
	statistics_make(&s, d->facts);
	for (size_t i = 0; i < STATISTICS_TABLES; i++)
		list_table(d, &s.tables[i], captions[i]);
	statistics_release(&s);
}

void
section_statistics_rules(struct doc *d)
{
	doc_paragraph(d,
		      tr(d,
			 "This edition is for research and for national figures. It holds counts "
			 "by category, class of device and exhibit and nothing from which a person "
			 "could be found again. Counts from 1 to %u are suppressed, pictures and "
			 "videos together; further counts are suppressed where the rest would give "
			 "these away."),
		      STATISTICS_LEAST - 1);
	doc_paragraph(d, "%s",
		      tr(d, "An item that is listed in several categories is counted in each, and "
			    "once in all. The class of a device is told from the maker and model "
			    "that the metadata of an item names."));
	say_rule(d);
}
