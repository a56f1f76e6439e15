/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/entries.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "evidence/logical.h"
#include "record/edit.h"
#include "record/json.h"

#define TOOL "winnow-ls"

struct entry *
entries_add(struct entries *all, const char *path, size_t n)
{
	if (all->n == all->cap) {
		all->cap = all->cap ? 2 * all->cap : 256;
		all->v = memory_resize_array(all->v, all->cap, sizeof *all->v);
	}
	all->v[all->n] = (struct entry){.path = all->paths.n, .path_n = n};
	buffer_add(&all->paths, path, n);
	return &all->v[all->n++];
}

void
entries_free(struct entries **all)
{
	struct entries *x = *all;

	*all = NULL;
	if (!x)
		return;
	free(x->v);
	buffer_release(&x->paths);
	free(x);
}

static void
add_times(struct buffer *line, const struct entry *x)
{
	static const char *const keys[] = {"mtime", "atime", "ctime", "crtime"};
	char text[CLOCK_TEXT_MAX];

	for (size_t i = 0; i < 4; i++) {
		if (x->times[i] == 0)
			continue;
		clock_format(text, x->times[i], 0, "Z");
		json_member_text(line, keys[i], text);
	}
}

/* Its bytes, as far as the container has them. */
static uint64_t
bytes_of(const struct image *image, const struct entry *x)
{
	uint64_t all = image_size(image);

	if (x->offset >= all)
		return 0;
	return x->size < all - x->offset ? x->size : all - x->offset;
}

static void
add_place(struct buffer *line, const struct entry *x, uint64_t size)
{
	json_key(line, "content");
	buffer_add_text(line, "{\"how\":\"runs\"}");
	json_member_text(line, "origin", "logical");
	json_member_u64(line, "size", size);
	json_key(line, "byte_runs");
	buffer_add_byte(line, '[');
	if (size)
		buffer_add_format(line, "{\"file_offset\":0,\"img_offset\":%llu,\"len\":%llu}",
				  (unsigned long long)x->offset, (unsigned long long)size);
	buffer_add_byte(line, ']');
}

static void
add_note(struct buffer *line, const struct entry *x, uint64_t size)
{
	char text[200];

	if (size == x->told)
		return;
	snprintf(text, sizeof text, "the container holds %llu bytes of it; it is said to have %llu",
		 (unsigned long long)size, (unsigned long long)x->told);
	json_key(line, "notes");
	buffer_add_byte(line, '[');
	note_add(line, TOOL, size < x->told ? NOTE_ERROR : NOTE_WARNING, text);
	buffer_add_byte(line, ']');
}

static void
write_record(struct buffer *line, const struct image *image, const struct entries *all, size_t i,
	     const char *evidence, const char *evidence_id)
{
	const struct entry *x = &all->v[i];
	struct span path = {all->paths.data + x->path, x->path_n};
	struct buffer id = BUFFER_EMPTY;
	uint64_t size = bytes_of(image, x);

	buffer_add_text(&id, LOGICAL_VOLUME "/");
	buffer_add(&id, path.p, path.n);
	if (x->known_twice)
		buffer_add_format(&id, "#%zu", i + 1);
	buffer_clear(line);
	buffer_add_byte(line, '{');
	json_member_text(line, "record", "file");
	json_member_path(line, "evidence", evidence);
	json_member_text(line, "evidence_id", evidence_id);
	json_member_span(line, "id", buffer_span(&id));
	json_member_span(line, "path", path);
	add_place(line, x, size);
	add_times(line, x);
	add_note(line, x, size);
	buffer_add_text(line, "}\n");
	buffer_release(&id);
}

int
entries_walk(struct image *image, const struct entries *all, const char *evidence,
	     const char *evidence_id, const struct walk_sink *sink, struct buffer *notes,
	     struct error *e)
{
	struct buffer line = BUFFER_EMPTY;
	int status = 0;

	for (size_t i = 0; i < all->n && status == 0; i++) {
		write_record(&line, image, all, i, evidence, evidence_id);
		status = sink->emit(sink->ctx, buffer_span(&line), e);
	}
	if (all->cut)
		note_add(notes, TOOL, NOTE_ERROR,
			 "it lists more files than are looked at, or in folders nested too deep");
	buffer_release(&line);
	return status;
}
