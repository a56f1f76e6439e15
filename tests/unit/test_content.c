/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From records to bytes: what must open, byte for byte, and what must be refused in one sentence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "draw_fat.h"
#include "evidence/content.h"

struct fixture {
	unsigned char *data;
	struct bytes_memory memory;
	struct image *image;
};

static int
setup(void **state)
{
	struct fixture *f = memory_zero(1, sizeof(*f));

	f->data = memory_new(DRAW_SIZE);
	draw_fat(f->data);
	for (size_t i = DRAW_SIZE / 2; i < DRAW_SIZE; i++) /* in no file: for runs */
		f->data[i] = (unsigned char)(i * 2654435761u >> 13);
	bytes_memory_init(&f->memory, f->data, DRAW_SIZE);
	image_open_bytes(&f->image, &f->memory.bytes, "drawn");
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	image_close(&f->image);
	free(f->data);
	free(f);
	return 0;
}

static struct content *
open_line(struct fixture *f, const char *line, struct error *e)
{
	struct record r = RECORD_EMPTY;
	struct content *content = NULL;

	assert_int_equal(record_scan(&r, line, strlen(line), e), 0);
	if (content_open(&content, f->image, &r, e))
		assert_null(content);
	record_release(&r);
	return content;
}

/* Every byte by views from every offset that is tried, and by one read. */
static void
assert_bytes(struct bytes *b, const unsigned char *want, size_t n)
{
	unsigned char *have = memory_new(n + 1);
	const unsigned char *p;
	size_t got;

	assert_int_equal(b->size, n);
	assert_int_equal(bytes_read(b, 0, have, n + 1), n);
	assert_memory_equal(have, want, n);
	for (size_t at = 0; at < n; at += at / 3 + 7) {
		size_t least = n - at < BYTES_WINDOW ? n - at : BYTES_WINDOW;

		p = bytes_view(b, at, n, &got);
		assert_non_null(p);
		assert_in_range(got, least, n - at);
		assert_memory_equal(p, want + at, got);
		p = bytes_view(b, n - 1 - at, 1, &got);
		assert_int_equal(got, 1);
		assert_int_equal(*p, want[n - 1 - at]);
	}
	assert_null(bytes_view(b, n, 1, &got));
	assert_int_equal(got, 0);
	assert_null(bytes_view(b, UINT64_MAX, 1, &got));
	free(have);
}

static void
test_one_run(void **state)
{
	struct fixture *f = *state;
	struct error e = {0};
	struct content *c =
		open_line(f,
			  "{\"content\":{\"how\":\"runs\"},\"size\":200000,\"byte_runs\":"
			  "[{\"file_offset\":0,\"img_offset\":250001,\"len\":200000}]}",
			  &e);

	assert_non_null(c);
	assert_bytes(content_bytes(c), f->data + 250001, 200000);
	content_close(&c);
	assert_null(c);
}

static void
test_many_runs(void **state)
{
	struct fixture *f = *state;
	struct buffer line = BUFFER_EMPTY, want = BUFFER_EMPTY;
	struct error e = {0};
	struct content *c;
	uint64_t x = 88172645463325252u;

	buffer_add_text(&line, "{\"content\":{\"how\":\"runs\"},\"byte_runs\":[");
	for (unsigned i = 0; i < 400; i++) {
		size_t at, len;

		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		len = i % 50 == 7 ? 70000 + x % 1000 : 1 + x % 900;
		at = x / 7 % (DRAW_SIZE - len);
		buffer_add_format(&line, "%s{\"file_offset\":%zu,\"img_offset\":%zu,\"len\":%zu}",
				  i ? "," : "", want.n, at, len);
		buffer_add(&want, f->data + at, len);
	}
	buffer_add_format(&line, "],\"size\":%zu}", want.n);
	c = open_line(f, buffer_text(&line), &e);
	assert_non_null(c);
	assert_bytes(content_bytes(c), (const unsigned char *)want.data, want.n);
	assert_int_equal(content_bytes(c)->unreadable, 0);
	content_close(&c);
	buffer_release(&line);
	buffer_release(&want);
}

