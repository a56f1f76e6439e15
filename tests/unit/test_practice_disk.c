/* SPDX-License-Identifier: Apache-2.0 */
/* Regions, partition tables, free space and FAT names, byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "practice/fat.h"
#include "practice/space.h"
#include "practice/table.h"

#define MIB ((uint64_t)1 << 20)

static struct disk
disk_new(uint64_t size)
{
	struct disk d = {memfd_create("disk", 0), "disk", size};

	assert_true(d.fd >= 0 && !ftruncate(d.fd, (off_t)size));
	return d;
}

/* ---- Regions ---- */

static void
test_bounds(void **state)
{
	struct disk d = disk_new(8192);
	const struct region r = {&d, 4096, 1024};
	struct error e = {0};
	char byte = 'x';

	(void)state;
	assert_int_equal(region_write(&r, 1023, &byte, 1, &e), 0);
	assert_int_equal(region_write(&r, 1024, &byte, 1, &e), -1);
	error_clear(&e);
	assert_int_equal(region_write(&r, 1000, &byte, SIZE_MAX, &e), -1);
	error_clear(&e);
	assert_int_equal(region_read(&r, UINT64_MAX, &byte, 1, &e), -1);
	assert_int_equal(pread(d.fd, &byte, 1, 4096 + 1023), 1);
	assert_int_equal(byte, 'x');
	close(d.fd);
}

static void
test_extents(void **state)
{
	struct extents x = {0};

	(void)state;
	extents_add(&x, 0, 10);
	extents_add(&x, 10, 5);
	extents_add(&x, 20, 5);
	assert_int_equal(x.n, 2);
	assert_int_equal(x.v[0].size, 15);
	extents_release(&x);
}

/* ---- Free space ---- */

static struct planted
plant_bytes(struct space *s, struct plant plant, size_t n, int status)
{
	struct planted out = {0};
	struct error e = {0};
	char *bytes = calloc(1, n);

	assert_non_null(bytes);
	assert_int_equal(space_plant(s, &plant, (struct span){bytes, n}, &out, &e), status);
	free(bytes);
	return out;
}

static void
test_space(void **state)
{
	struct disk d = disk_new(MIB);
	const struct region whole = {&d, 0, MIB};
	struct extents room = {0};
	struct error e = {0};
	struct space s;
	struct planted a, b, c;

	(void)state;
	extents_add(&room, 4096, 65536);
	extents_add(&room, 524288, 262144);
	assert_int_equal(space_init(&s, &whole, &room, 4096, FILLER_TEXT, rng_named(1, "x"), &e),
			 0);
	a = plant_bytes(&s, (struct plant){.fragments = 1, .at_set = true, .at = 8192}, 5000, 0);
	assert_int_equal(a.nruns, 1);
	assert_int_equal(a.runs[0].offset, 8192);
	assert_int_equal(a.runs[0].size, 5000);
	assert_int_equal(a.recovery, RECOVER_CARVING);
	/* Taken now. */
	plant_bytes(&s, (struct plant){.fragments = 1, .at_set = true, .at = 12288}, 1, -1);
	b = plant_bytes(&s, (struct plant){.fragments = 3}, 40000, 0);
	assert_int_equal(b.nruns, 3);
	assert_int_equal(b.runs[0].size + b.runs[1].size + b.runs[2].size, 40000);
	for (size_t i = 0; i < b.nruns; i++)
		assert_int_equal(b.runs[i].offset % 4096, 0);
	assert_int_equal(b.recovery, RECOVER_JOINING);
	c = plant_bytes(&s, (struct plant){.fragments = 1}, 300000, -1);
	free(a.runs);
	free(b.runs);
	free(c.runs);
	space_release(&s);
	close(d.fd);
}

/* ---- Tables ---- */

static const unsigned char *
table_of(const char *text, struct disk *d)
{
	struct part parts[8];
	struct error e = {0};
	struct recipe r;
	uint64_t size = 0;
	unsigned char *bytes;

	assert_int_equal(recipe_parse(&r, "x", text, strlen(text), &e), 0);
	assert_int_equal(table_lay_out(&r, parts, &size, &e), 0);
	*d = disk_new(size);
	assert_int_equal(table_write(&r, parts, d, &e), 0);
	recipe_release(&r);
	bytes = mmap(NULL, size, PROT_READ, MAP_SHARED, d->fd, 0);
	assert_true(bytes != MAP_FAILED);
	return bytes;
}

static void
test_mbr(void **state)
{
	struct disk d;
	const unsigned char *p =
		table_of("disk mbr\nvolume ext4 size=3M\nvolume fat16 size=16388K\n"
			 "volume ntfs size=9G",
			 &d);

	(void)state;
	assert_int_equal(le16(p + 510), 0xaa55);
	assert_int_equal(p[446 + 4], 0x83);
	assert_int_equal(le32(p + 446 + 8), 2048);
	assert_int_equal(le32(p + 446 + 12), 6144);
	/* 2048 = 0 cylinders, 32 tracks, 32 sectors. */
	assert_memory_equal(p + 446 + 1, "\x20\x21\x00", 3);
	assert_int_equal(p[462 + 4], 0x0e);
	assert_int_equal(le32(p + 462 + 8), 8192);
	assert_int_equal(le32(p + 478 + 8), 43008);
	/* Beyond what cylinders can tell. */
	assert_memory_equal(p + 478 + 5, "\xfe\xff\xff", 3);
	assert_int_equal(p[494 + 4], 0);
	close(d.fd);
}

