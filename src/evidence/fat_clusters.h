/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two questions to FAT and exFAT that libtsk answers sector by sector, which takes minutes a
 * terabyte, answered cluster by cluster: what is free, and where deleted folders may lie.
 */
#ifndef WINNOW_EVIDENCE_FAT_CLUSTERS_H
#define WINNOW_EVIDENCE_FAT_CLUSTERS_H

#include <stdint.h>

#include <tsk/libtsk.h>

/*
 * From now on libtsk's search for orphans leaves out free clusters that the image knows to be zeros
 * without reading them (image_hole()): no entry of a folder is all zeros. fs: on an image of ours.
 */
void fat_skip_holes(TSK_FS_INFO *fs);

/*
 * Gives runs of sectors that no file has, in order: free clusters, and what lies behind the last
 * cluster. -1 when the table of clusters cannot be read (libtsk's error says why).
 */
int fat_free_sectors(TSK_FS_INFO *fs, void (*add)(void *ctx, uint64_t sector, uint64_t count),
		     void *ctx);

#endif
