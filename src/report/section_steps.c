/* SPDX-License-Identifier: Apache-2.0 */
/* What was done, by which tool, and why; with the ids of the SOLVE-IT knowledge base. */
#include "report/sections.h"

struct step {
	const char *tool; /* beside `winnow`, which does all of them but those of its own */
	const char *what, *why, *technique;
	bool asked; /* winnow does it only when asked: what shows it is `count` */
};

static const struct step steps[] = {
	{"winnow-ls", N_("List the files of all file systems, live and deleted"),
	 N_("names, times and places that the file systems still hold"), "DFT-1001", false},
	{"winnow-carve", N_("Search free space by the structure of formats (carving)"),
	 N_("items whose names are gone"), "DFT-1064", false},
	{"winnow-type", N_("Judge the type of each item by its content"),
	 N_("names can be changed, structure can be tested"), "", false},
	{"winnow-hash", N_("Compute digests"), N_("identical content has identical digests"),
	 "DFT-1050", false},
	{"winnow-pdq", N_("Compute perceptual digests (PDQ)"),
	 N_("pictures that were resized or re-encoded are similar, not identical"), "DFT-1051",
	 true},
	{"winnow-match", N_("Compare with reference sets"),
	 N_("content that somebody has seen and judged before"), "DFT-1050", false},
	{"winnow-exif", N_("Read the metadata of pictures and videos"),
	 N_("which device made an item, when and where, by its own account"), "DFT-1100", false},
};

/* Numbers of the runs that did it, as the table of runs has them. */
static void
list_runs_of(struct doc *d, const struct step *s, struct buffer *out)
{
	const struct facts *f = d->facts;
	for (size_t i = 0; i < f->nruns; i++) {
		const char *tool = f->runs[i].tool;
		bool all = strcmp(tool, "winnow") == 0 || strcmp(tool, "winnow-triage") == 0;
		if (strcmp(tool, s->tool) == 0 || (all && (!s->asked || f->items.pdq > 0)))
			buffer_add_format(out, "%s%s", out->n > 0 ? ", " : "",
					  doc_number(d, i + 1));
	}
}

void
say_steps(struct doc *d)
{
	static const struct column columns[] = {{N_("Step"), 32, COLUMN_TEXT},
						{N_("Why"), 36, COLUMN_TEXT},
						{N_("Done in run"), 16, COLUMN_TEXT},
						{N_("SOLVE-IT"), 16, COLUMN_TEXT}};
	static const struct table table = {N_("Steps of the examination"), columns, 4, false};
	struct buffer runs = BUFFER_EMPTY;
	doc_table(d, &table);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		buffer_clear(&runs);
		list_runs_of(d, &steps[i], &runs);
		doc_cell(d, LOOK_PLAIN, tr(d, steps[i].what));
		doc_cell(d, LOOK_PLAIN, tr(d, steps[i].why));
		if (runs.n > 0)
			doc_cell(d, LOOK_PLAIN, buffer_text(&runs));
		else
			doc_cell(d, LOOK_STRONG, tr(d, "not recorded"));
		doc_cell(d, LOOK_CODE, steps[i].technique);
		doc_row_end(d);
	}
	doc_table_end(d);
	buffer_release(&runs);
	doc_remark(d, "%s",
		   tr(d, "SOLVE-IT is a public knowledge base of techniques of digital forensics "
			 "and of their weaknesses; its identifiers let a reader look these up."));
}