static void
test_gpt(void **state)
{
	struct disk d;
	const unsigned char *p = table_of(
		"disk gpt\nvolume ext4 size=3M label=h\ngap size=4K\nvolume fat16 size=4M", &d);
	const unsigned char *h = p + 512, *last = p + d.size - 512;
	unsigned char copy[92];

	(void)state;
	assert_int_equal(table_crc32((const unsigned char *)"123456789", 9), 0xcbf43926);
	assert_int_equal(p[446 + 4], 0xee);
	assert_int_equal(le64(h + 24), 1);
	assert_int_equal(le64(h + 32), d.size / 512 - 1);
	assert_int_equal(le64(last + 24), d.size / 512 - 1);
	assert_int_equal(le64(last + 72), d.size / 512 - 33);
	for (int i = 0; i < 2; i++) {
		memcpy(copy, i ? last : h, sizeof copy);
		memset(copy + 16, 0, 4);
		assert_int_equal(table_crc32(copy, sizeof copy), le32((i ? last : h) + 16));
	}
	assert_int_equal(table_crc32(p + 1024, 128 * 128), le32(h + 88));
	assert_memory_equal(p + 1024, p + d.size - 33 * 512, 128 * 128);
	assert_int_equal(le64(p + 1024 + 32), 2048);
	assert_int_equal(le64(p + 1024 + 40), 2048 + 6144 - 1);
	assert_int_equal(p[1024 + 56], 'h');
	/* The gap moves the second volume to the next MiB. */
	assert_int_equal(le64(p + 1152 + 32), 5 * 2048);
	close(d.fd);
}

/* ---- FAT names ---- */

static const unsigned char *
entries_of(struct fat_dir *dir, const char *name, size_t *n)
{
	struct buffer entries = BUFFER_EMPTY;
	size_t at = dir->entries.n;

	fat_name_entries(dir, name, &entries);
	buffer_add(&dir->entries, entries.data, entries.n);
	*n = entries.n / FAT_ENTRY;
	buffer_release(&entries);
	return (const unsigned char *)dir->entries.data + at + (*n - 1) * FAT_ENTRY;
}

static void
test_fat_names(void **state)
{
	static const struct {
		const char *name, *shortened;
		size_t entries;
	} names[] = {
		{"DSCF0001.JPG", "DSCF0001JPG", 1},
		{"README", "README     ", 1},
		{"readme", "README~1   ", 2},
		{"A.B.C", "AB~1    C  ", 2},
		{"long name here.jpeg", "LONGNA~1JPE", 3},
		{"long name here.jpg", "LONGNA~1JPG", 3},
		{"long name there.jpeg", "LONGNA~2JPE", 3},
		{".hidden", "HIDDEN~1   ", 2},
		{"thirteen.char", "THIRTE~1CHA", 2},
		{"fourteen.chars", "FOURTE~1CHA", 3},
		{"A+B.TXT", "A_B~1   TXT", 2},
	};
	struct fat_dir dir = {0};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t n;
		const unsigned char *entry = entries_of(&dir, names[i].name, &n);

		assert_int_equal(n, names[i].entries);
		assert_memory_equal(entry, names[i].shortened, 11);
	}
	buffer_release(&dir.entries);
}

static void
test_fat_long_entry(void **state)
{
	struct fat_dir dir = {0};
	const unsigned char *last;
	size_t n;

	(void)state;
	last = entries_of(
		&dir, "\xe1\xba\xa3nh nhi\xe1\xbb\x81u h\xc6\xa1n m\xc6\xb0\xe1\xbb\x9di ba.jpg",
		&n);
	assert_int_equal(n, 3);
	/* The checksum of FILENAMEEXT's kind, worked out as the specification's C fragment does. */
	for (const unsigned char *e = last - FAT_ENTRY;
	     e >= (const unsigned char *)dir.entries.data; e -= FAT_ENTRY) {
		unsigned char sum = 0;

		for (int i = 0; i < 11; i++)
			sum = (unsigned char)((sum & 1 ? 0x80 : 0) + (sum >> 1) + last[i]);
		assert_int_equal(e[13], sum);
		assert_int_equal(e[11], 0x0f);
	}
	assert_int_equal(dir.entries.data[0], 0x42);
	assert_int_equal(le16(last - FAT_ENTRY + 1), 0x1ea3);
	buffer_release(&dir.entries);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_extents),
		cmocka_unit_test(test_space),
		cmocka_unit_test(test_mbr),
		cmocka_unit_test(test_gpt),
		cmocka_unit_test(test_fat_names),
		cmocka_unit_test(test_fat_long_entry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
