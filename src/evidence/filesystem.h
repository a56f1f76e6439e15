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

/* ---- What stands in a folder, and in an inode (filesystem_names.c) ---- */

/* Is it the folder that libtsk makes up for orphans? Opening that starts the search for them. */
bool filesystem_is_orphan_folder(const TSK_FS_INFO *fs, TSK_INUM_T address);

/* Opens a folder if its inode is in order; NULL and why, valid until libtsk's next error. */
TSK_FS_DIR *filesystem_open_folder(TSK_FS_INFO *fs, const TSK_FS_META *meta, const char **why);

/* Has the inode of a name been taken by something else since? */
bool filesystem_is_reused(const TSK_FS_INFO *fs, const TSK_FS_META *meta, const TSK_FS_NAME *name);

/*
 * Is an attribute an item? NTFS: data streams and, except of folders, the indexes that system files
 * keep ($Secure:$SDH), as fls gives them. HFS+, APFS: forks and extended attributes beside the
 * content proper.
 */
bool filesystem_is_stream(const TSK_FS_INFO *fs, const TSK_FS_META *meta, const TSK_FS_ATTR *attr);

/* libtsk's last error as text, cleared; "unknown" when there is none. For messages. */
const char *filesystem_tsk_error(void);

#endif
