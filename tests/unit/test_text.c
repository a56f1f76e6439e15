/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/*
 * Every sequence of up to three bytes: as many are valid as Unicode has code points of that length.
 */
static void
test_utf8_counts(void **state)
{
	(void)state;
	unsigned counts[5] = {0};
	uint32_t code;
	for (unsigned v = 0; v < 1U << 24; v++) {
		const char p[3] = {(char)(v >> 16), (char)(v >> 8), (char)v};
		size_t length = text_next(p, 3, &code);
		/* Count each sequence once: with zeros behind it. */
		if (length > 0 && (v & ((1U << 8 * (3 - length)) - 1)) == 0)
			counts[length]++;
	}
	assert_int_equal(counts[1], 0x80);
	assert_int_equal(counts[2], 0x800 - 0x80);
	assert_int_equal(counts[3], 0x10000 - 0x800 - 0x800); /* without the surrogates */
}

/* Four bytes: each code point has one form; borders of the last two bytes stand for the rest. */
static void
test_utf8_four(void **state)
{
	(void)state;
	static const unsigned char tails[] = {0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF};
	uint32_t code;
	for (unsigned head = 0xF000; head <= 0xFFFF; head++) {
		for (unsigned t = 0; t < 36; t++) {
			unsigned char third = tails[t / 6], fourth = tails[t % 6];
			const char p[4] = {(char)(head >> 8), (char)head, (char)third,
					   (char)fourth};
			uint32_t expected = (head & 0x700) << 10 | (head & 0x3F) << 12 |
					    (third & 0x3FU) << 6 | (fourth & 0x3FU);
			bool valid = head <= 0xF4FF && (head & 0xC0) == 0x80 &&
				     (third & 0xC0) == 0x80 && (fourth & 0xC0) == 0x80 &&
				     expected >= 0x10000 && expected <= 0x10FFFF;
			assert_int_equal(text_next(p, 4, &code), valid ? 4 : 0);
			assert_int_equal(text_next(p, 3, &code), 0);
			if (valid)
				assert_int_equal(code, expected);
		}
	}
}

/* A bad byte is found wherever it stands, also within the stride of eight. */
static void
test_utf8_prefix(void **state)
{
	(void)state;
	char text[40];
	for (size_t n = 0; n <= sizeof text; n++) {
		memset(text, 'a', sizeof text);
		assert_true(text_is_utf8(text, n));
		for (size_t at = 0; at < n; at++) {
			text[at] = (char)0x80;
			assert_int_equal(text_utf8_prefix(text, n), at);
			text[at] = 'a';
		}
	}
	assert_false(text_is_utf8("aaaaaaa\xC3", 8));
	assert_true(text_is_utf8("aaaaaaa\xC3\xA9", 9));
}

static void
check_text(void (*f)(struct buffer *, const char *, size_t), const char *in, const char *expected)
{
	struct buffer b = BUFFER_EMPTY;
	f(&b, in, strlen(in));
	assert_string_equal(buffer_text(&b), expected);
	buffer_release(&b);
}

