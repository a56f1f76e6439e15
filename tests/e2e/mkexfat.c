/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Draws a small exFAT volume, since no tool of Debian writes files to one without mounting it.
 *
 *	mkexfat IMAGE DIR    writes IMAGE, and the bytes of each of its files to DIR/NAME
 *
 * IMG_0001.JPG and DCIM/inside.jpg are contiguous (no chain), the long name has a chain in the FAT,
 * gone.jpg is deleted and its clusters are free. After Microsoft's "exFAT file system
 * specification".
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SECTOR = 512,
	SECTORS_PER_CLUSTER = 8,
	CLUSTER = SECTOR * SECTORS_PER_CLUSTER,
	FAT_AT = 128, /* sectors */
	FAT_SECTORS = 64,
	HEAP_AT = 256, /* sectors */
	CLUSTERS = 2000,
	SECTORS = HEAP_AT + CLUSTERS * SECTORS_PER_CLUSTER,
	ENTRY = 32,
	NAME_UNITS = 15, /* UTF-16 units in a name entry */
};

/* 2022-03-04 05:06:08 as DOS has it. */
static const uint64_t drawn_time = (2022 - 1980) << 25 | 3 << 21 | 4 << 16 | 5 << 11 | 6 << 5 | 4;

struct volume {
	unsigned char *image;
	const char *truth; /* where the plain files go */
	uint32_t free;	   /* the next free cluster; the heap's first is 2 */
	uint32_t bitmap;   /* the cluster of the allocation bitmap */
};

struct folder {
	unsigned char bytes[CLUSTER];
	size_t n;
};

struct file {
	const char *name; /* ASCII */
	size_t size;
	bool chained, deleted, folder;
};

static void
le(unsigned char *p, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

static unsigned char *
cluster(struct volume *v, uint32_t number)
{
	return v->image + (size_t)HEAP_AT * SECTOR + (size_t)(number - 2) * CLUSTER;
}

static void
set_fat(struct volume *v, uint32_t number, uint32_t value)
{
	le(v->image + (size_t)FAT_AT * SECTOR + (size_t)number * 4, value, 4);
}

/* Puts bytes behind what is there; kept: their clusters are marked as taken. */
static uint32_t
put(struct volume *v, const unsigned char *data, size_t size, bool chained, bool kept)
{
	uint32_t first = v->free, count = (uint32_t)((size + CLUSTER - 1) / CLUSTER);

	memcpy(cluster(v, first), data, size);
	v->free += count;
	for (uint32_t c = first; c < first + count; c++) {
		if (kept)
			cluster(v, v->bitmap)[(c - 2) / 8] |= (unsigned char)(1U << (c - 2) % 8);
		if (chained)
			set_fat(v, c, c + 1 < first + count ? c + 1 : 0xFFFFFFFF);
	}
	return first;
}

static uint16_t
checksum(uint16_t sum, unsigned char byte)
{
	return (uint16_t)((sum << 15 | sum >> 1) + byte);
}

static uint16_t
name_hash(const char *name)
{
	uint16_t sum = 0;

	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c >= 'a' && c <= 'z')
			c = (unsigned char)(c - 32);
		sum = checksum(checksum(sum, c), 0);
	}
	return sum;
}

/* The entry set of a file: the file, its stream, its name. */
static void
add_entries(struct folder *f, const struct file *file, uint32_t first)
{
	unsigned char *set = f->bytes + f->n, *stream = set + ENTRY;
	size_t length = strlen(file->name), names = (length + NAME_UNITS - 1) / NAME_UNITS;
	size_t n = (2 + names) * ENTRY;
	uint16_t sum = 0;

	set[0] = 0x85;
	set[1] = (unsigned char)(1 + names);
	le(set + 4, file->folder ? 0x10 : 0x20, 2);
	for (size_t at = 8; at < 20; at += 4)
		le(set + at, drawn_time, 4);
	memset(set + 22, 0x80, 3); /* the zone is UTC */
	stream[0] = 0xC0;
	stream[1] = file->chained ? 1 : 3;
	stream[3] = (unsigned char)length;
	le(stream + 4, name_hash(file->name), 2);
	le(stream + 8, file->size, 8);
	le(stream + 20, first, 4);
	le(stream + 24, file->size, 8);
	for (size_t i = 0; i < names; i++)
		stream[ENTRY * (1 + i)] = 0xC1;
	for (size_t i = 0; i < length; i++)
		stream[ENTRY * (1 + i / NAME_UNITS) + 2 + i % NAME_UNITS * 2] =
			(unsigned char)file->name[i];
	for (size_t i = 0; i < n; i++)
		sum = i == 2 || i == 3 ? sum : checksum(sum, set[i]);
	le(set + 2, sum, 2);
	for (size_t at = 0; file->deleted && at < n; at += ENTRY)
		set[at] &= 0x7F;
	f->n += n;
}

