/* SPDX-License-Identifier: Apache-2.0 */
/* Recipes: times, words, names, and what a whole one comes to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "practice/moment.h"
#include "practice/reader.h"
#include "practice/utf16.h"

/* ---- Times ---- */

static struct moment
moment(const char *text)
{
	struct error e = {0};
	struct moment m;

	assert_int_equal(moment_parse(&m, text, &e), 0);
	return m;
}

static void
test_seconds(void **state)
{
	(void)state;
	/* date -u -d … +%s */
	assert_int_equal(moment("2026-03-14T09:30:00Z").seconds, 1773480600);
	assert_int_equal(moment("2026-03-14T16:30:00+07:00").seconds, 1773480600);
	assert_int_equal(moment("2026-03-13T23:30:00-10:00").seconds, 1773480600);
	assert_int_equal(moment("2026-03-14").seconds, 1773446400);
	assert_int_equal(moment("2000-02-29T12:00:00").seconds, 951825600);
	assert_int_equal(moment("2107-12-31T23:59:59Z").seconds, 4354819199);
	assert_int_equal(moment("1980-01-01").seconds, 315532800);
	assert_int_equal(moment("2026-03-14T09:30:00.25Z").nanoseconds, 250000000);
	assert_int_equal(moment("2026-03-14T09:30:00.1234567891Z").nanoseconds, 123456789);
}

static void
test_bad_times(void **state)
{
	static const char *const bad[] = {"",
					  "2026",
					  "2026-13-01",
					  "2026-00-01",
					  "2100-02-29",
					  "2026-01-32",
					  "2026-01-01T",
					  "2026-01-01T10:00",
					  "2026-1-1",
					  "2026-01-01T10:00:60",
					  "2026-01-01T10:60:00",
					  "2026-01-01 10:00:00",
					  "2108-01-01",
					  "2026-01-01T10:00:00.",
					  "2026-01-01T10:00:00+7",
					  "2026-01-01T10:00:00Zx"};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error e = {0};
		struct moment m;

		assert_int_equal(moment_parse(&m, bad[i], &e), -1);
		assert_int_equal(e.kind, ERROR_INPUT);
	}
}

static void
test_civil(void **state)
{
	struct moment m = moment("2024-02-29T00:30:59.999+07:00");
	struct civil c = moment_civil(&m);
	char text[CLOCK_TEXT_MAX];

	(void)state;
	assert_int_equal(c.year * 10000 + c.month * 100 + c.day, 20240229);
	assert_int_equal(c.hour * 10000 + c.minute * 100 + c.second, 3059);
	/* Worked out by hand from the layout: 2024 is 44 years after 1980. */
	assert_int_equal(moment_fat_date(&m), 44 << 9 | 2 << 5 | 29);
	assert_int_equal(moment_fat_time(&m), 0 << 11 | 30 << 5 | 29);
	assert_int_equal(moment_fat_hundredths(&m), 199);
	moment_fat_text(&m, 2000000000, text);
	assert_string_equal(text, "2024-02-29T00:30:58");
	moment_fat_text(&m, 10000000, text);
	assert_string_equal(text, "2024-02-29T00:30:59.99");
	moment_fat_text(&m, 86400000000000, text);
	assert_string_equal(text, "2024-02-29T00:00:00");
	moment_text(&m, text);
	assert_string_equal(text, "2024-02-28T17:30:59.999Z");
	/* The Unix epoch is 116444736000000000 in NTFS's count. */
	assert_int_equal(moment_ntfs(&m),
			 116444736000000000 + 1709141459 * (uint64_t)10000000 + 9990000);
}

static void
test_every_day(void **state)
{
	struct moment m = moment("1980-01-01");

	(void)state;
	/* Days follow one another without a gap for a whole 128 years. */
	for (int64_t day = civil_days(1980, 1, 1); day <= civil_days(2107, 12, 31); day++) {
		struct civil c;

		m.seconds = day * 86400;
		c = moment_civil(&m);
		assert_int_equal(civil_days(c.year, c.month, c.day), day);
	}
}

/* ---- Words ---- */

static int
cut(struct statement *s, char *line)
{
	struct error e = {0};

	return statement_cut(s, line, &e);
}

static void
test_words(void **state)
{
	char line[] = "file  \"a b\\\"c\\\\\\n\" x=1 flag\ty=\"2 3\" # comment=1";
	struct statement s;

	(void)state;
	assert_int_equal(cut(&s, line), 0);
	assert_string_equal(s.directive, "file");
	assert_int_equal(s.noperands, 2);
	assert_string_equal(s.operands[0], "a b\"c\\\n");
	assert_string_equal(s.operands[1], "flag");
	assert_int_equal(s.nattributes, 2);
	assert_string_equal(s.attributes[0].key, "x");
	assert_string_equal(s.attributes[1].value, "2 3");
}