static void
test_to_utf8(void **state)
{
	(void)state;
	check_text(text_to_utf8, "", "");
	check_text(text_to_utf8, "é日", "é日");
	check_text(text_to_utf8,
		   "a\xFF\xFE"
		   "b",
		   "a\xEF\xBF\xBD\xEF\xBF\xBD"
		   "b");
	check_text(text_to_utf8, "\xE6\x97", "\xEF\xBF\xBD\xEF\xBF\xBD");
	check_text(text_to_utf8, "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	check_text(text_to_utf8, "\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void
test_mask(void **state)
{
	(void)state;
	check_text(text_mask, "plain é \\ text", "plain é \\ text");
	check_text(text_mask, "\x1B[31m\n\r\t\x7F", "\\x1B[31m\\x0A\\x0D\\x09\\x7F");
	check_text(text_mask,
		   "\xC2\x9B"
		   "31m",
		   "\\u{9B}31m");
	check_text(text_mask, "a\xFF", "a\\xFF");
	check_text(text_mask,
		   "gpj.\xE2\x80\xAE"
		   "exe",
		   "gpj.\\u{202E}exe");
	check_text(text_mask, "\xE2\x80\xA8\xE2\x80\xA9", "\\u{2028}\\u{2029}");
	check_text(text_mask, "\xE2\x81\xA6\xE2\x81\xA9", "\\u{2066}\\u{2069}");
	check_text(text_mask, "\xE2\x80\x93\xE2\x81\xAA", "\xE2\x80\x93\xE2\x81\xAA");
}

static void
test_hex(void **state)
{
	(void)state;
	unsigned char all[256], back[256];
	struct buffer b = BUFFER_EMPTY;
	for (unsigned i = 0; i < 256; i++)
		all[i] = (unsigned char)i;
	text_hex(&b, all, sizeof all);
	assert_int_equal(b.n, 512);
	assert_memory_equal(b.data, "000102", 6);
	assert_memory_equal(b.data + 506, "fdfeff", 6);
	assert_int_equal(text_unhex(b.data, b.n, back), 0);
	assert_memory_equal(all, back, sizeof all);
	assert_int_equal(text_unhex("AbCd", 4, back), 0);
	assert_memory_equal(back, "\xAB\xCD", 2);
	assert_int_equal(text_unhex("", 0, back), 0);
	assert_int_equal(text_unhex("abc", 3, back), -1);
	assert_int_equal(text_unhex("0g", 2, back), -1);
	assert_int_equal(text_unhex("0x", 2, back), -1);
	assert_int_equal(text_unhex(" 1", 2, back), -1);
	buffer_release(&b);
}

/* Each byte at each place of 8 digits taken at once, and of those behind them. */
static void
test_unhex_everywhere(void **state)
{
	(void)state;
	for (size_t at = 0; at < 14; at++) {
		for (int byte = 0; byte < 256; byte++) {
			char text[15] = "0F1e2D3c4B5a69";
			unsigned char out[7];
			text[at] = (char)byte;
			bool digit = byte < 128 && isxdigit(byte);
			assert_int_equal(text_unhex(text, 14, out), digit ? 0 : -1);
			if (!digit)
				continue;
			char pair[3] = {text[at & ~(size_t)1], text[at | 1], '\0'};
			assert_int_equal(out[at / 2], strtoul(pair, NULL, 16));
		}
	}
}

struct number {
	const char *text;
	int result;
	unsigned long long value;
};

static void
check_numbers(int (*f)(const char *, size_t, unsigned long long *), const struct number *table,
	      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned long long v = 42;
		assert_int_equal(f(table[i].text, strlen(table[i].text), &v), table[i].result);
		assert_true(v == (table[i].result < 0 ? 42 : table[i].value));
	}
}

static void
test_to_u64(void **state)
{
	(void)state;
	static const struct number table[] = {
		{"0", 0, 0},
		{"7", 0, 7},
		{"007", 0, 7},
		{"18446744073709551615", 0, ULLONG_MAX},
		{"18446744073709551616", -1, 0},
		{"18446744073709551620", -1, 0},
		{"99999999999999999999", -1, 0},
		{"", -1, 0},
		{"-1", -1, 0},
		{"+1", -1, 0},
		{" 1", -1, 0},
		{"1 ", -1, 0},
		{"1.0", -1, 0},
		{"0x10", -1, 0},
		{"1K", -1, 0},
	};
	check_numbers(text_to_u64, table, sizeof table / sizeof *table);
}

static void
test_to_size(void **state)
{
	(void)state;
	static const struct number table[] = {
		{"512", 0, 512},
		{"64K", 0, 65536},
		{"1M", 0, 1048576},
		{"3G", 0, 3221225472ULL},
		{"2T", 0, 2199023255552ULL},
		{"16777215T", 0, 18446742974197923840ULL},
		{"16777216T", -1, 0},
		{"18014398509481983K", 0, 18446744073709550592ULL},
		{"18014398509481984K", -1, 0},
		{"K", -1, 0},
		{"", -1, 0},
		{"1k", -1, 0},
		{"1KB", -1, 0},
		{"1 K", -1, 0},
	};
	check_numbers(text_to_size, table, sizeof table / sizeof *table);
}

static void
test_human_size(void **state)
{
	(void)state;
	static const struct {
		unsigned long long n;
		const char *text;
	} table[] = {
		{0, "0 bytes"},		  {1, "1 byte"},	   {1023, "1023 bytes"},
		{1024, "1.0 KiB"},	  {1536, "1.5 KiB"},	   {1048575, "1.0 MiB"},
		{1048576, "1.0 MiB"},	  {8589934592, "8.0 GiB"}, {1099511627776, "1.0 TiB"},
		{ULLONG_MAX, "16.0 EiB"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct buffer b = BUFFER_EMPTY;
		text_human_size(&b, table[i].n);
		assert_string_equal(buffer_text(&b), table[i].text);
		buffer_release(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8_counts), cmocka_unit_test(test_utf8_four),
		cmocka_unit_test(test_utf8_prefix), cmocka_unit_test(test_to_utf8),
		cmocka_unit_test(test_mask),	    cmocka_unit_test(test_hex),
		cmocka_unit_test(test_to_u64),	    cmocka_unit_test(test_to_size),
		cmocka_unit_test(test_human_size),  cmocka_unit_test(test_unhex_everywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
