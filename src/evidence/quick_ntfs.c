/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"
#include "evidence/quick_folders.h"

#include <stdlib.h>

/* Not in the headers that libtsk installs. */
uint32_t tsk_fs_dir_hash(const char *name);

struct mft_name {
	uint64_t parent, address;
	uint32_t parent_seq, seq; /* the parent's when it was named; the entry's own */
	uint32_t hash;		  /* of the name */
};

struct mft_names {
	struct mft_name *v; /* by parent, its number and the address */
	size_t n, cap;
};

struct mft_names *
mft_names_new(void)
{
	return memory_zero(1, sizeof(struct mft_names));
}

void
mft_names_free(struct mft_names **names)
{
	struct mft_names *m = *names;

	*names = NULL;
	if (!m)
		return;
	free(m->v);
	free(m);
}

TSK_WALK_RET_ENUM
mft_names_gather(TSK_FS_FILE *file, void *names)
{
	struct mft_names *m = names;

	for (const TSK_FS_META_NAME_LIST *x = file->meta->name2; x; x = x->next) {
		if (m->n == m->cap) {
			m->cap = m->cap ? m->cap * 2 : 1024;
			m->v = memory_resize_array(m->v, m->cap, sizeof *m->v);
		}
		m->v[m->n++] = (struct mft_name){.parent = x->par_inode,
						 .parent_seq = x->par_seq,
						 .address = file->meta->addr,
						 .seq = file->meta->seq,
						 .hash = tsk_fs_dir_hash(x->name)};
	}
	return TSK_WALK_CONT;
}

static int
by_parent(const void *a, const void *b)
{
	const struct mft_name *x = a, *y = b;

	if (x->parent != y->parent)
		return x->parent < y->parent ? -1 : 1;
	if (x->parent_seq != y->parent_seq)
		return x->parent_seq < y->parent_seq ? -1 : 1;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

void
mft_names_arrange(struct mft_names *m)
{
	if (m->n)
		qsort(m->v, m->n, sizeof *m->v, by_parent);
}

/* Where those of a parent begin. */
static size_t
first_of(const struct mft_names *m, uint64_t parent, uint32_t seq)
{
	const struct mft_name key = {.parent = parent, .parent_seq = seq};
	size_t low = 0, high = m->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_parent(&m->v[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Names of the file that lie in the folder, as libtsk tells them: a freed entry counts one back. */
static void
add_names(struct quick_set *s, const TSK_FS_META *meta, uint32_t seq)
{
	bool live = meta->flags & TSK_FS_META_FLAG_ALLOC;

	for (TSK_FS_META_NAME_LIST *x = meta->name2; x; x = x->next) {
		TSK_FS_NAME name = {.tag = TSK_FS_NAME_TAG,
				    .name = x->name,
				    .name_size = sizeof x->name,
				    .meta_addr = meta->addr,
				    .meta_seq = live ? seq : seq - 1,
				    .type = TSK_FS_NAME_TYPE_UNDEF,
				    .flags = live ? TSK_FS_NAME_FLAG_ALLOC
						  : TSK_FS_NAME_FLAG_UNALLOC};

		if (x->par_inode == s->dir->addr && !quick_set_add(s, &name))
			return;
	}
}

void
mft_names_add(const struct mft_names *m, struct quick_set *s)
{
	const TSK_FS_META *folder = s->dir->fs_file->meta;
	TSK_FS_FILE *file = NULL;
	/* Freeing a folder counts its number up; what lies in it knows the one before. */
	uint32_t seq = folder->flags & TSK_FS_META_FLAG_UNALLOC && folder->seq > 0 ? folder->seq - 1
										   : folder->seq;

	for (size_t i = first_of(m, s->dir->addr, seq);
	     i < m->n && m->v[i].parent == s->dir->addr && m->v[i].parent_seq == seq; i++) {
		if (quick_set_has_live(s, m->v[i].address, m->v[i].hash))
			continue;
		file = tsk_fs_file_open_meta(s->dir->fs_file->fs_info, NULL, m->v[i].address);
		if (file && file->meta)
			add_names(s, file->meta, m->v[i].seq);
		tsk_fs_file_close(file);
	}
	tsk_error_reset();
}
