/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/probe.h"

#include <stdio.h>
#include <string.h>

#include "evidence/entropy.h"
#include "evidence/filesystem.h"
#include "evidence/label.h"
#include "evidence/recognise.h"
#include "evidence/volume_list.h"

#define POOL_VOLUMES_MAX 100

/* In libtsk's own order, so that the first answer is the one it would try first. */
static const TSK_FS_TYPE_ENUM families[] = {
	TSK_FS_TYPE_NTFS_DETECT,   TSK_FS_TYPE_FAT_DETECT, TSK_FS_TYPE_EXT_DETECT,
	TSK_FS_TYPE_FFS_DETECT,	   TSK_FS_TYPE_HFS_DETECT, TSK_FS_TYPE_ISO9660_DETECT,
	TSK_FS_TYPE_YAFFS2_DETECT,
};

static void
note_size(struct volume_list *list, size_t i, const TSK_FS_INFO *fs)
{
	uint64_t size = list->v[i].size;

	if (fs->block_size && fs->block_count / 2 > size / fs->block_size / 2 &&
	    fs->block_count > (size + fs->block_size - 1) / fs->block_size)
		volume_note(list, i, NOTE_WARNING,
			    "the file system says it has %llu blocks of %u bytes, more than the "
			    "%llu bytes that are here: the image or the partition is cut off",
			    (unsigned long long)fs->block_count, fs->block_size,
			    (unsigned long long)size);
}

static void
set_filesystem(struct volume_list *list, size_t i, struct image *image, TSK_FS_INFO *fs)
{
	struct volume *v = &list->v[i];
	const char *name = filesystem_type_name((int)fs->ftype);

	v->fs_type = name ? (int)fs->ftype : 0;
	snprintf(v->fs, sizeof v->fs, "%s", name ? name : tsk_fs_type_toname(fs->ftype));
	v->fs_found = true;
	label_read(v, image_bytes(image), fs);
	note_size(list, i, fs);
}

static size_t
second_answer(struct volume_list *list, size_t first, const TSK_FS_INFO *fs)
{
	const char *type = filesystem_type_name((int)fs->ftype);
	char name[VOLUME_NAME_MAX];
	struct volume *v;
	size_t i;

	snprintf(name, sizeof name, "%.30s~%s", list->v[first].name, type ? type : "other");
	i = volume_add(list, name);
	v = &list->v[i];
	v->offset = list->v[first].offset;
	v->size = list->v[first].size;
	memcpy(v->table, list->v[first].table, sizeof v->table);
	memcpy(v->description, list->v[first].description, sizeof v->description);
	return i;
}

/*
 * YAFFS2 has no magic number, and libtsk's search for its layout can read the whole image. So
 * it is only asked when the spare areas of the first block agree on a sequence number, as they
 * do on flash.
 */
static bool
could_be_yaffs2(const struct volume *v, struct image *image)
{
	enum { PAGE = 2048, SPARE = 64, PAGES = 8 };
	const unsigned char *p =
		label_bytes(v, image_bytes(image), 0, (size_t)PAGES * (PAGE + SPARE));

	for (size_t at = 0; p && at + 16 <= SPARE; at++) {
		uint32_t sequence = le32(p + PAGE + at);
		size_t equal = 0;

		if (sequence < 0x1000 || sequence > 0xefffff00u)
			continue;
		for (size_t i = 0; i < PAGES; i++)
			equal += le32(p + i * (PAGE + SPARE) + PAGE + at) == sequence;
		if (equal == PAGES)
			return true;
	}
	return false;
}

static void
probe_filesystems(struct volume_list *list, size_t i, struct image *image)
{
	for (size_t k = 0; k < sizeof families / sizeof families[0]; k++) {
		TSK_FS_INFO *fs;
		size_t at = i;

		if (families[k] == TSK_FS_TYPE_YAFFS2_DETECT &&
		    (list->v[i].fs_found || !could_be_yaffs2(&list->v[i], image)))
			continue;
		fs = tsk_fs_open_img(image_tsk(image), (TSK_OFF_T)list->v[i].offset, families[k]);
		tsk_error_reset();
		if (!fs)
			continue;
		if (list->v[i].fs_found) {
			volume_note(list, i, NOTE_WARNING,
				    "a second file system answers on this volume: both are listed");
			at = second_answer(list, i, fs);
		}
		set_filesystem(list, at, image, fs);
		tsk_fs_close(fs);
	}
}

