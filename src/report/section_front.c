/* SPDX-License-Identifier: Apache-2.0 */
/* The head of the report: which case, which report, complete or not. */
#include "report/sections.h"

#define EXHIBITS_MAX 12 /* named on the first page */

static void
say_cut(struct doc *d)
{
	const struct stream_verdict *v = &d->facts->verdict;
	if (v->open_runs > 0)
		doc_item(d,
			 tr_n(d,
			      "%s run of a tool did not come to its end (%s): the records were cut "
			      "off.",
			      "%s runs of tools did not come to their end (among them %s): the "
			      "records were cut off.",
			      v->open_runs),
			 doc_number(d, v->open_runs), v->cut_tool);
	if (v->empty && !d->facts->bare_allowed)
		doc_item(d, "%s", tr(d, "There were no records at all."));
	if (v->bare && !d->facts->bare_allowed)
		doc_item(d, "%s",
			 tr(d, "The records do not say which tool wrote them, so that "
			       "nothing shows whether any are missing."));
	if (v->stray_ends > 0)
		doc_item(d, "%s",
			 tr(d, "The end of a tool's run is there, but not its beginning: "
			       "records are missing before it."));
	if (v->worst_status >= 3)
		doc_item(d, "%s",
			 tr(d, "A tool reported that its own output is incomplete "
			       "(status 3)."));
}

void
say_incomplete(struct doc *d)
{
	const struct facts *f = d->facts;
	say_cut(d);
	if (f->reading_failed)
		doc_item(d, "%s", tr(d, "The records could not be read to their end."));
	if (f->torn)
		doc_item(d, "%s", tr(d, "The last line of the records is cut off."));
	if (f->broken_lines > 0)
		doc_item(d,
			 tr_n(d, "%s line of the input is not a record (line %s).",
			      "%s lines of the input are not records (the first is line %s).",
			      f->broken_lines),
			 doc_number(d, f->broken_lines), doc_number(d, f->first_broken));
}

static void
say_status(struct doc *d)
{
	const struct facts *f = d->facts;
	if (facts_incomplete(f)) {
		doc_notice(d, NOTICE_ALARM, tr(d, "INCOMPLETE"), "%s",
			   tr(d, "This report does not show all that was to be examined. Items may "
				 "be missing from every part of it, for these reasons:"));
		say_incomplete(d);
	} else if (f->verdict.runs == 0) {
		doc_notice(d, NOTICE_PLAIN, tr(d, "Without provenance"), "%s",
			   tr(d, "The records do not say which tool wrote them; they were accepted "
				 "as they are on request."));
	} else {
		doc_notice(d, NOTICE_GOOD, tr(d, "Complete"), "%s",
			   f->verdict.filtered > 0
				   ? tr(d, "Every tool that wrote these records came to its end.")
				   : tr(d, "Every tool that wrote these records came to its end, "
					   "and its records are here."));
	}
	if (f->verdict.filtered > 0)
		doc_notice(d, NOTICE_PLAIN, tr(d, "Filtered between tools"),
			   tr_n(d,
				"%s item that a tool recorded was taken out of the records before "
				"they reached this report.",
				"%s items that tools recorded were taken out of the records before "
				"they reached this report.",
				f->verdict.filtered),
			   doc_number(d, f->verdict.filtered));
}

static void
say_date(struct doc *d)
{
	const char *finished = d->facts->newest_finished;
	if (*finished) {
		doc_piece(d, NULL, LOOK_PLAIN, finished);
		doc_piece(d, NULL, LOOK_QUIET,
			  tr(d, "UTC; the time at which the last of the recorded tools finished"));
	} else {
		doc_piece(d, NULL, LOOK_QUIET, tr(d, "not known: no recorded tool finished"));
	}
	doc_fact_cell(d, tr(d, "State of the records"));
}

/* What must not be overlooked, before anything else. */
static void
say_differing(struct doc *d)
{
	const struct facts *f = d->facts;
	for (size_t i = 0; i < f->nverifications; i++)
		if (strcmp(f->verifications[i].verdict, "different") == 0)
			doc_notice(
				d, NOTICE_ALARM, tr(d, "Evidence differs"),
				tr(d,
				   "The digests of exhibit %s differ from those that they were "
				   "compared with (section %u): the evidence is not what it was."),
				say_exhibit(d, f->verifications[i].evidence),
				section_number(d, "exhibits"));
}

static void
say_exhibits(struct doc *d)
{
	struct buffer names = BUFFER_EMPTY;
	for (size_t i = 0; i < d->facts->nevidence && i < EXHIBITS_MAX; i++)
		buffer_add_format(&names, "%s%s", i > 0 ? ", " : "", say_exhibit(d, i));
	doc_piece(d, NULL, LOOK_NAME, buffer_text(&names));
	if (d->facts->nevidence > EXHIBITS_MAX)
		doc_piece(d, NULL, LOOK_QUIET, tr(d, "and others, listed below"));
	buffer_release(&names);
	doc_fact_cell(d, tr(d, "Exhibits"));
}

/* Which report this is, and whether anything is missing from it. */
static void
say_close(struct doc *d)
{
	say_date(d);
	doc_fact(d, tr(d, "Report identifier"), LOOK_CODE, d->facts->report_id);
	if (d->facts->edition != EDITION_FULL)
		doc_notice(d, NOTICE_PLAIN, say_edition(d), "%s", say_withheld(d));
	say_status(d);
}

void
section_front(struct doc *d)
{
	const struct case_data *c = d->facts->case_data;
	if (d->facts->edition == EDITION_STATISTICS) {
		doc_fact(d, tr(d, "Agency"), LOOK_PLAIN, case_data_get(c, "agency", "name"));
		doc_fact(d, tr(d, "Unit"), LOOK_PLAIN, case_data_get(c, "agency", "unit"));
		say_close(d);
		return;
	}
	doc_fact(d, tr(d, "Case number"), LOOK_STRONG, case_data_get(c, "case", "number"));
	doc_fact(d, tr(d, "Case title"), LOOK_PLAIN, case_data_get(c, "case", "title"));
	doc_fact(d, tr(d, "Agency"), LOOK_PLAIN, case_data_get(c, "agency", "name"));
	doc_fact(d, tr(d, "Examiner"), LOOK_PLAIN, case_data_get(c, "examiner", "name"));
	say_exhibits(d);
	say_close(d);
	say_differing(d);
}
