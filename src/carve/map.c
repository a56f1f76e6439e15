/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/freespace.h"
#include "evidence/slack.h"
#include "record/edit.h"

#define GRID 512u /* files begin on sectors at the least */

struct part {
	struct extents extents;
	uint32_t step;
	uint64_t block, origin; /* of the file system; 0: not known */
	bool apart;		/* file slack */
};

struct map {
	struct image *image;
	struct volume_list *list;
	const char *tool;
	bool slack; /* search file slack, too */
	struct part *parts;
	size_t n;
	struct extents searched; /* in some part already */
	struct extents settled;	 /* spoken for by a file system, or left out */
};

static void
note(struct map *m, size_t volume, enum note_level level, const char *message)
{
	note_add(&m->list->notes[volume], m->tool, level, message);
}

/* Takes over the extents, less what is searched already. */
static void
add_part(struct map *m, struct extents *extents, struct part part)
{
	extents_clip(extents, 0, image_size(m->image));
	extents_sort(extents);
	extents_subtract(extents, &m->searched);
	if (extents->n == 0) {
		extents_release(extents);
		return;
	}
	extents_join(&m->searched, extents);
	m->parts = memory_resize_array(m->parts, m->n + 1, sizeof *m->parts);
	part.extents = *extents;
	m->parts[m->n++] = part;
	*extents = (struct extents)EXTENTS_EMPTY;
}

/* A stretch at every byte, less what is spoken for. */
static void
add_stretch(struct map *m, uint64_t offset, uint64_t size)
{
	struct extents x = EXTENTS_EMPTY;

	extents_add(&x, offset, size);
	extents_subtract(&x, &m->settled);
	add_part(m, &x, (struct part){.step = 1});
}

static void
settle(struct map *m, uint64_t offset, uint64_t size)
{
	struct extents x = EXTENTS_EMPTY;

	extents_add(&x, offset, size);
	extents_join(&m->settled, &x);
	extents_release(&x);
}

/*
 * Ciphertext holds no files. What only looks random may be a full volume of compressed media, so
 * that is searched.
 */
static bool
is_ciphertext(const struct volume *v)
{
	return v->encrypted[0] && !strstr(v->encrypted, "entropy");
}

static uint32_t
sector_step(const struct map *m)
{
	unsigned sector = image_sector_size(m->image);

	return sector && sector < GRID ? sector : GRID;
}

/* The free space of one file system. When it cannot be told, the volume is left to add_rest(). */
static void
add_filesystem(struct map *m, size_t i)
{
	const struct volume *v = &m->list->v[i];
	struct freespace f;
	struct error e = {0};

	if (freespace_read(&f, m->image, v, &e)) {
		note(m, i, NOTE_WARNING, e.text);
		return;
	}
	if (f.free.coarse)
		note(m, i, NOTE_WARNING,
		     "the free space is in too many pieces: some allocated blocks between "
		     "them are searched too");
	add_part(m, &f.free,
		 (struct part){.step = sector_step(m), .block = f.block, .origin = f.origin});
	settle(m, v->offset, f.fs_end - v->offset);
	freespace_release(&f);
}

/* At every byte: what was left there by other files begins anywhere. */
static void
add_slack(struct map *m, size_t i)
{
	struct extents slack = EXTENTS_EMPTY;
	struct error e = {0};

	if (slack_read(&slack, m->image, &m->list->v[i], &e))
		note(m, i, NOTE_WARNING, e.text);
	if (slack.coarse)
		note(m, i, NOTE_WARNING,
		     "the file slack is in too many pieces: some contents of files between them "
		     "are searched too");
	add_part(m, &slack, (struct part){.step = 1, .apart = true});
}

/* First the file systems, since what they say of a byte holds against any table. */
static void
add_filesystems(struct map *m)
{
	for (size_t i = 0; i < m->list->n; i++) {
		const struct volume *v = &m->list->v[i];

		if (is_ciphertext(v)) {
			note(m, i, NOTE_WARNING, "not searched, since it is encrypted");
			settle(m, v->offset, v->size);
		} else if (v->fs_type) {
			add_filesystem(m, i);
			if (m->slack)
				add_slack(m, i);
		}
	}
}

/* What no file system has spoken for: slack, volumes without one, what is in no volume. */
static void
add_rest(struct map *m)
{
	for (size_t i = 0; i < m->list->n; i++)
		add_stretch(m, m->list->v[i].offset, m->list->v[i].size);
	for (size_t i = 0; i < m->list->ngaps; i++)
		add_stretch(m, m->list->gaps[i].offset, m->list->gaps[i].size);
}

static int
by_first_byte(const void *a, const void *b)
{
	uint64_t x = ((const struct part *)a)->extents.v[0].offset;
	uint64_t y = ((const struct part *)b)->extents.v[0].offset;

	return x < y ? -1 : x > y;
}

void
map_build(struct space_plan *plan, struct image *image, struct volume_list *list, const char *tool,
	  bool slack)
{
	struct map m = {.image = image, .list = list, .tool = tool, .slack = slack};

	if (image_is_logical(image))
		return; /* it has no free space */
	add_filesystems(&m);
	add_rest(&m);
	if (m.n)
		qsort(m.parts, m.n, sizeof *m.parts, by_first_byte);
	for (size_t i = 0; i < m.n; i++) {
		space_plan_region(plan, &m.parts[i].extents, m.parts[i].step);
		space_plan_grid(plan, m.parts[i].block, m.parts[i].origin);
		if (m.parts[i].apart)
			space_plan_apart(plan);
		extents_release(&m.parts[i].extents);
	}
	free(m.parts);
	extents_release(&m.searched);
	extents_release(&m.settled);
}
