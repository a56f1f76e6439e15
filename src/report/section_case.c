/* SPDX-License-Identifier: Apache-2.0 */
/* What people know of the case, every field of it (case_fields.c has their labels). */
#include "report/sections.h"

/* ---- Fields, provided or not ---- */

/* What the report says of an exhibit by itself, from the records. */
static bool
is_key_only(const struct case_field *field)
{
	return strcmp(field->section, "exhibit") == 0 &&
	       (strcmp(field->key, "file") == 0 || strcmp(field->key, "evidence_id") == 0);
}

static bool
belongs(const struct case_field *field, const char *section)
{
	return !is_key_only(field) && (!section || strcmp(field->section, section) == 0);
}

bool
any_field(const struct case_field *fields, char *const *values, const char *section)
{
	for (size_t i = 0; fields[i].section; i++)
		if (belongs(&fields[i], section) && values[i])
			return true;
	return false;
}

void
say_missing(struct doc *d, const char *label, const struct case_field *fields, char *const *values,
	    const char *section)
{
	struct buffer labels = BUFFER_EMPTY;
	for (size_t i = 0; fields[i].section; i++)
		if (belongs(&fields[i], section) && !values[i])
			buffer_add_format(&labels, "%s%s", labels.n > 0 ? "; " : "",
					  tr(d, fields[i].label));
	if (labels.n > 0) {
		doc_piece(d, NULL, LOOK_QUIET, buffer_text(&labels));
		doc_fact_cell(d, label);
	}
	buffer_release(&labels);
}

bool
say_fields(struct doc *d, const struct case_field *fields, char *const *values, const char *section)
{
	for (size_t i = 0; fields[i].section; i++)
		if (belongs(&fields[i], section) && values[i])
			doc_fact(d, tr(d, fields[i].label), LOOK_PLAIN, values[i]);
	say_missing(d, tr(d, "Not provided"), fields, values, section);
	return any_field(fields, values, section);
}

/* ---- The section ---- */

static const struct {
	const char *section, *heading;
} groups[] = {
	{"report", N_("Report")},   {"agency", N_("Agency")},
	{"case", N_("Case")},	    {"authority", N_("Authority and scope")},
	{"request", N_("Request")}, {"examiner", N_("Examiner")},
	{"review", N_("Review")},   {"custody", N_("Custody")},
};
#define GROUPS (sizeof groups / sizeof *groups)

/* Groups of which nothing at all is known stand together, so that they can be seen at a glance. */
static void
list_groups(struct doc *d, char *const *values)
{
	bool all = true;
	for (size_t i = 0; i < GROUPS; i++) {
		if (!any_field(case_fields, values, groups[i].section)) {
			all = false;
			continue;
		}
		doc_heading(d, tr(d, groups[i].heading));
		(void)say_fields(d, case_fields, values, groups[i].section);
	}
	if (all)
		return;
	doc_heading(d, tr(d, "Not provided"));
	for (size_t i = 0; i < GROUPS; i++)
		if (!any_field(case_fields, values, groups[i].section))
			say_missing(d, tr(d, groups[i].heading), case_fields, values,
				    groups[i].section);
}

static void
list_extras(struct doc *d)
{
	const struct case_data *c = d->facts->case_data;
	if (c->nextras == 0)
		return;
	struct buffer label = BUFFER_EMPTY;
	doc_heading(d, tr(d, "Further fields given by the laboratory"));
	for (size_t i = 0; i < c->nextras; i++) {
		buffer_clear(&label);
		buffer_add_format(&label, "%s%s%s", c->extras[i].section,
				  *c->extras[i].section ? ": " : "", c->extras[i].key);
		doc_fact(d, buffer_text(&label), LOOK_PLAIN, c->extras[i].value);
	}
	buffer_release(&label);
}

void
section_case(struct doc *d)
{
	doc_remark(d, "%s",
		   tr(d, "These particulars were given by people; the tools did not check them."));
	list_groups(d, d->facts->case_data->values);
	list_extras(d);
	say_custody(d);
}
