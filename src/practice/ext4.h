/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An ext4 volume being made through libext2fs. All of it is set by the recipe: UUIDs, hash seed,
 * times; mke2fs would read its configuration and the clock.
 */
#ifndef WINNOW_PRACTICE_EXT4_H
#define WINNOW_PRACTICE_EXT4_H

#include <ext2fs/ext2fs.h>

#include "practice/fs.h"

#define EXT4_EXTENT_MAGIC 0xf30a
#define EXT4_ROOT_EXTENTS 4 /* in i_block, behind the header */

struct ext4_file {
	const struct plant *plant;
	ext2_ino_t dir, inode;
	const char *name; /* last part of the path */
};

struct fs {
	ext2_filsys e2;
	struct region region;
	const struct volume_spec *spec;
	const struct recipe *recipe;
	struct ext4_file *files;
	size_t nfiles, cap;
};

/* -1 with what libext2fs says, unless code is 0. */
int ext4_failed(errcode_t code, const char *what, struct error *e);

/* ---- ext4_format.c ---- */
int ext4_format(struct fs *fs, struct error *e);

/* ---- ext4_inode.c ---- */
/* A new inode of this mode without blocks, linked nowhere. */
int ext4_inode_new(struct fs *fs, ext2_ino_t dir, unsigned mode, ext2_ino_t *inode,
		   struct error *e);
/* Allocates and writes the bytes; says where they lie. */
int ext4_inode_fill(struct fs *fs, ext2_ino_t inode, struct span data, const struct layout *layout,
		    struct planted *out, struct error *e);
int ext4_inode_times(struct fs *fs, ext2_ino_t inode, const struct times *times, struct error *e);

/* ---- ext4_remove.c ---- */
int ext4_remove(struct fs *fs, const struct plant *plant, struct planted *planted, struct error *e);

#endif
