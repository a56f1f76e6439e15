/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/ext4.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

int
ext4_failed(errcode_t code, const char *what, struct error *e)
{
	if (!code)
		return 0;
	return error_set(e, ERROR_INPUT, "libext2fs cannot %s: %s", what, error_message(code));
}

static void
ext4_free(struct fs **fs)
{
	if ((*fs)->e2)
		ext2fs_free((*fs)->e2);
	free((*fs)->files);
	free(*fs);
	*fs = NULL;
}

static int
ext4_open(struct fs **out, const struct region *region, const struct volume_spec *spec,
	  const struct recipe *recipe, struct error *e)
{
	struct fs *fs = *out = memory_zero(1, sizeof *fs);

	fs->region = *region;
	fs->spec = spec;
	fs->recipe = recipe;
	initialize_ext2_error_table();
	if (ext4_format(fs, e)) {
		ext4_free(out);
		return -1;
	}
	return 0;
}

/* ---- Adding ---- */

static int
link_name(struct fs *fs, ext2_ino_t dir, const char *name, ext2_ino_t inode, int type,
	  struct error *e)
{
	errcode_t code = ext2fs_link(fs->e2, dir, name, inode, type);

	if (code == EXT2_ET_DIR_NO_SPACE && !(code = ext2fs_expand_dir(fs->e2, dir)))
		code = ext2fs_link(fs->e2, dir, name, inode, type);
	return ext4_failed(code, "enter a name", e);
}

static int
make_dir(struct fs *fs, ext2_ino_t parent, const char *name, const struct times *times,
	 ext2_ino_t *out, struct error *e)
{
	errcode_t code = ext2fs_mkdir(fs->e2, parent, 0, name);

	if (code == EXT2_ET_DIR_NO_SPACE && !(code = ext2fs_expand_dir(fs->e2, parent)))
		code = ext2fs_mkdir(fs->e2, parent, 0, name);
	if (ext4_failed(code, "make a folder", e) ||
	    ext4_failed(ext2fs_lookup(fs->e2, parent, name, (int)strlen(name), NULL, out),
			"find a folder", e))
		return -1;
	return ext4_inode_times(fs, *out, times, e);
}

static int
is_dir(struct fs *fs, ext2_ino_t inode, const char *name, struct error *e)
{
	return ext2fs_check_directory(fs->e2, inode)
		       ? error_set(e, ERROR_INPUT, "'%s' is a file, not a folder", name)
		       : 0;
}

/* The folder that a path lies in, made where it is missing; *name is the path's last part. */
static int
dir_of(struct fs *fs, const char *path, const struct times *times, ext2_ino_t *dir,
       const char **name, struct error *e)
{
	const char *slash;
	char part[EXT2_NAME_LEN + 1];

	*dir = EXT2_ROOT_INO;
	for (*name = path; (slash = strchr(*name, '/')); *name = slash + 1) {
		ext2_ino_t next;
		errcode_t code;

		snprintf(part, sizeof part, "%.*s", (int)(slash - *name), *name);
		code = ext2fs_lookup(fs->e2, *dir, part, (int)strlen(part), NULL, &next);
		if (code == EXT2_ET_FILE_NOT_FOUND) {
			if (make_dir(fs, *dir, part, times, &next, e))
				return -1;
		} else if (ext4_failed(code, "look a folder up", e) || is_dir(fs, next, part, e)) {
			return -1;
		}
		*dir = next;
	}
	return 0;
}

static void
remember(struct fs *fs, const struct ext4_file *file)
{
	if (fs->nfiles == fs->cap) {
		fs->cap = fs->cap ? fs->cap * 2 : 16;
		fs->files = memory_resize_array(fs->files, fs->cap, sizeof *fs->files);
	}
	fs->files[fs->nfiles++] = *file;
}

