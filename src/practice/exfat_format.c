/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of an exFAT volume: boot regions, FAT, allocation bitmap, up-case table. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "practice/exfat.h"

#define BOOT_SECTORS 12u
#define CHECKED	     11u  /* sectors that the checksum covers */
#define FAT_AT	     128u /* sectors: as far as other makers put it */
#define VOLUME_MIN   ((uint64_t)1 << 20)
#define CLUSTERS_MAX 0xfffffff5u
#define MIB	     ((uint64_t)1 << 20)

static uint32_t
choose_cluster(const struct fs *fs)
{
	uint64_t size = fs->region.size;

	if (fs->spec->cluster)
		return fs->spec->cluster;
	return size <= 256 * MIB ? 4096 : size <= 32768 * MIB ? 32768 : 131072;
}

static int
lay_out(struct fs *fs, struct error *e)
{
	uint64_t sectors = fs->region.size / SECTOR, per_cluster, count;
	uint32_t align;

	fs->cluster = choose_cluster(fs);
	per_cluster = fs->cluster / SECTOR;
	/* A FAT for all sectors is a little too large, never too small. */
	fs->fat = FAT_AT;
	fs->fat_size = (uint32_t)((sectors / per_cluster + EXFAT_FIRST_CLUSTER) * 4 / SECTOR + 1);
	align = per_cluster > 8 ? (uint32_t)per_cluster : 8;
	fs->heap = (fs->fat + fs->fat_size + align - 1) / align * align;
	count = sectors > fs->heap ? (sectors - fs->heap) / per_cluster : 0;
	if (fs->region.size < VOLUME_MIN || count < 16 || count > CLUSTERS_MAX)
		return error_set(e, ERROR_INPUT,
				 "an exFAT volume takes at least 1M and 16 clusters; this size and "
				 "cluster= come to %llu",
				 (unsigned long long)count);
	fs->clusters = (uint32_t)count;
	fs->next = EXFAT_FIRST_CLUSTER;
	fs->bitmap = memory_zero(((size_t)count + 7) / 8, 1);
	return 0;
}

uint64_t
exfat_offset(const struct fs *fs, uint32_t cluster)
{
	return (uint64_t)fs->heap * SECTOR +
	       (uint64_t)(cluster - EXFAT_FIRST_CLUSTER) * fs->cluster;
}

bool
exfat_is_used(const struct fs *fs, uint32_t cluster)
{
	uint32_t i = cluster - EXFAT_FIRST_CLUSTER;

	return fs->bitmap[i / 8] >> (i % 8) & 1;
}

void
exfat_mark(struct fs *fs, uint32_t cluster, bool used)
{
	uint32_t i = cluster - EXFAT_FIRST_CLUSTER;
	unsigned char bit = (unsigned char)(1u << (i % 8));

	fs->used += used - (unsigned)exfat_is_used(fs, cluster);
	fs->bitmap[i / 8] =
		(unsigned char)(used ? fs->bitmap[i / 8] | bit : fs->bitmap[i / 8] & ~bit);
}

uint32_t
exfat_find_run(const struct fs *fs, uint32_t from, uint64_t count)
{
	uint64_t end = (uint64_t)fs->clusters + EXFAT_FIRST_CLUSTER, run = 0;

	for (uint64_t c = from; c < end; c++) {
		run = exfat_is_used(fs, (uint32_t)c) ? 0 : run + 1;
		if (run >= count)
			return (uint32_t)(c + 1 - count);
	}
	return 0;
}

int
exfat_link(struct fs *fs, uint32_t cluster, uint32_t next, struct error *e)
{
	unsigned char bytes[4];

	put_le32(bytes, next);
	return region_write(&fs->region, (uint64_t)fs->fat * SECTOR + (uint64_t)cluster * 4, bytes,
			    sizeof bytes, e);
}

/* Clusters for n bytes in one piece, with a chain. */
static int
reserve(struct fs *fs, uint64_t n, uint32_t *first, struct error *e)
{
	uint32_t count = (uint32_t)((n + fs->cluster - 1) / fs->cluster);

	*first = exfat_find_run(fs, fs->next, count);
	if (!*first)
		return error_set(e, ERROR_INPUT, "the volume is full");
	for (uint32_t c = *first; c < *first + count; c++) {
		exfat_mark(fs, c, true);
		if (exfat_link(fs, c, c + 1 < *first + count ? c + 1 : EXFAT_END, e))
			return -1;
	}
	fs->next = *first + count;
	return 0;
}

