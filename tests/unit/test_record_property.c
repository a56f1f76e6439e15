/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "record/record.h"
#include "record_check.h"

/*
 * Arbitrary JSON, drawn from fixed seeds: nested, odd numbers, escapes, duplicate keys, other
 * scripts, white space. What must hold for each line stands in record_check.c.
 */

#define LINES 20000

struct maker {
	uint64_t random;
	struct buffer out;
	unsigned depth;
	bool spaced; /* this line has white space between tokens */
};

static uint64_t
draw(struct maker *m, uint64_t below)
{
	m->random = m->random * 6364136223846793005U + 1442695040888963407U;
	return (m->random >> 33) % below;
}

static const char *
pick(struct maker *m, const char *const *from, size_t n)
{
	return from[draw(m, n)];
}

#define PICK(m, array) pick(m, array, sizeof(array) / sizeof *(array))

static void
add_blank(struct maker *m)
{
	static const char *const blanks[] = {"", " ", "\t", "\r", "  \t ", ""};
	if (m->spaced)
		buffer_add_text(&m->out, PICK(m, blanks));
}

static void
add_token(struct maker *m, const char *token)
{
	add_blank(m);
	buffer_add_text(&m->out, token);
	add_blank(m);
}

static void
add_string(struct maker *m)
{
	static const char *const pieces[] = {
		"a",
		"image/jpeg",
		"{",
		"}",
		"[",
		"]",
		",",
		":",
		" ",
		"\\\"",
		"\\\\",
		"\\/",
		"\\n",
		"\\u0000",
		"\\u00e9",
		"\\ud83d\\ude00",
		"\\ud800",
		"é",
		"日本",
		"\xF0\x9F\x98\x80",
		"\x7F",
		"'",
		"\xC2\x85",
		"\xEF\xBF\xBD",
		"a longer piece of text that fills more than one block of sixty-four bytes, commas "
		"and all",
	};
	buffer_add_byte(&m->out, '"');
	for (uint64_t n = draw(m, 6); n > 0; n--)
		buffer_add_text(&m->out, PICK(m, pieces));
	buffer_add_byte(&m->out, '"');
}

static void
add_scalar(struct maker *m)
{
	static const char *const scalars[] = {
		"0",	    "-0",
		"0.10",	    "1e999",
		"-1E-5",    "18446744073709551615",
		"1.0e+0",   "123",
		"12345678", "123456789012345678901234567890",
		"true",	    "false",
		"null",
	};
	if (draw(m, 2))
		add_string(m);
	else
		buffer_add_text(&m->out, PICK(m, scalars));
}

static void
add_key(struct maker *m)
{
	static const char *const keys[] = {
		"\"mime\"", "\"size\"", "\"notes\"",	   "\"m\\u0069me\"", "\"record\"",
		"\"\"",	    "\"x\"",	"\"n\\u006ftes\"", "\"SIZE\"",	     "\"path\"",
	};
	if (draw(m, 3))
		buffer_add_text(&m->out, PICK(m, keys));
	else
		add_string(m);
}

static void add_value(struct maker *m);

static void
add_container(struct maker *m, bool object)
{
	m->depth++;
	add_token(m, object ? "{" : "[");
	uint64_t n = draw(m, m->depth == 1 ? 12 : 4);
	for (uint64_t i = 0; i < n; i++) {
		if (i > 0)
			add_token(m, ",");
		if (object) {
			add_key(m);
			add_token(m, ":");
		}
		add_value(m);
	}
	add_token(m, object ? "}" : "]");
	m->depth--;
}

/* Deep nesting is drawn rarely, but drawn. */
static void
add_value(struct maker *m)
{
	uint64_t kind = draw(m, m->depth < 6 ? 4 : 40);
	if (kind == 0 || m->depth > 60)
		add_scalar(m);
	else if (kind < 3)
		add_container(m, kind == 1);
	else
		add_scalar(m);
}

static void
make_line(struct maker *m)
{
	buffer_clear(&m->out);
	m->depth = 0;
	m->spaced = draw(m, 3) == 0;
	add_container(m, true);
}

static void
test_valid_lines(void **state)
{
	(void)state;
	struct maker m = {.random = 2026};
	for (int i = 0; i < LINES; i++) {
		make_line(&m);
		assert_true(record_check_line(m.out.data, m.out.n));
	}
	buffer_release(&m.out);
}

/* Whatever part of a line is missing at its end, the rest is no record. */
static void
test_truncations(void **state)
{
	(void)state;
	struct maker m = {.random = 11};
	struct record r = RECORD_EMPTY;
	for (int i = 0; i < 400; i++) {
		struct error e = {0};
		make_line(&m);
		assert_int_equal(record_scan(&r, m.out.data, m.out.n, &e), 0);
		for (size_t n = r.close; n-- > 0;) {
			struct error cut = {0};
			assert_int_equal(record_scan(&r, m.out.data, n, &cut), -1);
		}
	}
	record_release(&r);
	buffer_release(&m.out);
}

/* One byte changed, gone or doubled: the scanner and jansson must still say the same. */
static void
test_damaged_lines(void **state)
{
	(void)state;
	static const char bytes[] = "{}[]:,\"\\ \t\n0-.eEtu\x01\x80\xC3\xFF";
	struct maker m = {.random = 99};
	unsigned taken = 0;
	for (int i = 0; i < LINES; i++) {
		make_line(&m);
		size_t at = (size_t)draw(&m, m.out.n);
		char byte = bytes[draw(&m, sizeof bytes)];
		switch (draw(&m, 3)) {
		case 0:
			m.out.data[at] = byte;
			break;
		case 1:
			memmove(m.out.data + at, m.out.data + at + 1, m.out.n - at - 1);
			m.out.n--;
			break;
		default:
			buffer_reserve(&m.out, 1);
			memmove(m.out.data + at + 1, m.out.data + at, m.out.n - at);
			m.out.data[at] = byte;
			m.out.n++;
		}
		taken += record_check_line(m.out.data, m.out.n);
	}
	assert_true(taken > LINES / 20 && taken < LINES * 19 / 20);
	buffer_release(&m.out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid_lines),
		cmocka_unit_test(test_truncations),
		cmocka_unit_test(test_damaged_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
