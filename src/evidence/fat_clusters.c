/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/fat_clusters.h"

#include <stdbool.h>
#include <tsk/fs/tsk_fatfs.h>

#include "evidence/image_state.h"

/* libtsk installs these functions, but not all that their own headers include. */
int8_t exfatfs_is_cluster_alloc(FATFS_INFO *fat, TSK_DADDR_T cluster);
int8_t fatxxfs_is_cluster_alloc(FATFS_INFO *fat, TSK_DADDR_T cluster);

static int8_t
is_allocated(FATFS_INFO *fat, TSK_DADDR_T cluster)
{
	return fat->fs_info.ftype == TSK_FS_TYPE_EXFAT ? exfatfs_is_cluster_alloc(fat, cluster)
						       : fatxxfs_is_cluster_alloc(fat, cluster);
}

static uint64_t
sector_of(const FATFS_INFO *fat, uint64_t cluster)
{
	return fat->firstclustsect + (cluster - FATFS_FIRST_CLUSTER_ADDR) * fat->csize;
}

/* ---- Orphans ---- */

/* What the search does not look into: used clusters, and those that are known to be zeros. */
static int8_t
is_out_of_question(FATFS_INFO *fat, TSK_DADDR_T cluster)
{
	struct image *image = tsk_view_image(fat->fs_info.img_info);
	uint64_t at = (uint64_t)fat->fs_info.offset + sector_of(fat, cluster) * fat->ssize;

	if (image_hole(image, at) >= (uint64_t)fat->csize * fat->ssize)
		return 1;
	return is_allocated(fat, cluster);
}

struct inode_search {
	FATFS_INFO *fat;
	TSK_FS_META_WALK_CB action;
	void *ptr;
};

/* Whoever is told of an entry may ask about clusters, too, and is to hear the truth. */
static TSK_WALK_RET_ENUM
tell_inode(TSK_FS_FILE *file, void *ptr)
{
	const struct inode_search *s = ptr;
	TSK_WALK_RET_ENUM r;

	s->fat->is_cluster_alloc = is_allocated;
	r = s->action(file, s->ptr);
	s->fat->is_cluster_alloc = is_out_of_question;
	return r;
}

static uint8_t
walk_inodes(TSK_FS_INFO *fs, TSK_INUM_T first, TSK_INUM_T last, TSK_FS_META_FLAG_ENUM flags,
	    TSK_FS_META_WALK_CB action, void *ptr)
{
	struct inode_search s = {(FATFS_INFO *)fs, action, ptr};
	uint8_t r;

	s.fat->is_cluster_alloc = is_out_of_question;
	r = fatfs_inode_walk(fs, first, last, flags, tell_inode, &s);
	s.fat->is_cluster_alloc = is_allocated;
	return r;
}

void
fat_skip_holes(TSK_FS_INFO *fs)
{
	const FATFS_INFO *fat = (const FATFS_INFO *)fs;

	/* Should libtsk be another than its headers say, it stays as it is. */
	if (fat->is_cluster_alloc == exfatfs_is_cluster_alloc ||
	    fat->is_cluster_alloc == fatxxfs_is_cluster_alloc)
		fs->inode_walk = walk_inodes;
}

/* ---- Free space ---- */

int
fat_free_sectors(TSK_FS_INFO *fs, void (*add)(void *ctx, uint64_t sector, uint64_t count),
		 void *ctx)
{
	FATFS_INFO *fat = (FATFS_INFO *)fs;
	uint64_t cluster = FATFS_FIRST_CLUSTER_ADDR, begin, end;

	while (cluster <= fat->lastclust) {
		int8_t used = is_allocated(fat, cluster);

		if (used < 0)
			return -1;
		begin = cluster++;
		if (used)
			continue;
		while (cluster <= fat->lastclust && (used = is_allocated(fat, cluster)) == 0)
			cluster++;
		if (used < 0)
			return -1;
		add(ctx, sector_of(fat, begin), (cluster - begin) * fat->csize);
	}
	end = fs->last_block_act + 1;
	begin = sector_of(fat, fat->lastclust + 1);
	if (begin < end)
		add(ctx, begin, end - begin);
	return 0;
}
