/* SPDX-License-Identifier: Apache-2.0 */
/* `system` records: what seized devices say of themselves. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/collect.h"

/* A stream that tells of more systems than this is not of seized devices. */
#define SYSTEMS_MAX    ((size_t)1000)
#define STATEMENTS_MAX ((size_t)5000) /* of one system */

static const char *
member(struct collector *c, const json_t *object, const char *key)
{
	return value_json_text(c, json_object_get(object, key));
}

static struct system_statement *
add(struct system_fact *s, const char *name)
{
	if (s->n == STATEMENTS_MAX)
		return NULL;
	if ((s->n & (s->n + 1)) == 0)
		s->v = memory_resize_array(s->v, 2 * (s->n + 1), sizeof *s->v);
	s->v[s->n] = (struct system_statement){.name = name};
	return &s->v[s->n++];
}

static void
add_source(struct collector *c, struct system_statement *v, const json_t *object)
{
	v->id = member(c, object, "id");
	v->path = member(c, object, "path");
	v->where = member(c, object, "where");
}

static void
take_facts(struct collector *c, struct system_fact *s, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *fact = json_array_get(list, i);
		struct system_statement *v = add(s, member(c, fact, "fact"));

		if (!v)
			return;
		add_source(c, v, fact);
		pair_add(&v->particulars, "", member(c, fact, "value"));
		if (*member(c, fact, "stored"))
			pair_add(&v->particulars, "stored", member(c, fact, "stored"));
	}
}

/* Accounts, and what was connected: all members but the source are particulars. */
static void
take_objects(struct collector *c, struct system_fact *s, const json_t *list, const char *name)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *object = json_array_get(list, i);
		struct system_statement *v = json_is_object(object) ? add(s, name) : NULL;

		if (!v)
			return;
		add_source(c, v, object);
		json_object_del(object, "id");
		json_object_del(object, "path");
		json_object_del(object, "where");
		value_pairs(c, object, &v->particulars);
	}
}

/* The same system comes again when several tools described the same exhibit. */
static bool
is_known(const struct facts *f, const struct system_fact *s)
{
	for (size_t i = 0; i < f->nsystems; i++)
		if (f->systems[i].evidence == s->evidence &&
		    strcmp(f->systems[i].volume, s->volume) == 0 &&
		    strcmp(f->systems[i].root, s->root) == 0 &&
		    strcmp(f->systems[i].family, s->family) == 0)
			return true;
	return f->nsystems == SYSTEMS_MAX;
}

void
collect_system(struct collector *c, const struct record *r)
{
	struct facts *f = &c->facts;
	struct system_fact s = {.evidence = collect_exhibit_of(c, r),
				.volume = value_text(c, r, "volume"),
				.root = value_text(c, r, "root"),
				.family = value_text(c, r, "family")};
	json_t *facts, *users, *connected;

	if (is_known(f, &s))
		return;
	facts = record_json(r, "facts");
	users = record_json(r, "users");
	connected = record_json(r, "connected");
	take_facts(c, &s, facts);
	take_objects(c, &s, users, "user");
	take_objects(c, &s, connected, "connected");
	json_decref(facts);
	json_decref(users);
	json_decref(connected);
	f->systems = memory_resize_array(f->systems, f->nsystems + 1, sizeof *f->systems);
	f->systems[f->nsystems++] = s;
	collect_notes(c, r, s.volume, s.evidence);
}

static void
statement_release(struct system_statement *v)
{
	free(v->particulars.v);
	*v = (struct system_statement){0};
}

void
systems_release(struct facts *f)
{
	for (size_t i = 0; i < f->nsystems; i++) {
		for (size_t k = 0; k < f->systems[i].n; k++)
			statement_release(&f->systems[i].v[k]);
		free(f->systems[i].v);
	}
	free(f->systems);
}

/* What names nobody. */
static bool
is_impersonal(const char *name)
{
	static const char *const names[] = {
		"os",	     "os_name",	       "version",	 "version_id",	 "release",
		"build",     "build_revision", "edition",	 "service_pack", "kernel_version",
		"time_zone", "time_zone_bias", "time_zone_rule", "device_make",	 "device_model",
		"installed", "last_shutdown",  "last_boot",	 "device_type",	 "last_backup"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

void
systems_withhold(struct facts *f)
{
	for (size_t i = 0; i < f->nsystems; i++) {
		struct system_fact *s = &f->systems[i];
		size_t kept = 0;

		s->root = "";
		for (size_t k = 0; k < s->n; k++) {
			if (!is_impersonal(s->v[k].name)) {
				statement_release(&s->v[k]);
				continue;
			}
			s->v[kept] = s->v[k];
			s->v[kept++].path = "";
		}
		s->n = kept;
	}
}
