/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/exfat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define TSK_FIRST_INODE 3u /* The Sleuth Kit counts entry slots from the start of the heap */
#define FINE_STEP	10000000u
#define ACCESSED_STEP	2000000000u

static void
exfat_free(struct fs **fs)
{
	for (size_t i = 0; i < (*fs)->ndirs; i++) {
		buffer_release(&(*fs)->dirs[i]->entries);
		free((*fs)->dirs[i]->clusters);
		free((*fs)->dirs[i]->name);
		free((*fs)->dirs[i]);
	}
	free((*fs)->dirs);
	free((*fs)->files);
	free((*fs)->bitmap);
	free(*fs);
	*fs = NULL;
}

static int
exfat_open(struct fs **out, const struct region *region, const struct volume_spec *spec,
	   const struct recipe *recipe, struct error *e)
{
	struct fs *fs = *out = memory_zero(1, sizeof *fs);

	fs->region = *region;
	fs->spec = spec;
	fs->recipe = recipe;
	if (!exfat_plan(fs, e))
		return 0;
	exfat_free(out);
	return -1;
}

/* ---- Adding ---- */

static uint32_t
exfat_cluster(const struct fs *fs)
{
	return fs->cluster;
}

static uint64_t
exfat_find(struct fs *fs, uint64_t from, uint64_t count)
{
	uint64_t base = exfat_offset(fs, EXFAT_FIRST_CLUSTER), c = fs->next;
	uint32_t found;

	if (from)
		c = from < base
			    ? EXFAT_FIRST_CLUSTER
			    : (from - base + fs->cluster - 1) / fs->cluster + EXFAT_FIRST_CLUSTER;
	if (c >= (uint64_t)fs->clusters + EXFAT_FIRST_CLUSTER)
		return 0;
	found = exfat_find_run(fs, (uint32_t)c, count);
	return found ? exfat_offset(fs, found) : 0;
}

static int
exfat_folders(struct fs *fs, const struct plant *plant, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	struct exfat_dir *dir;
	const char *name;

	return exfat_dir_of(fs, plant->path, &times, &dir, &name, e);
}

/* A file that lies anywhere lies in one piece. */
static int
plan_whole(struct fs *fs, uint64_t size, struct layout *out, struct error *e)
{
	uint64_t count = (size + fs->cluster - 1) / fs->cluster;
	uint32_t first = exfat_find_run(fs, fs->next, count);

	if (!first)
		return error_set(e, ERROR_INPUT, "the volume is full");
	out->n = 1;
	out->v[0] = (struct layout_piece){0, exfat_offset(fs, first), count * fs->cluster};
	out->end = out->v[0].offset + out->v[0].size;
	return 0;
}

static uint32_t
cluster_at(const struct fs *fs, uint64_t offset)
{
	return (uint32_t)((offset - exfat_offset(fs, EXFAT_FIRST_CLUSTER)) / fs->cluster) +
	       EXFAT_FIRST_CLUSTER;
}

static int
take(struct fs *fs, const struct layout *layout, bool chained, struct error *e)
{
	uint32_t last = 0;

	for (size_t i = 0; i < layout->n; i++) {
		const struct layout_piece *p = &layout->v[i];
		uint32_t first = cluster_at(fs, p->offset);

		for (uint32_t k = 0; k < p->size / fs->cluster; k++) {
			if (exfat_is_used(fs, first + k))
				return error_set(e, ERROR_INPUT, "its place is taken by now");
			exfat_mark(fs, first + k, true);
			if (chained && last && exfat_link(fs, last, first + k, e))
				return -1;
			last = first + k;
		}
	}
	return chained ? exfat_link(fs, last, EXFAT_END, e) : 0;
}

/* Takes clusters, writes the bytes, and says what stands in the entry. */
static int
place(struct fs *fs, const struct plant *plant, struct span data, const struct layout *asked,
      struct exfat_stream *stream, struct planted *out, struct error *e)
{
	struct layout layout = *asked;

	*stream = (struct exfat_stream){EXFAT_ATTR_ARCHIVE, EXFAT_ALLOCATED, 0, data.n};
	if (!data.n)
		return 0;
	if ((!layout.n && plan_whole(fs, data.n, &layout, e)) || take(fs, &layout, layout.n > 1, e))
		return -1;
	for (size_t i = 0; i < layout.n; i++) {
		const struct layout_piece *p = &layout.v[i];
		uint64_t left = data.n - p->file_offset;

		planted_run_add(out, p->file_offset, p->offset, left < p->size ? left : p->size);
	}
	if (!plant->at_set && cluster_at(fs, layout.end) > fs->next)
		fs->next = cluster_at(fs, layout.end);
	stream->flags |= layout.n > 1 ? 0 : EXFAT_NO_CHAIN;
	stream->cluster = cluster_at(fs, layout.v[0].offset);
	return planted_write(&fs->region, data, out, e);
}

