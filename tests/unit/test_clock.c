/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

static void
test_known(void **state)
{
	(void)state;
	static const struct {
		int64_t seconds;
		uint32_t nanoseconds;
		const char *zone, *text;
	} table[] = {
		{0, 0, "Z", "1970-01-01T00:00:00Z"},
		{-1, 0, "Z", "1969-12-31T23:59:59Z"},
		{951782400, 0, "Z", "2000-02-29T00:00:00Z"},
		{4107542399, 0, "Z", "2100-02-28T23:59:59Z"},
		{4107542400, 0, "", "2100-03-01T00:00:00"},
		{-11644473600, 1, "Z", "1601-01-01T00:00:00.000000001Z"},
		{315532800, 500000000, "", "1980-01-01T00:00:00.5"},
		{1700000000, 123456700, "Z", "2023-11-14T22:13:20.1234567Z"},
		{1700000000, 999999999, "Z", "2023-11-14T22:13:20.999999999Z"},
		{1700000000, 1000000000, "Z", "2023-11-14T22:13:20Z"},
		{1700000000, UINT32_MAX, "Z", "2023-11-14T22:13:20Z"},
		{253402300799, 0, "Z", "9999-12-31T23:59:59Z"},
		{253402300800, 0, "Z", "10000-01-01T00:00:00Z"},
		{-62167219200, 0, "Z", "0000-01-01T00:00:00Z"},
		{-62167219201, 0, "Z", "-001-12-31T23:59:59Z"},
		{INT64_MAX, 999999999, "Z", "292277026596-12-04T15:30:07.999999999Z"},
		{INT64_MIN, 999999999, "Z", "-292277022657-01-27T08:29:52.999999999Z"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char out[CLOCK_TEXT_MAX];
		clock_format(out, table[i].seconds, table[i].nanoseconds, table[i].zone);
		assert_string_equal(out, table[i].text);
	}
}

/* Against the C library over 10,000 years, whatever the time zone of the process. */
static void
test_like_the_c_library(void **state)
{
	(void)state;
	uint64_t random = 7;
	setenv("TZ", "Asia/Kathmandu", 1);
	tzset();
	for (int i = 0; i < 200000; i++) {
		random = random * 6364136223846793005U + 1442695040888963407U;
		int64_t seconds = (int64_t)(random >> 20) % 315569520000 - 62167219200;
		time_t t = (time_t)seconds;
		struct tm tm;
		char expected[64], out[CLOCK_TEXT_MAX];
		gmtime_r(&t, &tm);
		snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d:%02dZ",
			 tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
			 tm.tm_sec);
		clock_format(out, seconds, 0, "Z");
		assert_string_equal(out, expected);
	}
}

static void
test_now(void **state)
{
	(void)state;
	char out[CLOCK_TEXT_MAX];
	setenv("SOURCE_DATE_EPOCH", "86399", 1);
	clock_now(out);
	assert_string_equal(out, "1970-01-01T23:59:59Z");
	static const char *const bad[] = {"", "-5", "9223372036854775808", "x"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		setenv("SOURCE_DATE_EPOCH", bad[i], 1);
		clock_now(out);
		assert_true(strcmp(out, "2020") > 0);
	}
	unsetenv("SOURCE_DATE_EPOCH");
	clock_now(out);
	assert_int_equal(strlen(out), strlen("2026-11-23T05:30:00Z"));
	double before = clock_monotonic();
	assert_true(clock_monotonic() >= before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_like_the_c_library),
		cmocka_unit_test(test_now),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
