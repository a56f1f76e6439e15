/* SPDX-License-Identifier: Apache-2.0 */
/* Which items an inode holds. */
#include "evidence/walk_parts.h"

/* A target longer than this is no path that any system would follow. */
#define LINK_TARGET_MAX 4096
/* 200 MB of libtsk's memory at worst; 16 GiB of file with blocks of 4 KiB. */
#define LISTED_BLOCKS_MAX 4194304
/* Where the list itself may be garbage: libtsk's time grows with the square of its pieces. */
#define LISTED_BLOCKS_MAX_FREED 65536

bool
walk_holds_data(const TSK_FS_META *meta)
{
	switch (meta->type) {
	case TSK_FS_META_TYPE_UNDEF:
	case TSK_FS_META_TYPE_REG:
		return true;
	case TSK_FS_META_TYPE_LNK:
		return meta->size > LINK_TARGET_MAX;
	case TSK_FS_META_TYPE_FIFO:
	case TSK_FS_META_TYPE_CHR:
	case TSK_FS_META_TYPE_BLK:
	case TSK_FS_META_TYPE_SOCK:
		return meta->size > 0;
	default:
		return false;
	}
}

static int
emit_ntfs(struct walk *w, const char *origin, struct error *e)
{
	bool is_folder = TSK_FS_IS_DIR_META(w->handle->meta->type), given = is_folder;
	int n = tsk_fs_file_attr_getsize(w->handle);

	for (int i = 0; i < n; i++) {
		const TSK_FS_ATTR *attr = tsk_fs_file_attr_get_idx(w->handle, i);

		if (!attr || !filesystem_is_stream(w->fs, w->handle->meta, attr))
			continue;
		given = true;
		if (walk_emit_file(w, attr, attr->name && attr->name[0] ? attr->name : NULL, origin,
				   e))
			return -1;
	}
	return given ? 0 : walk_emit_file(w, NULL, NULL, origin, e);
}

/* Forks and extended attributes (HFS+, APFS) beside the content proper. */
static int
emit_forks(struct walk *w, const char *origin, struct error *e)
{
	int n = tsk_fs_file_attr_getsize(w->handle);

	for (int i = 0; i < n; i++) {
		const TSK_FS_ATTR *attr = tsk_fs_file_attr_get_idx(w->handle, i);
		const char *stream;

		if (!attr || !filesystem_is_stream(w->fs, w->handle->meta, attr))
			continue;
		stream = attr->type == TSK_FS_ATTR_TYPE_HFS_RSRC ? "rsrc" : attr->name;
		if (walk_emit_file(w, attr, stream ? stream : "", origin, e))
			return -1;
	}
	return 0;
}

static bool
lists_blocks(const struct walk *w)
{
	return (TSK_FS_TYPE_ISEXT(w->fs->ftype) || TSK_FS_TYPE_ISFFS(w->fs->ftype)) &&
	       w->handle->meta->content_type == TSK_FS_META_CONTENT_TYPE_DEFAULT;
}

bool
walk_claims_too_much(const struct walk *w)
{
	const TSK_FS_META *meta = w->handle->meta;

	return meta->flags & TSK_FS_META_FLAG_UNALLOC && lists_blocks(w) &&
	       meta->size / (TSK_OFF_T)w->fs->block_size > (TSK_OFF_T)w->fs->block_count;
}

/*
 * ext2, ext3 and UFS list blocks one by one, and libtsk keeps a record for each of a hole's: a
 * hostile size would take all memory. Such a file is read when it is asked for, at the cost of that
 * one item.
 */
const TSK_FS_ATTR *
walk_content_attribute(struct walk *w)
{
	const TSK_FS_META *meta = w->handle->meta;
	TSK_OFF_T most = meta->flags & TSK_FS_META_FLAG_UNALLOC ? LISTED_BLOCKS_MAX_FREED
								: LISTED_BLOCKS_MAX;

	if (walk_claims_too_much(w) ||
	    (lists_blocks(w) && meta->size / (TSK_OFF_T)w->fs->block_size > most))
		return NULL;
	return tsk_fs_file_attr_get(w->handle);
}

int
walk_emit_items(struct walk *w, const char *origin, struct error *e)
{
	int status;

	if (TSK_FS_TYPE_ISNTFS(w->fs->ftype)) {
		status = emit_ntfs(w, origin, e);
	} else if (TSK_FS_IS_DIR_META(w->handle->meta->type)) {
		status = 0;
	} else {
		status = walk_emit_file(w, walk_content_attribute(w), NULL, origin, e);
		if (status == 0 &&
		    (TSK_FS_TYPE_ISHFS(w->fs->ftype) || TSK_FS_TYPE_ISAPFS(w->fs->ftype)))
			status = emit_forks(w, origin, e);
	}
	tsk_error_reset();
	return status;
}
