/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/children.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "carve/judge.h"

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
