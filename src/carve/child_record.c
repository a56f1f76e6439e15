/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/memory.h"
#include "carve/children.h"
#include "carve/record.h"
#include "record/json.h"

/* A thumbnail has none of its own; a picture of a multi-picture file may have, and a preview. */
#define DEPTH_MAX 3

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
	r.note = NULL;
	r.lost = NULL;
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
carve_record_children(const struct carve_record *r, struct bytes *file, struct buffer *out)
{
	write_level(r, file, 0, out);
}
