/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An NTFS volume being made: formatted by mkntfs (libntfs-3g cannot), filled through
 * libntfs-3g. The library stamps the clock on what it touches; ntfs_times.c puts the recipe's
 * times back at once, in $STANDARD_INFORMATION, $FILE_NAME and the parent's index, so that no
 * stale copy holds another.
 */
#ifndef WINNOW_PRACTICE_NTFS_H
#define WINNOW_PRACTICE_NTFS_H

/* The library's headers ask it what the system has. */
#include <config.h>

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <ntfs-3g/types.h>

#include <ntfs-3g/attrib.h>
#include <ntfs-3g/device.h>
#include <ntfs-3g/dir.h>
#include <ntfs-3g/inode.h>
#include <ntfs-3g/layout.h>
#include <ntfs-3g/volume.h>

#include "practice/fs.h"

#define NTFS_NAME_UNITS_MAX 255

struct ntfs_name {
	ntfschar units[NTFS_NAME_UNITS_MAX];
	size_t n;
};

struct ntfs_folder {
	MFT_REF reference;
	struct times times;
};

struct ntfs_file {
	const struct plant *plant;
	MFT_REF reference, dir;
	struct ntfs_name name;
};

struct fs {
	ntfs_volume *volume;
	struct region region;
	int64_t position; /* of the library's device */
	const struct volume_spec *spec;
	const struct recipe *recipe;
	struct ntfs_folder *folders; /* the root first */
	size_t nfolders;
	struct ntfs_file *files;
	size_t nfiles, cap;
	uint64_t go_on; /* the cluster behind what was planned last */
};

/* -1 with errno's text behind. */
int ntfs_failed(const char *what, struct error *e);

/* ---- ntfs.c ---- */
/* A folder whose times must be put back when something in it is deleted. */
void ntfs_note_folder(struct fs *fs, MFT_REF reference, const struct times *times);

/* ---- ntfs_add.c ---- */
int ntfs_add(struct fs *fs, const struct plant *plant, struct span data,
	     const struct layout *layout, struct planted *out, struct error *e);
int ntfs_folders(struct fs *fs, const struct plant *plant, struct error *e);

/* ---- ntfs_layout.c ---- */
uint64_t ntfs_find(struct fs *fs, uint64_t from, uint64_t count);
/* Gives an empty attribute the planned clusters; its size is that of all of them then. */
int ntfs_place(struct fs *fs, ntfs_attr *data, const struct layout *layout, struct error *e);

/* ---- ntfs_format.c ---- */
int ntfs_format(const struct fs *fs, struct error *e);

/* ---- ntfs_device.c ---- */
/* Mounts what stands in fs->region. */
int ntfs_attach(struct fs *fs, struct error *e);

/* ---- ntfs_times.c ---- */
/* For an open inode that the library will write by itself. */
void ntfs_date(ntfs_inode *inode, const struct times *times);
/*
 * Sets all times of an open inode and closes it, which also brings its index entry up to date. dir:
 * its folder if that is open, since a second instance of it would not know what the first one did;
 * or NULL.
 */
int ntfs_close_dated(ntfs_inode **inode, ntfs_inode *dir, const struct times *times,
		     struct error *e);

#endif
