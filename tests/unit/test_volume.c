/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of volume detection that need no image tools: gaps, entropy,
 * labels, containers, signatures.
 */
#include <config.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "evidence/container.h"
#include "evidence/entropy.h"
#include "evidence/label.h"
#include "evidence/recognise.h"
#include "evidence/volume_list.h"

#define MIB ((size_t)1 << 20)

static void
test_gaps(void **state)
{
	static const struct volume_gap volumes[] = {
		{5000, 1000}, {1000, 2000}, {1500, 500}, {9000, 0}, {20000, 0}};
	struct volume_list list = {0};

	(void)state;
	list.notes = memory_zero(1, sizeof *list.notes);
	for (size_t i = 0; i < 5; i++) {
		size_t k = volume_add(&list, "p");

		list.v[k].offset = volumes[i].offset;
		list.v[k].size = volumes[i].size;
	}
	volumes_find_gaps(&list, 10000);
	assert_int_equal(list.ngaps, 3);
	assert_int_equal(list.gaps[0].offset, 0);
	assert_int_equal(list.gaps[0].size, 1000);
	assert_int_equal(list.gaps[1].offset, 3000);
	assert_int_equal(list.gaps[1].size, 2000);
	assert_int_equal(list.gaps[2].offset, 6000);
	assert_int_equal(list.gaps[2].size, 4000);
	volumes_release(&list);
}

static void
test_notes_stay(void **state)
{
	struct volume_list list = {0};

	(void)state;
	list.notes = memory_zero(1, sizeof *list.notes);
	volume_note(&list, 0, NOTE_INFO, "table");
	volume_add(&list, "p1");
	volume_add(&list, "p2");
	volume_note(&list, 0, NOTE_WARNING, "first");
	volume_note(&list, 0, NOTE_WARNING, "again");
	volume_drop(&list, 1);
	assert_int_equal(list.n, 1);
	assert_non_null(strstr(buffer_text(&list.notes[0]), "first"));
	assert_non_null(strstr(buffer_text(&list.notes[0]), "},{"));
	assert_non_null(strstr(buffer_text(&list.notes[1]), "table"));
	volumes_release(&list);
}

/* xorshift64*, the upper byte: even enough for any test of distribution. */
static void
fill_random(unsigned char *p, size_t n)
{
	uint64_t x = 88172645463325252u;

	for (size_t i = 0; i < n; i++) {
		x ^= x >> 12;
		x ^= x << 25;
		x ^= x >> 27;
		p[i] = (unsigned char)(x * 2685821657736338717u >> 56);
	}
}

static bool
is_random(const unsigned char *p, size_t n)
{
	struct bytes_memory m;

	bytes_memory_init(&m, p, n);
	return entropy_is_random(&m.bytes, 0, n);
}

static void
test_entropy(void **state)
{
	unsigned char *p = memory_new(2 * MIB);

	(void)state;
	fill_random(p, 2 * MIB);
	assert_true(is_random(p, 2 * MIB));
	assert_true(is_random(p, 400 * 1024));
	assert_false(is_random(p, 2 * MIB - 1)); /* no whole number of sectors */
	assert_false(is_random(p, 64 * 1024));	 /* too little to say */
	memset(p, 0, 512);
	assert_false(is_random(p, 2 * MIB)); /* a plain first sector */
	fill_random(p, 2 * MIB);
	memset(p + MIB, 0, 256 * 1024); /* a hole */
	assert_false(is_random(p, 2 * MIB));
	fill_random(p, 2 * MIB);
	for (size_t i = 0; i < 2 * MIB; i += 2)
		p[i] &= 0x7f; /* text-like */
	assert_false(is_random(p, 2 * MIB));
	fill_random(p, 2 * MIB);
	for (size_t i = 0; i < 2 * MIB; i++)
		if (p[i] == 0xff && i % 3)
			p[i] = 0x17; /* one value rarer, as 0xff is in JPEG data */
	assert_false(is_random(p, 2 * MIB));
	for (size_t i = 0; i < 2 * MIB; i++)
		p[i] = (unsigned char)i; /* more even than chance is */
	assert_false(is_random(p, 2 * MIB));
	free(p);
}

