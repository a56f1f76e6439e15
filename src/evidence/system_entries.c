/* SPDX-License-Identifier: Apache-2.0 */
/* Which files tell of a system: gathered from a walk's lines, and put in order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/system_round.h"
#include "record/json.h"
#include "record/record.h"
#include "system/system.h"

/* An archive of source trees holds many /etc; no device has so many systems. */
#define ENTRIES_MAX 4000u

struct entry {
	size_t at, n; /* in text */
	size_t source;
};

struct system_tap {
	struct buffer text;
	struct entry *v;
	size_t n, cap;
	struct record record;
	struct buffer path, folder, was; /* was: the folder of the file before */
};

struct system_tap *
system_tap_new(void)
{
	return memory_zero(1, sizeof(struct system_tap));
}

void
system_tap_free(struct system_tap **tap)
{
	struct system_tap *t = *tap;

	if (!t)
		return;
	buffer_release(&t->text);
	buffer_release(&t->path);
	buffer_release(&t->folder);
	buffer_release(&t->was);
	record_release(&t->record);
	free(t->v);
	free(t);
	*tap = NULL;
}

void
system_tap_add(struct system_tap *t, size_t source, size_t root, struct span json)
{
	if (t->n == ENTRIES_MAX || root > 99999)
		return;
	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 32;
		t->v = memory_resize_array(t->v, t->cap, sizeof *t->v);
	}
	t->v[t->n] = (struct entry){t->text.n, 0, source};
	buffer_add_format(&t->text, "S%03zu%05zu", source, root);
	buffer_add(&t->text, json.p, json.n);
	buffer_add_byte(&t->text, '\n');
	t->v[t->n].n = t->text.n - t->v[t->n].at;
	t->n++;
}

/* ---- Lines of a walk ---- */

static bool
is_known_folder(const struct system_tap *t, const struct buffer *json)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].n == json->n + SYSTEM_ENTRY_HEAD + 1 &&
		    memcmp(t->text.data + t->v[i].at + SYSTEM_ENTRY_HEAD, json->data, json->n) == 0)
			return true;
	return false;
}

/* A folder is told by the files in it: walks give no records of folders. */
static void
look_at_folder(struct system_tap *t, struct span folder)
{
	size_t root, source = system_source_of(folder, SYSTEM_FOLDER, 0, &root);
	struct buffer *json = &t->folder;

	if (source == nsystem_sources)
		return;
	buffer_clear(json);
	buffer_add_byte(json, '{');
	json_member_text(json, "record", "folder");
	json_member_text(json, "volume", "p0");
	json_member_span(json, "path", folder);
	buffer_add_byte(json, '}');
	if (!is_known_folder(t, json))
		system_tap_add(t, source, root, buffer_span(json));
}

static void
look_at_folders(struct system_tap *t, struct span path)
{
	while (path.n && path.p[path.n - 1] != '/')
		path.n--;
	if (path.n == t->was.n && path.n && memcmp(path.p, t->was.data, path.n) == 0)
		return;
	buffer_clear(&t->was);
	buffer_add(&t->was, path.p, path.n);
	for (size_t i = 1; i < path.n; i++)
		if (path.p[i] == '/')
			look_at_folder(t, (struct span){path.p, i});
}

static void
look_at_line(struct system_tap *t, struct span line)
{
	struct error ignored = {0};
	size_t root = 0, source;
	struct span path;

	if (record_scan(&t->record, line.p, line.n, &ignored) || !record_is(&t->record, "file"))
		return;
	buffer_clear(&t->path);
	if (record_text(&t->record, "path", &t->path))
		return;
	path = buffer_span(&t->path);
	source = system_source_of(path, SYSTEM_FILE, 0, &root);
	if (source < nsystem_sources && record_value(&t->record, "content").p)
		system_tap_add(t, source, root, line);
	look_at_folders(t, path);
}

void
system_tap_lines(struct system_tap *t, struct span lines)
{
	while (lines.n) {
		const char *end = memchr(lines.p, '\n', lines.n);
		size_t n = end ? (size_t)(end - lines.p) : lines.n;

		look_at_line(t, (struct span){lines.p, n});
		n += end != NULL;
		lines.p += n;
		lines.n -= n;
	}
}

/* ---- Order ---- */

static int
by_source(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

int
system_tap_keep(struct system_tap *t, struct emitter *out, struct error *e)
{
	if (t->n)
		qsort(t->v, t->n, sizeof *t->v, by_source);
	for (size_t i = 0; i < t->n; i++)
		if (out->keep(out, (struct span){t->text.data + t->v[i].at, t->v[i].n}, e))
			return -1;
	return 0;
}
