/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"

static void
test_broken_lines(void **state)
{
	(void)state;
	static const struct {
		const char *line, *says;
	} table[] = {
		{"", "it does not begin with a brace at byte 1"},
		{"[]", "it does not begin with a brace at byte 1"},
		{"\"a\"", "it does not begin with a brace at byte 1"},
		{"\xEF\xBB\xBF{}", "it does not begin with a brace at byte 1"},
		{"{", "a key in quotes with its colon is missing at byte 2"},
		{"{\"a\"}", "a key in quotes with its colon is missing at byte 2"},
		{"{a:1}", "a key in quotes with its colon is missing at byte 2"},
		{"{1:1}", "a key in quotes with its colon is missing at byte 2"},
		{"{,}", "a key in quotes with its colon is missing at byte 2"},
		{"{\"a\":1,}", "a key in quotes with its colon is missing at byte 8"},
		{"{\"a\":}", "a value is missing at byte 6"},
		{"{\"a\":1", "the line is cut off at byte 7"},
		{"{\"a\":1,", "a key in quotes with its colon is missing at byte 8"},
		{"{\"a\"::1}", "a value is missing at byte 6"},
		{"{\"a\":tru}", "a value is missing at byte 6"},
		{"{\"a\":True}", "a value is missing at byte 6"},
		{"{\"a\":NaN}", "a value is missing at byte 6"},
		{"{\"a\":1 2}", "a value is missing at byte 6"},
		{"{\"a\":'b'}", "a value is missing at byte 6"},
		{"{\"a\":1}}", "something follows the last brace at byte 8"},
		{"{\"a\":1}x", "something follows the last brace at byte 8"},
		{"{}{}", "something follows the last brace at byte 3"},
		{"{\"a\":[}", "a value is missing at byte 7"},
		{"{\"a\":[1}", "a brace closes a bracket or the other way round at byte 8"},
		{"{\"a\":{\"b\":1]}", "a brace closes a bracket or the other way round at byte 12"},
		{"{\"a\":[1,]}", "a value is missing at byte 9"},
		{"{\"a\":[[]1]}", "a comma, brace or bracket is missing at byte 9"},
		{"{\"a\":1[]}", "a comma is missing at byte 6"},
		{"{\"a\":\"b}", "the line is cut off at byte 9"},
		{"{\"a\":\"b\"c}", "something right after a string at byte 9"},
		{"{\"a\":c\"b\"}", "a value is missing at byte 6"},
		{"{\"a\":\"b\" \"c\"}", "something right after a string at byte 10"},
		{"{\"a\":\"\x01\"}", "a control character at byte 7"},
		{"{\"a\":\"\t\"}", "a control character at byte 7"},
		{"{\"a\":1\n}", "a control character at byte 7"},
		{"{\"a\":1\f}", "a control character at byte 7"},
		{"{\"a\":\"\\x\"}", "a backslash followed by no escape that JSON knows at byte 7"},
		{"{\"a\":\"\\u12G4\"}",
		 "a backslash followed by no escape that JSON knows at byte 7"},
		{"{\"a\":\"\\u123\"}",
		 "a backslash followed by no escape that JSON knows at byte 7"},
		{"{\"a\":\"\xC3\"}", "a byte that is not UTF-8 at byte 7"},
		{"{\"a\":\"\xED\xA0\x80\"}", "a byte that is not UTF-8 at byte 7"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct record r = RECORD_EMPTY;
		struct error e = {0};
		char expected[200];
		snprintf(expected, sizeof expected, "not a JSON record: %s", table[i].says);
		assert_int_equal(record_scan(&r, table[i].line, strlen(table[i].line), &e), -1);
		assert_int_equal(e.kind, ERROR_INPUT);
		assert_string_equal(e.text, expected);
		assert_int_equal(r.n, 0);
		record_release(&r);
	}
}

static int
scan_value(const char *value)
{
	struct record r = RECORD_EMPTY;
	struct error e = {0};
	struct buffer line = BUFFER_EMPTY;
	buffer_add_format(&line, "{\"key\":%s}", value);
	int result = record_scan(&r, line.data, line.n, &e);
	if (result == 0)
		assert_true(span_equal(record_value(&r, "key"), value));
	record_release(&r);
	buffer_release(&line);
	return result;
}

static void
test_scalars(void **state)
{
	(void)state;
	static const char *const good[] = {
		"0",
		"-0",
		"7",
		"10",
		"12345678",
		"123456789",
		"0.10",
		"-0.0E+00",
		"1e999",
		"1E-5",
		"1e5",
		"true",
		"false",
		"null",
		"\"\"",
		"\"\\\\\"",
		"\"\\u0000\"",
		"18446744073709551615",
		"340282366920938463463374607431768211456",
	};
	static const char *const bad[] = {
		"",	 "-",	"00",	 "01",	     "-01",  "00000001", "1.",	     ".5",
		"1e",	 "1e+", "+1",	 "1.e5",     "0x10", "1_0",	 "1234:678", "1234567/",
		"truee", "nul", "nullx", "Infinity", "1-1",  "--1",	 "\"a",	     "1.5.5",
	};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(scan_value(good[i]), 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(scan_value(bad[i]), -1);
}

static int
scan_nested(unsigned depth, char open, char close)
{
	char value[256];
	assert_true(2 * depth < sizeof value);
	memset(value, open, depth);
	memset(value + depth, close, depth);
	value[2 * depth] = '\0';
	return scan_value(value);
}

static void
test_depth(void **state)
{
	(void)state;
	assert_int_equal(scan_nested(RECORD_DEPTH_MAX - 1, '[', ']'), 0);
	assert_int_equal(scan_nested(RECORD_DEPTH_MAX, '[', ']'), -1);
	assert_int_equal(scan_nested(100, '[', ']'), -1);
}

static void
check_value(const struct record *r, const char *key, const char *value)
{
	struct span v = record_value(r, key);
	if (value)
		assert_true(span_equal(v, value));
	else
		assert_null(v.p);
}

static void
test_members(void **state)
{
	(void)state;
	static const char line[] = " {\t\"record\" : \"file\" ,\"a\":1,\"a\": [ 1, {\"b\":2} ] ,"
				   "\"\":{ },\"s\\u0069ze\":5,\"x\\\"y\":6}\r";
	struct record r = RECORD_EMPTY;
	struct error e = {0};
	assert_int_equal(record_scan(&r, line, strlen(line), &e), 0);
	assert_int_equal(r.n, 6);
	assert_true(r.escaped_keys);
	assert_int_equal(r.close, strlen(line) - 2);
	check_value(&r, "record", "\"file\"");
	check_value(&r, "a", "[ 1, {\"b\":2} ]");
	check_value(&r, "", "{ }");
	check_value(&r, "size", "5");
	check_value(&r, "s\\u0069ze", "5"); /* as it is written, too */
	check_value(&r, "x\"y", "6");
	check_value(&r, "b", NULL);
	check_value(&r, "Record", NULL);
	assert_true(record_is(&r, "file"));
	assert_false(record_is(&r, "fil"));
	assert_int_equal(record_find(&r, span_of("a"), r.n), 2);
	assert_int_equal(record_find(&r, span_of("a"), 2), 1);
	assert_int_equal(record_find(&r, span_of("a"), 1), r.n);

	/* The same record again: nothing stays from the last line. */
	static const char next[] = "{\"record\":\"r\\u0075n\"}";
	assert_int_equal(record_scan(&r, next, strlen(next), &e), 0);
	assert_int_equal(r.n, 1);
	assert_false(r.escaped_keys);
	assert_true(record_is(&r, "run"));
	assert_int_equal(record_scan(&r, "{ }", 3, &e), 0);
	assert_int_equal(r.n, 0);
	assert_false(record_is(&r, "run"));
	record_release(&r);
}

/* Many members, and lines of all lengths around the blocks of 64 bytes. */
static void
test_many_members(void **state)
{
	(void)state;
	for (unsigned count = 1; count < 400; count += 7) {
		struct buffer line = BUFFER_EMPTY;
		struct record r = RECORD_EMPTY;
		struct error e = {0};
		for (unsigned i = 0; i < count; i++)
			buffer_add_format(&line, "%c\"k%u\":%u", i ? ',' : '{', i, i);
		buffer_add_byte(&line, '}');
		assert_int_equal(record_scan(&r, line.data, line.n, &e), 0);
		assert_int_equal(r.n, count);
		for (unsigned i = 0; i < count; i++) {
			char key[16];
			uint64_t v;
			snprintf(key, sizeof key, "k%u", i);
			assert_int_equal(record_u64(&r, key, &v), 0);
			assert_int_equal(v, i);
		}
		record_release(&r);
		buffer_release(&line);
	}
}

static void
test_unquote(void **state)
{
	(void)state;
	static const struct {
		const char *json, *text; /* NULL: no string */
		size_t n;
	} table[] = {
		{"\"\"", "", 0},
		{"\"abc\"", "abc", 3},
		{"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8},
		{"\"\\u0041\\u00e9\\u65E5\"", "Aé日", 6},
		{"\"\\ud83d\\ude00\"", "\xF0\x9F\x98\x80", 4},
		{"\"\\ud83d\"", "\xEF\xBF\xBD", 3},
		{"\"\\ude00x\"", "\xEF\xBF\xBDx", 4},
		{"\"\\ud83d\\ud83d\\ude00\"", "\xEF\xBF\xBD\xF0\x9F\x98\x80", 7},
		{"\"\\ud83d\\u0041\"",
		 "\xEF\xBF\xBD"
		 "A",
		 4},
		{"\"a\\u0000b\"", "a\0b", 3},
		{"5", NULL, 0},
		{"null", NULL, 0},
		{"\"", NULL, 0},
		{"\"\\", NULL, 0},
		{"\"\\\"", NULL, 0},
		{"\"\\u12\"", NULL, 0},
		{"\"\\x\"", NULL, 0},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct buffer b = BUFFER_EMPTY;
		int result = record_unquote(span_of(table[i].json), &b);
		assert_int_equal(result, table[i].text ? 0 : -1);
		if (table[i].text) {
			assert_int_equal(b.n, table[i].n);
			assert_memory_equal(buffer_text(&b), table[i].text, b.n);
		}
		buffer_release(&b);
	}
	struct buffer b = BUFFER_EMPTY;
	assert_int_equal(record_unquote((struct span){NULL, 0}, &b), -1);
}

static void
test_typed_values(void **state)
{
	(void)state;
	static const char line[] =
		"{\"u\":18446744073709551615,\"over\":18446744073709551616,\"neg\":-1,\"real\":1.0,"
		"\"text\":\"5\",\"array\":[1,2],\"huge\":1e999}";
	struct record r = RECORD_EMPTY;
	struct error e = {0};
	uint64_t v;
	assert_int_equal(record_scan(&r, line, strlen(line), &e), 0);
	assert_int_equal(record_u64(&r, "u", &v), 0);
	assert_true(v == UINT64_MAX);
	static const char *const no_number[] = {"over", "neg", "real", "text", "array", "none"};
	for (size_t i = 0; i < sizeof no_number / sizeof *no_number; i++)
		assert_int_equal(record_u64(&r, no_number[i], &v), -1);
	struct buffer b = BUFFER_EMPTY;
	assert_int_equal(record_text(&r, "u", &b), -1);
	assert_int_equal(record_text(&r, "none", &b), -1);
	assert_int_equal(record_text(&r, "text", &b), 0);
	assert_string_equal(buffer_text(&b), "5");
	json_t *array = record_json(&r, "array");
	assert_int_equal(json_array_size(array), 2);
	json_decref(array);
	assert_null(record_json(&r, "none"));
	assert_null(record_json(&r, "huge")); /* seen, but beyond what jansson holds */
	buffer_release(&b);
	record_release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_broken_lines), cmocka_unit_test(test_scalars),
		cmocka_unit_test(test_depth),	     cmocka_unit_test(test_members),
		cmocka_unit_test(test_many_members), cmocka_unit_test(test_unquote),
		cmocka_unit_test(test_typed_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