static int
check_new(const struct fs *fs, const struct exfat_dir *dir, const char *name, struct error *e)
{
	bool taken = exfat_dir_find(fs, dir, name, strlen(name)) != NULL;

	for (size_t i = 0; i < fs->nfiles && !taken; i++)
		taken = fs->files[i].dir == dir &&
			exfat_same_name(fs->files[i].name, name, strlen(name));
	return taken ? error_set(e, ERROR_INPUT, "'%s' is there already", name) : 0;
}

static void
describe(const struct fs *fs, const struct exfat_dir *dir, size_t at, const struct times *t,
	 struct planted *out)
{
	uint64_t slot = (exfat_dir_offset(fs, dir, at) - exfat_offset(fs, EXFAT_FIRST_CLUSTER)) /
			EXFAT_ENTRY;

	snprintf(out->id, sizeof out->id, "%llu", (unsigned long long)(slot + TSK_FIRST_INODE));
	moment_fat_text(&t->modified, FINE_STEP, out->mtime);
	moment_fat_text(&t->accessed, ACCESSED_STEP, out->atime);
	moment_fat_text(&t->created, FINE_STEP, out->crtime);
}

static void
remember(struct fs *fs, const struct exfat_file *file)
{
	if (fs->nfiles == fs->cap) {
		fs->cap = fs->cap ? fs->cap * 2 : 16;
		fs->files = memory_resize_array(fs->files, fs->cap, sizeof *fs->files);
	}
	fs->files[fs->nfiles++] = *file;
}

static int
add_dir(struct fs *fs, const struct plant *plant, struct planted *out, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	struct exfat_dir *parent, *dir;
	const char *name;

	if (exfat_dir_of(fs, plant->path, &times, &parent, &name, e) ||
	    check_new(fs, parent, name, e) ||
	    exfat_dir_make(fs, parent, name, strlen(name), &times, &dir, e))
		return -1;
	describe(fs, parent, dir->at, &times, out);
	return 0;
}

static int
exfat_add(struct fs *fs, const struct plant *plant, struct span data, const struct layout *layout,
	  struct planted *out, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	struct exfat_file file = {.plant = plant};
	struct buffer entries = BUFFER_EMPTY;
	struct exfat_stream stream;
	int status;

	if (plant->kind == PLANT_DIR)
		return add_dir(fs, plant, out, e);
	if (exfat_dir_of(fs, plant->path, &times, &file.dir, &file.name, e) ||
	    check_new(fs, file.dir, file.name, e) ||
	    place(fs, plant, data, layout, &stream, out, e))
		return -1;
	exfat_entries(file.name, &times, &stream, &entries);
	file.n = entries.n;
	status = exfat_dir_append(fs, file.dir, &entries, &file.at, e);
	buffer_release(&entries);
	if (status)
		return -1;
	remember(fs, &file);
	describe(fs, file.dir, file.at, &times, out);
	return 0;
}

/* ---- Free space, deletion, end ---- */

static int
exfat_free_extents(struct fs *fs, struct extents *out, uint32_t *cluster, struct error *e)
{
	(void)e;
	*cluster = fs->cluster;
	for (uint32_t i = 0; i < fs->clusters; i++)
		if (!exfat_is_used(fs, EXFAT_FIRST_CLUSTER + i))
			extents_add(out, exfat_offset(fs, EXFAT_FIRST_CLUSTER + i), fs->cluster);
	return 0;
}

/*
 * As Windows and Linux delete: the entries are marked as not in use, the clusters are freed in the
 * bitmap. Name, first cluster and size stay; so does the chain, which nobody follows any more.
 */
static int
exfat_remove(struct fs *fs, const struct plant *plant, struct planted *planted, struct error *e)
{
	(void)e;
	for (size_t i = 0; i < fs->nfiles; i++) {
		const struct exfat_file *f = &fs->files[i];

		if (f->plant != plant)
			continue;
		for (size_t at = f->at; at < f->at + f->n; at += EXFAT_ENTRY)
			f->dir->entries.data[at] =
				(char)(f->dir->entries.data[at] & (int)~EXFAT_IN_USE);
	}
	for (size_t i = 0; i < planted->nruns; i++) {
		const struct planted_run *r = &planted->runs[i];

		for (uint64_t at = 0; at < r->size; at += fs->cluster)
			exfat_mark(fs, cluster_at(fs, r->offset + at), false);
	}
	planted->recovery = planted->nruns > 1 ? RECOVER_JOINING : RECOVER_METADATA;
	return 0;
}

static int
exfat_close(struct fs **fs, struct error *e)
{
	int status = 0;

	if (!*fs)
		return 0;
	if (exfat_write_dirs(*fs, e) || exfat_finish(*fs, e))
		status = -1;
	exfat_free(fs);
	return status;
}

const struct fs_ops exfat_ops = {FS_EXFAT,     exfat_open,    exfat_add,  exfat_folders,
				 exfat_many,   exfat_cluster, exfat_find, exfat_free_extents,
				 exfat_remove, exfat_close};
