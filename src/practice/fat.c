/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/fat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

#define TSK_FIRST_INODE 3u /* The Sleuth Kit counts entry slots from the end of the tables */
#define CREATED_STEP	10000000u
#define MODIFIED_STEP	2000000000u
#define ACCESSED_STEP	86400000000000u

static int
add_label(struct fs *fs, struct error *e)
{
	unsigned char entry[FAT_ENTRY] = {0};
	const struct times times = {.modified = fs->recipe->time};
	struct buffer entries = BUFFER_EMPTY;
	size_t at;
	int status;

	if (!fs->spec->label || !*fs->spec->label)
		return 0;
	memset(entry, ' ', 11);
	memcpy(entry, fs->spec->label, strlen(fs->spec->label));
	fat_entry_fill(entry, FAT_ATTR_LABEL, &times, 0, 0);
	buffer_add(&entries, entry, sizeof entry);
	status = fat_dir_append(fs, fs->dirs[0], &entries, &at, e);
	buffer_release(&entries);
	return status;
}

static void
fat_free(struct fs **fs)
{
	for (size_t i = 0; i < (*fs)->ndirs; i++) {
		buffer_release(&(*fs)->dirs[i]->entries);
		free((*fs)->dirs[i]->name);
		free((*fs)->dirs[i]);
	}
	free((*fs)->dirs);
	free((*fs)->files);
	free((*fs)->table);
	free(*fs);
	*fs = NULL;
}

static int
fat_open(struct fs **out, const struct region *region, const struct volume_spec *spec,
	 const struct recipe *recipe, struct error *e)
{
	struct fs *fs = *out = memory_zero(1, sizeof *fs);
	const struct times times = {.modified = recipe->time};
	struct fat_dir *root;

	fs->region = *region;
	fs->spec = spec;
	fs->recipe = recipe;
	fs->wide = spec->fs == FS_FAT32;
	if (fat_plan(fs, e) || fat_dir_make(fs, NULL, "", 0, &times, &root, e) ||
	    add_label(fs, e)) {
		fat_free(out);
		return -1;
	}
	return 0;
}

/* ---- Adding ---- */

static uint32_t
fat_cluster(const struct fs *fs)
{
	return fs->cluster;
}

static uint64_t
fat_find(struct fs *fs, uint64_t from, uint64_t count)
{
	uint64_t base = fat_cluster_offset(fs, FAT_FIRST_CLUSTER), run = 0;
	uint64_t c = !from ? fs->next
		     : from < base
			     ? FAT_FIRST_CLUSTER
			     : (from - base + fs->cluster - 1) / fs->cluster + FAT_FIRST_CLUSTER;

	for (; c < (uint64_t)fs->clusters + FAT_FIRST_CLUSTER; c++) {
		run = fs->table[c] ? 0 : run + 1;
		if (run == count)
			return fat_cluster_offset(fs, (uint32_t)(c - count + 1));
	}
	return 0;
}

/* The cluster at a byte of the file: the next free one, or as planned. */
static uint32_t
take_cluster(struct fs *fs, const struct layout *layout, uint64_t at)
{
	uint32_t c;

	for (size_t i = 0; i < layout->n; i++) {
		const struct layout_piece *p = &layout->v[i];

		if (at < p->file_offset || at - p->file_offset >= p->size)
			continue;
		c = (uint32_t)((p->offset + (at - p->file_offset) -
				fat_cluster_offset(fs, FAT_FIRST_CLUSTER)) /
			       fs->cluster) +
		    FAT_FIRST_CLUSTER;
		if (fs->table[c])
			return 0;
		fs->table[c] = FAT_END;
		return c;
	}
	return fat_allocate(fs);
}

static int
allocate_chain(struct fs *fs, size_t n, const struct layout *layout, uint32_t *first,
	       struct planted *out, struct error *e)
{
	uint32_t last = 0, c;

	for (uint64_t done = 0; done < n; done += fs->cluster) {
		if (!(c = take_cluster(fs, layout, done)))
			return error_set(e, ERROR_INPUT,
					 layout->n ? "its place is taken by now"
						   : "the volume is full");
		if (last)
			fs->table[last] = c;
		else
			*first = c;
		last = c;
		planted_run_add(out, done, fat_cluster_offset(fs, c),
				n - done < fs->cluster ? n - done : fs->cluster);
	}
	return 0;
}

/* What comes next shall not fill the gaps between pieces; what was put far away is no bound. */
static void
go_on_behind(struct fs *fs, const struct plant *plant, const struct layout *layout)
{
	uint64_t base = fat_cluster_offset(fs, FAT_FIRST_CLUSTER);
	uint32_t c;

	if (!layout->n || plant->at_set)
		return;
	c = (uint32_t)((layout->end - base) / fs->cluster) + FAT_FIRST_CLUSTER;
	fs->next = c > fs->next ? c : fs->next;
}

static int
fat_folders(struct fs *fs, const struct plant *plant, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	struct fat_dir *dir;
	const char *name;

	return fat_dir_of(fs, plant->path, &times, &dir, &name, e);
}

static int
check_new(const struct fs *fs, const struct fat_dir *dir, const char *name, struct error *e)
{
	bool taken = fat_dir_find(fs, dir, name, strlen(name)) != NULL;

	for (size_t i = 0; i < fs->nfiles && !taken; i++)
		taken = fs->files[i].dir == dir && !strcasecmp(fs->files[i].name, name);
	return taken ? error_set(e, ERROR_INPUT, "'%s' is there already", name) : 0;
}

