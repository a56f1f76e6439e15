/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A FAT16 or FAT32 volume being made: the table and the folders live in memory and are written
 * at the end; file bytes go to the disk at once. Written after Microsoft's "FAT: General
 * Overview of On-Disk Format" 1.03 rather than through mtools, which stamps its own times,
 * serials and cluster choices.
 */
#ifndef WINNOW_PRACTICE_FAT_H
#define WINNOW_PRACTICE_FAT_H

#include "base/buffer.h"
#include "practice/fs.h"

#define FAT_ENTRY	    32u /* bytes of a directory entry */
#define FAT_FIRST_CLUSTER   2u
#define FAT_LONG_CHARACTERS 13u /* in one entry */
#define FAT_NAME_UNITS_MAX  255u
#define FAT_END		    0x0fffffffu
#define FAT_DELETED	    0xe5

enum {
	FAT_ATTR_LABEL = 0x08,
	FAT_ATTR_DIRECTORY = 0x10,
	FAT_ATTR_ARCHIVE = 0x20,
	FAT_ATTR_LONG = 0x0f
};

struct fat_dir {
	struct fat_dir *parent; /* NULL: the root */
	char *name;		/* UTF-8; "" for the root */
	uint32_t cluster;	/* first; 0: FAT16's root, which has a place of its own */
	uint32_t last;		/* last cluster of its chain */
	struct buffer entries;
	size_t at;	    /* byte offset of its own entry in the parent */
	struct times times; /* of its entry */
};

struct fat_file {
	const struct plant *plant;
	const char *name; /* last part of the path */
	struct fat_dir *dir;
	size_t at, n; /* byte offset of its first entry in dir, bytes of all */
	uint32_t cluster;
};

struct fs {
	struct region region;
	const struct volume_spec *spec;
	const struct recipe *recipe;
	bool wide;		/* FAT32 */
	uint32_t cluster;	/* bytes */
	uint32_t reserved;	/* sectors before the first table */
	uint32_t table_sectors; /* of one of the two tables */
	uint32_t root_entries;	/* FAT16 */
	uint32_t data;		/* first sector of cluster 2 */
	uint32_t clusters;	/* how many there are, numbered from 2 */
	uint32_t *table;	/* clusters + 2 values, as FAT32 has them */
	uint32_t next;		/* where allocation goes on */
	struct fat_dir **dirs;	/* dirs[0] is the root */
	size_t ndirs;
	struct fat_file *files;
	size_t nfiles, cap;
};

/* ---- fat-format.c ---- */
/* Chooses clusters and tables for the volume's size. */
int fat_plan(struct fs *fs, struct error *e);
/* Boot sectors, FSInfo, both tables. */
int fat_write_tables(struct fs *fs, struct error *e);
uint64_t fat_cluster_offset(const struct fs *fs, uint32_t cluster);
/* The next free cluster, marked as the end of a chain; 0 when the volume is full. */
uint32_t fat_allocate(struct fs *fs);

/* ---- fat-names.c ---- */
/*
 * The directory entries that a name needs: none or some long ones, then room for the short one with
 * its name filled in. Short names are unique in the folder.
 */
void fat_name_entries(const struct fat_dir *dir, const char *name, struct buffer *out);

/* ---- fat-dirs.c ---- */
/* The folder that a path lies in, made where it is missing; *name is the path's last part. */
int fat_dir_of(struct fs *fs, const char *path, const struct times *times, struct fat_dir **dir,
	       const char **name, struct error *e);
/* The folder of this name in dir, or NULL. */
struct fat_dir *fat_dir_find(const struct fs *fs, const struct fat_dir *dir, const char *name,
			     size_t n);
int fat_dir_make(struct fs *fs, struct fat_dir *parent, const char *name, size_t n,
		 const struct times *times, struct fat_dir **out, struct error *e);
/* Appends entries; the folder grows as needed. *at: where they begin. */
int fat_dir_append(struct fs *fs, struct fat_dir *dir, const struct buffer *entries, size_t *at,
		   struct error *e);
int fat_write_dirs(struct fs *fs, struct error *e);
/* Where a byte of a folder lies in the volume. */
uint64_t fat_dir_offset(const struct fs *fs, const struct fat_dir *dir, size_t at);
/* Attribute, times, first cluster and size of a short entry. */
void fat_entry_fill(unsigned char *entry, unsigned attribute, const struct times *times,
		    uint32_t cluster, uint32_t size);

#endif