static void
test_labels(void **state)
{
	static const unsigned char utf16[] = {'G',  0,	  0xf6, 0, 0x3d, 0xd8, 0x00, 0xde,
					      0x00, 0xd8, 'x',	0, 0,	 0,    'y',  0};
	unsigned char many[512];
	char out[256], uuid[64] = "";

	(void)state;
	label_utf16le(out, utf16, sizeof utf16 / 2);
	assert_string_equal(out, "G\xc3\xb6\xf0\x9f\x98\x80\xef\xbf\xbdx");
	label_text(out, (const unsigned char *)"LABEL   ", 8);
	assert_string_equal(out, "LABEL");
	label_text(out, (const unsigned char *)"a\xff", 2);
	assert_string_equal(out, "a\xef\xbf\xbd");
	for (size_t i = 0; i < sizeof many; i += 2) {
		many[i] = 0xac; /* U+20AC, three bytes of UTF-8 each */
		many[i + 1] = 0x20;
	}
	label_utf16le(out, many, 256);
	assert_int_equal(strlen(out), 255);
	memset(many, 0, 16);
	label_uuid(uuid, many);
	assert_string_equal(uuid, "");
	many[0] = 0xa1;
	many[15] = 0x2b;
	label_uuid(uuid, many);
	assert_string_equal(uuid, "a1000000-0000-0000-0000-00000000002b");
}

/* Bytes without meaning are raw; a file may be shorter than any signature. */
static void
test_container(void **state)
{
	unsigned char *p = memory_new(CONTAINER_HEAD);
	struct container c;

	(void)state;
	fill_random(p, CONTAINER_HEAD);
	for (size_t n = 0; n < 600; n++) {
		container_detect(&c, p, n, p, n);
		assert_int_equal(c.kind, CONTAINER_RAW);
	}
	memcpy(p, "PK\x03\x04", 4);
	container_detect(&c, p, 4, p, 4);
	assert_string_equal(c.name, "ZIP");
	memcpy(p, "EVF\x09\x0d\x0a\xff\x00", 8);
	container_detect(&c, p, 8, p, 8);
	assert_int_equal(c.kind, CONTAINER_EWF);
	container_detect(&c, p, 7, p, 7);
	assert_int_equal(c.kind, CONTAINER_RAW);
	free(p);
}

/* Signatures count only where they lie wholly within the volume. */
static void
test_recognise(void **state)
{
	unsigned char *p = memory_zero(1, MIB);
	struct bytes_memory m;
	struct volume v = {.offset = 4096};

	(void)state;
	bytes_memory_init(&m, p, MIB);
	memcpy(p + 4096 + 0x10040, "_BHRfS_M", 8);
	v.size = 0x10047;
	assert_false(recognise(&v, &m.bytes));
	v.size = 0x10048;
	assert_true(recognise(&v, &m.bytes));
	assert_string_equal(v.fs, "btrfs");
	assert_false(v.encrypted[0]);
	memcpy(p + 440 - 21, "VeraCrypt Boot Loader", 21);
	assert_non_null(strstr(recognise_disk(&m.bytes), "VeraCrypt"));
	p[419] = 0;
	assert_null(recognise_disk(&m.bytes));
	memcpy(p + 3072, "PRIVHEAD", 8);
	assert_non_null(strstr(recognise_disk(&m.bytes), "LDM"));
	memset(p + 4096, 0, MIB - 4096);
	v = (struct volume){.offset = 4096, .size = MIB - 4096};
	memcpy(p + 4096 + 1024, "BD", 2);
	assert_false(recognise(&v, &m.bytes));
	p[4096 + 1024 + 15] = 3;
	p[4096 + 1024 + 22] = 2;
	assert_true(recognise(&v, &m.bytes));
	assert_string_equal(v.fs, "hfs");
	free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gaps),	  cmocka_unit_test(test_notes_stay),
		cmocka_unit_test(test_entropy),	  cmocka_unit_test(test_labels),
		cmocka_unit_test(test_container), cmocka_unit_test(test_recognise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
