/* SPDX-License-Identifier: Apache-2.0 */
/* Who made the records: `run`, `end` and `set` records. */
#include <stdlib.h>

#include "base/memory.h"
#include "report/collect.h"

/* ---- Command lines ---- */

static bool
needs_quotes(const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				    "@%+=:,./_-";
	return !*word || word[strspn(word, plain)] != '\0';
}

/* As a shell would take it, so that a reader can run it again. */
static void
add_word(struct buffer *out, const char *word)
{
	if (out->n > 0)
		buffer_add_byte(out, ' ');
	if (!needs_quotes(word)) {
		buffer_add_text(out, word);
		return;
	}
	buffer_add_byte(out, '\'');
	for (; *word; word++)
		if (*word == '\'')
			buffer_add_text(out, "'\\''");
		else
			buffer_add_byte(out, *word);
	buffer_add_byte(out, '\'');
}

static const char *
command_of(struct collector *c, const struct record *r)
{
	json_t *argv = record_json(r, "argv"), *word;
	struct buffer line = BUFFER_EMPTY;
	size_t i;
	json_array_foreach(argv, i, word) add_word(&line, value_json_text(c, word));
	const char *kept = text_pool_string(c->facts.pool, buffer_span(&line));
	buffer_release(&line);
	json_decref(argv);
	return kept;
}

/* ---- Runs ---- */

/* These tools only see records; every other opens evidence, or may. */
static bool
only_reads_records(const char *tool)
{
	return strcmp(tool, "winnow-match") == 0 || strcmp(tool, "winnow-report") == 0;
}

static void
take_confinement(struct collector *c, const struct record *r, struct run_fact *run)
{
	json_t *v = record_json(r, "confinement");
	value_pairs(c, v, &run->confinement);
	bool all = json_is_object(v) && json_object_size(v) > 0 &&
		   json_array_size(json_object_get(v, "missing")) == 0;
	run->reads_evidence_unconfined = !all && !only_reads_records(run->tool);
	json_decref(v);
}

/* Where it ran, as far as the run says. */
static void
take_environment(struct collector *c, const struct record *r, struct run_fact *run)
{
	static const char *const keys[] = {"os", "kernel", "arch",	    "cwd",	  "locale",
					   "tz", "binary", "binary_sha256", "environment"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		json_t *v = record_json(r, keys[i]);
		if (json_is_object(v))
			value_pairs(c, v, &run->environment);
		else if (*value_json_text(c, v))
			pair_add(&run->environment, keys[i], value_json_text(c, v));
		json_decref(v);
	}
}

static void
take_over(struct collector *c, const char *resumes)
{
	size_t i = *resumes ? index_find(c->runs, span_of(resumes)) : INDEX_NONE;
	if (i != INDEX_NONE)
		c->facts.runs[i].resumed = true;
}

void
collect_run(struct collector *c, const struct record *r)
{
	struct facts *f = &c->facts;
	struct run_fact run = {
		.id = value_text(c, r, "run_id"),
		.tool = value_text(c, r, "tool"),
		.version = value_text(c, r, "version"),
		.started = value_text(c, r, "started"),
		.user = value_text(c, r, "user"),
		.host = value_text(c, r, "host"),
		.command = command_of(c, r),
		.resumes = value_text(c, r, "resumes"),
		.finished = "",
	};
	json_t *libraries = record_json(r, "libraries");
	value_pairs(c, libraries, &run.libraries);
	json_decref(libraries);
	take_environment(c, r, &run);
	take_confinement(c, r, &run);
	take_over(c, run.resumes);
	f->runs = memory_resize_array(f->runs, f->nruns + 1, sizeof *f->runs);
	index_add(c->runs, span_of(run.id), f->nruns);
	f->runs[f->nruns++] = run;
}

/* "2026-11-23T05:30:00Z", a fraction allowed: such times sort as text. */
static bool
is_utc(const char *s)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd";
	size_t i;
	for (i = 0; form[i]; i++)
		if (form[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return false;
	if (s[i] == '.')
		i += 1 + strspn(s + i + 1, "0123456789");
	return strcmp(s + i, "Z") == 0;
}

void
collect_end(struct collector *c, const struct record *r)
{
	const char *finished = value_text(c, r, "finished");
	if (is_utc(finished) && strcmp(finished, c->facts.newest_finished) > 0)
		c->facts.newest_finished = finished;
	size_t i = index_find(c->runs, span_of(value_text(c, r, "run_id")));
	if (i == INDEX_NONE)
		return;
	struct run_fact *run = &c->facts.runs[i];
	run->ended = true;
	run->finished = finished;
	run->items = value_u64(r, "items", 0);
	run->noted = value_u64(r, "noted", 0);
	run->status = value_u64(r, "status", 3);
}

/* ---- Sets ---- */

struct set_fact *
collect_set_named(struct collector *c, const char *name)
{
	struct facts *f = &c->facts;
	size_t i = index_add(c->sets, span_of(name), f->nsets);
	if (i < f->nsets)
		return &f->sets[i];
	f->sets = memory_resize_array(f->sets, f->nsets + 1, sizeof *f->sets);
	f->sets[f->nsets++] =
		(struct set_fact){.name = name, .file = "", .sha256 = "", .entries = UINT64_MAX};
	return &f->sets[i];
}

static void
take_members(struct collector *c, const struct record *r, const char *key, struct pair_list *out)
{
	json_t *v = record_json(r, key);
	value_pairs(c, v, out);
	json_decref(v);
}

/* One of the lists that a set was built from, in a line. */
static void
add_list(struct collector *c, const json_t *list, struct pair_list *out)
{
	static const char *const keys[] = {"file", "format", "sha256", "read", "rejected"};
	buffer_clear(&c->text);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const json_t *v = json_object_get(list, keys[i]);
		struct span text = span_of(value_json_text(c, v));
		if (text.n > 0)
			buffer_add_format(&c->text, "%s%s%s%s", c->text.n > 0 ? ", " : "",
					  i > 0 ? keys[i] : "", i > 0 ? " " : "", text.p);
	}
	pair_add(out, "made from", text_pool_string(c->facts.pool, buffer_span(&c->text)));
}

/* What the set says of itself; the lists it was made from each in a line. */
static void
take_metadata(struct collector *c, const struct record *r, struct pair_list *out)
{
	json_t *v = record_json(r, "metadata"), *lists = json_object_get(v, "lists"), *list;
	size_t i;
	json_array_foreach(lists, i, list) add_list(c, list, out);
	if (json_is_object(v))
		json_object_del(v, "lists");
	value_pairs(c, v, out);
	json_decref(v);
}

void
collect_set(struct collector *c, const struct record *r)
{
	struct set_fact *set = collect_set_named(c, value_text(c, r, "set"));
	if (set->described)
		return;
	set->described = true;
	set->file = value_text(c, r, "file");
	set->sha256 = value_text(c, r, "sha256");
	set->entries = value_u64(r, "entries", UINT64_MAX);
	take_members(c, r, "kind_counts", &set->kinds);
	take_metadata(c, r, &set->metadata);
}
