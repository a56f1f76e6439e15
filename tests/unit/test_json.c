/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/json.h"
#include "record/record.h"

static void
check_string(const char *in, size_t n, const char *expected)
{
	struct buffer b = BUFFER_EMPTY;
	json_add_string(&b, in, n);
	assert_string_equal(buffer_text(&b), expected);
	buffer_release(&b);
}

static void
test_strings(void **state)
{
	(void)state;
	check_string("", 0, "\"\"");
	check_string("plain", 5, "\"plain\"");
	check_string("a\"b\\c/", 6, "\"a\\\"b\\\\c/\"");
	check_string("\b\f\n\r\t", 5, "\"\\b\\f\\n\\r\\t\"");
	check_string("\0\x1F\x7F", 3, "\"\\u0000\\u001f\\u007f\"");
	check_string("\xC2\x85\xC2\xA0", 4, "\"\\u0085\xC2\xA0\"");
	check_string("\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAE", 9, "\"\\u2028\\u2029\xE2\x80\xAE\"");
	check_string("é日\xF0\x9F\x98\x80", 9, "\"é日\xF0\x9F\x98\x80\"");
	check_string("a\xFF"
		     "b",
		     3,
		     "\"a\xEF\xBF\xBD"
		     "b\"");
	check_string("\xED\xA0\x80", 3, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
	check_string("\xE6\x97", 2, "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

/* Any bytes give one line that jansson reads back; valid UTF-8 comes back as it was. */
static void
test_strings_read_back(void **state)
{
	(void)state;
	uint64_t random = 3;
	for (int i = 0; i < 20000; i++) {
		char text[24];
		size_t n = (size_t)i % sizeof text;
		for (size_t j = 0; j < n; j++) {
			random = random * 6364136223846793005U + 1442695040888963407U;
			text[j] = (char)(random >> 40 & (i % 2 ? 0xFF : 0x7F));
		}
		struct buffer b = BUFFER_EMPTY;
		json_add_string(&b, text, n);
		assert_null(memchr(b.data, '\n', b.n));
		json_t *v = json_loadb(b.data, b.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		assert_non_null(v);
		if (i % 2 == 0) {
			assert_int_equal(json_string_length(v), n);
			assert_memory_equal(json_string_value(v), text, n);
		}
		json_decref(v);
		buffer_release(&b);
	}
}

static void
check_double(double v, const char *expected)
{
	struct buffer b = BUFFER_EMPTY;
	json_add_double(&b, v);
	assert_string_equal(buffer_text(&b), expected);
	buffer_release(&b);
}

static void
test_doubles(void **state)
{
	(void)state;
	check_double(0.1, "0.1");
	check_double(-49.611622, "-49.611622");
	check_double(1.0 / 3, "0.3333333333333333");
	check_double(312, "312.0");
	check_double(0, "0.0");
	check_double(-0.0, "-0.0");
	check_double(1e22, "1e+22");
	check_double(5e-324, "5e-324");
	check_double(1.7976931348623157e308, "1.7976931348623157e+308");
	uint64_t random = 5;
	for (int i = 0; i < 20000; i++) {
		double v, back;
		random = random * 6364136223846793005U + 1442695040888963407U;
		memcpy(&v, &random, sizeof v);
		if (!isfinite(v))
			continue;
		struct buffer b = BUFFER_EMPTY;
		json_add_double(&b, v);
		back = strtod(buffer_text(&b), NULL);
		assert_memory_equal(&back, &v, sizeof v);
		buffer_release(&b);
	}
}

static void
test_integers(void **state)
{
	(void)state;
	static const struct {
		uint64_t v;
		const char *text;
	} table[] = {
		{0, "0"},
		{9, "9"},
		{10, "10"},
		{UINT64_C(9223372036854775808), "9223372036854775808"},
		{UINT64_MAX, "18446744073709551615"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct buffer b = BUFFER_EMPTY;
		json_add_u64(&b, table[i].v);
		assert_string_equal(buffer_text(&b), table[i].text);
		buffer_release(&b);
	}
}

static void
test_members(void **state)
{
	(void)state;
	struct buffer b = BUFFER_EMPTY;
	for (int line = 0; line < 2; line++) {
		buffer_add_byte(&b, '{');
		json_member_text(&b, "a", "x");
		json_member_text(&b, "b", NULL);
		json_member_u64(&b, "c", 7);
		json_member_bool(&b, "d", true);
		json_member_span(&b, "e", (struct span){"xyz", 2});
		json_member_span(&b, "f", (struct span){NULL, 0});
		json_key(&b, "g");
		buffer_add_byte(&b, '[');
		json_comma(&b);
		json_add_u64(&b, 1);
		json_comma(&b);
		json_add_text(&b, "[");
		json_comma(&b);
		json_add_bool(&b, false);
		buffer_add_byte(&b, ']');
		json_member_raw(&b, "h", span_of("{}"));
		buffer_add_text(&b, "}\n");
	}
	static const char line[] =
		"{\"a\":\"x\",\"b\":null,\"c\":7,\"d\":true,\"e\":\"xy\",\"f\":null,"
		"\"g\":[1,\"[\",false],\"h\":{}}\n";
	assert_int_equal(b.n, 2 * strlen(line));
	assert_memory_equal(b.data, line, strlen(line));
	assert_memory_equal(b.data + strlen(line), line, strlen(line));
	buffer_release(&b);
}

static void
test_values(void **state)
{
	(void)state;
	static const char text[] = "{\"z\":[1,-2.5,null,true,false,\"\\u0000é\"],\"a\":{},\"m\":"
				   "9223372036854775807,\"n\":-9223372036854775808,\"o\":[]}";
	struct buffer b = BUFFER_EMPTY;
	json_t *v = json_loads(text, JSON_ALLOW_NUL, NULL);
	assert_non_null(v);
	json_add_value(&b, v);
	assert_string_equal(buffer_text(&b), text);
	json_decref(v);
	buffer_release(&b);
}

/* Names come back as the bytes they were, whether or not they are UTF-8. */
static void
test_names(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		size_t n;
		const char *json;
	} table[] = {
		{"DCIM/a.jpg", 10, "{\"path\":\"DCIM/a.jpg\"}"},
		{"Ảnh", 5, "{\"path\":\"Ảnh\"}"},
		{"", 0, "{\"path\":\"\"}"},
		{"a\xE9.jpg", 6,
		 "{\"path\":\"a\xEF\xBF\xBD.jpg\",\"path_bytes\":\"61e92e6a7067\"}"},
		{"a\0b", 3, "{\"path\":\"a\\u0000b\"}"},
		{"\n\x1B", 2, "{\"path\":\"\\n\\u001b\"}"},
		{"\xFF", 1, "{\"path\":\"\xEF\xBF\xBD\",\"path_bytes\":\"ff\"}"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct buffer b = BUFFER_EMPTY, back = BUFFER_EMPTY;
		struct record r = RECORD_EMPTY;
		struct error e = {0};
		buffer_add_byte(&b, '{');
		json_member_name(&b, "path", table[i].name, table[i].n);
		buffer_add_byte(&b, '}');
		assert_string_equal(buffer_text(&b), table[i].json);
		assert_int_equal(record_scan(&r, b.data, b.n, &e), 0);
		assert_int_equal(record_name(&r, "path", &back), 0);
		assert_int_equal(back.n, table[i].n);
		if (back.n)
			assert_memory_equal(back.data, table[i].name, back.n);
		record_release(&r);
		buffer_release(&b);
		buffer_release(&back);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strings), cmocka_unit_test(test_strings_read_back),
		cmocka_unit_test(test_doubles), cmocka_unit_test(test_integers),
		cmocka_unit_test(test_members), cmocka_unit_test(test_values),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
