/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/quick_folders.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Not in the headers that libtsk installs. */
TSK_FS_DIR *tsk_fs_dir_alloc(TSK_FS_INFO *fs, TSK_INUM_T address, size_t n);
uint8_t tsk_fs_dir_add(TSK_FS_DIR *dir, const TSK_FS_NAME *name);
uint8_t tsk_fs_name_copy(TSK_FS_NAME *to, const TSK_FS_NAME *from);
uint32_t tsk_fs_dir_hash(const char *name);

#define FIRST_CAP ((size_t)64)

/* ---- The set ---- */

static size_t
start_of(const struct quick_set *s, TSK_INUM_T address, uint32_t hash)
{
	uint64_t key = (address ^ (uint64_t)hash << 32) * 0x9e3779b97f4a7c15u;

	return (size_t)(key >> 24) & (s->cap - 1);
}

/* The slot of a name, or the free one where it belongs. */
static size_t
find(const struct quick_set *s, const TSK_FS_NAME *name)
{
	size_t i = start_of(s, name->meta_addr, tsk_fs_dir_hash(name->name));

	while (s->slots[i]) {
		const TSK_FS_NAME *there = &s->dir->names[s->slots[i] - 1];

		if (there->meta_addr == name->meta_addr && strcmp(there->name, name->name) == 0)
			break;
		i = (i + 1) & (s->cap - 1);
	}
	return i;
}

/* Room for n names. */
static void
make_room(struct quick_set *s, size_t n)
{
	size_t cap = FIRST_CAP;

	while (cap < n * 2)
		cap *= 2;
	free(s->slots);
	s->slots = memory_zero(cap, sizeof *s->slots);
	s->cap = cap;
}

static bool
comes_to_life(const TSK_FS_NAME *old, const TSK_FS_NAME *new)
{
	return old->flags & TSK_FS_NAME_FLAG_UNALLOC && new->flags &TSK_FS_NAME_FLAG_ALLOC;
}

static void
drop_texts(TSK_FS_NAME *name)
{
	free(name->name);
	free(name->shrt_name);
	name->name = name->shrt_name = NULL;
	name->name_size = name->shrt_name_size = 0;
}

/* What stood there is dropped; what is moved leaves nothing behind. */
static void
move(TSK_FS_NAME *to, TSK_FS_NAME *from)
{
	if (to == from)
		return;
	drop_texts(to);
	*to = *from;
	from->name = from->shrt_name = NULL;
	from->name_size = from->shrt_name_size = 0;
}

void
quick_set_begin(struct quick_set *s, TSK_FS_DIR *dir)
{
	size_t n = dir->names_used, kept = 0;

	*s = (struct quick_set){.dir = dir};
	make_room(s, n);
	for (size_t i = 0; i < n; i++) {
		TSK_FS_NAME *name = &dir->names[i];
		uint32_t *slot;

		if (!name->name)
			continue;
		slot = &s->slots[find(s, name)];
		if (*slot == 0) {
			move(&dir->names[kept], name);
			*slot = (uint32_t)++kept;
		} else if (comes_to_life(&dir->names[*slot - 1], name)) {
			move(&dir->names[*slot - 1], name);
		} else {
			drop_texts(name);
		}
	}
	dir->names_used = kept;
}

bool
quick_set_has_live(const struct quick_set *s, TSK_INUM_T address, uint32_t hash)
{
	for (size_t i = start_of(s, address, hash); s->slots[i]; i = (i + 1) & (s->cap - 1)) {
		const TSK_FS_NAME *there = &s->dir->names[s->slots[i] - 1];

		if (there->meta_addr == address && there->flags == TSK_FS_NAME_FLAG_ALLOC &&
		    tsk_fs_dir_hash(there->name) == hash)
			return true;
	}
	return false;
}