static void
test_quoted_is_no_attribute(void **state)
{
	char line[] = "file \"a=b\" A=b a#b";
	struct statement s;

	(void)state;
	assert_int_equal(cut(&s, line), 0);
	assert_int_equal(s.nattributes, 0);
	assert_int_equal(s.noperands, 3);
	assert_string_equal(s.operands[0], "a=b");
	assert_string_equal(s.operands[2], "a#b");
}

static void
test_blank_lines(void **state)
{
	char empty[] = "", comment[] = "  # nothing", blanks[] = " \t\r";
	struct statement s;

	(void)state;
	assert_int_equal(cut(&s, empty), 0);
	assert_null(s.directive);
	assert_int_equal(cut(&s, comment), 0);
	assert_null(s.directive);
	assert_int_equal(cut(&s, blanks), 0);
	assert_null(s.directive);
}

/* ---- Names ---- */

static void
test_paths(void **state)
{
	static const char *const good[] = {"a", "a/b", "a.b/.c", "..a", "ảnh/đẹp.jpg", "a=b #"};
	static const char *const never[] = {"",	  "/",	  "/a",	    "a/",  "a//b", ".",
					    "..", "../a", "a/../b", "a/.", "a\nb", "a\x7f"};
	static const char *const windows[] = {"a:b", "a*", "a?", "a\\b", "a|b", "<", "a.", "a /b"};
	struct error e = {0};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(path_check(good[i], FS_NTFS, &e), 0);
	for (size_t i = 0; i < sizeof never / sizeof *never; i++, error_clear(&e))
		assert_int_equal(path_check(never[i], FS_EXT4, &e), -1);
	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++, error_clear(&e)) {
		assert_int_equal(path_check(windows[i], FS_EXT4, &e), 0);
		assert_int_equal(path_check(windows[i], FS_FAT32, &e), -1);
	}
}

static void
test_utf16(void **state)
{
	const char *text = "aé€\xf0\x9d\x84\x9e"; /* U+0061 U+00E9 U+20AC U+1D11E */
	const uint16_t wanted[] = {0x61, 0xe9, 0x20ac, 0xd834, 0xdd1e};
	uint16_t units[8];

	(void)state;
	assert_int_equal(utf16_from_utf8(text, strlen(text), units, 8), 5);
	assert_memory_equal(units, wanted, sizeof wanted);
	/* Half a pair is never written. */
	assert_int_equal(utf16_from_utf8(text, strlen(text), units, 4), 3);
}

/* ---- A whole one ---- */

static const char whole[] =
	"seed 9\n"
	"time 2026-01-01\n"
	"camera c make=M\n"
	"picture p jpeg 100x50 camera=c gps=-1.5,2.000001 altitude=-3.25 known=info category=4\n"
	"cut k p 10\n"
	"volume ntfs size=4M serial=00000000000000Ff\n"
	"file a/b p modified=2025-05-05\n"
	"stream a/b s k\n"
	"gap size=8K filler=text\n"
	"free p at=4K fragments=2";

static void
test_whole(void **state)
{
	struct error e = {0};
	struct recipe r;
	struct times t;

	(void)state;
	assert_int_equal(recipe_parse(&r, "x", whole, sizeof whole - 1, &e), 0);
	assert_int_equal(r.seed, 9);
	assert_int_equal(r.ncontents, 2);
	assert_string_equal(r.contents[0].picture.camera->make, "M");
	assert_int_equal(r.contents[0].picture.position.latitude, -1500000);
	assert_int_equal(r.contents[0].picture.position.longitude, 2000001);
	assert_int_equal(r.contents[0].picture.position.altitude, -325);
	assert_int_equal(r.contents[0].known, KNOWN_INFO);
	assert_int_equal(r.contents[1].from, 0);
	assert_int_equal(r.nvolumes, 2);
	assert_int_equal(r.volumes[0].serial, 255);
	assert_int_equal(r.volumes[0].n, 2);
	assert_string_equal(r.volumes[0].plants[1].stream, "s");
	assert_int_equal(r.volumes[1].fs, FS_GAP);
	assert_int_equal(r.volumes[1].plants[0].at, 4096);
	assert_int_equal(r.volumes[1].plants[0].line, 10);
	t = r.volumes[0].plants[0].times;
	assert_true(t.modified.set && !t.created.set);
	recipe_release(&r);
}

/* Every cut of a good recipe is a good one or is refused in words; a sanitizer watches. */
static void
test_cut_anywhere(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof whole; n++) {
		struct error e = {0};
		struct recipe r;

		if (recipe_parse(&r, "x", whole, n, &e))
			assert_true(e.kind == ERROR_INPUT && !strncmp(e.text, "x:", 2));
		recipe_release(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seconds),	     cmocka_unit_test(test_bad_times),
		cmocka_unit_test(test_civil),	     cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_words),	     cmocka_unit_test(test_quoted_is_no_attribute),
		cmocka_unit_test(test_blank_lines),  cmocka_unit_test(test_paths),
		cmocka_unit_test(test_utf16),	     cmocka_unit_test(test_whole),
		cmocka_unit_test(test_cut_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
