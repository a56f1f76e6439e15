/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/freespace.h"

#include "evidence/fat_clusters.h"
#include "evidence/filesystem.h"

struct walk {
	struct extents *list;
	uint64_t offset, block_size; /* of the file system in the image; bytes */
};

static void
add_blocks(void *ctx, uint64_t block, uint64_t count)
{
	struct walk *w = ctx;
	uint64_t start, size;

	if (__builtin_mul_overflow(block, w->block_size, &start) ||
	    __builtin_add_overflow(start, w->offset, &start) ||
	    __builtin_mul_overflow(count, w->block_size, &size))
		return;
	extents_add(w->list, start, size);
}

static TSK_WALK_RET_ENUM
take_block(const TSK_FS_BLOCK *block, void *ptr)
{
	add_blocks(ptr, block->addr, 1);
	return TSK_WALK_CONT;
}

static int
walk_filesystem(struct walk *w, TSK_FS_INFO *fs, const char *name, struct error *e)
{
	const int flags = TSK_FS_BLOCK_WALK_FLAG_UNALLOC | TSK_FS_BLOCK_WALK_FLAG_AONLY;
	int r;

	r = TSK_FS_TYPE_ISFAT(fs->ftype)
		    ? fat_free_sectors(fs, add_blocks, w)
		    : tsk_fs_block_walk(fs, fs->first_block, fs->last_block_act,
					(TSK_FS_BLOCK_WALK_FLAG_ENUM)flags, take_block, w);
	if (r)
		return error_set(e, ERROR_INPUT,
				 "the free space of %s cannot be read to its end: %s", name,
				 filesystem_tsk_error());
	return 0;
}

/* All volumes of a pool take their blocks from one store. */
static int
walk_pool(struct walk *w, const TSK_POOL_INFO *pool, const char *name, struct error *e)
{
	TSK_FS_ATTR_RUN *runs = tsk_pool_unallocated_runs(pool);

	if (!runs)
		return error_set(e, ERROR_INPUT,
				 "the free space of the pool of %s cannot be read: %s", name,
				 filesystem_tsk_error());
	for (const TSK_FS_ATTR_RUN *r = runs; r; r = r->next)
		add_blocks(w, r->addr, r->len);
	tsk_fs_attr_run_free(runs);
	return 0;
}

/* The clusters of exFAT by its boot sector (Microsoft's exFAT specification, 3.1). */
static void
exfat_grid(struct freespace *out, const unsigned char *boot)
{
	if (boot[108] > 12 || boot[109] > 25 - boot[108])
		return;
	out->block = (uint64_t)1 << (boot[108] + boot[109]);
	out->origin += (uint64_t)le32(boot + 88) << boot[108];
}

/* Those of FAT12, 16 and 32 (Microsoft's FAT specification: the BPB). */
static void
fat_grid(struct freespace *out, const unsigned char *boot)
{
	uint64_t sector = le16(boot + 11), tables = le16(boot + 22);

	if (tables == 0)
		tables = le32(boot + 36);
	if (sector == 0 || boot[13] == 0)
		return;
	out->block = sector * boot[13];
	out->origin += (le16(boot + 14) + boot[16] * tables) * sector;
	out->origin += (le16(boot + 17) * 32u + sector - 1) / sector * sector;
}

/* To libtsk a block of FAT is a sector; files lie in clusters. */
static void
take_grid(struct freespace *out, struct image *image, const struct filesystem *fs,
	  uint64_t block_size)
{
	const unsigned char *boot;

	out->block = block_size;
	out->origin = fs->offset;
	if (fs->pool || !TSK_FS_TYPE_ISFAT(fs->fs->ftype))
		return;
	boot = bytes_exact(image_bytes(image), fs->offset, 512);
	if (boot && fs->fs->ftype == TSK_FS_TYPE_EXFAT)
		exfat_grid(out, boot);
	else if (boot)
		fat_grid(out, boot);
}

static int
read_open(struct freespace *out, struct image *image, struct filesystem *fs,
	  const struct volume *volume, struct error *e)
{
	struct walk w = {&out->free, fs->offset, 0};
	uint64_t blocks;

	if (fs->pool) {
		w.block_size = fs->pool->block_size;
		blocks = fs->pool->num_blocks;
	} else {
		w.block_size = fs->fs->block_size;
		blocks = fs->fs->last_block_act + 1;
	}
	if (__builtin_mul_overflow(blocks, w.block_size, &out->fs_end) ||
	    __builtin_add_overflow(out->fs_end, w.offset, &out->fs_end))
		out->fs_end = UINT64_MAX;
	take_grid(out, image, fs, w.block_size);
	return fs->pool ? walk_pool(&w, fs->pool, volume->name, e)
			: walk_filesystem(&w, fs->fs, volume->name, e);
}

int
freespace_read(struct freespace *out, struct image *image, const struct volume *volume,
	       struct error *e)
{
	uint64_t end = image_size(image);
	struct filesystem *fs;

	*out = (struct freespace){.free = EXTENTS_EMPTY};
	if (volume->offset < end && volume->size < end - volume->offset)
		end = volume->offset + volume->size;
	if (filesystem_open(&fs, image, volume->offset, volume->fs_type, volume->pool_block, e))
		return -1;
	int status = read_open(out, image, fs, volume, e);
	filesystem_close(&fs);
	if (status) {
		freespace_release(out);
		return -1;
	}
	extents_sort(&out->free);
	extents_clip(&out->free, volume->offset, end);
	if (out->fs_end > end)
		out->fs_end = end;
	return 0;
}

void
freespace_release(struct freespace *f)
{
	extents_release(&f->free);
}
