/* SPDX-License-Identifier: Apache-2.0 */
/* Who made the records, with what, how: so that a third party can do it again. */
#include "report/sections.h"

static void
add_pairs(struct doc *d, const char *label, const struct pair_list *pairs)
{
	struct buffer line = BUFFER_EMPTY;
	for (size_t i = 0; i < pairs->n; i++)
		buffer_add_format(&line, "%s%s %s", i > 0 ? ", " : "", pairs->v[i].key,
				  pairs->v[i].value);
	doc_piece(d, label, LOOK_NAME, buffer_text(&line));
	buffer_release(&line);
}

static const char *
say_status(struct doc *d, const struct run_fact *run)
{
	if (run->ended && run->status == 0)
		return tr(d, "0: all done");
	if (run->ended && run->status == 1)
		return tr(d, "1: done; some items carry a note of level error");
	if (run->ended)
		return tr(d, "3: the output is incomplete");
	return run->resumed ? tr(d, "interrupted; a later run went on with it")
			    : tr(d, "did not come to its end");
}

static void
add_run(struct doc *d, size_t number, const struct run_fact *run)
{
	bool good = run->ended && run->status <= 1;
	doc_cell(d, LOOK_PLAIN, doc_number(d, number + 1));
	doc_piece(d, NULL, LOOK_STRONG, run->tool);
	doc_piece(d, tr(d, "version"), LOOK_PLAIN, run->version);
	doc_piece(d, tr(d, "started"), LOOK_PLAIN, run->started);
	doc_piece(d, tr(d, "finished"), LOOK_PLAIN, run->finished);
	doc_piece(d, tr(d, "status"), good ? LOOK_PLAIN : LOOK_STRONG, say_status(d, run));
	if (run->ended) {
		doc_piece(d, tr(d, "items"), LOOK_PLAIN, doc_number(d, run->items));
		doc_piece(d, tr(d, "of these noted"), LOOK_PLAIN, doc_number(d, run->noted));
	}
	doc_cell_end(d);
	doc_piece(d, tr(d, "command"), LOOK_CODE, run->command);
	doc_piece(d, tr(d, "user"), LOOK_NAME, run->user);
	doc_piece(d, tr(d, "host"), LOOK_NAME, run->host);
	add_pairs(d, tr(d, "environment"), &run->environment);
	add_pairs(d, tr(d, "libraries"), &run->libraries);
	add_pairs(d, tr(d, "confinement"), &run->confinement);
	doc_piece(d, tr(d, "run"), LOOK_CODE, run->id);
	doc_piece(d, tr(d, "goes on with run"), LOOK_CODE, run->resumes);
	doc_cell_end(d);
	doc_row_end(d);
}

static void
list_runs(struct doc *d)
{
	static const struct column columns[] = {{N_("No."), 6, COLUMN_NUMBER},
						{N_("Tool"), 36, COLUMN_TEXT},
						{N_("How it was run"), 58, COLUMN_TEXT}};
	static const struct table table = {N_("Runs of tools, in the order of the records"),
					   columns, 3, true};
	const struct facts *f = d->facts;
	if (f->nruns == 0) {
		doc_paragraph(d, "%s", tr(d, "The records name no tool that wrote them."));
		return;
	}
	doc_table(d, &table);
	for (size_t i = 0; i < f->nruns; i++)
		add_run(d, i, &f->runs[i]);
	doc_table_end(d);
}

static void
list_other_kinds(struct doc *d)
{
	const struct tally_list *l = &d->facts->other_kinds;
	struct buffer kinds = BUFFER_EMPTY;
	for (size_t i = 0; i < l->n; i++)
		buffer_add_format(&kinds, "%s%s (%s)", i > 0 ? ", " : "",
				  *l->v[i].key ? l->v[i].key : tr(d, "without a kind"),
				  doc_number(d, l->v[i].n));
	if (kinds.n > 0)
		doc_paragraph(d, tr(d, "Records of kinds that this report does not use: %s."),
			      buffer_text(&kinds));
	buffer_release(&kinds);
}

static void
list_given(struct doc *d)
{
	static const struct {
		const char *section, *heading;
	} groups[] = {{"environment", N_("Environment")},
		      {"method", N_("Method as described by the laboratory")},
		      {"disclosure", N_("Disclosure")}};
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		doc_heading(d, tr(d, groups[i].heading));
		(void)say_fields(d, case_fields, d->facts->case_data->values, groups[i].section);
	}
}

void
section_method(struct doc *d)
{
	const struct facts *f = d->facts;
	doc_paragraph(d, "%s",
		      tr(d,
			 "The tools of winnow open evidence for reading only. Items were found and "
			 "examined by "
			 "the tools listed here; this report was made from the records that they "
			 "wrote and from the case file, without the evidence. The same records and "
			 "the same case file give the same report, byte for byte."));
	doc_fact(d, tr(d, "Report made by"), LOOK_PLAIN, "winnow-report " PACKAGE_VERSION);
	doc_fact(d, tr(d, "Records read"), LOOK_PLAIN, doc_number(d, f->lines));
	doc_fact(d, tr(d, "SHA-256 of the records"), LOOK_CODE, f->records_sha256);
	list_given(d);
	doc_heading(d, tr(d, "Steps"));
	say_steps(d);
	doc_heading(d, tr(d, "Runs"));
	list_runs(d);
	list_other_kinds(d);
}