static void
fill_entry(unsigned char *p, unsigned type, uint32_t sum, uint32_t cluster, uint64_t size)
{
	p[0] = (unsigned char)type;
	put_le32(p + 4, sum);
	put_le32(p + 20, cluster);
	put_le64(p + 24, size);
}

/* Label, bitmap and table stand first in the root. */
static int
fill_root(struct fs *fs, const struct buffer *table, struct error *e)
{
	unsigned char entries[3 * EXFAT_ENTRY] = {0};
	struct buffer bytes = BUFFER_EMPTY;
	size_t n = fs->spec->label ? strlen(fs->spec->label) : 0, at;
	int status;

	entries[0] = n ? 0x83 : 0x03;
	entries[1] = (unsigned char)n;
	for (size_t i = 0; i < n; i++)
		entries[2 + 2 * i] = (unsigned char)fs->spec->label[i];
	fill_entry(entries + EXFAT_ENTRY, 0x81, 0, fs->bitmap_at, ((uint64_t)fs->clusters + 7) / 8);
	fill_entry(entries + 2 * EXFAT_ENTRY, 0x82,
		   exfat_sum((const unsigned char *)table->data, table->n), fs->upcase_at,
		   table->n);
	buffer_add(&bytes, entries, sizeof entries);
	status = exfat_dir_append(fs, fs->dirs[0], &bytes, &at, e);
	buffer_release(&bytes);
	return status;
}

int
exfat_plan(struct fs *fs, struct error *e)
{
	const struct times times = {.modified = fs->recipe->time};
	struct buffer table = BUFFER_EMPTY;
	struct exfat_dir *root;
	int status;

	if (lay_out(fs, e))
		return -1;
	exfat_upcase(&table);
	status = exfat_link(fs, 0, 0xfffffff8, e) || exfat_link(fs, 1, EXFAT_END, e) ||
				 reserve(fs, ((uint64_t)fs->clusters + 7) / 8, &fs->bitmap_at, e) ||
				 reserve(fs, table.n, &fs->upcase_at, e) ||
				 region_write(&fs->region, exfat_offset(fs, fs->upcase_at),
					      table.data, table.n, e) ||
				 exfat_dir_make(fs, NULL, "", 0, &times, &root, e) ||
				 fill_root(fs, &table, e)
			 ? -1
			 : 0;
	buffer_release(&table);
	return status;
}

/* ---- Boot regions ---- */

static unsigned char
log2_of(uint32_t v)
{
	unsigned char n = 0;

	while (v >>= 1)
		n++;
	return n;
}

static void
fill_boot(const struct fs *fs, unsigned char *b)
{
	memcpy(b,
	       "\xeb\x76\x90"
	       "EXFAT   ",
	       11);
	put_le64(b + 64, fs->region.offset / SECTOR);
	put_le64(b + 72, fs->region.size / SECTOR);
	put_le32(b + 80, fs->fat);
	put_le32(b + 84, fs->fat_size);
	put_le32(b + 88, fs->heap);
	put_le32(b + 92, fs->clusters);
	put_le32(b + 96, fs->dirs[0]->clusters[0]);
	put_le32(b + 100, (uint32_t)fs->spec->serial);
	put_le16(b + 104, 0x100);
	b[108] = log2_of(SECTOR);
	b[109] = log2_of(fs->cluster / SECTOR);
	b[110] = 1;
	b[111] = 0x80;
	b[112] = (unsigned char)((uint64_t)fs->used * 100 / fs->clusters);
	memset(b + 120, 0xf4, 390);
	put_le16(b + 510, 0xaa55);
	for (size_t i = 1; i <= 8; i++)
		put_le32(b + i * SECTOR + 508, 0xaa550000);
}

/* Of everything but what changes while the volume is in use. */
static void
fill_checksum(unsigned char *b)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < (size_t)CHECKED * SECTOR; i++)
		if (i != 106 && i != 107 && i != 112)
			sum = (sum << 31 | sum >> 1) + b[i];
	for (size_t i = 0; i < SECTOR; i += 4)
		put_le32(b + (size_t)CHECKED * SECTOR + i, sum);
}

int
exfat_finish(struct fs *fs, struct error *e)
{
	unsigned char boot[BOOT_SECTORS * SECTOR] = {0};

	fill_boot(fs, boot);
	fill_checksum(boot);
	return region_write(&fs->region, 0, boot, sizeof boot, e) ||
			       region_write(&fs->region, sizeof boot, boot, sizeof boot, e) ||
			       region_write_sparse(&fs->region, exfat_offset(fs, fs->bitmap_at),
						   fs->bitmap, ((size_t)fs->clusters + 7) / 8, e)
		       ? -1
		       : 0;
}
