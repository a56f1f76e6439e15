/* SPDX-License-Identifier: Apache-2.0 */
/* Inodes of an ext4 volume: made, filled, dated. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "practice/ext4.h"

#define EXTRA_SIZE 32

int
ext4_inode_new(struct fs *fs, ext2_ino_t dir, unsigned mode, ext2_ino_t *inode, struct error *e)
{
	struct ext2_inode_large i = {0};

	if (ext4_failed(ext2fs_new_inode(fs->e2, dir, (int)mode, NULL, inode), "find a free inode",
			e))
		return -1;
	ext2fs_inode_alloc_stats2(fs->e2, *inode, +1, S_ISDIR(mode));
	i.i_mode = (uint16_t)mode;
	i.i_links_count = 1;
	i.i_flags = EXT4_EXTENTS_FL;
	i.i_extra_isize = EXTRA_SIZE;
	/* Empty files have the head of an extent tree too. */
	put_le16((unsigned char *)i.i_block, EXT4_EXTENT_MAGIC);
	put_le16((unsigned char *)i.i_block + 4, EXT4_ROOT_EXTENTS);
	return ext4_failed(
		ext2fs_write_inode_full(fs->e2, *inode, (struct ext2_inode *)&i, sizeof i),
		"write an inode", e);
}

struct blocks {
	const struct fs *fs;
	struct planted *out;
	uint64_t size; /* of the file, bytes */
};

static int
note_block(ext2_filsys e2, blk64_t *block, e2_blkcnt_t index, blk64_t ref, int ref_offset, void *p)
{
	struct blocks *b = p;
	uint64_t at = (uint64_t)index * e2->blocksize, left = b->size - at;

	(void)ref;
	(void)ref_offset;
	if (index >= 0 && at < b->size)
		planted_run_add(b->out, at, *block * e2->blocksize,
				left < e2->blocksize ? left : e2->blocksize);
	return 0;
}

/* Blocks as they were planned. */
static int
take_planned(struct fs *fs, ext2_ino_t inode, const struct layout *layout, struct error *e)
{
	ext2_filsys e2 = fs->e2;
	struct ext2_inode i;

	if (ext4_failed(ext2fs_read_inode(e2, inode, &i), "read an inode", e))
		return -1;
	for (size_t k = 0; k < layout->n; k++) {
		const struct layout_piece *p = &layout->v[k];

		for (uint64_t at = 0; at < p->size; at += e2->blocksize) {
			blk64_t block = (p->offset + at) / e2->blocksize;

			if (ext2fs_test_block_bitmap2(e2->block_map, block))
				return error_set(e, ERROR_INPUT, "its place is taken by now");
			ext2fs_block_alloc_stats2(e2, block, +1);
			if (ext4_failed(ext2fs_iblk_add_blocks(e2, &i, 1), "count a block", e) ||
			    ext4_failed(ext2fs_bmap2(e2, inode, &i, NULL, BMAP_SET,
						     (p->file_offset + at) / e2->blocksize, NULL,
						     &block),
					"give a file a block", e))
				return -1;
		}
	}
	return ext4_failed(ext2fs_write_inode(e2, inode, &i), "write an inode", e);
}

static int
take_any(struct fs *fs, ext2_ino_t inode, uint64_t size, struct error *e)
{
	ext2_filsys e2 = fs->e2;
	uint64_t blocks = (size + e2->blocksize - 1) / e2->blocksize;

	return ext4_failed(
		ext2fs_fallocate(e2, EXT2_FALLOCATE_FORCE_INIT, inode, NULL, ~0ULL, 0, blocks),
		"find room for a file", e);
}

int
ext4_inode_fill(struct fs *fs, ext2_ino_t inode, struct span data, const struct layout *layout,
		struct planted *out, struct error *e)
{
	struct blocks blocks = {fs, out, data.n};
	ext2_filsys e2 = fs->e2;
	struct ext2_inode i;

	if (ext4_failed(ext2fs_read_inode(e2, inode, &i), "read an inode", e) ||
	    ext4_failed(ext2fs_inode_size_set(e2, &i, (int64_t)data.n), "set a size", e) ||
	    ext4_failed(ext2fs_write_inode(e2, inode, &i), "write an inode", e) ||
	    (layout->n && take_planned(fs, inode, layout, e)) ||
	    (!layout->n && data.n && take_any(fs, inode, data.n, e)) ||
	    ext4_failed(ext2fs_block_iterate3(e2, inode, BLOCK_FLAG_READ_ONLY, NULL, note_block,
					      &blocks),
			"list a file's blocks", e))
		return -1;
	return planted_write(&fs->region, data, out, e);
}

/* Seconds in 34 bits and nanoseconds in 30, as ext4 spreads them over two words. */
static void
put_time(const struct moment *m, uint32_t *low, uint32_t *extra)
{
	*low = (uint32_t)m->seconds;
	*extra = m->nanoseconds << 2 | (uint32_t)((m->seconds - (int32_t)*low) >> 32 & 3);
}

int
ext4_inode_times(struct fs *fs, ext2_ino_t inode, const struct times *t, struct error *e)
{
	struct ext2_inode_large i = {0};

	if (ext4_failed(ext2fs_read_inode_full(fs->e2, inode, (struct ext2_inode *)&i, sizeof i),
			"read an inode", e))
		return -1;
	i.i_extra_isize = EXTRA_SIZE;
	put_time(&t->modified, &i.i_mtime, &i.i_mtime_extra);
	put_time(&t->accessed, &i.i_atime, &i.i_atime_extra);
	put_time(&t->changed, &i.i_ctime, &i.i_ctime_extra);
	put_time(&t->created, &i.i_crtime, &i.i_crtime_extra);
	return ext4_failed(
		ext2fs_write_inode_full(fs->e2, inode, (struct ext2_inode *)&i, sizeof i),
		"write an inode", e);
}
