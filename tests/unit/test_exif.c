/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exif values as JSON, and what is made of them. Blocks are the seeds of fuzz_exif, read
 * from their hex.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "seed.h"
#include "stage/exif_block.h"
#include "stage/exif_derive.h"
#include "stage/exif_value.h"

static void
expect(unsigned format, uint64_t count, const void *data, size_t n, enum exif_kind kind,
       const char *json)
{
	struct exif_value v = {format, count, data, n, false, kind};
	struct buffer out = BUFFER_EMPTY;
	unsigned undefined = 0;

	exif_value_write(&v, &out, &undefined);
	assert_string_equal(buffer_text(&out), json);
	buffer_release(&out);
}

static void
texts(void **state)
{
	(void)state;
	expect(2, 8, "Canon  ", 8, EXIF_KIND_PLAIN, "\"Canon\"");
	expect(2, 8, "  A\0junk", 8, EXIF_KIND_PLAIN, "\"A\"");
	expect(2, 0, "", 0, EXIF_KIND_PLAIN, "\"\"");
	expect(2, 4, "a\"\\b", 4, EXIF_KIND_PLAIN, "\"a\\\"\\\\b\"");
	expect(2, 10, "photo\0edit", 10, EXIF_KIND_TEXTS, "\"photo; edit\"");
	expect(7, 13, "ASCII\0\0\0drawn", 13, EXIF_KIND_COMMENT, "\"drawn\"");
	expect(7, 12, "UNICODE\0\xe9\0t\0", 12, EXIF_KIND_COMMENT, "\"\u00e9t\"");
	expect(1, 6, "\x3d\xd8\x00\xde!\0", 6, EXIF_KIND_UTF16, "\"\xf0\x9f\x98\x80!\"");
	expect(7, 4, "0230", 4, EXIF_KIND_ASCII, "\"0230\"");
	expect(7, 4, "\1\2\3\0", 4, EXIF_KIND_PLAIN, "\"01020300\"");
	expect(7, 1, "\3", 1, EXIF_KIND_PLAIN, "3");
	expect(7, 3, "abc", 3, EXIF_KIND_SKIP, "");
}

static void
numbers(void **state)
{
	(void)state;
	expect(3, 1, "\1\2", 2, EXIF_KIND_PLAIN, "513");
	expect(8, 1, "\xff\xff", 2, EXIF_KIND_PLAIN, "-1");
	expect(4, 2, "\1\0\0\0\xff\xff\xff\xff", 8, EXIF_KIND_PLAIN, "[1,4294967295]");
	expect(9, 1, "\xfe\xff\xff\xff", 4, EXIF_KIND_PLAIN, "-2");
	expect(5, 1, "\1\0\0\0\x7d\0\0\0", 8, EXIF_KIND_PLAIN, "0.008");
	expect(5, 1, "\x48\0\0\0\1\0\0\0", 8, EXIF_KIND_PLAIN, "72");
	expect(10, 1, "\xff\xff\xff\xff\2\0\0\0", 8, EXIF_KIND_PLAIN, "-0.5");
	expect(11, 1, "\0\0\x20\x3f", 4, EXIF_KIND_PLAIN, "0.625");
	expect(12, 1, "\0\0\0\0\0\0\xf8\x7f", 8, EXIF_KIND_PLAIN, ""); /* not a number */
	expect(5, 1, "\1\0\0\0\0\0\0\0", 8, EXIF_KIND_PLAIN, "");
	expect(5, 2, "\1\0\0\0\0\0\0\0\1\0\0\0\2\0\0\0", 16, EXIF_KIND_PLAIN, "[null,0.5]");
	expect(3, 4, "\1\0", 2, EXIF_KIND_PLAIN, "1"); /* fewer bytes than the count needs */
	expect(99, 1, "\1\0", 2, EXIF_KIND_PLAIN, "");
}

/* ---- Whole blocks ---- */

struct block {
	struct buffer bytes, line;
	struct facts facts;
	struct record record;
	struct edit edit;
};

/* Reads a seed and makes the keys of it, which end up in block->line. */
static void
open_block(struct block *k, const char *name)
{
	static const char line[] = "{\"record\":\"file\"}";
	struct item item = {.record = &k->record, .edit = &k->edit, .tool = "winnow-exif"};
	struct error e = {0};
	struct bytes_memory m;
	char seed[64];

	memset(k, 0, sizeof *k);
	snprintf(seed, sizeof seed, "exif/%s", name);
	seed_read(seed, &k->bytes);
	bytes_memory_init(&m, k->bytes.data, k->bytes.n);
	assert_int_equal(exif_block_read(&m.bytes, 0, k->bytes.n, "APP1", &k->facts), 0);
	assert_int_equal(record_scan(&k->record, line, sizeof line - 1, &e), 0);
	edit_init(&k->edit, &k->record);
	exif_set_device(&k->facts, &item);
	exif_set_gps(&k->facts, &item);
	exif_set_taken(&k->facts, &item);
	edit_write(&k->edit, &k->line);
	buffer_text(&k->line);
}

static void
close_block(struct block *k)
{
	edit_release(&k->edit);
	record_release(&k->record);
	facts_release(&k->facts);
	buffer_release(&k->bytes);
	buffer_release(&k->line);
}

static void
derived_keys(void **state)
{
	static const char *const names[] = {"little", "big"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct block k;

		open_block(&k, names[i]);
		assert_string_equal(
			k.line.data,
			"{\"record\":\"file\","
			"\"device\":{\"make\":\"Winnow\",\"model\":\"Drawn\",\"serial\":"
			"\"SN12345\","
			"\"tags\":{\"make\":\"IFD0:Make\",\"model\":\"IFD0:Model\","
			"\"serial\":\"ExifIFD:BodySerialNumber\"}},"
			"\"gps\":{\"latitude\":21.028333333,\"longitude\":105.85,\"altitude\":-12."
			"5,"
			"\"time\":\"2026-11-23T05:30:00.5Z\"},"
			"\"taken\":{\"value\":\"2026:11:23 05:30:00\","
			"\"field\":\"ExifIFD:DateTimeOriginal\",\"offset\":\"+07:00\"},"
			"\"taken_utc\":{\"value\":\"2026-11-22T22:30:00Z\",\"by\":\"offset\"}}\n");
		close_block(&k);
	}
}

/* A zero denominator is no number: no coordinate, no altitude, and it is counted. */
static void
no_value_is_no_place(void **state)
{
	struct block k;

	(void)state;
	open_block(&k, "bad-rationals");
	assert_null(strstr(k.line.data, "altitude"));
	assert_null(strstr(k.line.data, "nan"));
	assert_int_equal(k.facts.undefined, 2);
	assert_string_equal(k.facts.first_undefined, "GPSLatitude");
	close_block(&k);
}

static void
serials_of_makers(void **state)
{
	struct block k;

	(void)state;
	open_block(&k, "canon"); /* 0x12345678, shown in two halves */
	assert_non_null(strstr(k.line.data, "\"serial\":\"123422136\""));
	close_block(&k);
	open_block(&k, "nikon");
	assert_non_null(strstr(k.line.data, "\"serial\":\"3001234\""));
	close_block(&k);
	open_block(&k, "bad-olympus");
	assert_null(strstr(k.line.data, "serial"));
	close_block(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(numbers),
		cmocka_unit_test(derived_keys),
		cmocka_unit_test(no_value_is_no_place),
		cmocka_unit_test(serials_of_makers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
