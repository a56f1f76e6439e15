/* SPDX-License-Identifier: Apache-2.0 */
/* From the files that tell of a system to its record. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/content.h"
#include "evidence/system_round.h"
#include "record/json.h"
#include "system/system.h"

#define SYSTEMS_MAX 64u			  /* of one evidence */
#define LINE_MAX    (RECORD_LINE_MAX / 4) /* of one record */

/* ---- Reading one file ---- */

/* Number of `digits` digits at p. */
static size_t
number_at(const char *p, size_t digits)
{
	size_t v = 0;

	for (size_t i = 0; i < digits; i++)
		v = v * 10 + (size_t)(p[i] >= '0' && p[i] <= '9' ? p[i] - '0' : 0);
	return v;
}

struct telling {
	size_t row;
	const struct system_source *source;
	struct record record;
	struct buffer id, path, target, mtime;
	size_t root;
	struct span logs; /* entries, a line each */
};

static void
telling_release(struct telling *t)
{
	buffer_release(&t->id);
	buffer_release(&t->path);
	buffer_release(&t->target);
	buffer_release(&t->mtime);
	record_release(&t->record);
}

/* What an entry names; -1: it is none. */
static int
telling_read(struct telling *t, struct span entry)
{
	struct error ignored = {0};

	*t = (struct telling){.record = RECORD_EMPTY};
	if (entry.n < SYSTEM_ENTRY_HEAD || entry.p[0] != 'S')
		return -1;
	t->row = number_at(entry.p + 1, 3);
	t->root = number_at(entry.p + 4, 5);
	if (t->row >= nsystem_sources ||
	    record_scan(&t->record, entry.p + SYSTEM_ENTRY_HEAD, entry.n - SYSTEM_ENTRY_HEAD,
			&ignored) ||
	    record_text(&t->record, "path", &t->path) || t->root > t->path.n)
		return -1;
	t->source = &system_sources[t->row];
	record_text(&t->record, "id", &t->id);
	record_text(&t->record, "target", &t->target);
	record_text(&t->record, "mtime", &t->mtime);
	return 0;
}

/* Bytes of an id that name the volume. */
static size_t
volume_length(const struct buffer *id)
{
	const char *slash = id->n ? memchr(id->data, '/', id->n) : NULL;

	return slash ? (size_t)(slash - id->data) : 0;
}

bool
system_entry_reads(struct span entry)
{
	size_t row = entry.n >= SYSTEM_ENTRY_HEAD ? number_at(entry.p + 1, 3) : nsystem_sources;

	return row < nsystem_sources && system_sources[row].read;
}

bool
system_entry_is_log(struct span entry, struct span log)
{
	struct telling a, b;
	bool good = telling_read(&a, entry) == 0;

	good = telling_read(&b, log) == 0 && good && system_is_log(b.row, a.row) &&
	       a.root == b.root && memcmp(a.path.data, b.path.data, a.root) == 0 &&
	       volume_length(&a.id) == volume_length(&b.id) &&
	       memcmp(a.id.data, b.id.data, volume_length(&a.id)) == 0;
	telling_release(&a);
	telling_release(&b);
	return good;
}

/* The volume that an id begins with; links and folders say it themselves. */
static void
add_volume(const struct telling *t, struct buffer *out)
{
	const char *slash = t->id.n ? memchr(t->id.data, '/', t->id.n) : NULL;
	struct buffer volume = BUFFER_EMPTY;

	if (record_text(&t->record, "volume", &volume) && slash)
		buffer_add(&volume, t->id.data, (size_t)(slash - t->id.data));
	json_member_span(out, "volume", buffer_span(&volume));
	buffer_release(&volume);
}

static void
add_list(struct buffer *out, const char *key, const struct buffer *list)
{
	json_key(out, key);
	buffer_add_byte(out, '[');
	buffer_add(out, list->data, list->n);
	buffer_add_byte(out, ']');
}

static void
add_told(const struct telling *t, const struct system_facts *f, struct buffer *told)
{
	if (!f->facts.n && !f->users.n && !f->connected.n && !f->notes.n)
		return;
	buffer_add_text(told, "T{");
	json_member_text(told, "family", t->source->family);
	add_volume(t, told);
	json_member_span(told, "root", (struct span){buffer_span(&t->path).p, t->root});
	add_list(told, "facts", &f->facts.json);
	add_list(told, "users", &f->users.json);
	add_list(told, "connected", &f->connected.json);
	add_list(told, "notes", &f->notes);
	buffer_add_text(told, "}\n");
}

/* Logs that cannot be opened are as good as none. */
static void
open_logs(struct image *image, struct span logs, struct content *contents[SYSTEM_LOGS_MAX],
	  struct system_file *file)
{
	while (logs.n && file->nlogs < SYSTEM_LOGS_MAX) {
		struct telling log;
		struct error ignored = {0};

		if (telling_read(&log, span_next_line(&logs)) == 0 &&
		    content_open(&contents[file->nlogs], image, &log.record, &ignored) == 0) {
			file->logs[file->nlogs] = content_bytes(contents[file->nlogs]);
			file->nlogs++;
		}
		telling_release(&log);
	}
}

