/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "practice/ntfs.h"

static ntfs_time
time_of(const struct moment *m)
{
	return (ntfs_time)cpu_to_le64(moment_ntfs(m));
}

/*
 * The names in the file's own record; those in the folder's index follow when the inode is closed.
 */
static int
date_names(ntfs_inode *inode, struct error *e)
{
	ntfs_attr_search_ctx *search = ntfs_attr_get_search_ctx(inode, NULL);

	if (!search)
		return ntfs_failed("look for a file's names", e);
	while (!ntfs_attr_lookup(AT_FILE_NAME, AT_UNNAMED, 0, CASE_SENSITIVE, 0, NULL, 0, search)) {
		FILE_NAME_ATTR *name =
			(FILE_NAME_ATTR *)(void *)((char *)search->attr +
						   le16_to_cpu(search->attr->value_offset));

		name->creation_time = inode->creation_time;
		name->last_data_change_time = inode->last_data_change_time;
		name->last_mft_change_time = inode->last_mft_change_time;
		name->last_access_time = inode->last_access_time;
		/* A name in an extension record lies in an inode of its own. */
		ntfs_inode_mark_dirty(search->ntfs_ino);
	}
	ntfs_attr_put_search_ctx(search);
	return 0;
}

void
ntfs_date(ntfs_inode *i, const struct times *t)
{
	i->creation_time = time_of(&t->created);
	i->last_data_change_time = time_of(&t->modified);
	i->last_mft_change_time = time_of(&t->changed);
	i->last_access_time = time_of(&t->accessed);
}

int
ntfs_close_dated(ntfs_inode **inode, ntfs_inode *dir, const struct times *t, struct error *e)
{
	ntfs_inode *i = *inode;
	int status;

	*inode = NULL;
	ntfs_date(i, t);
	status = date_names(i, e);
	NInoFileNameSetDirty(i);
	ntfs_inode_mark_dirty(i);
	if ((dir ? ntfs_inode_close_in_dir(i, dir) : ntfs_inode_close(i)) && !status)
		status = ntfs_failed("write a file's record", e);
	return status;
}
