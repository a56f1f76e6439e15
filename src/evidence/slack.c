/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/slack.h"

#include "evidence/filesystem.h"

struct walk {
	struct extents *list;
	const TSK_FS_INFO *fs;
	uint64_t base; /* of the file system's block 0 in the image */
};

/* The part of a run that lies at or behind `from` of the run list's own offsets. */
static void
add_run(struct walk *w, const TSK_FS_ATTR_RUN *run, uint64_t from)
{
	uint64_t bs = w->fs->block_size, start, size, img, skip;

	if (run->flags & (TSK_FS_ATTR_RUN_FLAG_SPARSE | TSK_FS_ATTR_RUN_FLAG_FILLER |
			  TSK_FS_ATTR_RUN_FLAG_ENCRYPTED) ||
	    run->len == 0 || run->addr > w->fs->last_block ||
	    run->len - 1 > w->fs->last_block - run->addr)
		return;
	if (__builtin_mul_overflow(run->offset, bs, &start) ||
	    __builtin_mul_overflow(run->len, bs, &size) ||
	    __builtin_mul_overflow(run->addr, bs, &img) ||
	    __builtin_add_overflow(img, w->base, &img))
		return;
	skip = from > start ? from - start : 0;
	if (skip < size)
		extents_add(w->list, img + skip, size - skip);
}

/* Bytes of the attribute that were written; what is behind them was somebody else's. */
static uint64_t
written(const TSK_FS_ATTR *attr)
{
	int64_t n = attr->size < attr->nrd.initsize ? attr->size : attr->nrd.initsize;

	return n > 0 ? (uint64_t)n : 0;
}

static void
add_attribute(struct walk *w, const TSK_FS_ATTR *attr)
{
	uint64_t from;

	if (!(attr->flags & TSK_FS_ATTR_NONRES) || attr->flags & TSK_FS_ATTR_COMP ||
	    attr->flags & TSK_FS_ATTR_ENC ||
	    __builtin_add_overflow(written(attr), attr->nrd.skiplen, &from))
		return;
	for (const TSK_FS_ATTR_RUN *run = attr->nrd.run; run; run = run->next)
		add_run(w, run, from);
}

/* A list of more blocks than there are is garbage, and following it can take libtsk for ever. */
static bool
claims_too_much(const struct walk *w, const TSK_FS_META *meta)
{
	return meta->size < 0 || (uint64_t)meta->size / w->fs->block_size > w->fs->block_count;
}

static TSK_WALK_RET_ENUM
take_file(TSK_FS_FILE *file, void *ptr)
{
	struct walk *w = ptr;
	int n;

	if (!file->meta || file->meta->type != TSK_FS_META_TYPE_REG ||
	    claims_too_much(w, file->meta))
		return TSK_WALK_CONT;
	n = tsk_fs_file_attr_getsize(file);
	for (int i = 0; i < n; i++) {
		const TSK_FS_ATTR *attr = tsk_fs_file_attr_get_idx(file, i);

		if (attr)
			add_attribute(w, attr);
	}
	tsk_error_reset(); /* an inode that cannot be read has no slack that can be told */
	return TSK_WALK_CONT;
}

static int
read_open(struct extents *out, struct filesystem *f, const char *name, struct error *e)
{
	const int flags = TSK_FS_META_FLAG_ALLOC | TSK_FS_META_FLAG_USED;
	struct walk w = {out, f->fs, f->pool ? f->offset : (uint64_t)f->fs->offset};

	/* What is stored otherwise than byte for byte has no slack that means anything. */
	if (f->fs->block_pre_size || f->fs->block_post_size ||
	    f->fs->flags & TSK_FS_INFO_FLAG_ENCRYPTED)
		return 0;
	if (tsk_fs_meta_walk(f->fs, f->fs->first_inum, f->fs->last_inum,
			     (TSK_FS_META_FLAG_ENUM)flags, take_file, &w))
		return error_set(e, ERROR_INPUT,
				 "the file slack of %s cannot be found to its end: %s", name,
				 filesystem_tsk_error());
	return 0;
}

int
slack_read(struct extents *out, struct image *image, const struct volume *volume, struct error *e)
{
	struct filesystem *fs;
	int status;

	if (filesystem_open(&fs, image, volume->offset, volume->fs_type, volume->pool_block, e))
		return -1;
	status = read_open(out, fs, volume->name, e);
	filesystem_close(&fs);
	extents_sort(out);
	extents_clip(out, volume->offset, image_size(image));
	return status;
}
