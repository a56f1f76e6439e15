/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of an exFAT volume: found, made, grown, written. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "practice/exfat.h"

#define SIZES_AT (EXFAT_ENTRY + 8) /* in the entry set: valid size, then first cluster and size */

struct exfat_dir *
exfat_dir_find(const struct fs *fs, const struct exfat_dir *dir, const char *name, size_t n)
{
	for (size_t i = 1; i < fs->ndirs; i++)
		if (fs->dirs[i]->parent == dir && exfat_same_name(fs->dirs[i]->name, name, n))
			return fs->dirs[i];
	return NULL;
}

static int
grow(struct fs *fs, struct exfat_dir *dir, size_t bytes, struct error *e)
{
	while ((uint64_t)dir->nclusters * fs->cluster < bytes) {
		uint32_t more = exfat_find_run(fs, fs->next, 1);

		if (!more)
			return error_set(e, ERROR_INPUT, "the volume is full");
		if ((dir->nclusters &&
		     exfat_link(fs, dir->clusters[dir->nclusters - 1], more, e)) ||
		    exfat_link(fs, more, EXFAT_END, e))
			return -1;
		dir->clusters = memory_resize_array(dir->clusters, dir->nclusters + 1,
						    sizeof *dir->clusters);
		dir->clusters[dir->nclusters++] = more;
		exfat_mark(fs, more, true);
		fs->next = more + 1;
	}
	return 0;
}

int
exfat_dir_append(struct fs *fs, struct exfat_dir *dir, const struct buffer *entries, size_t *at,
		 struct error *e)
{
	if (grow(fs, dir, dir->entries.n + entries->n, e))
		return -1;
	*at = dir->entries.n;
	buffer_add(&dir->entries, entries->data, entries->n);
	return 0;
}

int
exfat_dir_make(struct fs *fs, struct exfat_dir *parent, const char *name, size_t n,
	       const struct times *times, struct exfat_dir **out, struct error *e)
{
	struct exfat_stream stream = {EXFAT_ATTR_DIRECTORY, EXFAT_ALLOCATED, 0, fs->cluster};
	struct exfat_dir *dir = memory_zero(1, sizeof *dir);
	struct buffer entries = BUFFER_EMPTY;
	int status;

	if (!(fs->ndirs & (fs->ndirs - 1)))
		fs->dirs = memory_resize_array(fs->dirs, fs->ndirs ? 2 * fs->ndirs : 1,
					       sizeof *fs->dirs);
	fs->dirs[fs->ndirs++] = *out = dir;
	dir->parent = parent;
	dir->name = memory_zero(n + 1, 1);
	memcpy(dir->name, name, n);
	dir->times = *times;
	if (grow(fs, dir, EXFAT_ENTRY, e))
		return -1;
	if (!parent)
		return 0;
	stream.cluster = dir->clusters[0];
	exfat_entries(dir->name, times, &stream, &entries);
	status = exfat_dir_append(fs, parent, &entries, &dir->at, e);
	buffer_release(&entries);
	return status;
}

int
exfat_dir_of(struct fs *fs, const char *path, const struct times *times, struct exfat_dir **dir,
	     const char **name, struct error *e)
{
	const char *slash;

	*dir = fs->dirs[0];
	for (*name = path; (slash = strchr(*name, '/')); *name = slash + 1) {
		size_t n = (size_t)(slash - *name);
		struct exfat_dir *next = exfat_dir_find(fs, *dir, *name, n);

		if (!next && exfat_dir_make(fs, *dir, *name, n, times, &next, e))
			return -1;
		*dir = next;
	}
	return 0;
}

uint64_t
exfat_dir_offset(const struct fs *fs, const struct exfat_dir *dir, size_t at)
{
	return exfat_offset(fs, dir->clusters[at / fs->cluster]) + at % fs->cluster;
}

/* The size of a folder is that of its clusters. */
static void
put_size(const struct fs *fs, const struct exfat_dir *dir)
{
	unsigned char *set = (unsigned char *)dir->parent->entries.data + dir->at;
	uint64_t size = (uint64_t)dir->nclusters * fs->cluster;

	put_le64(set + SIZES_AT, size);
	put_le64(set + SIZES_AT + 16, size);
	exfat_check(set);
}

int
exfat_write_dir(const struct fs *fs, const struct exfat_dir *dir, struct error *e)
{
	for (size_t at = 0; at < dir->entries.n; at += fs->cluster) {
		size_t left = dir->entries.n - at;

		if (region_write(&fs->region, exfat_dir_offset(fs, dir, at), dir->entries.data + at,
				 left < fs->cluster ? left : fs->cluster, e))
			return -1;
	}
	return 0;
}

/* Folders that were written already have no entries any more; the parent has theirs. */
int
exfat_write_dirs(struct fs *fs, struct error *e)
{
	for (size_t i = 1; i < fs->ndirs; i++)
		put_size(fs, fs->dirs[i]);
	for (size_t i = 0; i < fs->ndirs; i++)
		if (exfat_write_dir(fs, fs->dirs[i], e))
			return -1;
	return 0;
}
