/* SPDX-License-Identifier: Apache-2.0 */
/* `evidence` and `volume` records, and the exhibits that other records name. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/collect.h"

static size_t
exhibit_named(struct collector *c, const char *path, const char *id)
{
	const char *key = *id ? id : path;
	if (!*key)
		return FACT_NONE;
	struct facts *f = &c->facts;
	size_t i = index_add(c->evidence, span_of(key), f->nevidence);
	if (i < f->nevidence)
		return i;
	f->evidence = memory_resize_array(f->evidence, f->nevidence + 1, sizeof *f->evidence);
	f->evidence[f->nevidence++] =
		(struct evidence_fact){.path = path, .id = id, .container = "", .size = UINT64_MAX};
	return i;
}

size_t
collect_exhibit_of(struct collector *c, const struct record *r)
{
	const char *id = value_text(c, r, "evidence_id");
	return exhibit_named(c, value_text(c, r, "evidence"), id);
}

static void
take_pairs(struct collector *c, const struct record *r, const char *key, struct pair_list *out)
{
	json_t *v = record_json(r, key);
	if (out->n == 0)
		value_pairs(c, v, out);
	json_decref(v);
}

void
collect_evidence(struct collector *c, const struct record *r)
{
	size_t i = collect_exhibit_of(c, r);
	if (i == FACT_NONE)
		return;
	struct evidence_fact *x = &c->facts.evidence[i];
	bool first = !x->described;
	x->described = true;
	x->path = value_text(c, r, "evidence");
	x->container = value_text(c, r, "container");
	x->size = value_u64(r, "size", UINT64_MAX);
	x->sector_size = value_u64(r, "sector_size", 0);
	take_pairs(c, r, "acquisition", &x->acquisition);
	take_pairs(c, r, "stored", &x->stored);
	if (first)
		collect_notes(c, r, x->path, i);
}

/* The same volume comes again when several tools described the same exhibit. */
static struct volume_fact *
find_volume(struct facts *f, size_t evidence, const char *name)
{
	for (size_t i = 0; i < f->nvolumes; i++)
		if (f->volumes[i].evidence == evidence && strcmp(f->volumes[i].name, name) == 0)
			return &f->volumes[i];
	return NULL;
}

/*
 * Partition tables have limits; a stream that claims more volumes than this is not
 * describing a disk.
 */
#define VOLUMES_MAX ((size_t)4096)

void
collect_volume(struct collector *c, const struct record *r)
{
	struct facts *f = &c->facts;
	size_t evidence = collect_exhibit_of(c, r);
	const char *name = value_text(c, r, "volume");
	if (f->nvolumes >= VOLUMES_MAX || find_volume(f, evidence, name))
		return;
	f->volumes = memory_resize_array(f->volumes, f->nvolumes + 1, sizeof *f->volumes);
	f->volumes[f->nvolumes++] = (struct volume_fact){
		.evidence = evidence,
		.name = name,
		.fs = value_text(c, r, "fs"),
		.label = value_text(c, r, "label"),
		.serial = value_text(c, r, "serial"),
		.encrypted = value_text(c, r, "encrypted"),
		.description = value_text(c, r, "description"),
		.offset = value_u64(r, "offset", UINT64_MAX),
		.size = value_u64(r, "size", UINT64_MAX),
	};
	collect_notes(c, r, name, evidence);
}

/* An incident can come before the exhibit's identity is known, so the path has to do. */
static size_t
exhibit_by_path(struct collector *c, const struct record *r)
{
	const struct facts *f = &c->facts;
	const char *path = value_text(c, r, "evidence");
	for (size_t i = f->nevidence; i-- > 0;)
		if (strcmp(f->evidence[i].path, path) == 0)
			return i;
	return exhibit_named(c, path, "");
}

/* A part of the work that could not be done. */
void
collect_incident(struct collector *c, const struct record *r)
{
	size_t evidence =
		record_value(r, "evidence_id").p ? collect_exhibit_of(c, r) : exhibit_by_path(c, r);
	uint64_t before = c->facts.errors.total;
	const char *where = value_text(c, r, "volume");
	collect_notes(c, r, *where ? where : value_text(c, r, "evidence"), evidence);
	c->facts.items.parts_lost += c->facts.errors.total > before;
}
