/* SPDX-License-Identifier: Apache-2.0 */
/* What an exhibit's systems say of themselves; part of the exhibits' section. */
#include "report/sections.h"

#define CONNECTED_ROWS ((size_t)50)

static const struct {
	const char *name, *phrase;
} labels[] = {
	{"os", N_("Operating system")},
	{"version", N_("Version")},
	{"build", N_("Build")},
	{"device_make", N_("Make of the device")},
	{"device_model", N_("Model of the device")},
	{"device_serial", N_("Serial number")},
	{"device_name", N_("Name of the device")},
	{"host_name", N_("Host name")},
	{"owner", N_("Registered owner")},
	{"time_zone", N_("Time zone")},
	{"installed", N_("Installed")},
	{"last_shutdown", N_("Last shutdown")},
	{"last_boot", N_("Last start")},
	{"last_backup", N_("Last backup")},
	{"user", N_("Account")},
	{"connected", N_("Was connected")},
};

static const char *
label_of(struct doc *d, const char *name)
{
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (strcmp(labels[i].name, name) == 0)
			return tr(d, labels[i].phrase);
	return name;
}

static void
add_row(struct doc *d, const struct system_statement *v)
{
	doc_cell(d, LOOK_PLAIN, label_of(d, v->name));
	for (size_t i = 0; i < v->particulars.n; i++) {
		const struct pair *p = &v->particulars.v[i];

		doc_piece(d, *p->key ? p->key : NULL, LOOK_NAME, p->value);
	}
	doc_cell_end(d);
	doc_piece(d, NULL, LOOK_NAME, v->path);
	doc_piece(d, NULL, LOOK_CODE, v->id);
	doc_piece(d, NULL, LOOK_QUIET, v->where);
	doc_cell_end(d);
	doc_row_end(d);
}

/* The most of a long list of things connected stands in the records alone. */
static size_t
list_statements(struct doc *d, const struct system_fact *s)
{
	size_t connected = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->v[i].name, "connected") == 0 && connected++ >= CONNECTED_ROWS)
			continue;
		add_row(d, &s->v[i]);
	}
	return connected > CONNECTED_ROWS ? connected - CONNECTED_ROWS : 0;
}

static void
list_system(struct doc *d, const struct system_fact *s)
{
	static const struct column columns[] = {
		{N_("Statement"), 20, COLUMN_TEXT},
		{N_("As stored"), 40, COLUMN_TEXT},
		{N_("Read from"), 40, COLUMN_TEXT},
	};
	static const struct table table = {N_("What the system says of itself"), columns, 3, true};
	size_t more;

	doc_piece(d, NULL, LOOK_PLAIN, s->family);
	doc_piece(d, NULL, LOOK_CODE, s->volume);
	doc_piece(d, NULL, LOOK_NAME, s->root);
	doc_fact_cell(d, tr(d, "System found on the exhibit"));
	doc_table(d, &table);
	more = list_statements(d, s);
	doc_table_end(d);
	if (more)
		doc_remark(d, tr(d, "%s more that were connected stand in the records."),
			   doc_number(d, more));
}

void
list_systems(struct doc *d, size_t evidence)
{
	const struct facts *f = d->facts;
	bool any = false;

	for (size_t i = 0; i < f->nsystems; i++) {
		if (f->systems[i].evidence != evidence || !f->systems[i].n)
			continue;
		if (!any)
			doc_remark(d, "%s",
				   tr(d, "What follows is what the device’s own files say. Users "
					 "can change it, and its times are those of its own "
					 "clock."));
		any = true;
		list_system(d, &f->systems[i]);
	}
}
