/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of a FAT volume: found, made, grown, written. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "practice/fat.h"

void
fat_entry_fill(unsigned char *entry, unsigned attribute, const struct times *times,
	       uint32_t cluster, uint32_t size)
{
	entry[11] = (unsigned char)attribute;
	if (times->created.set) {
		entry[13] = moment_fat_hundredths(&times->created);
		put_le16(entry + 14, moment_fat_time(&times->created));
		put_le16(entry + 16, moment_fat_date(&times->created));
	}
	if (times->accessed.set)
		put_le16(entry + 18, moment_fat_date(&times->accessed));
	put_le16(entry + 20, cluster >> 16);
	put_le16(entry + 22, moment_fat_time(&times->modified));
	put_le16(entry + 24, moment_fat_date(&times->modified));
	put_le16(entry + 26, cluster & 0xffff);
	put_le32(entry + 28, size);
}

struct fat_dir *
fat_dir_find(const struct fs *fs, const struct fat_dir *dir, const char *name, size_t n)
{
	for (size_t i = 1; i < fs->ndirs; i++) {
		struct fat_dir *d = fs->dirs[i];

		if (d->parent == dir && strlen(d->name) == n && !strncasecmp(d->name, name, n))
			return d;
	}
	return NULL;
}

/* Clusters a folder needs for `bytes` of entries and the zero that ends them. */
static int
grow(struct fs *fs, struct fat_dir *dir, size_t bytes, struct error *e)
{
	size_t have = 0;

	if (!dir->parent && !fs->wide)
		return bytes <= (size_t)fs->root_entries * FAT_ENTRY
			       ? 0
			       : error_set(e, ERROR_INPUT,
					   "the root folder of a FAT16 volume is full");
	for (uint32_t c = dir->cluster; c && c < fs->clusters + FAT_FIRST_CLUSTER; c = fs->table[c])
		have += fs->cluster;
	for (; have < bytes; have += fs->cluster) {
		uint32_t more = fat_allocate(fs);

		if (!more)
			return error_set(e, ERROR_INPUT, "the volume is full");
		if (dir->last)
			fs->table[dir->last] = more;
		else
			dir->cluster = more;
		dir->last = more;
	}
	return 0;
}

int
fat_dir_append(struct fs *fs, struct fat_dir *dir, const struct buffer *entries, size_t *at,
	       struct error *e)
{
	if (grow(fs, dir, dir->entries.n + entries->n, e))
		return -1;
	*at = dir->entries.n;
	buffer_add(&dir->entries, entries->data, entries->n);
	return 0;
}

/* "." and "..": the parent's cluster is 0 where the parent is the root. */
static void
add_dots(struct fat_dir *dir)
{
	unsigned char entry[2 * FAT_ENTRY] = {0};
	struct fat_dir *parent = dir->parent;

	memcpy(entry, ".          ", 11);
	fat_entry_fill(entry, FAT_ATTR_DIRECTORY, &dir->times, dir->cluster, 0);
	memcpy(entry + FAT_ENTRY, "..         ", 11);
	fat_entry_fill(entry + FAT_ENTRY, FAT_ATTR_DIRECTORY, &dir->times,
		       parent->parent ? parent->cluster : 0, 0);
	buffer_add(&dir->entries, entry, sizeof entry);
}

int
fat_dir_make(struct fs *fs, struct fat_dir *parent, const char *name, size_t n,
	     const struct times *times, struct fat_dir **out, struct error *e)
{
	struct fat_dir *dir = memory_zero(1, sizeof *dir);
	struct buffer entries = BUFFER_EMPTY;
	int status;

	fs->dirs = memory_resize_array(fs->dirs, fs->ndirs + 1, sizeof *fs->dirs);
	fs->dirs[fs->ndirs++] = *out = dir;
	dir->parent = parent;
	dir->name = memory_zero(n + 1, 1);
	memcpy(dir->name, name, n);
	dir->times = *times;
	if (!parent)
		return fs->wide ? grow(fs, dir, FAT_ENTRY, e) : 0;
	if (grow(fs, dir, 2 * (size_t)FAT_ENTRY, e))
		return -1;
	add_dots(dir);
	fat_name_entries(parent, dir->name, &entries);
	fat_entry_fill((unsigned char *)entries.data + entries.n - FAT_ENTRY, FAT_ATTR_DIRECTORY,
		       times, dir->cluster, 0);
	status = fat_dir_append(fs, parent, &entries, &dir->at, e);
	dir->at += entries.n - FAT_ENTRY;
	buffer_release(&entries);
	return status;
}

int
fat_dir_of(struct fs *fs, const char *path, const struct times *times, struct fat_dir **dir,
	   const char **name, struct error *e)
{
	const char *slash;

	*dir = fs->dirs[0];
	for (*name = path; (slash = strchr(*name, '/')); *name = slash + 1) {
		size_t n = (size_t)(slash - *name);
		struct fat_dir *next = fat_dir_find(fs, *dir, *name, n);

		if (!next && fat_dir_make(fs, *dir, *name, n, times, &next, e))
			return -1;
		*dir = next;
	}
	return 0;
}

uint64_t
fat_dir_offset(const struct fs *fs, const struct fat_dir *dir, size_t at)
{
	uint32_t c = dir->cluster;

	if (!c)
		return (uint64_t)(fs->data - fs->root_entries * FAT_ENTRY / SECTOR) * SECTOR + at;
	for (; at >= fs->cluster; at -= fs->cluster)
		c = fs->table[c];
	return fat_cluster_offset(fs, c) + at;
}

int
fat_write_dirs(struct fs *fs, struct error *e)
{
	for (size_t i = 0; i < fs->ndirs; i++) {
		const struct fat_dir *dir = fs->dirs[i];

		for (size_t at = 0; at < dir->entries.n; at += FAT_ENTRY)
			if (region_write(&fs->region, fat_dir_offset(fs, dir, at),
					 dir->entries.data + at, FAT_ENTRY, e))
				return -1;
	}
	return 0;
}
