/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/filesystem.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/fat_clusters.h"

static const struct {
	int type;
	const char *name;
} types[] = {
	{TSK_FS_TYPE_NTFS, "ntfs"},	  {TSK_FS_TYPE_FAT12, "fat12"},
	{TSK_FS_TYPE_FAT16, "fat16"},	  {TSK_FS_TYPE_FAT32, "fat32"},
	{TSK_FS_TYPE_EXFAT, "exfat"},	  {TSK_FS_TYPE_EXT2, "ext2"},
	{TSK_FS_TYPE_EXT3, "ext3"},	  {TSK_FS_TYPE_EXT4, "ext4"},
	{TSK_FS_TYPE_HFS, "hfs+"},	  {TSK_FS_TYPE_APFS, "apfs"},
	{TSK_FS_TYPE_ISO9660, "iso9660"}, {TSK_FS_TYPE_FFS1, "ufs1"},
	{TSK_FS_TYPE_FFS1B, "ufs1b"},	  {TSK_FS_TYPE_FFS2, "ufs2"},
	{TSK_FS_TYPE_YAFFS2, "yaffs2"},
};

#define NTYPES (sizeof types / sizeof types[0])

const char *
filesystem_type_name(int fs_type)
{
	for (size_t i = 0; i < NTYPES; i++)
		if (types[i].type == fs_type)
			return types[i].name;
	return NULL;
}

int
filesystem_type_by_name(const char *name)
{
	for (size_t i = 0; i < NTYPES; i++)
		if (strcmp(types[i].name, name) == 0)
			return types[i].type;
	return 0;
}

const char *
filesystem_tsk_error(void)
{
	uint32_t code = tsk_error_get_errno();
	const char *text = code ? tsk_error_get() : NULL;

	/* Some texts go on in a second line; ours are sentences. */
	tsk_error_get_info()->errstr_print[strcspn(text ? text : "", "\n")] = '\0';
	/* The text stays where it is after the reset; only the next error writes over it. */
	tsk_error_set_errno(0);
	return text && *text ? text : "unknown";
}

static int
open_pool(struct filesystem *x, TSK_IMG_INFO *tsk, uint64_t pool_block, struct error *e)
{
	x->pool = tsk_pool_open_img_sing(tsk, (TSK_OFF_T)x->offset, TSK_POOL_TYPE_APFS);
	if (x->pool)
		x->pool_image = x->pool->get_img_info(x->pool, pool_block);
	if (!x->pool_image)
		return error_set(e, ERROR_INPUT, "no APFS container can be read at %llu: %s",
				 (unsigned long long)x->offset, filesystem_tsk_error());
	x->fs = tsk_fs_open_img(x->pool_image, 0, TSK_FS_TYPE_APFS);
	return 0;
}

int
filesystem_open(struct filesystem **out, struct image *image, uint64_t offset, int fs_type,
		uint64_t pool_block, struct error *e)
{
	struct filesystem *x = memory_zero(1, sizeof *x);
	const char *name = filesystem_type_name(fs_type);
	TSK_IMG_INFO *tsk = image_tsk(image);
	int r = 0;

	*out = NULL;
	x->offset = offset;
	tsk_error_reset();
	if (!name || offset >= image_size(image))
		r = error_set(e, ERROR_INPUT, "no such file system: type %d at %llu", fs_type,
			      (unsigned long long)offset);
	else if (fs_type == TSK_FS_TYPE_APFS)
		r = open_pool(x, tsk, pool_block, e);
	else
		x->fs = tsk_fs_open_img(tsk, (TSK_OFF_T)offset, (TSK_FS_TYPE_ENUM)fs_type);
	if (!r && !x->fs)
		r = error_set(e, ERROR_INPUT, "the %s file system at %llu cannot be opened: %s",
			      name, (unsigned long long)offset, filesystem_tsk_error());
	if (r)
		filesystem_close(&x);
	else if (TSK_FS_TYPE_ISFAT(x->fs->ftype))
		fat_skip_holes(x->fs);
	*out = x;
	return r;
}

void
filesystem_close(struct filesystem **fs)
{
	struct filesystem *x = *fs;

	*fs = NULL;
	if (!x)
		return;
	if (x->fs)
		tsk_fs_close(x->fs);
	if (x->pool_image)
		tsk_img_close(x->pool_image);
	if (x->pool)
		tsk_pool_close(x->pool);
	free(x);
}
