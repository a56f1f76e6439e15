/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a FAT volume: boot sector, FSInfo, the two tables. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "practice/fat.h"
#include "practice/rng.h"

#define TABLES		2u
#define MEDIA		0xf8u
#define HEADS		255u
#define TRACK		63u
#define FSINFO_SECTOR	1u
#define BACKUP_SECTOR	6u
#define WIDE_RESERVED	32u
#define NARROW_RESERVED 4u
#define NARROW_ROOT	512u
#define NARROW_MIN	4085u /* fewer clusters: FAT12; more than NARROW_MAX: FAT32 */
#define NARROW_MAX	65524u
#define WIDE_MAX	268435444u
#define WIDE_GOOD	2097152u
#define SMALL_CARD	((uint64_t)260 << 20)
#define ALIGN		4096u

static uint32_t
root_sectors(const struct fs *fs)
{
	return fs->root_entries * FAT_ENTRY / SECTOR;
}

/* The tables' size and where data starts, for the cluster size at hand. */
static void
lay_out(struct fs *fs)
{
	uint64_t sectors = fs->region.size / SECTOR;
	uint32_t width = fs->wide ? 4 : 2, per_cluster = fs->cluster / SECTOR,
		 align = ALIGN / SECTOR;

	fs->reserved = fs->wide ? WIDE_RESERVED : NARROW_RESERVED;
	fs->root_entries = fs->wide ? 0 : NARROW_ROOT;
	/* A table for all sectors is a little too large, never too small. */
	fs->table_sectors = (uint32_t)((sectors / per_cluster + 2) * width / SECTOR + 1);
	fs->data = fs->reserved + TABLES * fs->table_sectors + root_sectors(fs);
	/* Clusters start on 4 KiB, as on a card that its maker formatted. */
	fs->reserved += (align - fs->data % align) % align;
	fs->data += (align - fs->data % align) % align;
	fs->clusters = sectors > fs->data ? (uint32_t)((sectors - fs->data) / per_cluster) : 0;
}

static bool
count_fits(const struct fs *fs)
{
	return fs->wide ? fs->clusters > NARROW_MAX && fs->clusters <= WIDE_MAX
			: fs->clusters >= NARROW_MIN && fs->clusters <= NARROW_MAX;
}

int
fat_plan(struct fs *fs, struct error *e)
{
	fs->cluster = fs->spec->cluster				 ? fs->spec->cluster
		      : fs->wide && fs->region.size > SMALL_CARD ? 4096
								 : SECTOR;
	lay_out(fs);
	while (!fs->spec->cluster && !count_fits(fs) && fs->cluster < 65536 && !fs->wide) {
		fs->cluster *= 2;
		lay_out(fs);
	}
	/* As Windows does: tables of large volumes would be larger than need be. */
	while (!fs->spec->cluster && fs->wide && fs->cluster < 32768 &&
	       fs->region.size / fs->cluster > WIDE_GOOD) {
		fs->cluster *= 2;
		lay_out(fs);
	}
	if (fs->region.size / SECTOR > UINT32_MAX)
		return error_set(e, ERROR_INPUT, "a FAT volume is at most 2T large");
	if (!count_fits(fs))
		return error_set(e, ERROR_INPUT,
				 "%s needs %u to %u clusters; this size and cluster= come to %u "
				 "(FAT32 takes at least 33M, FAT16 3M to 4G)",
				 fs_name(fs->spec->fs), fs->wide ? NARROW_MAX + 1 : NARROW_MIN,
				 fs->wide ? WIDE_MAX : NARROW_MAX, fs->clusters);
	fs->table = memory_zero((size_t)fs->clusters + FAT_FIRST_CLUSTER, sizeof *fs->table);
	fs->table[0] = 0x0fffff00 | MEDIA;
	fs->table[1] = FAT_END;
	fs->next = FAT_FIRST_CLUSTER;
	return 0;
}

uint64_t
fat_cluster_offset(const struct fs *fs, uint32_t cluster)
{
	return (uint64_t)fs->data * SECTOR + (uint64_t)(cluster - FAT_FIRST_CLUSTER) * fs->cluster;
}

