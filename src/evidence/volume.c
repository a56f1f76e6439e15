/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/volume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/filesystem.h"
#include "evidence/table.h"
#include "evidence/volume_list.h"

static const TSK_FS_TYPE_ENUM families[] = {
	TSK_FS_TYPE_NTFS_DETECT, TSK_FS_TYPE_FAT_DETECT, TSK_FS_TYPE_EXT_DETECT,
	TSK_FS_TYPE_FFS_DETECT,	 TSK_FS_TYPE_HFS_DETECT, TSK_FS_TYPE_ISO9660_DETECT,
};

static void
set_filesystem(struct volume *v, int type)
{
	const char *name = filesystem_type_name(type);

	v->fs_type = name ? type : 0;
	snprintf(v->fs, sizeof v->fs, "%s",
		 name ? name : tsk_fs_type_toname((TSK_FS_TYPE_ENUM)type));
	v->fs_found = true;
}

static void
second_answer(struct volume_list *list, size_t first, int type)
{
	char name[VOLUME_NAME_MAX];
	size_t i;

	snprintf(name, sizeof name, "%.30s~%s", list->v[first].name, filesystem_type_name(type));
	i = volume_add(list, name);
	list->v[i].offset = list->v[first].offset;
	list->v[i].size = list->v[first].size;
	set_filesystem(&list->v[i], type);
}

static void
probe_filesystems(struct volume_list *list, size_t i, struct image *image)
{
	for (size_t k = 0; k < sizeof families / sizeof families[0]; k++) {
		TSK_FS_INFO *fs = tsk_fs_open_img(image_tsk(image), (TSK_OFF_T)list->v[i].offset,
						  families[k]);
		int type;

		if (!fs) {
			tsk_error_reset();
			continue;
		}
		type = (int)fs->ftype;
		tsk_fs_close(fs);
		if (!list->v[i].fs_found)
			set_filesystem(&list->v[i], type);
		else
			second_answer(list, i, type);
	}
}

static void
pool_volume(struct volume_list *list, size_t pool, const TSK_POOL_VOLUME_INFO *info, unsigned n)
{
	char name[VOLUME_NAME_MAX];
	struct volume *v;
	size_t i;

	snprintf(name, sizeof name, "%.30s.%u", list->v[pool].name, n);
	i = volume_add(list, name);
	v = &list->v[i];
	v->offset = list->v[pool].offset;
	v->size = list->v[pool].size;
	v->pool_block = info->block;
	set_filesystem(v, TSK_FS_TYPE_APFS);
	snprintf(v->table, sizeof v->table, "apfs");
	snprintf(v->label, sizeof v->label, "%s", info->desc ? info->desc : "");
	if (info->flags & TSK_POOL_VOLUME_FLAG_ENCRYPTED)
		snprintf(v->encrypted, sizeof v->encrypted, "APFS encryption");
}

static bool
probe_pool(struct volume_list *list, size_t i, struct image *image)
{
	const unsigned char *p = bytes_exact(image_bytes(image), list->v[i].offset, 36);
	const TSK_POOL_INFO *pool;
	unsigned n = 0;

	if (!p || memcmp(p + 32, "NXSB", 4) != 0)
		return false;
	pool = tsk_pool_open_img_sing(image_tsk(image), (TSK_OFF_T)list->v[i].offset,
				      TSK_POOL_TYPE_APFS);
	snprintf(list->v[i].fs, sizeof list->v[i].fs, "apfs container");
	list->v[i].fs_found = true;
	if (!pool) {
		volume_note(list, i, NOTE_ERROR, "the APFS container cannot be read: %s",
			    filesystem_tsk_error());
		return true;
	}
	for (const TSK_POOL_VOLUME_INFO *v = pool->vol_list; v && n < 100; v = v->next)
		pool_volume(list, i, v, ++n);
	tsk_pool_close(pool);
	return true;
}

static void
add_partitions(struct volume_list *list, const struct table *t, uint64_t image_size)
{
	for (size_t k = 0; k < t->n; k++) {
		char name[VOLUME_NAME_MAX];
		struct volume *v;
		size_t i;

		snprintf(name, sizeof name, "p%zu", k + 1);
		i = volume_add(list, name);
		v = &list->v[i];
		v->offset = t->v[k].offset;
		v->size = t->v[k].size;
		snprintf(v->table, sizeof v->table, "%s", t->name);
		snprintf(v->description, sizeof v->description, "%s", t->v[k].description);
		if (v->offset >= image_size)
			v->size = 0;
		else if (v->size > image_size - v->offset)
			v->size = image_size - v->offset;
	}
}

int
volumes_read(struct volume_list *list, struct image *image, struct error *e)
{
	uint64_t size = image_size(image);
	struct table table;
	size_t n;

	(void)e;
	*list = (struct volume_list){0};
	list->notes = memory_zero(1, sizeof *list->notes);
	table_read(&table, image, list);
	add_partitions(list, &table, size);
	table_release(&table);
	if (list->n == 0) {
		volume_add(list, "p0");
		list->v[0].size = size;
	}
	n = list->n;
	for (size_t i = 0; i < n; i++)
		if (list->v[i].size && !probe_pool(list, i, image))
			probe_filesystems(list, i, image);
	volumes_find_gaps(list, size);
	return 0;
}
