/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "practice/rng.h"
#include "practice/utf16.h"

#define ALIGN		((uint64_t)1 << 20)
#define GPT_ENTRIES	128u
#define GPT_ENTRY	128u
#define GPT_ARRAY	(GPT_ENTRIES * GPT_ENTRY)
#define GPT_SECTORS	33u /* a header and the array */
#define GPT_HEADER	92u
#define GPT_NAME_UNITS	36u
#define MBR_TABLE	446
#define MBR_ENTRY	16
#define MBR_SECTORS_MAX 0xffffffffu
#define HEADS		255u
#define TRACK		63u

/* ---- Layout ---- */

static uint64_t
round_up(uint64_t v)
{
	return (v + ALIGN - 1) / ALIGN * ALIGN;
}

static int
check_size(const struct recipe *recipe, uint64_t needed, uint64_t *size, struct error *e)
{
	*size = recipe->size ? recipe->size : round_up(needed);
	if (recipe->table == TABLE_NONE && !recipe->size)
		*size = needed;
	if (*size % SECTOR)
		return error_set(e, ERROR_INPUT,
				 "%s: the disk's size is not a whole number of sectors (512)",
				 recipe->file);
	if (needed > *size)
		return error_set(e, ERROR_INPUT,
				 "%s: the volumes need %llu bytes, the disk has %llu", recipe->file,
				 (unsigned long long)needed, (unsigned long long)*size);
	if (*size > RECIPE_DISK_MAX)
		return error_set(e, ERROR_INPUT, "%s: the disk would be larger than 16 TiB",
				 recipe->file);
	return 0;
}

int
table_lay_out(const struct recipe *recipe, struct part *parts, uint64_t *size, struct error *e)
{
	uint64_t at = recipe->table == TABLE_NONE ? 0 : ALIGN;
	unsigned number = 0;

	for (size_t i = 0; i < recipe->nvolumes; i++) {
		const struct volume_spec *v = &recipe->volumes[i];
		bool gap = v->fs == FS_GAP;

		if (!gap)
			at = round_up(at);
		parts[i] = (struct part){v, at, 0};
		if (!gap && recipe->table != TABLE_NONE)
			parts[i].number = ++number;
		at += v->size;
		if (at > RECIPE_DISK_MAX)
			break;
	}
	if (recipe->table == TABLE_GPT)
		at += GPT_SECTORS * SECTOR;
	return check_size(recipe, at, size, e);
}

int
table_grow(struct recipe *recipe, uint64_t size, struct error *e)
{
	struct part *parts = memory_zero(recipe->nvolumes, sizeof *parts);
	uint64_t needed;
	int status;

	recipe->size = 0;
	status = table_lay_out(recipe, parts, &needed, e);
	free(parts);
	if (status)
		return -1;
	if (size > RECIPE_DISK_MAX || size % SECTOR || size < needed)
		return error_set(e, ERROR_USAGE,
				 "--size: a whole number of sectors (512), from %llu bytes, which "
				 "the recipe needs, to 16T",
				 (unsigned long long)needed);
	recipe->size = size;
	for (size_t i = recipe->nvolumes; i > 0; i--) {
		if (recipe->volumes[i - 1].fs == FS_GAP)
			continue;
		recipe->volumes[i - 1].size += (size - needed) / ALIGN * ALIGN;
		break;
	}
	return 0;
}

/* ---- MBR ---- */

/*
 * Cylinder, head, sector as a BIOS would count; what lies beyond 1024 cylinders gets
 * the last place.
 */
static void
put_chs(unsigned char *p, uint64_t sector)
{
	uint64_t cylinder = sector / (HEADS * TRACK);

	if (cylinder > 1023) {
		memcpy(p, "\xfe\xff\xff", 3);
		return;
	}
	p[0] = (unsigned char)(sector / TRACK % HEADS);
	p[1] = (unsigned char)((sector % TRACK + 1) | (cylinder >> 8 << 6));
	p[2] = (unsigned char)cylinder;
}

static void
put_mbr_entry(unsigned char *entry, unsigned type, uint64_t first, uint64_t count)
{
	put_chs(entry + 1, first);
	entry[4] = (unsigned char)type;
	put_chs(entry + 5, first + count - 1);
	put_le32(entry + 8, (uint32_t)first);
	put_le32(entry + 12, count > MBR_SECTORS_MAX ? MBR_SECTORS_MAX : (uint32_t)count);
}

static unsigned
mbr_type(enum fs_kind fs)
{
	switch (fs) {
	case FS_FAT16:
		return 0x0e;
	case FS_FAT32:
		return 0x0c;
	case FS_EXFAT:
	case FS_NTFS:
		return 0x07;
	default:
		return 0x83;
	}
}

static int
write_mbr(const struct recipe *recipe, const struct part *parts, struct disk *disk, struct error *e)
{
	const struct region whole = {disk, 0, disk->size};
	struct rng g = rng_named(recipe->seed, "disk signature");
	unsigned char sector[SECTOR] = {0};

	put_le32(sector + 440, (uint32_t)rng_next(&g));
	for (size_t i = 0; i < recipe->nvolumes; i++) {
		const struct part *p = &parts[i];

		if (!p->number)
			continue;
		if ((p->offset + p->spec->size) / SECTOR > MBR_SECTORS_MAX)
			return error_set(e, ERROR_INPUT,
					 "%s:%u: an MBR reaches 2 TiB; say 'disk gpt'",
					 recipe->file, p->spec->line);
		put_mbr_entry(sector + MBR_TABLE + (p->number - 1) * MBR_ENTRY,
			      mbr_type(p->spec->fs), p->offset / SECTOR, p->spec->size / SECTOR);
	}
	put_le16(sector + 510, 0xaa55);
	return region_write(&whole, 0, sector, sizeof sector, e);
}

