/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/children.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "carve/judge.h"
#include "record/json.h"

/* A thumbnail has none of its own; a picture of a multi-picture file may have, and a preview. */
#define DEPTH_MAX 3

#define VOUCHED_CONFIDENCE 0.7

static int
by_offset(const void *a, const void *b)
{
	uint64_t x = ((const struct child *)a)->offset, y = ((const struct child *)b)->offset;

	return x < y ? -1 : x > y;
}

static bool
listed(const struct children *list, uint64_t offset)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].offset == offset)
			return true;
	return false;
}

/*
 * A file may name the same bytes as its pictures many times over: what is tried adds up to no more
 * than this many times the file.
 */
#define TRIED_FACTOR 4

void
children_list(struct children *list, struct bytes *b, const struct media_format *format)
{
	uint64_t budget = b->size * TRIED_FACTOR;
	struct media_blocks blocks = {.n = 0};

	list->n = 0;
	if (format->blocks)
		format->blocks(b, &blocks);
	for (size_t i = 0; i < blocks.n && list->n < CHILDREN_MAX; i++) {
		const struct media_block *block = &blocks.v[i];
		struct child *child = &list->v[list->n];
		struct bytes_slice slice;

		if (block->kind != MEDIA_THUMBNAIL || block->offset == 0 || block->size > budget ||
		    listed(list, block->offset))
			continue;
		budget -= block->size;
		bytes_slice_init(&slice, b, block->offset, block->size);
		child->offset = block->offset;
		child->format = judge_file(&slice.bytes, &child->walk);
		if (child->format)
			list->n++;
	}
	if (list->n)
		qsort(list->v, list->n, sizeof list->v[0], by_offset);
}

/* ---- A file known by its children ---- */

/* The end of the last child whose every byte was checked; 0: there is none. */
static uint64_t
sure_end(const struct children *list)
{
	uint64_t end = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct child *c = &list->v[i];

		if (c->walk.state == MEDIA_WHOLE && c->walk.confidence >= SURE_CONFIDENCE &&
		    c->offset + c->walk.length > end)
			end = c->offset + c->walk.length;
	}
	return end;
}

static bool
vouch(struct bytes *b, uint64_t at, const struct media_format *format, struct find *find)
{
	struct children *list = memory_new(sizeof *list);
	struct media_walk *w = &find->walk;
	struct bytes_slice slice;
	uint64_t end;

	bytes_slice_init(&slice, b, at, format->max_length);
	children_list(list, &slice.bytes, format);
	end = sure_end(list);
	free(list);
	if (end == 0)
		return false;
	*find = (struct find){.format = format, .bytes = b, .start = at, .end = at + end};
	format->walk(&slice.bytes, 0, w);
	if (!w->mime)
		w->mime = format->mime;
	w->state = w->state == MEDIA_DAMAGED ? MEDIA_DAMAGED : MEDIA_TRUNCATED;
	w->length = end;
	w->broke = w->broke > end ? w->broke : end;
	w->confidence = VOUCHED_CONFIDENCE;
	snprintf(w->why, sizeof w->why, "only its head holds, with a whole picture embedded in it");
	return true;
}

bool
children_vouch(struct bytes *b, uint64_t at, uint64_t formats, struct find *find)
{
	for (size_t i = 0; media_formats[i]; i++)
		if ((formats >> i & 1) && media_formats[i]->blocks &&
		    vouch(b, at, media_formats[i], find))
			return true;
	return false;
}

/* ---- Records ---- */

/* Where [offset, offset + size) of a file in runs lies. */
static void
cut_runs(struct carve_runs *out, const struct carve_runs *runs, uint64_t offset, uint64_t size)
{
	for (size_t i = 0; i < runs->n && size; i++) {
		const struct carve_run *run = &runs->v[i];

		if (offset < run->file_offset || offset - run->file_offset >= run->size)
			continue;
		uint64_t skip = offset - run->file_offset;
		uint64_t part = run->size - skip < size ? run->size - skip : size;
		carve_runs_add(out, run->offset + skip, part);
		offset += part;
		size -= part;
	}
}

static void write_level(const struct carve_record *r, struct bytes *file, unsigned depth,
			struct buffer *out);

static void
write_child(const struct carve_record *parent, struct bytes *file, const struct child *child,
	    unsigned depth, struct buffer *out)
{
	struct find find = {.format = child->format, .walk = child->walk};
	struct carve_runs runs = {NULL, 0, 0};
	struct buffer id = BUFFER_EMPTY, parent_id = BUFFER_EMPTY;
	struct carve_record r = *parent;
	struct bytes_slice slice;

	buffer_add_format(&id, "%s@%llu", parent->id, (unsigned long long)child->offset);
	json_add_text(&parent_id, parent->id);
	cut_runs(&runs, parent->runs, child->offset, child->walk.length);
	r.id = buffer_text(&id);
	r.parent = buffer_span(&parent_id);
	r.origin = "embedded";
	r.find = &find;
	r.runs = &runs;
	carve_record_write(&r, out);
	bytes_slice_init(&slice, file, child->offset, child->walk.length);
	write_level(&r, &slice.bytes, depth + 1, out);
	carve_runs_release(&runs);
	buffer_release(&id);
	buffer_release(&parent_id);
}

static void
write_level(const struct carve_record *r, struct bytes *file, unsigned depth, struct buffer *out)
{
	struct children *list = memory_new(sizeof *list);

	children_list(list, file, r->find->format);
	for (size_t i = 0; i < list->n && depth < DEPTH_MAX; i++)
		write_child(r, file, &list->v[i], depth, out);
	free(list);
}

void
children_write(const struct carve_record *r, struct bytes *file, struct buffer *out)
{
	write_level(r, file, 0, out);
}