static void
test_inside(void **state)
{
	struct fixture *f = *state;
	unsigned char want[500];
	struct error e = {0};
	struct content *c = open_line(
		f,
		"{\"size\":500,\"content\":{\"how\":\"inside\",\"in\":{\"how\":\"inside\",\"size\":"
		"1000,"
		"\"in\":{\"how\":\"runs\",\"size\":3000,\"byte_runs\":[{\"file_offset\":0,"
		"\"img_offset\":300000,\"len\":3000}]},"
		"\"runs\":[{\"file_offset\":0,\"offset\":2000,\"len\":1000}]},"
		"\"runs\":[{\"file_offset\":0,\"offset\":600,\"len\":400},"
		"{\"file_offset\":400,\"offset\":0,\"len\":100}]}}",
		&e);

	assert_non_null(c);
	memcpy(want, f->data + 302600, 400);
	memcpy(want + 400, f->data + 302000, 100);
	assert_bytes(content_bytes(c), want, sizeof(want));
	content_close(&c);
}

/* LIVE.BIN by libtsk; the file system stays open between two items. */
static void
test_tsk(void **state)
{
	static const char line[] = "{\"size\":1300,\"content\":{\"how\":\"tsk\",\"fs\":\"fat12\","
				   "\"offset\":0,\"addr\":3,\"type\":1,\"attr\":0}}";
	struct fixture *f = *state;
	unsigned char want[1300];
	struct error e = {0};
	struct content *first = open_line(f, line, &e), *second = open_line(f, line, &e);

	memcpy(want, draw_cluster(f->data, 2), 512);
	memcpy(want + 512, draw_cluster(f->data, 3), 512);
	memcpy(want + 1024, draw_cluster(f->data, 5), 276);
	assert_non_null(first);
	assert_non_null(second);
	assert_bytes(content_bytes(first), want, sizeof(want));
	content_close(&first);
	assert_bytes(content_bytes(second), want, sizeof(want));
	content_close(&second);
}

#define TSK(fields) "{\"size\":1300,\"content\":{\"how\":\"tsk\"," fields "}}"
#define RUNS(size, runs)                                                                           \
	"{\"content\":{\"how\":\"runs\"},\"size\":" size ",\"byte_runs\":[" runs "]}"
#define RUN(at, img, len) "{\"file_offset\":" at ",\"img_offset\":" img ",\"len\":" len "}"