static void
write_file(const char *path, const unsigned char *data, size_t size)
{
	FILE *out = fopen(path, "wb");

	if (!out || fwrite(data, 1, size, out) != size || fclose(out)) {
		fprintf(stderr, "mkexfat: %s: %s\n", path, strerror(errno));
		exit(3);
	}
}

/* A file of bytes that look random and are the same every time (xorshift). */
static void
add_file(struct volume *v, struct folder *f, const struct file *file)
{
	unsigned char *data = malloc(file->size);
	uint32_t x = (uint32_t)file->size;
	char path[4096];

	if (!data)
		exit(3);
	for (size_t i = 0; i < file->size; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		data[i] = (unsigned char)(x >> 24);
	}
	snprintf(path, sizeof path, "%s/%s", v->truth, file->name);
	write_file(path, data, file->size);
	add_entries(f, file, put(v, data, file->size, file->chained, !file->deleted));
	free(data);
}

static void
add_label_and_tables(struct volume *v, struct folder *f, uint32_t upcase)
{
	unsigned char *p = f->bytes + f->n;

	p[0] = 0x83;
	p[1] = 4;
	for (size_t i = 0; i < 4; i++)
		p[2 + 2 * i] = (unsigned char)"CARD"[i];
	p += ENTRY;
	p[0] = 0x81;
	le(p + 20, v->bitmap, 4);
	le(p + 24, (CLUSTERS + 7) / 8, 8);
	p += ENTRY;
	p[0] = 0x82;
	le(p + 20, upcase, 4);
	le(p + 24, CLUSTER, 8);
	f->n += 3 * ENTRY;
}

static void
write_boot_sector(unsigned char *sector, uint32_t root)
{
	memcpy(sector,
	       "\xeb\x76\x90"
	       "EXFAT   ",
	       11);
	le(sector + 72, SECTORS, 8);
	le(sector + 80, FAT_AT, 4);
	le(sector + 84, FAT_SECTORS, 4);
	le(sector + 88, HEAP_AT, 4);
	le(sector + 92, CLUSTERS, 4);
	le(sector + 96, root, 4);
	le(sector + 100, 0x12345678, 4); /* serial number */
	le(sector + 104, 0x100, 2);	 /* version 1.0 */
	sector[108] = 9;		 /* sectors of 2^9 bytes */
	sector[109] = 3;		 /* clusters of 2^3 sectors */
	sector[110] = 1;		 /* one FAT */
	sector[111] = 0x80;
	le(sector + 510, 0xAA55, 2);
}

static void
draw(struct volume *v)
{
	static const unsigned char zeros[CLUSTER];
	static const struct file in_root[] = {
		{.name = "IMG_0001.JPG", .size = 100000},
		{.name = "a name of more than fifteen letters.jpg", .size = 50000, .chained = true},
	};
	static const struct file inside = {.name = "inside.jpg", .size = 9000};
	static const struct file dcim = {
		.name = "DCIM", .size = CLUSTER, .chained = true, .folder = true};
	static const struct file gone = {.name = "gone.jpg", .size = 30000, .deleted = true};
	struct folder root = {.n = 0}, sub = {.n = 0};
	uint32_t at, upcase;

	v->free = 2;
	v->bitmap = 3;
	at = put(v, zeros, CLUSTER, true, true);
	put(v, zeros, CLUSTER, true, true);
	upcase = put(v, zeros, CLUSTER, true, true);
	/* Putting the bitmap cleared it: the three clusters so far are marked again. */
	cluster(v, v->bitmap)[0] = 7;
	set_fat(v, 0, 0xFFFFFFF8);
	set_fat(v, 1, 0xFFFFFFFF);
	add_label_and_tables(v, &root, upcase);
	add_file(v, &root, &in_root[0]);
	add_file(v, &root, &in_root[1]);
	add_file(v, &sub, &inside);
	add_entries(&root, &dcim, put(v, sub.bytes, CLUSTER, true, true));
	add_file(v, &root, &gone);
	memcpy(cluster(v, at), root.bytes, root.n);
	write_boot_sector(v->image, at);
	memcpy(v->image + 12 * SECTOR, v->image, SECTOR);
}

int
main(int argc, char **argv)
{
	struct volume v = {.image = calloc(SECTORS, SECTOR)};

	if (argc != 3 || !v.image) {
		fprintf(stderr, "usage: mkexfat IMAGE DIR\n");
		return 2;
	}
	v.truth = argv[2];
	draw(&v);
	write_file(argv[1], v.image, (size_t)SECTORS * SECTOR);
	free(v.image);
	return 0;
}