static void
read_source(struct image *image, struct telling *t, struct buffer *told)
{
	struct content *logs[SYSTEM_LOGS_MAX] = {NULL};
	struct span path = buffer_span(&t->path);
	struct system_facts facts = {.id = buffer_span(&t->id), .path = path};
	struct system_file file = {.path = {path.p + t->root, path.n - t->root},
				   .target = buffer_span(&t->target),
				   .mtime = buffer_span(&t->mtime)};
	struct content *content = NULL;
	struct error why = {0};

	if (t->source->what == SYSTEM_FILE) {
		if (content_open(&content, image, &t->record, &why)) {
			system_note(&facts, "%.*s: %s", (int)path.n, path.p, why.text);
		} else {
			file.bytes = content_bytes(content);
			open_logs(image, t->logs, logs, &file);
			t->source->read(&file, &facts);
			if (file.bytes->unreadable)
				system_note(&facts, "parts of %.*s could not be read", (int)path.n,
					    path.p);
		}
	} else {
		t->source->read(&file, &facts);
	}
	add_told(t, &facts, told);
	for (size_t i = 0; i < file.nlogs; i++)
		content_close(&logs[i]);
	content_close(&content);
	system_facts_release(&facts);
}

void
system_tell(struct image *image, struct span entries, struct buffer *told)
{
	struct telling t;

	if (telling_read(&t, span_next_line(&entries)) == 0 && t.source->read) {
		t.logs = entries;
		read_source(image, &t, told);
	}
	telling_release(&t);
}

/* ---- All of it, by system ---- */

struct group {
	json_t *system; /* family, volume, root, and the lists */
};

static const char *const lists[] = {"facts", "users", "connected", "notes"};

static bool
same(const json_t *a, const json_t *b, const char *key)
{
	return strcmp(json_string_of(a, key), json_string_of(b, key)) == 0;
}

static json_t *
group_of(struct group *groups, size_t *n, json_t *told)
{
	for (size_t i = 0; i < *n; i++)
		if (same(groups[i].system, told, "volume") &&
		    same(groups[i].system, told, "root") && same(groups[i].system, told, "family"))
			return groups[i].system;
	if (*n == SYSTEMS_MAX)
		return NULL;
	groups[(*n)++].system = json_incref(told);
	return NULL;
}

static void
join(struct group *groups, size_t *n, json_t *told)
{
	json_t *system = group_of(groups, n, told);

	for (size_t i = 0; system && i < sizeof lists / sizeof *lists; i++)
		json_array_extend(json_object_get(system, lists[i]),
				  json_object_get(told, lists[i]));
}

/* The first value of each fact, as a member of its own. */
static void
add_flat(const json_t *facts, struct buffer *b)
{
	for (size_t i = 0; i < json_array_size(facts); i++) {
		const json_t *fact = json_array_get(facts, i);
		const char *name = json_string_of(fact, "fact");
		size_t k = 0;

		while (k < i && strcmp(json_string_of(json_array_get(facts, k), "fact"), name) != 0)
			k++;
		if (k == i && *name)
			json_member_span(
				b, name,
				(struct span){json_string_of(fact, "value"),
					      json_string_length(json_object_get(fact, "value"))});
	}
}

static void
add_record(const struct source_input *in, const json_t *system, struct buffer *lines)
{
	size_t start = lines->n;

	buffer_add_byte(lines, '{');
	json_member_text(lines, "record", "system");
	json_member_path(lines, "evidence", in->evidence);
	json_member_text(lines, "evidence_id", in->evidence_id);
	json_member_text(lines, "volume", json_string_of(system, "volume"));
	json_member_text(lines, "root", json_string_of(system, "root"));
	json_member_text(lines, "family", json_string_of(system, "family"));
	add_flat(json_object_get(system, "facts"), lines);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		const json_t *list = json_object_get(system, lists[i]);

		if (!json_array_size(list))
			continue;
		json_key(lines, lists[i]);
		json_add_value(lines, list);
	}
	buffer_add_text(lines, "}\n");
	if (lines->n - start > LINE_MAX)
		lines->n = start;
}

void
system_records(const struct source_input *in, struct span told, struct buffer *lines)
{
	struct group groups[SYSTEMS_MAX];
	size_t n = 0;

	while (told.n) {
		const char *end = memchr(told.p, '\n', told.n);
		size_t line_n = end ? (size_t)(end - told.p) : told.n;
		json_t *v = line_n && told.p[0] == 'T'
				    ? record_parse((struct span){told.p + 1, line_n - 1})
				    : NULL;

		if (json_is_object(v))
			join(groups, &n, v);
		json_decref(v);
		line_n += end != NULL;
		told.p += line_n;
		told.n -= line_n;
	}
	for (size_t i = 0; i < n; i++) {
		add_record(in, groups[i].system, lines);
		json_decref(groups[i].system);
	}
}
