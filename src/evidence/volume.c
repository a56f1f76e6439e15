/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/volume.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/logical.h"
#include "evidence/lvm.h"
#include "evidence/probe.h"
#include "evidence/raid.h"
#include "evidence/recognise.h"
#include "evidence/table.h"
#include "evidence/volume_list.h"

/* A hostile image could put one into the other for ever. */
#define MANAGED_MAX   1000 /* volumes */
#define MANAGED_DEPTH 3

/* A partition as its table has it, clipped to the image. */
static size_t
add_partition(struct volume_list *list, const char *name, const char *table,
	      const struct partition *p, uint64_t image_size)
{
	size_t i = volume_add(list, name);
	struct volume *v = &list->v[i];

	v->offset = p->offset;
	v->size = p->size;
	snprintf(v->table, sizeof v->table, "%s", table);
	memcpy(v->description, p->description, sizeof v->description);
	if (p->offset >= image_size) {
		v->size = 0;
		volume_note(list, i, NOTE_ERROR,
			    "not examined: the partition begins past the end of the image, "
			    "which may be cut off");
	} else if (p->size > image_size - p->offset) {
		v->size = image_size - p->offset;
		volume_note(list, i, NOTE_WARNING,
			    "the partition has %llu bytes by its table, but the image ends "
			    "before: it may be cut off",
			    (unsigned long long)p->size);
	}
	return i;
}

/* Partitions come sorted by offset. */
static void
note_overlaps(struct volume_list *list, size_t first)
{
	uint64_t end = 0;
	size_t last = first;

	for (size_t i = first; i < list->n; i++) {
		const struct volume *v = &list->v[i];

		if (v->size == 0)
			continue;
		if (v->offset < end)
			volume_note(list, i, NOTE_WARNING, "the partition overlaps %s",
				    list->v[last].name);
		if (v->offset + v->size > end) {
			end = v->offset + v->size;
			last = i;
		}
	}
}

static size_t
add_table(struct volume_list *list, const struct table *t, const char *parent, uint64_t image_size)
{
	size_t first = list->n;

	for (size_t k = 0; k < t->n; k++) {
		char name[VOLUME_NAME_MAX];

		snprintf(name, sizeof name, parent[0] ? "%.30s.%zu" : "%.30sp%zu", parent, k + 1);
		add_partition(list, name, t->name, &t->v[k], image_size);
	}
	note_overlaps(list, first);
	return t->n;
}

/*
 * A partition may hold a label of its own (BSD, Solaris): then it is a box, and its
 * parts are volumes.
 */
static bool
open_box(struct volume_list *list, size_t i, struct image *image)
{
	struct table inner;
	char name[VOLUME_NAME_MAX]; /* the list moves when it grows */
	bool found;

	memcpy(name, list->v[i].name, sizeof name);
	table_read_nested(&inner, image, list->v[i].offset, list->v[i].size);
	found = inner.n > 0;
	if (found) {
		snprintf(list->v[i].fs, sizeof list->v[i].fs, "%s label", inner.name);
		list->v[i].fs_found = true;
		add_table(list, &inner, name, image_size(image));
	}
	table_release(&inner);
	return found;
}

/*
 * The whole image as a volume: always when there is no table, and beside a table when a file system
 * answers at its very start (a hybrid ISO, or what was there before the disk was partitioned).
 */
static void
probe_whole(struct volume_list *list, struct image *image, bool table)
{
	size_t i;

	for (i = 0; table && i < list->n; i++)
		if (list->v[i].offset == 0 && list->v[i].size)
			return;
	i = volume_add(list, "p0");
	list->v[i].size = image_size(image);
	if (!table) {
		probe_volume(list, i, image);
		return;
	}
	if (!probe_volume(list, i, image) || list->v[i].fs_type == 0)
		volume_drop(list, i);
	else
		volume_note(list, i, NOTE_WARNING,
			    "a file system at the start of the image stands beside a partition "
			    "table: one of them is older, or the image is a hybrid");
}

static unsigned
depth_of(const struct volume *v)
{
	unsigned dots = 0;

	for (const char *p = v->name; *p; p++)
		dots += *p == '.';
	return dots;
}

/*
 * What a volume manager has put into one: each part that lies here in one piece is a volume. Such a
 * part may hold one again (LVM2 on a mirror).
 */
static void
open_managers(struct volume_list *list, struct image *image)
{
	for (size_t i = 0; i < list->n && list->n < MANAGED_MAX; i++) {
		size_t first = list->n, notes = list->notes[i].n;

		if (depth_of(&list->v[i]) >= MANAGED_DEPTH)
			continue;
		if (strcmp(list->v[i].fs, "lvm2") == 0)
			lvm_add_volumes(list, i, image);
		else if (strcmp(list->v[i].fs, "linux raid") == 0)
			raid_add_volume(list, i, image);
		else
			continue;
		if (list->n == first && list->notes[i].n == notes)
			volume_note(list, i, NOTE_WARNING,
				    "not examined: %s is recognised, but not what it holds",
				    list->v[i].fs);
		for (size_t k = first, n = list->n; k < n; k++)
			probe_volume(list, k, image);
	}
}

int
volumes_read(struct volume_list *list, struct image *image, struct error *e)
{
	struct table table;
	const char *disk;
	size_t partitions;

	(void)e;
	if (image_is_logical(image)) {
		logical_volumes(list, image);
		return 0;
	}
	disk = recognise_disk(image_bytes(image));
	*list = (struct volume_list){0};
	list->notes = memory_zero(1, sizeof *list->notes);
	table_read(&table, image, list);
	partitions = add_table(list, &table, "", image_size(image));
	table_release(&table);
	for (size_t i = 0; i < partitions; i++)
		open_box(list, i, image);
	for (size_t i = 0, n = list->n; i < n; i++)
		if (!list->v[i].fs_found)
			probe_volume(list, i, image);
	probe_whole(list, image, partitions > 0);
	open_managers(list, image);
	if (disk)
		volume_note(list, list->n, NOTE_WARNING, "%s", disk);
	volumes_find_gaps(list, image_size(image));
	return 0;
}
