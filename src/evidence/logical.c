/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/logical.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "evidence/folder.h"
#include "evidence/volume_list.h"
#include "record/edit.h"
#include "record/json.h"

#define TOOL	     "winnow-ls"
#define TROUBLES_MAX 100 /* told one by one */

void
logical_volumes(struct volume_list *list, const struct image *image)
{
	*list = (struct volume_list){0};
	list->notes = memory_zero(1, sizeof *list->notes);
	volume_add(list, LOGICAL_VOLUME);
	list->v[0].size = image_size(image);
	list->v[0].fs_found = true;
	snprintf(list->v[0].fs, sizeof list->v[0].fs, "%s", image_container(image));
}

/* ---- Hard links ---- */

struct link {
	uint64_t device, inode;
	char *id; /* of the name that was met first */
};

struct tour {
	const char *evidence, *evidence_id;
	const struct walk_sink *sink;
	struct buffer *notes;
	struct buffer line, id;
	struct link *links; /* by hash, open addressing; id NULL: free */
	size_t nlinks, cap;
	unsigned troubles;
	uint64_t symbolic, special;
};

static struct link *
link_place(struct link *v, size_t cap, uint64_t device, uint64_t inode)
{
	size_t at = (size_t)((inode * 0x9e3779b97f4a7c15u) ^ device) & (cap - 1);

	while (v[at].id && (v[at].inode != inode || v[at].device != device))
		at = (at + 1) & (cap - 1);
	return &v[at];
}

static void
links_grow(struct tour *t)
{
	size_t cap = t->cap ? 2 * t->cap : 256;
	struct link *v = memory_zero(cap, sizeof *v);

	for (size_t i = 0; i < t->cap; i++)
		if (t->links[i].id)
			*link_place(v, cap, t->links[i].device, t->links[i].inode) = t->links[i];
	free(t->links);
	t->links = v;
	t->cap = cap;
}

/* The id that the file was given under another name before, or NULL; then it has this one. */
static const char *
known_as(struct tour *t, const struct stat *st)
{
	struct link *l;

	if (st->st_nlink < 2)
		return NULL;
	if (t->nlinks >= t->cap / 2)
		links_grow(t);
	l = link_place(t->links, t->cap, (uint64_t)st->st_dev, (uint64_t)st->st_ino);
	if (l->id)
		return l->id;
	*l = (struct link){(uint64_t)st->st_dev, (uint64_t)st->st_ino,
			   memory_string(buffer_text(&t->id))};
	t->nlinks++;
	return NULL;
}

static void
tour_release(struct tour *t)
{
	for (size_t i = 0; i < t->cap; i++)
		free(t->links[i].id);
	free(t->links);
	buffer_release(&t->line);
	buffer_release(&t->id);
}

/* ---- Records ---- */

/* Two names that cannot be shown may look alike: their bytes tell them apart. */
static void
make_id(struct tour *t, const char *path)
{
	size_t n = strlen(path);

	buffer_clear(&t->id);
	buffer_add_text(&t->id, LOGICAL_VOLUME "/");
	text_to_utf8(&t->id, path, n);
	if (!text_is_utf8(path, n)) {
		buffer_add_byte(&t->id, '#');
		text_hex(&t->id, path, n);
	}
}

static void
begin_record(struct tour *t, const char *kind, struct span id)
{
	buffer_clear(&t->line);
	buffer_add_byte(&t->line, '{');
	json_member_text(&t->line, "record", kind);
	json_member_path(&t->line, "evidence", t->evidence);
	json_member_text(&t->line, "evidence_id", t->evidence_id);
	json_member_span(&t->line, "id", id);
}

static void
add_time(struct tour *t, const char *key, const struct timespec *time)
{
	char text[CLOCK_TEXT_MAX];

	clock_format(text, time->tv_sec, (uint32_t)time->tv_nsec, "Z");
	json_member_text(&t->line, key, text);
}

static int
end_record(struct tour *t, struct error *e)
{
	buffer_add_text(&t->line, "}\n");
	return t->sink->emit(t->sink->ctx, buffer_span(&t->line), e);
}

static int
emit_name(struct tour *t, const char *id, const char *path, struct error *e)
{
	begin_record(t, "name", span_of(id));
	json_member_path(&t->line, "path", path);
	json_member_text(&t->line, "state", "allocated");
	return end_record(t, e);
}

static int
emit_file(struct tour *t, const char *path, const struct stat *st, struct error *e)
{
	begin_record(t, "file", buffer_span(&t->id));
	json_key(&t->line, "content");
	buffer_add_byte(&t->line, '{');
	json_member_text(&t->line, "how", "member");
	json_member_text(&t->line, "format", "directory");
	json_member_path(&t->line, "path", path);
	buffer_add_byte(&t->line, '}');
	json_member_text(&t->line, "origin", "logical");
	json_member_path(&t->line, "path", path);
	json_member_u64(&t->line, "size", st->st_size > 0 ? (uint64_t)st->st_size : 0);
	add_time(t, "mtime", &st->st_mtim);
	add_time(t, "atime", &st->st_atim);
	add_time(t, "ctime", &st->st_ctim);
	return end_record(t, e);
}

static int
visit(void *ctx, const char *path, const struct stat *st, struct error *e)
{
	struct tour *t = ctx;
	const char *before;

	t->symbolic += S_ISLNK(st->st_mode);
	t->special += !S_ISLNK(st->st_mode) && !S_ISREG(st->st_mode) && !S_ISDIR(st->st_mode);
	if (!S_ISREG(st->st_mode))
		return 0;
	make_id(t, path);
	before = known_as(t, st);
	return before ? emit_name(t, before, path, e) : emit_file(t, path, st, e);
}

/* ---- What was left out ---- */

static void
note(struct tour *t, enum note_level level, const char *text)
{
	struct buffer masked = BUFFER_EMPTY;

	text_mask(&masked, text, strlen(text));
	if (t->notes->n)
		buffer_add_byte(t->notes, ',');
	note_add(t->notes, TOOL, level, buffer_text(&masked));
	buffer_release(&masked);
}

static void
trouble(void *ctx, const char *path, const char *why)
{
	struct tour *t = ctx;
	char text[1000];

	if (++t->troubles > TROUBLES_MAX)
		return;
	snprintf(text, sizeof text, "%.800s: %s", *path ? path : "the directory", why);
	note(t, NOTE_ERROR, text);
}

static void
note_left_out(struct tour *t)
{
	char text[200];

	if (t->troubles > TROUBLES_MAX) {
		snprintf(text, sizeof text, "%u more could not be read",
			 t->troubles - TROUBLES_MAX);
		note(t, NOTE_ERROR, text);
	}
	if (t->symbolic == 0 && t->special == 0)
		return;
	snprintf(text, sizeof text,
		 "%llu symbolic links were not followed, %llu devices, pipes and sockets not "
		 "opened",
		 (unsigned long long)t->symbolic, (unsigned long long)t->special);
	note(t, NOTE_INFO, text);
}

int
logical_walk(struct image *image, const char *evidence, const char *evidence_id,
	     const struct walk_sink *sink, struct buffer *notes, struct error *e)
{
	struct tour t = {
		.evidence = evidence, .evidence_id = evidence_id, .sink = sink, .notes = notes};
	const struct folder_visit all = {visit, trouble, &t};
	int status = folder_each(image_folder(image), &all, e);

	note_left_out(&t);
	tour_release(&t);
	return status;
}