static int
add_file(struct fs *fs, const struct plant *plant, struct span data, const struct layout *layout,
	 struct ext4_file *file, struct planted *out, struct error *e)
{
	if (ext4_inode_new(fs, file->dir, S_IFREG | 0644, &file->inode, e) ||
	    ext4_inode_fill(fs, file->inode, data, layout, out, e) ||
	    link_name(fs, file->dir, file->name, file->inode, EXT2_FT_REG_FILE, e))
		return -1;
	file->plant = plant;
	remember(fs, file);
	return 0;
}

static int
ext4_add(struct fs *fs, const struct plant *plant, struct span data, const struct layout *layout,
	 struct planted *out, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	struct ext4_file file = {0};
	ext2_ino_t there;
	int status;

	if (dir_of(fs, plant->path, &times, &file.dir, &file.name, e))
		return -1;
	if (!ext2fs_lookup(fs->e2, file.dir, file.name, (int)strlen(file.name), NULL, &there))
		return error_set(e, ERROR_INPUT, "'%s' is there already", file.name);
	if (plant->kind == PLANT_DIR)
		status = make_dir(fs, file.dir, file.name, &times, &file.inode, e);
	else
		status = add_file(fs, plant, data, layout, &file, out, e);
	if (!status && plant->kind != PLANT_DIR)
		status = ext4_inode_times(fs, file.inode, &times, e);
	snprintf(out->id, sizeof out->id, "%u", file.inode);
	moment_text(&times.modified, out->mtime);
	moment_text(&times.accessed, out->atime);
	moment_text(&times.changed, out->ctime);
	moment_text(&times.created, out->crtime);
	return status;
}

static int
ext4_folders(struct fs *fs, const struct plant *plant, struct error *e)
{
	struct times times = plant_times(plant, fs->recipe);
	ext2_ino_t dir;
	const char *name;

	return dir_of(fs, plant->path, &times, &dir, &name, e);
}

static uint32_t
ext4_cluster(const struct fs *fs)
{
	return fs->e2->blocksize;
}

static uint64_t
ext4_find(struct fs *fs, uint64_t from, uint64_t count)
{
	ext2_filsys e2 = fs->e2;
	blk64_t end = ext2fs_blocks_count(e2->super) - 1,
		block = (from + e2->blocksize - 1) / e2->blocksize, used;

	if (block < e2->super->s_first_data_block)
		block = e2->super->s_first_data_block;
	while (block <= end &&
	       !ext2fs_find_first_zero_block_bitmap2(e2->block_map, block, end, &block)) {
		if (ext2fs_find_first_set_block_bitmap2(e2->block_map, block, end, &used))
			used = end + 1;
		if (used - block >= count)
			return block * e2->blocksize;
		block = used;
	}
	return 0;
}

/* ---- Free space, closing ---- */

static int
ext4_free_extents(struct fs *fs, struct extents *out, uint32_t *cluster, struct error *e)
{
	ext2_filsys e2 = fs->e2;
	blk64_t end = ext2fs_blocks_count(e2->super) - 1, block = e2->super->s_first_data_block,
		used;

	(void)e;
	*cluster = e2->blocksize;
	while (block <= end &&
	       !ext2fs_find_first_zero_block_bitmap2(e2->block_map, block, end, &block)) {
		if (ext2fs_find_first_set_block_bitmap2(e2->block_map, block, end, &used))
			used = end + 1;
		extents_add(out, block * e2->blocksize, (used - block) * e2->blocksize);
		block = used;
	}
	return 0;
}

static int
ext4_close(struct fs **fs, struct error *e)
{
	int status = 0;

	if (!*fs)
		return 0;
	status = ext4_failed(ext2fs_close_free(&(*fs)->e2), "finish the volume", e);
	ext4_free(fs);
	return status;
}

const struct fs_ops ext4_ops = {FS_EXT4,     ext4_open,	   ext4_add,  ext4_folders,
				NULL,	     ext4_cluster, ext4_find, ext4_free_extents,
				ext4_remove, ext4_close};
