/* SPDX-License-Identifier: Apache-2.0 */
#include "report/collect.h"

#include <stdlib.h>

void
collector_init(struct collector *c)
{
	memset(c, 0, sizeof *c);
	c->facts.pool = text_pool_new();
	c->facts.case_data = case_data_new();
	c->facts.newest_finished = "";
	c->items = known_items_new();
	c->evidence = index_new();
	c->runs = index_new();
	c->sets = index_new();
	c->devices = index_new();
	c->hits_by_id = index_new();
	c->hits_by_place = index_new();
}

static void
release_facts(struct facts *f)
{
	for (size_t i = 0; i < f->nevidence; i++) {
		free(f->evidence[i].acquisition.v);
		free(f->evidence[i].stored.v);
	}
	for (size_t i = 0; i < f->nverifications; i++) {
		free(f->verifications[i].hashes.v);
		free(f->verifications[i].compared.v);
	}
	for (size_t i = 0; i < f->ncustody; i++)
		free(f->custody[i].hashes.v);
	free(f->verifications);
	free(f->custody);
	for (size_t i = 0; i < f->nruns; i++) {
		free(f->runs[i].libraries.v);
		free(f->runs[i].environment.v);
		free(f->runs[i].confinement.v);
	}
	for (size_t i = 0; i < f->nsets; i++) {
		free(f->sets[i].kinds.v);
		free(f->sets[i].metadata.v);
	}
	for (size_t i = 0; i < f->nhits; i++) {
		free(f->hits[i].parts);
		free(f->hits[i].names);
		free(f->hits[i].matches);
	}
	for (size_t i = 0; i < f->ngroups; i++)
		free(f->groups[i].hits);
	free(f->evidence);
	free(f->volumes);
	systems_release(f);
	free(f->runs);
	free(f->sets);
	free(f->devices);
	free(f->hits);
	free(f->groups);
	tally_release(&f->other_kinds);
	tally_release(&f->total.by_origin);
	tally_release(&f->items.by_origin);
	tally_release(&f->items.by_class);
	tally_release(&f->items.by_mime);
	tally_release(&f->notes_by_tool);
	case_data_free(&f->case_data);
	text_pool_free(&f->pool);
}

void
collector_release(struct collector *c)
{
	release_facts(&c->facts);
	known_items_free(&c->items);
	index_free(&c->evidence);
	index_free(&c->runs);
	index_free(&c->sets);
	index_free(&c->devices);
	index_free(&c->hits_by_id);
	index_free(&c->hits_by_place);
	buffer_release(&c->text);
}

/* ---- Which collector takes which kind ---- */

static const struct {
	const char *kind;
	void (*collect)(struct collector *c, const struct record *r);
} kinds[] = {
	{"file", collect_file},		{"name", collect_name},
	{"run", collect_run},		{"end", collect_end},
	{"set", collect_set},		{"evidence", collect_evidence},
	{"volume", collect_volume},	{"system", collect_system},
	{"incident", collect_incident}, {"verification", collect_verification},
	{"custody", collect_custody},
};

bool
collect_record(struct collector *c, const struct record *r)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (record_is(r, kinds[i].kind)) {
			kinds[i].collect(c, r);
			return i == 0;
		}
	tally_of(&c->facts.other_kinds, value_text(c, r, "record"))->n++;
	return false;
}
