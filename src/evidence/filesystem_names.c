/* SPDX-License-Identifier: Apache-2.0 */
/* What libtsk's folders and inodes mean, where it leaves that to its caller. */
#include "evidence/filesystem.h"

/* libtsk reads a folder whole and lists its blocks one by one: a hostile size would never end. */
#define FOLDER_MAX ((uint64_t)1 << 30)

/* libtsk makes up none on HFS+ and APFS, where it is the address of a real file. */
bool
filesystem_is_orphan_folder(const TSK_FS_INFO *fs, TSK_INUM_T address)
{
	return address == TSK_FS_ORPHANDIR_INUM(fs) && !TSK_FS_TYPE_ISHFS(fs->ftype) &&
	       !TSK_FS_TYPE_ISAPFS(fs->ftype);
}

TSK_FS_DIR *
filesystem_open_folder(TSK_FS_INFO *fs, const TSK_FS_META *meta, const char **why)
{
	TSK_FS_DIR *dir;
	uint64_t most;

	if (__builtin_mul_overflow(fs->block_count, fs->block_size, &most) || most > FOLDER_MAX)
		most = FOLDER_MAX;
	*why = "it claims more bytes than a folder can have here";
	if (meta->size < 0 || (uint64_t)meta->size > most)
		return NULL;
	dir = tsk_fs_dir_open_meta(fs, meta->addr);
	if (!dir)
		*why = filesystem_tsk_error();
	return dir;
}

/*
 * Does a name belong to what its inode holds now? NTFS counts the sequence number up when an entry
 * is freed, not when it is taken, so a deleted file's names are one behind. libtsk makes up the
 * names of orphans in the same way, also from 0.
 */
static bool
sequence_fits(const TSK_FS_INFO *fs, const TSK_FS_META *meta, const TSK_FS_NAME *name)
{
	if (!TSK_FS_TYPE_ISNTFS(fs->ftype))
		return true;
	if (meta->flags & TSK_FS_META_FLAG_UNALLOC)
		return name->meta_seq == meta->seq - 1 || (meta->seq == 0 && name->meta_seq == 0);
	return name->meta_seq == meta->seq;
}

bool
filesystem_is_reused(const TSK_FS_INFO *fs, const TSK_FS_META *meta, const TSK_FS_NAME *name)
{
	return !sequence_fits(fs, meta, name) ||
	       (name->flags & TSK_FS_NAME_FLAG_UNALLOC && meta->flags & TSK_FS_META_FLAG_ALLOC);
}

bool
filesystem_is_stream(const TSK_FS_INFO *fs, const TSK_FS_META *meta, const TSK_FS_ATTR *attr)
{
	if (TSK_FS_TYPE_ISNTFS(fs->ftype))
		return attr->type == TSK_FS_ATTR_TYPE_NTFS_DATA ||
		       (attr->type == TSK_FS_ATTR_TYPE_NTFS_IDXROOT &&
			!TSK_FS_IS_DIR_META(meta->type));
	return (TSK_FS_TYPE_ISHFS(fs->ftype) || TSK_FS_TYPE_ISAPFS(fs->ftype)) && attr->size > 0 &&
	       (attr->type == TSK_FS_ATTR_TYPE_HFS_RSRC ||
		attr->type == TSK_FS_ATTR_TYPE_HFS_EXT_ATTR);
}
