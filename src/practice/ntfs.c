/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/ntfs.h"

#include <errno.h>
#include <stdlib.h>

#include "base/memory.h"

#define BITMAP_STEP 65536

int
ntfs_failed(const char *what, struct error *e)
{
	return error_system(e, "libntfs-3g cannot %s", what);
}

/* ---- Opening and closing ---- */

void
ntfs_note_folder(struct fs *fs, MFT_REF reference, const struct times *times)
{
	fs->folders = memory_resize_array(fs->folders, fs->nfolders + 1, sizeof *fs->folders);
	fs->folders[fs->nfolders++] = (struct ntfs_folder){reference, *times};
}

static void
ntfs_free(struct fs **fs)
{
	free((*fs)->folders);
	free((*fs)->files);
	free(*fs);
	*fs = NULL;
}

static int
ntfs_open(struct fs **out, const struct region *region, const struct volume_spec *spec,
	  const struct recipe *recipe, struct error *e)
{
	struct fs *fs = *out = memory_zero(1, sizeof *fs);
	const struct plant plain = {0};
	struct times times = plant_times(&plain, recipe);

	fs->region = *region;
	fs->spec = spec;
	fs->recipe = recipe;
	ntfs_note_folder(fs, FILE_root, &times);
	if (ntfs_format(fs, e) || ntfs_attach(fs, e)) {
		ntfs_free(out);
		return -1;
	}
	fs->go_on = (uint64_t)fs->volume->mft_zone_end;
	return 0;
}

/* Deleting from a folder has stamped the clock on it. */
static int
date_folder(struct fs *fs, MFT_REF reference, struct error *e)
{
	for (size_t i = 0; i < fs->nfolders; i++) {
		ntfs_inode *inode;

		if (MREF(fs->folders[i].reference) != MREF(reference))
			continue;
		if (!(inode = ntfs_inode_open(fs->volume, reference)))
			return ntfs_failed("open a folder", e);
		return ntfs_close_dated(&inode, NULL, &fs->folders[i].times, e);
	}
	return 0;
}

static int
ntfs_close(struct fs **fs, struct error *e)
{
	int status = 0;

	if (!*fs)
		return 0;
	for (size_t i = 0; i < (*fs)->nfolders && !status; i++)
		status = date_folder(*fs, (*fs)->folders[i].reference, e);
	if (ntfs_umount((*fs)->volume, FALSE) && !status)
		status = ntfs_failed("finish the volume", e);
	ntfs_free(fs);
	return status;
}

/* ---- Free space and deletion ---- */

static int
ntfs_free_extents(struct fs *fs, struct extents *out, uint32_t *cluster, struct error *e)
{
	uint64_t clusters = (uint64_t)fs->volume->nr_clusters;
	unsigned char *bits = memory_new(BITMAP_STEP);
	int status = 0;

	*cluster = fs->volume->cluster_size;
	for (uint64_t first = 0; first < clusters && !status; first += BITMAP_STEP * 8u) {
		uint64_t left = clusters - first;
		size_t n = left < BITMAP_STEP * 8u ? (size_t)(left + 7) / 8 : BITMAP_STEP;

		if (ntfs_attr_pread(fs->volume->lcnbmp_na, (s64)(first / 8), (s64)n, bits) !=
		    (s64)n)
			status = ntfs_failed("read the cluster bitmap", e);
		for (uint64_t i = 0; i < n * 8 && first + i < clusters && !status; i++) {
			if (i % 8 == 0 && bits[i / 8] == 0xff)
				i += 7;
			else if (!(bits[i / 8] >> (i % 8) & 1))
				extents_add(out, (first + i) * *cluster, *cluster);
		}
	}
	free(bits);
	return status;
}

/*
 * libntfs-3g deletes as Windows does: the index entry goes, the clusters are freed, the file's
 * record keeps its name and its list of clusters and is marked as not in use.
 */
static int
ntfs_remove(struct fs *fs, const struct plant *plant, struct planted *planted, struct error *e)
{
	planted->recovery = RECOVER_METADATA;
	for (size_t i = 0; i < fs->nfiles; i++) {
		struct ntfs_file *f = &fs->files[i];
		ntfs_inode *inode, *dir;

		if (f->plant != plant)
			continue;
		if (!(inode = ntfs_inode_open(fs->volume, f->reference)))
			return ntfs_failed("open a file", e);
		if (!(dir = ntfs_inode_open(fs->volume, f->dir))) {
			ntfs_inode_close(inode);
			return ntfs_failed("open a folder", e);
		}
		/* Closes both, also when it fails. */
		if (ntfs_delete(fs->volume, NULL, inode, dir, f->name.units, (u8)f->name.n))
			return ntfs_failed("delete a file", e);
		return date_folder(fs, f->dir, e);
	}
	return 0;
}

static uint32_t
ntfs_cluster(const struct fs *fs)
{
	return fs->volume->cluster_size;
}

const struct fs_ops ntfs_ops = {FS_NTFS,     ntfs_open,	   ntfs_add,  ntfs_folders,
				NULL,	     ntfs_cluster, ntfs_find, ntfs_free_extents,
				ntfs_remove, ntfs_close};
