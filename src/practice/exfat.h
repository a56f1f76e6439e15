/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An exFAT volume being made, after Microsoft's "exFAT file system specification": no free tool
 * copies files into one without mounting it. Files in one piece have no chain in the FAT, others
 * and folders have. The allocation bitmap and the folders live in memory and are written at the
 * end, the FAT and file bytes at once.
 */
#ifndef WINNOW_PRACTICE_EXFAT_H
#define WINNOW_PRACTICE_EXFAT_H

#include "base/buffer.h"
#include "practice/fs.h"

#define EXFAT_ENTRY	    32u /* bytes of a directory entry */
#define EXFAT_FIRST_CLUSTER 2u
#define EXFAT_END	    0xffffffffu
#define EXFAT_IN_USE	    0x80u /* in an entry's type; cleared by deleting */
#define EXFAT_NAME_UNITS    15u	  /* in one entry */

enum {
	EXFAT_ATTR_DIRECTORY = 0x10,
	EXFAT_ATTR_ARCHIVE = 0x20,
	EXFAT_ALLOCATED = 1, /* a first cluster may be there */
	EXFAT_NO_CHAIN = 2,  /* in one piece; the FAT says nothing of it */
};

struct exfat_dir {
	struct exfat_dir *parent; /* NULL: the root */
	char *name;		  /* UTF-8 */
	struct buffer entries;
	uint32_t *clusters; /* its chain */
	size_t nclusters;
	size_t at; /* byte offset of its own entry set in the parent */
	struct times times;
};

struct exfat_file {
	const struct plant *plant;
	const char *name; /* last part of the path */
	struct exfat_dir *dir;
	size_t at, n; /* byte offset of its entry set in dir, bytes of it */
};

/* What an entry set says. */
struct exfat_stream {
	unsigned attributes, flags;
	uint32_t cluster;
	uint64_t size;
};

struct fs {
	struct region region;
	const struct volume_spec *spec;
	const struct recipe *recipe;
	uint32_t cluster;	/* bytes */
	uint32_t fat, fat_size; /* sectors */
	uint32_t heap;		/* first sector of cluster 2 */
	uint32_t clusters;	/* how many, numbered from 2 */
	unsigned char *bitmap;
	uint32_t bitmap_at, upcase_at; /* first clusters */
	uint32_t next;		       /* where allocation goes on */
	uint32_t used;
	struct exfat_dir **dirs; /* dirs[0] is the root */
	size_t ndirs;
	struct exfat_file *files;
	size_t nfiles, cap;
};

/* ---- exfat_format.c ---- */
/* Sizes, the bitmap, the up-case table and the root, the last without entries. */
int exfat_plan(struct fs *fs, struct error *e);
/* Boot regions and the bitmap. */
int exfat_finish(struct fs *fs, struct error *e);
uint64_t exfat_offset(const struct fs *fs, uint32_t cluster);
bool exfat_is_used(const struct fs *fs, uint32_t cluster);
void exfat_mark(struct fs *fs, uint32_t cluster, bool used);
int exfat_link(struct fs *fs, uint32_t cluster, uint32_t next, struct error *e);
/* The first cluster of `count` free ones in one piece, at or behind `from`; 0: none. */
uint32_t exfat_find_run(const struct fs *fs, uint32_t from, uint64_t count);

/* ---- exfat_names.c ---- */
/* The entry set of a name, with its checksum; appended. */
void exfat_entries(const char *name, const struct times *times, const struct exfat_stream *stream,
		   struct buffer *out);
/* After a change in the set at p. */
void exfat_check(unsigned char *p);
bool exfat_same_name(const char *a, const char *b, size_t n);
/* The up-case table: ASCII is folded, nothing else is. */
void exfat_upcase(struct buffer *out);
uint32_t exfat_sum(const unsigned char *p, size_t n);

/* ---- exfat_dirs.c ---- */
int exfat_dir_make(struct fs *fs, struct exfat_dir *parent, const char *name, size_t n,
		   const struct times *times, struct exfat_dir **out, struct error *e);
int exfat_dir_of(struct fs *fs, const char *path, const struct times *times, struct exfat_dir **dir,
		 const char **name, struct error *e);
struct exfat_dir *exfat_dir_find(const struct fs *fs, const struct exfat_dir *dir, const char *name,
				 size_t n);
int exfat_dir_append(struct fs *fs, struct exfat_dir *dir, const struct buffer *entries, size_t *at,
		     struct error *e);
uint64_t exfat_dir_offset(const struct fs *fs, const struct exfat_dir *dir, size_t at);
int exfat_write_dir(const struct fs *fs, const struct exfat_dir *dir, struct error *e);
int exfat_write_dirs(struct fs *fs, struct error *e);

/* ---- exfat_many.c ---- */
int exfat_many(struct fs *fs, const struct plant *plant, struct span data, struct error *e);

#endif
