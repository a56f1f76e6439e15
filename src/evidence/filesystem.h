/* SPDX-License-Identifier: Apache-2.0 */
/* A file system of a volume, opened through libtsk: what walk, content and free space share. */
#ifndef WINNOW_EVIDENCE_FILESYSTEM_H
#define WINNOW_EVIDENCE_FILESYSTEM_H

#include <tsk/libtsk.h>

#include "evidence/image.h"
#include "evidence/volume.h"

struct filesystem {
	TSK_FS_INFO *fs;
	const TSK_POOL_INFO *pool; /* APFS; NULL elsewhere */
	TSK_IMG_INFO *pool_image;  /* APFS: libtsk's image over the pool */
	uint64_t offset;	   /* of the file system in the image, bytes (APFS: of the pool) */
};

/* Opens by offset and exact type (no guessing), so that it can be opened again from a record. */
int filesystem_open(struct filesystem **out, struct image *image, uint64_t offset, int fs_type,
		    uint64_t pool_block, struct error *e);
void filesystem_close(struct filesystem **fs);

/*
 * Stable short names for content.fs: "ntfs" "fat12" "fat16" "fat32" "exfat" "ext2" … ; 0 / NULL
 * when unknown.
 */
const char *filesystem_type_name(int fs_type);
int filesystem_type_by_name(const char *name);

/* libtsk's last error as text, cleared; "unknown" when there is none. For messages. */
const char *filesystem_tsk_error(void);

#endif