/* ---- APFS ---- */

static void
pool_volume(struct volume_list *list, size_t pool, struct image *image, const TSK_POOL_INFO *info,
	    const TSK_POOL_VOLUME_INFO *volume, unsigned n)
{
	char name[VOLUME_NAME_MAX];
	struct volume *v;
	size_t i;

	snprintf(name, sizeof name, "%.30s.%u", list->v[pool].name, n);
	i = volume_add(list, name);
	v = &list->v[i];
	v->offset = list->v[pool].offset;
	v->size = list->v[pool].size;
	v->pool_block = volume->block;
	v->fs_type = TSK_FS_TYPE_APFS;
	v->fs_found = true;
	snprintf(v->fs, sizeof v->fs, "apfs");
	snprintf(v->table, sizeof v->table, "apfs");
	if (volume->block < v->size / info->block_size)
		label_apfs(v, image_bytes(image), volume->block * info->block_size);
	if (volume->flags & TSK_POOL_VOLUME_FLAG_ENCRYPTED)
		snprintf(v->encrypted, sizeof v->encrypted, "APFS encryption");
}

static void
probe_pool(struct volume_list *list, size_t i, struct image *image)
{
	const unsigned char *p = label_bytes(&list->v[i], image_bytes(image), 0, 96);
	const TSK_POOL_INFO *pool;
	unsigned n = 0;

	if (!p || memcmp(p + 32, "NXSB", 4) != 0)
		return;
	label_uuid(list->v[i].serial, p + 72);
	snprintf(list->v[i].fs, sizeof list->v[i].fs, "apfs container");
	list->v[i].fs_found = true;
	pool = tsk_pool_open_img_sing(image_tsk(image), (TSK_OFF_T)list->v[i].offset,
				      TSK_POOL_TYPE_APFS);
	if (!pool || pool->block_size == 0) {
		volume_note(list, i, NOTE_ERROR, "the APFS container cannot be read: %s",
			    filesystem_tsk_error());
	} else {
		for (const TSK_POOL_VOLUME_INFO *v = pool->vol_list; v && n < POOL_VOLUMES_MAX;
		     v = v->next)
			pool_volume(list, i, image, pool, v, ++n);
	}
	if (pool)
		tsk_pool_close(pool);
}

/* ---- All of it ---- */

static void
note_unexamined(struct volume_list *list, size_t i)
{
	const struct volume *v = &list->v[i];

	if (v->encrypted[0])
		volume_note(list, i, NOTE_WARNING,
			    v->fs_found ? "not examined: encrypted (%s)" : "not examined: %s",
			    v->encrypted);
	else if (v->fs_found && v->fs_type == 0 && strcmp(v->fs, "apfs container") != 0 &&
		 strcmp(v->fs, "linux swap") != 0 && strcmp(v->fs, "lvm2") != 0 &&
		 strcmp(v->fs, "linux raid") != 0)
		volume_note(list, i, NOTE_WARNING,
			    "not examined: %s is recognised but cannot be read", v->fs);
}

bool
probe_volume(struct volume_list *list, size_t i, struct image *image)
{
	struct bytes *bytes = image_bytes(image);
	size_t next = list->n;

	if (list->v[i].size < 512)
		return false;
	probe_pool(list, i, image);
	if (!list->v[i].fs_found)
		probe_filesystems(list, i, image);
	if (!list->v[i].fs_found || strncmp(list->v[i].fs, "fat", 3) == 0)
		recognise(&list->v[i], bytes);
	if (!list->v[i].fs_found && entropy_is_random(bytes, list->v[i].offset, list->v[i].size))
		snprintf(list->v[i].encrypted, sizeof list->v[i].encrypted,
			 "high entropy, possibly encrypted (VeraCrypt-like)");
	note_unexamined(list, i);
	for (; next < list->n; next++)
		note_unexamined(list, next);
	return list->v[i].fs_found || list->v[i].encrypted[0];
}
