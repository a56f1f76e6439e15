/* SPDX-License-Identifier: Apache-2.0 */
/* What is known when the stream has ended, as rows. */
#include "report/database_row.h"

static int
add_fact(struct database *d, const char *name, const char *value, struct error *e)
{
	row_begin(d);
	put(d, FACT, name);
	put(d, FACT, value);
	return row_end(d, FACT, e);
}

/* What people told, as "section.field". */
static int
add_case_data(struct database *d, const struct facts *f, struct error *e)
{
	struct buffer name = BUFFER_EMPTY;
	int r = 0;

	for (const struct case_field *c = case_fields; r == 0 && c->section; c++) {
		const char *value = case_data_get(f->case_data, c->section, c->key);

		buffer_clear(&name);
		buffer_add_format(&name, "%s.%s", c->section, c->key);
		if (value)
			r = add_fact(d, buffer_text(&name), value, e);
	}
	buffer_release(&name);
	return r;
}

static int
add_evidence(struct database *d, const struct evidence_fact *x, struct error *e)
{
	row_begin(d);
	put(d, EVIDENCE, x->id);
	put(d, EVIDENCE, x->path);
	put(d, EVIDENCE, x->exhibit ? x->exhibit->name : NULL);
	put(d, EVIDENCE, x->container);
	put_u64(d, EVIDENCE, x->size);
	put_u64(d, EVIDENCE, x->sector_size);
	return row_end(d, EVIDENCE, e);
}

static int
add_volume(struct database *d, const struct facts *f, const struct volume_fact *v, struct error *e)
{
	row_begin(d);
	put(d, VOLUME, v->evidence == FACT_NONE ? NULL : f->evidence[v->evidence].id);
	put(d, VOLUME, v->name);
	put_u64(d, VOLUME, v->offset);
	put_u64(d, VOLUME, v->size);
	put(d, VOLUME, v->fs);
	put(d, VOLUME, v->label);
	put(d, VOLUME, v->serial);
	put(d, VOLUME, v->encrypted);
	return row_end(d, VOLUME, e);
}

static int
add_run(struct database *d, const struct run_fact *x, struct error *e)
{
	row_begin(d);
	put(d, RUN, x->id);
	put(d, RUN, x->tool);
	put(d, RUN, x->version);
	put(d, RUN, x->command);
	put(d, RUN, x->started);
	put(d, RUN, x->finished);
	put(d, RUN, x->user);
	put(d, RUN, x->host);
	put_u64(d, RUN, x->ended ? x->status : UINT64_MAX);
	return row_end(d, RUN, e);
}

static int
add_set(struct database *d, const struct set_fact *x, struct error *e)
{
	row_begin(d);
	put(d, HASH_SET, x->name);
	put(d, HASH_SET, x->file);
	put(d, HASH_SET, x->sha256);
	put_u64(d, HASH_SET, x->entries);
	return row_end(d, HASH_SET, e);
}

static int
add_device(struct database *d, const struct device_fact *x, struct error *e)
{
	row_begin(d);
	put(d, DEVICE, x->make);
	put(d, DEVICE, x->model);
	put(d, DEVICE, x->serial);
	put(d, DEVICE, x->owner);
	put_u64(d, DEVICE, x->items);
	put_u64(d, DEVICE, x->hit_items);
	put(d, DEVICE, x->first_taken);
	put(d, DEVICE, x->last_taken);
	return row_end(d, DEVICE, e);
}

static int
add_lists(struct database *d, const struct facts *f, struct error *e)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < f->nevidence; i++)
		r = add_evidence(d, &f->evidence[i], e);
	for (size_t i = 0; r == 0 && i < f->nvolumes; i++)
		r = add_volume(d, f, &f->volumes[i], e);
	for (size_t i = 0; r == 0 && i < f->nruns; i++)
		r = add_run(d, &f->runs[i], e);
	for (size_t i = 0; r == 0 && i < f->nsets; i++)
		r = add_set(d, &f->sets[i], e);
	for (size_t i = 0; r == 0 && i < f->ndevices; i++)
		r = add_device(d, &f->devices[i], e);
	return r;
}

int
database_facts(struct database *d, const struct facts *f, struct error *e)
{
	if (add_fact(d, "report_id", f->report_id, e) ||
	    add_fact(d, "records_sha256", f->records_sha256, e) ||
	    add_fact(d, "status", facts_incomplete(f) ? "INCOMPLETE" : "complete", e) ||
	    add_fact(d, "writer", "winnow-report " PACKAGE_VERSION, e) || add_case_data(d, f, e))
		return -1;
	return add_lists(d, f, e);
}