/* ---- GPT ---- */

uint32_t
table_crc32(const unsigned char *p, size_t n)
{
	uint32_t crc = 0xffffffff;

	while (n--) {
		crc ^= *p++;
		for (int i = 0; i < 8; i++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/* A random GUID (version 4) that is the same for the same recipe and seed. */
static void
put_guid(unsigned char *p, struct rng *g)
{
	rng_fill(g, p, 16);
	p[7] = (unsigned char)((p[7] & 0x0f) | 0x40); /* the third field is little-endian */
	p[8] = (unsigned char)((p[8] & 0x3f) | 0x80);
}

static const unsigned char *
gpt_type(enum fs_kind fs)
{
	/* EBD0A0A2-B9E5-4433-87C0-68B6B72699C7 and 0FC63DAF-8483-4772-8E79-3D69D8477DE4. */
	static const unsigned char basic[16] = {0xa2, 0xa0, 0xd0, 0xeb, 0xe5, 0xb9, 0x33, 0x44,
						0x87, 0xc0, 0x68, 0xb6, 0xb7, 0x26, 0x99, 0xc7};
	static const unsigned char linux_data[16] = {0xaf, 0x3d, 0xc6, 0x0f, 0x83, 0x84,
						     0x72, 0x47, 0x8e, 0x79, 0x3d, 0x69,
						     0xd8, 0x47, 0x7d, 0xe4};

	return fs == FS_EXT4 ? linux_data : basic;
}

static void
put_gpt_entry(unsigned char *entry, const struct part *part, struct rng *g)
{
	const char *name = part->spec->label ? part->spec->label : fs_name(part->spec->fs);
	uint16_t units[GPT_NAME_UNITS];
	size_t n = utf16_from_utf8(name, strlen(name), units, GPT_NAME_UNITS);

	memcpy(entry, gpt_type(part->spec->fs), 16);
	put_guid(entry + 16, g);
	put_le64(entry + 32, part->offset / SECTOR);
	put_le64(entry + 40, (part->offset + part->spec->size) / SECTOR - 1);
	for (size_t i = 0; i < n; i++)
		put_le16(entry + 56 + 2 * i, units[i]);
}

/* The header that stands at sector `self`; the other copy at `other`, the array at `array`. */
static void
put_gpt_header(unsigned char *h, const struct disk *disk, uint64_t self, uint64_t other,
	       uint64_t array, const unsigned char guid[16], uint32_t array_crc)
{
	memset(h, 0, SECTOR);
	memcpy(h, "EFI PART", 8);
	put_le32(h + 8, 0x00010000);
	put_le32(h + 12, GPT_HEADER);
	put_le64(h + 24, self);
	put_le64(h + 32, other);
	put_le64(h + 40, 1 + GPT_SECTORS);
	put_le64(h + 48, disk->size / SECTOR - GPT_SECTORS - 1);
	memcpy(h + 56, guid, 16);
	put_le64(h + 72, array);
	put_le32(h + 80, GPT_ENTRIES);
	put_le32(h + 84, GPT_ENTRY);
	put_le32(h + 88, array_crc);
	put_le32(h + 16, table_crc32(h, GPT_HEADER));
}

static int
write_protective(struct disk *disk, struct error *e)
{
	const struct region whole = {disk, 0, disk->size};
	unsigned char sector[SECTOR] = {0};

	put_mbr_entry(sector + MBR_TABLE, 0xee, 1, disk->size / SECTOR - 1);
	put_le16(sector + 510, 0xaa55);
	return region_write(&whole, 0, sector, sizeof sector, e);
}

static int
write_gpt(const struct recipe *recipe, const struct part *parts, struct disk *disk, struct error *e)
{
	const struct region whole = {disk, 0, disk->size};
	uint64_t last = disk->size / SECTOR - 1, second = last - GPT_SECTORS + 1;
	struct rng g = rng_named(recipe->seed, "gpt");
	unsigned char array[GPT_ARRAY] = {0}, first[SECTOR], backup[SECTOR], guid[16];

	put_guid(guid, &g);
	for (size_t i = 0; i < recipe->nvolumes; i++)
		if (parts[i].number)
			put_gpt_entry(array + (parts[i].number - 1) * GPT_ENTRY, &parts[i], &g);
	put_gpt_header(first, disk, 1, last, 2, guid, table_crc32(array, sizeof array));
	put_gpt_header(backup, disk, last, 1, second, guid, table_crc32(array, sizeof array));
	return write_protective(disk, e) || region_write(&whole, SECTOR, first, sizeof first, e) ||
			       region_write(&whole, 2 * SECTOR, array, sizeof array, e) ||
			       region_write(&whole, second * SECTOR, array, sizeof array, e) ||
			       region_write(&whole, last * SECTOR, backup, sizeof backup, e)
		       ? -1
		       : 0;
}

int
table_write(const struct recipe *recipe, const struct part *parts, struct disk *disk,
	    struct error *e)
{
	switch (recipe->table) {
	case TABLE_MBR:
		return write_mbr(recipe, parts, disk, e);
	case TABLE_GPT:
		return write_gpt(recipe, parts, disk, e);
	case TABLE_NONE:
		break;
	}
	return 0;
}