/* Id and times, as they stand in the entry at `at`. */
static void
describe(const struct fs *fs, const struct fat_dir *dir, size_t at, const struct times *t,
	 struct planted *out)
{
	uint64_t base = (uint64_t)(fs->data - fs->root_entries * FAT_ENTRY / SECTOR) * SECTOR;

	snprintf(out->id, sizeof out->id, "%llu",
		 (unsigned long long)((fat_dir_offset(fs, dir, at) - base) / FAT_ENTRY +
				      TSK_FIRST_INODE));
	moment_fat_text(&t->modified, MODIFIED_STEP, out->mtime);
	moment_fat_text(&t->accessed, ACCESSED_STEP, out->atime);
	moment_fat_text(&t->created, CREATED_STEP, out->crtime);
}

static int
add_dir(struct fs *fs, const struct plant *plant, struct planted *out, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	struct fat_dir *parent, *dir;
	const char *name;

	if (fat_dir_of(fs, plant->path, &times, &parent, &name, e) ||
	    check_new(fs, parent, name, e) ||
	    fat_dir_make(fs, parent, name, strlen(name), &times, &dir, e))
		return -1;
	describe(fs, parent, dir->at, &times, out);
	return 0;
}

static void
remember(struct fs *fs, const struct fat_file *file)
{
	if (fs->nfiles == fs->cap) {
		fs->cap = fs->cap ? fs->cap * 2 : 16;
		fs->files = memory_resize_array(fs->files, fs->cap, sizeof *fs->files);
	}
	fs->files[fs->nfiles++] = *file;
}

static int
add_file(struct fs *fs, const struct plant *plant, struct span data, const struct layout *layout,
	 struct planted *out, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	struct fat_file file = {.plant = plant};
	struct buffer entries = BUFFER_EMPTY;
	unsigned char *entry;
	int status;

	if (fat_dir_of(fs, plant->path, &times, &file.dir, &file.name, e) ||
	    check_new(fs, file.dir, file.name, e) ||
	    allocate_chain(fs, data.n, layout, &file.cluster, out, e) ||
	    planted_write(&fs->region, data, out, e))
		return -1;
	go_on_behind(fs, plant, layout);
	fat_name_entries(file.dir, file.name, &entries);
	entry = (unsigned char *)entries.data + entries.n - FAT_ENTRY;
	fat_entry_fill(entry, FAT_ATTR_ARCHIVE, &times, file.cluster, (uint32_t)data.n);
	status = fat_dir_append(fs, file.dir, &entries, &file.at, e);
	file.n = entries.n;
	buffer_release(&entries);
	if (status)
		return -1;
	remember(fs, &file);
	describe(fs, file.dir, file.at + file.n - FAT_ENTRY, &times, out);
	return 0;
}

static int
fat_add(struct fs *fs, const struct plant *plant, struct span data, const struct layout *layout,
	struct planted *out, struct error *e)
{
	return plant->kind == PLANT_DIR ? add_dir(fs, plant, out, e)
					: add_file(fs, plant, data, layout, out, e);
}

/* ---- Free space and deletion ---- */

static int
fat_free_extents(struct fs *fs, struct extents *out, uint32_t *cluster, struct error *e)
{
	(void)e;
	*cluster = fs->cluster;
	for (uint32_t i = 0; i < fs->clusters; i++)
		if (!fs->table[FAT_FIRST_CLUSTER + i])
			extents_add(out, fat_cluster_offset(fs, FAT_FIRST_CLUSTER + i),
				    fs->cluster);
	return 0;
}

/*
 * As a camera or Linux deletes: the first byte of each of its entries is overwritten and the chain
 * is freed; start cluster and size stay. So one piece can be read again, several can not.
 */
static int
fat_remove(struct fs *fs, const struct plant *plant, struct planted *planted, struct error *e)
{
	(void)e;
	for (size_t i = 0; i < fs->nfiles; i++) {
		const struct fat_file *f = &fs->files[i];

		if (f->plant != plant)
			continue;
		for (size_t at = f->at; at < f->at + f->n; at += FAT_ENTRY)
			f->dir->entries.data[at] = (char)FAT_DELETED;
		for (uint32_t c = f->cluster, next; c && c < FAT_END; c = next) {
			next = fs->table[c];
			fs->table[c] = 0;
		}
	}
	planted->recovery = planted->nruns > 1 ? RECOVER_JOINING : RECOVER_METADATA;
	return 0;
}

static int
fat_close(struct fs **fs, struct error *e)
{
	int status = 0;

	if (!*fs)
		return 0;
	if (fat_write_dirs(*fs, e) || fat_write_tables(*fs, e))
		status = -1;
	fat_free(fs);
	return status;
}

const struct fs_ops fat16_ops = {FS_FAT16,    fat_open, fat_add,	  fat_folders, NULL,
				 fat_cluster, fat_find, fat_free_extents, fat_remove,  fat_close};
const struct fs_ops fat32_ops = {FS_FAT32,    fat_open, fat_add,	  fat_folders, NULL,
				 fat_cluster, fat_find, fat_free_extents, fat_remove,  fat_close};
