/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deleting as the Linux kernel does, which libext2fs and debugfs do not: the directory entry is
 * merged into the one before it (and wiped since kernel 5.13), the extents are emptied one by one,
 * size and block count go to 0, dtime is set. What remains to find the file by is its bytes.
 */
#include <string.h>

#include "practice/ext4.h"

#define EXTENT_ENTRY  12
#define BEHIND_LENGTH 6 /* in a directory entry: name length, type and name follow */

struct removal {
	const struct ext4_file *file;
	bool wipe;
	struct ext2_dir_entry *before; /* in the same block */
	bool done;
};

static bool
is_entry(const struct removal *r, const struct ext2_dir_entry *entry)
{
	size_t n = strlen(r->file->name);

	return entry->inode == r->file->inode && (size_t)ext2fs_dirent_name_len(entry) == n &&
	       !memcmp(entry->name, r->file->name, n);
}

static int
remove_entry(ext2_ino_t dir, int kind, struct ext2_dir_entry *entry, int offset, int blocksize,
	     char *block, void *p)
{
	struct removal *r = p;
	unsigned length, before;

	(void)dir;
	(void)kind;
	(void)blocksize;
	(void)block;
	if (offset == 0)
		r->before = NULL;
	if (!is_entry(r, entry)) {
		r->before = entry;
		return 0;
	}
	/*
	 * The library's file system is needed only for lengths of 64 KiB, which no block here has.
	 */
	length = entry->rec_len;
	before = r->before ? r->before->rec_len : 0;
	if (r->before)
		r->before->rec_len = (uint16_t)(before + length);
	else
		entry->inode = 0;
	if (r->wipe && r->before)
		memset(entry, 0, length);
	else if (r->wipe)
		memset((char *)entry + BEHIND_LENGTH, 0,
		       length - BEHIND_LENGTH); /* the length stays: nothing holds it */
	r->done = true;
	return DIRENT_CHANGED | DIRENT_ABORT;
}

static int
unlink_name(struct fs *fs, const struct ext4_file *file, struct error *e)
{
	struct removal r = {.file = file, .wipe = !fs->spec->names_kept};

	if (ext4_failed(ext2fs_dir_iterate2(fs->e2, file->dir, DIRENT_FLAG_INCLUDE_EMPTY, NULL,
					    remove_entry, &r),
			"read a folder", e))
		return -1;
	return r.done ? 0 : error_set(e, ERROR_INPUT, "the entry of '%s' is not there", file->name);
}

static int
release_block(ext2_filsys e2, blk64_t *block, e2_blkcnt_t index, blk64_t ref, int ref_offset,
	      void *p)
{
	(void)index;
	(void)ref;
	(void)ref_offset;
	(void)p;
	ext2fs_block_alloc_stats2(e2, *block, -1);
	return 0;
}

/* Each extent keeps its place in the file and loses its length and its place on the disk. */
static void
empty_extents(struct ext2_inode_large *i)
{
	unsigned char *b = (unsigned char *)i->i_block;
	bool leaf = b[6] == 0;

	put_le16(b + 2, 0);
	put_le16(b + 4, EXT4_ROOT_EXTENTS);
	put_le16(b + 6, 0);
	for (int k = 1; k <= EXT4_ROOT_EXTENTS && leaf; k++)
		memset(b + k * EXTENT_ENTRY + 4, 0, EXTENT_ENTRY - 4);
}

static int
release_inode(struct fs *fs, const struct ext4_file *file, const struct moment *when,
	      struct error *e)
{
	struct times times = plant_times(file->plant, fs->recipe);
	struct ext2_inode_large i = {0};
	ext2_filsys e2 = fs->e2;

	if (ext4_failed(ext2fs_block_iterate3(e2, file->inode, 0, NULL, release_block, NULL),
			"free a file's blocks", e) ||
	    ext4_failed(ext2fs_read_inode_full(e2, file->inode, (struct ext2_inode *)&i, sizeof i),
			"read an inode", e))
		return -1;
	empty_extents(&i);
	i.i_size = i.i_size_high = 0;
	i.i_blocks = 0;
	i.osd2.linux2.l_i_blocks_hi = 0;
	i.i_links_count = 0;
	i.i_dtime = (uint32_t)when->seconds;
	ext2fs_inode_alloc_stats2(e2, file->inode, -1, 0);
	times.modified = times.changed = *when;
	return ext4_failed(
		       ext2fs_write_inode_full(e2, file->inode, (struct ext2_inode *)&i, sizeof i),
		       "write an inode", e) ||
			       ext4_inode_times(fs, file->inode, &times, e)
		       ? -1
		       : 0;
}

int
ext4_remove(struct fs *fs, const struct plant *plant, struct planted *planted, struct error *e)
{
	const struct moment *when = plant->deleted.set ? &plant->deleted : &fs->recipe->time;

	for (size_t i = 0; i < fs->nfiles; i++) {
		const struct ext4_file *f = &fs->files[i];

		if (f->plant == plant && (unlink_name(fs, f, e) || release_inode(fs, f, when, e)))
			return -1;
	}
	moment_text(when, planted->mtime);
	moment_text(when, planted->ctime);
	planted->recovery = planted->nruns > 1 ? RECOVER_JOINING : RECOVER_CARVING;
	return 0;
}