static void
test_refused(void **state)
{
	static const char *const lines[] = {
		"{}",
		"{\"size\":3}",
		"{\"size\":3,\"content\":null}",
		"{\"size\":3,\"content\":[]}",
		"{\"size\":3,\"content\":{}}",
		"{\"size\":3,\"content\":{\"how\":3}}",
		"{\"size\":3,\"content\":{\"how\":\"member\"}}",
		"{\"size\":3,\"content\":{\"how\":\"runs\"}}",
		"{\"size\":3,\"content\":{\"how\":\"runs\"},\"byte_runs\":7}",
		"{\"content\":{\"how\":\"runs\"},\"byte_runs\":[]}",
		"{\"size\":-1,\"content\":{\"how\":\"runs\"},\"byte_runs\":[]}",
		RUNS("3", RUN("0", "0", "4")),
		RUNS("4", RUN("0", "0", "3")),
		RUNS("4", RUN("0", "0", "2") "," RUN("1", "2", "2")),
		RUNS("4", RUN("2", "0", "2") "," RUN("0", "2", "2")),
		RUNS("4", RUN("0", "0", "2") "," RUN("3", "2", "2")),
		RUNS("4", RUN("0", "0", "0") "," RUN("0", "2", "4")),
		RUNS("4", "7"),
		RUNS("4", RUN("0", "\"0\"", "4")),
		RUNS("4", RUN("0", "0.5", "4")),
		RUNS("4", RUN("0", "-4", "4")),
		RUNS("4", RUN("0", "18446744073709551615", "4")),
		RUNS("4", RUN("0", "9223372036854775807", "4")),
		RUNS("9223372036854775807", RUN("0", "0", "9223372036854775807")),
		RUNS("18446744073709551615",
		     RUN("0", "0", "9223372036854775807") "," RUN("9223372036854775807", "0",
								  "9223372036854775807")),
		RUNS("1000000", RUN("0", "0", "1000000")),
		TSK("\"fs\":\"ext9\",\"offset\":0,\"addr\":3,\"type\":1,\"attr\":0"),
		TSK("\"offset\":0,\"addr\":3,\"type\":1,\"attr\":0"),
		TSK("\"fs\":\"fat12\",\"addr\":3,\"type\":1,\"attr\":0"),
		TSK("\"fs\":\"fat12\",\"offset\":9223372036854775807,\"addr\":3,\"type\":1,"
		    "\"attr\":0"),
		TSK("\"fs\":\"fat12\",\"offset\":512,\"addr\":3,\"type\":1,\"attr\":0"),
		TSK("\"fs\":\"ntfs\",\"offset\":0,\"addr\":3,\"type\":1,\"attr\":0"),
		TSK("\"fs\":\"apfs\",\"offset\":0,\"addr\":3,\"type\":1,\"attr\":0,\"pool\":1"),
		TSK("\"fs\":\"fat12\",\"offset\":0,\"addr\":9223372036854775807,\"type\":1,"
		    "\"attr\":0"),
		TSK("\"fs\":\"fat12\",\"offset\":0,\"addr\":0,\"type\":1,\"attr\":0"),
		TSK("\"fs\":\"fat12\",\"offset\":0,\"addr\":3,\"type\":128,\"attr\":0"),
		TSK("\"fs\":\"fat12\",\"offset\":0,\"addr\":3,\"type\":1,\"attr\":65536"),
		TSK("\"fs\":\"fat12\",\"offset\":0,\"addr\":4,\"type\":1,\"attr\":0"), /* 700 bytes
											*/
		"{\"size\":3,\"content\":{\"how\":\"inside\"}}",
		"{\"size\":3,\"content\":{\"how\":\"inside\",\"in\":{\"how\":\"runs\"},\"runs\":[]}"
		"}",
		"{\"size\":9,\"content\":{\"how\":\"inside\",\"in\":{\"how\":\"runs\",\"size\":4,"
		"\"byte_runs\":[" RUN(
			"0", "0", "4") "]},"
				       "\"runs\":[{\"file_offset\":0,\"offset\":0,\"len\":9}]}}",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct error e = {0};

		if (open_line(f, lines[i], &e))
			fail_msg("opened: %s", lines[i]);
		assert_int_equal(e.kind, ERROR_INPUT);
		assert_in_range(strlen(e.text), 10, 400);
		if (strchr(e.text, 10))
			fail_msg("%s", e.text);
	}
}

static void
test_nesting_has_an_end(void **state)
{
	struct fixture *f = *state;

	for (unsigned depth = 1; depth < 20; depth++) {
		struct buffer line = BUFFER_EMPTY;
		struct error e = {0};
		struct content *c;

		buffer_add_text(&line, "{\"size\":4,\"content\":");
		for (unsigned i = 0; i < depth; i++)
			buffer_add_text(&line, "{\"how\":\"inside\",\"size\":4,\"in\":");
		buffer_add_text(&line, "{\"how\":\"runs\",\"size\":4,\"byte_runs\":[" RUN(
					       "0", "300000", "4") "]}");
		for (unsigned i = 0; i < depth; i++)
			buffer_add_text(&line,
					",\"runs\":[{\"file_offset\":0,\"offset\":0,\"len\":4}]}");
		buffer_add_byte(&line, '}');
		c = open_line(f, buffer_text(&line), &e);
		assert_int_equal(c != NULL, depth <= 8);
		if (c)
			assert_bytes(content_bytes(c), f->data + 300000, 4);
		content_close(&c);
		buffer_release(&line);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_run, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_runs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_inside, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tsk, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nesting_has_an_end, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
