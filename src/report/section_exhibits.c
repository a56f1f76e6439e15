/* SPDX-License-Identifier: Apache-2.0 */
/* Exhibits: what people say of them, what their containers say, and the volumes on them. */
#include "report/drawing.h"
#include "report/sections.h"

static void
list_given(struct doc *d, const struct case_exhibit *x)
{
	if (!x) {
		doc_fact(d, tr(d, "Particulars from the case file"), LOOK_PLAIN, NULL);
		return;
	}
	(void)say_fields(d, case_exhibit_fields, x->values, NULL);
	for (size_t i = 0; i < x->nextras; i++)
		doc_fact(d, x->extras[i].key, LOOK_PLAIN, x->extras[i].value);
}

static void
list_pairs(struct doc *d, const char *label, const struct pair_list *pairs, enum look look,
	   const char *none)
{
	for (size_t i = 0; i < pairs->n; i++)
		doc_piece(d, pairs->v[i].key, look, pairs->v[i].value);
	if (pairs->n == 0)
		doc_piece(d, NULL, LOOK_QUIET, none);
	doc_fact_cell(d, label);
}

static void
list_image(struct doc *d, const struct evidence_fact *x)
{
	doc_fact(d, tr(d, "Evidence file as given to the tools"), LOOK_NAME, x->path);
	doc_fact(d, tr(d, "Evidence identifier"), LOOK_CODE, x->id);
	if (!x->described) {
		doc_fact(d, tr(d, "Container"), LOOK_PLAIN, NULL);
		return;
	}
	doc_fact(d, tr(d, "Container"), LOOK_PLAIN, x->container);
	doc_fact(d, tr(d, "Size of the medium"), LOOK_PLAIN, doc_bytes(d, x->size));
	list_pairs(d, tr(d, "Acquisition data in the container"), &x->acquisition, LOOK_NAME,
		   tr(d, "none stored"));
	list_pairs(d, tr(d, "Digests stored in the container"), &x->stored, LOOK_CODE,
		   tr(d, "none stored"));
	doc_piece(d, NULL, LOOK_PLAIN, doc_number(d, x->items));
	doc_fact_cell(d, tr(d, "Items recorded"));
}

static void
list_volumes(struct doc *d, size_t evidence)
{
	static const struct column columns[] = {
		{N_("Volume"), 10, COLUMN_TEXT},
		{N_("File system"), 16, COLUMN_TEXT},
		{N_("Label, serial number"), 30, COLUMN_TEXT},
		{N_("First byte"), 16, COLUMN_NUMBER},
		{N_("Size"), 28, COLUMN_NUMBER},
	};
	static const struct table table = {N_("Volumes"), columns, 5, false};
	const struct facts *f = d->facts;
	bool any = false;
	for (size_t i = 0; i < f->nvolumes; i++) {
		const struct volume_fact *v = &f->volumes[i];
		if (v->evidence != evidence)
			continue;
		if (!any)
			doc_table(d, &table);
		any = true;
		doc_piece(d, NULL, LOOK_CODE, v->name);
		doc_cell_end(d);
		doc_piece(d, NULL, LOOK_PLAIN, *v->fs ? v->fs : tr(d, "none recognised"));
		if (*v->encrypted) {
			doc_piece(d, tr(d, "encrypted"), LOOK_STRONG, v->encrypted);
			doc_piece(d, NULL, LOOK_STRONG, tr(d, "not examined"));
		}
		doc_cell_end(d);
		doc_piece(d, NULL, LOOK_NAME, v->label);
		doc_piece(d, NULL, LOOK_CODE, v->serial);
		if (strcmp(v->description, v->label) != 0)
			doc_piece(d, NULL, LOOK_QUIET, v->description);
		doc_cell_end(d);
		doc_cell(d, LOOK_CODE, doc_offset(d, v->offset));
		doc_cell(d, LOOK_PLAIN, doc_bytes(d, v->size));
		doc_row_end(d);
	}
	if (any) {
		doc_table_end(d);
		chart_disk(d, evidence);
	} else
		doc_remark(d, "%s", tr(d, "The records describe no volumes of this exhibit."));
}

void
section_exhibits(struct doc *d)
{
	const struct facts *f = d->facts;
	struct buffer title = BUFFER_EMPTY;
	if (f->nevidence == 0)
		doc_remark(d, "%s", tr(d, "The records name no exhibit."));
	for (size_t i = 0; i < f->nevidence; i++) {
		buffer_clear(&title);
		buffer_add_format(&title, tr(d, "Exhibit %s"), say_exhibit(d, i));
		doc_heading(d, buffer_text(&title));
		list_image(d, &f->evidence[i]);
		list_given(d, f->evidence[i].exhibit);
		say_digests(d, i);
		list_volumes(d, i);
		list_systems(d, i);
	}
	buffer_release(&title);
}