bool
quick_set_add(struct quick_set *s, const TSK_FS_NAME *name)
{
	uint32_t *slot;

	if (s->dir->names_used >= s->cap / 2) {
		make_room(s, s->dir->names_used * 2);
		for (size_t i = 0; i < s->dir->names_used; i++)
			s->slots[find(s, &s->dir->names[i])] = (uint32_t)i + 1;
	}
	slot = &s->slots[find(s, name)];
	if (*slot == 0) {
		if (tsk_fs_dir_add(s->dir, name))
			return false;
		*slot = (uint32_t)s->dir->names_used;
	} else if (comes_to_life(&s->dir->names[*slot - 1], name)) {
		drop_texts(&s->dir->names[*slot - 1]);
		return tsk_fs_name_copy(&s->dir->names[*slot - 1], name) == 0;
	}
	return true;
}

void
quick_set_release(struct quick_set *s)
{
	free(s->slots);
	*s = (struct quick_set){0};
}

/* ---- In libtsk's place ---- */

/* Hangs at TSK_FS_INFO.impl, which only APFS uses. */
struct quick {
	TSK_RETVAL_ENUM (*open)(TSK_FS_INFO *, TSK_FS_DIR **, TSK_INUM_T, int);
	uint8_t (*walk)(TSK_FS_INFO *, TSK_INUM_T, TSK_INUM_T, TSK_FS_META_FLAG_ENUM,
			TSK_FS_META_WALK_CB, void *);
	void (*close)(TSK_FS_INFO *);
	struct mft_names *mft; /* NTFS, once a folder was opened */
};

/*
 * libtsk has begun to read what each entry of the MFT says of its parent, once a file system: we do
 * it instead, and it goes on with a list that is empty. Where that breaks off we have what came
 * before, as libtsk has from the second folder on.
 */
static uint8_t
gather(TSK_FS_INFO *fs, TSK_INUM_T first, TSK_INUM_T last, TSK_FS_META_FLAG_ENUM flags,
       TSK_FS_META_WALK_CB action, void *ptr)
{
	struct quick *q = fs->impl;

	(void)action, (void)ptr;
	if (q->mft)
		return 0;
	q->mft = mft_names_new();
	if (q->walk(fs, first, last, flags, mft_names_gather, q->mft))
		tsk_error_reset();
	mft_names_arrange(q->mft);
	return 0;
}

static TSK_RETVAL_ENUM
open_folder(TSK_FS_INFO *fs, TSK_FS_DIR **dir, TSK_INUM_T address, int depth)
{
	struct quick *q = fs->impl;
	/* Adding a name asks whether this is a FAT, and if so compares with none. */
	TSK_FS_INFO stand_in = {.tag = fs->tag, .ftype = TSK_FS_TYPE_FAT32};
	bool orphans = address == TSK_FS_ORPHANDIR_INUM(fs) && !TSK_FS_TYPE_ISHFS(fs->ftype);
	struct quick_set names;
	TSK_RETVAL_ENUM r;

	if (!*dir && !(*dir = tsk_fs_dir_alloc(fs, address, 128)))
		return TSK_ERR;
	(*dir)->fs_info = &stand_in;
	if (TSK_FS_TYPE_ISNTFS(fs->ftype) && !orphans)
		fs->inode_walk = gather;
	r = q->open(fs, dir, address, depth);
	fs->inode_walk = q->walk;
	if (r != TSK_ERR) {
		quick_set_begin(&names, *dir);
		if (q->mft && !orphans && r == TSK_OK)
			mft_names_add(q->mft, &names);
		quick_set_release(&names);
	}
	(*dir)->fs_info = fs;
	return r;
}

static void
close_all(TSK_FS_INFO *fs)
{
	struct quick *q = fs->impl;
	void (*close)(TSK_FS_INFO *) = q->close;

	fs->impl = NULL;
	mft_names_free(&q->mft);
	free(q);
	close(fs);
}

void
quick_folders(TSK_FS_INFO *fs)
{
	struct quick *q;

	if (fs->impl || !(TSK_FS_TYPE_ISEXT(fs->ftype) || TSK_FS_TYPE_ISFFS(fs->ftype) ||
			  TSK_FS_TYPE_ISNTFS(fs->ftype) || TSK_FS_TYPE_ISHFS(fs->ftype)))
		return;
	q = memory_zero(1, sizeof *q);
	q->open = fs->dir_open_meta;
	q->walk = fs->inode_walk;
	q->close = fs->close;
	fs->impl = q;
	fs->dir_open_meta = open_folder;
	fs->close = close_all;
}