uint32_t
fat_allocate(struct fs *fs)
{
	for (; fs->next < fs->clusters + FAT_FIRST_CLUSTER; fs->next++) {
		if (!fs->table[fs->next]) {
			fs->table[fs->next] = FAT_END;
			return fs->next++;
		}
	}
	return 0;
}

/* The part of the boot sector behind the fields that both kinds have. */
static void
fill_tail(const struct fs *fs, unsigned char *b)
{
	uint32_t serial = (uint32_t)fs->spec->serial;
	size_t label = fs->spec->label ? strlen(fs->spec->label) : 0;

	b[0] = 0x80; /* drive number */
	b[2] = 0x29; /* the three fields that follow are there */
	put_le32(b + 3, serial);
	memcpy(b + 7, label ? "           " : "NO NAME    ", 11);
	if (label)
		memcpy(b + 7, fs->spec->label, label);
	memcpy(b + 18, fs->wide ? "FAT32   " : "FAT16   ", 8);
}

static void
fill_boot(const struct fs *fs, unsigned char *b)
{
	uint64_t sectors = fs->region.size / SECTOR;
	bool few = !fs->wide && sectors < 65536;

	memcpy(b, fs->wide ? "\xeb\x58\x90WINNOW  " : "\xeb\x3c\x90WINNOW  ", 11);
	put_le16(b + 11, SECTOR);
	b[13] = (unsigned char)(fs->cluster / SECTOR);
	put_le16(b + 14, fs->reserved);
	b[16] = TABLES;
	put_le16(b + 17, fs->root_entries);
	put_le16(b + 19, few ? (uint32_t)sectors : 0);
	b[21] = MEDIA;
	put_le16(b + 22, fs->wide ? 0 : fs->table_sectors);
	put_le16(b + 24, TRACK);
	put_le16(b + 26, HEADS);
	put_le32(b + 28, (uint32_t)(fs->region.offset / SECTOR));
	put_le32(b + 32, few ? 0 : (uint32_t)sectors);
	if (fs->wide) {
		put_le32(b + 36, fs->table_sectors);
		put_le32(b + 44, FAT_FIRST_CLUSTER); /* the root folder */
		put_le16(b + 48, FSINFO_SECTOR);
		put_le16(b + 50, BACKUP_SECTOR);
	}
	fill_tail(fs, b + (fs->wide ? 64 : 36));
	put_le16(b + 510, 0xaa55);
}

static void
fill_fsinfo(const struct fs *fs, unsigned char *b)
{
	uint32_t free_clusters = 0;

	for (uint32_t i = 0; i < fs->clusters; i++)
		free_clusters += !fs->table[FAT_FIRST_CLUSTER + i];
	memcpy(b, "RRaA", 4);
	memcpy(b + 484, "rrAa", 4);
	put_le32(b + 488, free_clusters);
	put_le32(b + 492,
		 fs->next < fs->clusters + FAT_FIRST_CLUSTER ? fs->next : FAT_FIRST_CLUSTER);
	put_le16(b + 510, 0xaa55);
}

static int
write_boot(const struct fs *fs, struct error *e)
{
	unsigned char boot[2 * SECTOR] = {0};

	fill_boot(fs, boot);
	if (!fs->wide)
		return region_write(&fs->region, 0, boot, SECTOR, e);
	fill_fsinfo(fs, boot + SECTOR);
	return region_write(&fs->region, 0, boot, sizeof boot, e) ||
			       region_write(&fs->region, BACKUP_SECTOR * SECTOR, boot, sizeof boot,
					    e)
		       ? -1
		       : 0;
}

int
fat_write_tables(struct fs *fs, struct error *e)
{
	size_t n = (size_t)fs->table_sectors * SECTOR, width = fs->wide ? 4 : 2;
	unsigned char *bytes = memory_zero(n, 1);
	int status = write_boot(fs, e);

	for (size_t i = 0; i < (size_t)fs->clusters + FAT_FIRST_CLUSTER; i++) {
		if (fs->wide)
			put_le32(bytes + i * width, fs->table[i]);
		else
			put_le16(bytes + i * width, fs->table[i] & 0xffff);
	}
	for (uint64_t copy = 0; copy < TABLES && !status; copy++)
		status = region_write_sparse(
			&fs->region, fs->reserved * (uint64_t)SECTOR + copy * n, bytes, n, e);
	free(bytes);
	return status;
}
