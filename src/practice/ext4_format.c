/* SPDX-License-Identifier: Apache-2.0 */
/* An empty ext4 with the features that Debian's mke2fs gives one, but for the resize inode. */
#include <stdio.h>
#include <string.h>

#include "practice/ext4.h"
#include "practice/rng.h"

#define BLOCK_DEFAULT	    4096u
#define BYTES_PER_INODE	    16384u
#define INODE_SIZE	    256u
#define EXTRA_SIZE	    32u
#define LOST_FOUND_BLOCKS   4
#define CRC32C		    1
#define GROUPS_PER_FLEX_LOG 4
#define VOLUME_MIN	    ((uint64_t)2 << 20)

static void
choose_features(struct ext2_super_block *p)
{
	p->s_rev_level = EXT2_DYNAMIC_REV;
	p->s_feature_compat = EXT2_FEATURE_COMPAT_DIR_INDEX | EXT2_FEATURE_COMPAT_EXT_ATTR;
	p->s_feature_incompat = EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_EXTENTS |
				EXT4_FEATURE_INCOMPAT_FLEX_BG | EXT4_FEATURE_INCOMPAT_64BIT;
	p->s_feature_ro_compat =
		EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER | EXT2_FEATURE_RO_COMPAT_LARGE_FILE |
		EXT4_FEATURE_RO_COMPAT_HUGE_FILE | EXT4_FEATURE_RO_COMPAT_DIR_NLINK |
		EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE | EXT4_FEATURE_RO_COMPAT_METADATA_CSUM;
	p->s_inode_size = INODE_SIZE;
	p->s_desc_size = 64;
	p->s_log_groups_per_flex = GROUPS_PER_FLEX_LOG;
	p->s_min_extra_isize = EXTRA_SIZE;
	p->s_want_extra_isize = EXTRA_SIZE;
}

static int
initialize(struct fs *fs, struct error *e)
{
	unsigned block = fs->spec->cluster ? fs->spec->cluster : BLOCK_DEFAULT, log = 0;
	struct ext2_super_block p = {0};
	char name[32], offset[40];
	errcode_t code;

	while (1024u << log < block)
		log++;
	choose_features(&p);
	p.s_log_block_size = p.s_log_cluster_size = log;
	p.s_inodes_count = (uint32_t)(fs->region.size / BYTES_PER_INODE);
	ext2fs_blocks_count_set(&p, fs->region.size / block);
	/* The file may have no name any more; its descriptor has. */
	snprintf(name, sizeof name, "/proc/self/fd/%d", fs->region.disk->fd);
	snprintf(offset, sizeof offset, "offset=%llu", (unsigned long long)fs->region.offset);
	code = ext2fs_initialize(name, EXT2_FLAG_64BITS, &p, unix_io_manager, &fs->e2);
	return ext4_failed(code, "lay the volume out", e) ||
			       ext4_failed(io_channel_set_options(fs->e2->io, offset),
					   "reach the volume", e)
		       ? -1
		       : 0;
}

/* A random UUID (version 4) that is the same for the same recipe and seed. */
static void
make_uuid(struct rng *g, unsigned char *uuid)
{
	rng_fill(g, uuid, 16);
	uuid[6] = (unsigned char)((uuid[6] & 0x0f) | 0x40);
	uuid[8] = (unsigned char)((uuid[8] & 0x3f) | 0x80);
}

static void
set_identity(struct fs *fs)
{
	struct rng g = rng_named(fs->recipe->seed, "ext4 uuid");
	struct ext2_super_block *s = fs->e2->super;
	uint32_t now = (uint32_t)fs->recipe->time.seconds;

	g.state += fs->region.offset;
	make_uuid(&g, s->s_uuid);
	make_uuid(&g, (unsigned char *)s->s_hash_seed);
	for (int i = 0; fs->spec->serial && i < 8; i++)
		s->s_uuid[i] = (unsigned char)(fs->spec->serial >> (56 - 8 * i));
	s->s_def_hash_version = EXT2_HASH_HALF_MD4;
	s->s_checksum_type = CRC32C;
	s->s_flags = EXT2_FLAGS_SIGNED_HASH; /* by default, the sign of char decides */
	s->s_mkfs_time = s->s_wtime = s->s_lastcheck = now;
	s->s_max_mnt_count = -1;
	s->s_default_mount_opts = EXT2_DEFM_XATTR_USER | EXT2_DEFM_ACL;
	if (fs->spec->label)
		memcpy(s->s_volume_name, fs->spec->label, strlen(fs->spec->label));
	fs->e2->now = (time_t)fs->recipe->time.seconds;
	ext2fs_init_csum_seed(fs->e2);
}

static int
make_folders(struct fs *fs, struct error *e)
{
	ext2_filsys e2 = fs->e2;
	const struct plant plain = {0};
	struct times times = plant_times(&plain, fs->recipe);
	ext2_ino_t found;

	if (ext4_failed(ext2fs_mkdir(e2, EXT2_ROOT_INO, EXT2_ROOT_INO, NULL), "make the root", e) ||
	    ext4_failed(ext2fs_mkdir(e2, EXT2_ROOT_INO, 0, "lost+found"), "make lost+found", e) ||
	    ext4_failed(ext2fs_lookup(e2, EXT2_ROOT_INO, "lost+found", 10, NULL, &found),
			"find lost+found", e))
		return -1;
	for (int i = 1; i < LOST_FOUND_BLOCKS; i++)
		if (ext4_failed(ext2fs_expand_dir(e2, found), "make room in lost+found", e))
			return -1;
	return ext4_inode_times(fs, EXT2_ROOT_INO, &times, e) ||
			       ext4_inode_times(fs, found, &times, e)
		       ? -1
		       : 0;
}

static int
reserve_inodes(struct fs *fs, struct error *e)
{
	ext2_filsys e2 = fs->e2;

	for (ext2_ino_t i = EXT2_ROOT_INO + 1; i < EXT2_FIRST_INODE(e2->super); i++)
		ext2fs_inode_alloc_stats2(e2, i, +1, 0);
	ext2fs_mark_inode_bitmap2(e2->inode_map, EXT2_BAD_INO);
	ext2fs_inode_alloc_stats2(e2, EXT2_BAD_INO, +1, 0);
	return ext4_failed(ext2fs_update_bb_inode(e2, NULL), "make the bad blocks inode", e);
}

int
ext4_format(struct fs *fs, struct error *e)
{
	ext2_filsys e2;
	int journal;

	if (fs->region.size < VOLUME_MIN)
		return error_set(e, ERROR_INPUT, "an ext4 volume takes at least 2M");
	if (initialize(fs, e))
		return -1;
	e2 = fs->e2;
	set_identity(fs);
	if (ext4_failed(ext2fs_allocate_tables(e2), "make room for its tables", e))
		return -1;
	/* The file was empty: its inode tables are zero without being written. */
	for (dgrp_t g = 0; g < e2->group_desc_count; g++) {
		ext2fs_bg_flags_set(e2, g, EXT2_BG_INODE_ZEROED);
		ext2fs_group_desc_csum_set(e2, g);
	}
	if (make_folders(fs, e) || reserve_inodes(fs, e))
		return -1;
	journal = ext2fs_default_journal_size(ext2fs_blocks_count(e2->super));
	return journal < 0 ? 0
			   : ext4_failed(ext2fs_add_journal_inode2(e2, (blk_t)journal, ~0ULL,
								   EXT2_MKJOURNAL_LAZYINIT),
					 "make the journal", e);
}
