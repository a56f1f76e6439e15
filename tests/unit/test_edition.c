/* SPDX-License-Identifier: Apache-2.0 */
/* What editions withhold, how small counts are suppressed, how quantities are read and counted. */
#include "report_check.h"

#include "report/counting.h"
#include "report/edition.h"
#include "report/statistics.h"

static void
expect_id(const char *id, const char *path, const char *want)
{
	struct buffer b = BUFFER_EMPTY;
	edition_id(&b, id, path);
	assert_string_equal(buffer_text(&b), want);
	buffer_release(&b);
}

static void
test_ids(void **state)
{
	(void)state;
	expect_id("p2/1234-128-4", "/a/b.jpg", "p2/1234-128-4");
	expect_id("@7340032", "", "@7340032");
	/* printf a/b.jpg | sha256sum */
	expect_id("p2/88!a/b.jpg", "/x.zip/a/b.jpg", "p2/88!#4a51636246e7c418");
	expect_id("p0/a/b.jpg", "/a/b.jpg", "p0/#4a51636246e7c418");
}

static void
expect_degrees(const char *degrees, const char *want)
{
	struct buffer b = BUFFER_EMPTY;
	edition_degrees(&b, degrees);
	assert_string_equal(buffer_text(&b), want);
	buffer_release(&b);
}

static void
test_degrees(void **state)
{
	(void)state;
	expect_degrees("21.02851", "21.0");
	expect_degrees("-105.98", "-105.9");
	expect_degrees("7", "7.0");
	expect_degrees("1e-05", "");
	expect_degrees("", "");
	expect_degrees("-", "");
}

static struct stat_row
row(uint64_t distinct, uint64_t pictures, uint64_t videos)
{
	return (struct stat_row){.name = "x",
				 .distinct = distinct,
				 .occurrences = pictures + videos,
				 .pictures = pictures,
				 .videos = videos};
}

static void
test_suppression(void **state)
{
	(void)state;
	struct stat_row rows[] = {row(50, 60, 0), row(3, 3, 0), row(20, 30, 0), row(9, 40, 2)};
	struct stat_table t = {"category", rows, 4, row(82, 133, 2)};
	statistics_suppress(&t);
	assert_int_equal(rows[1].hidden, STAT_ALL);
	/* The smallest of the rest goes too, or the total would tell the row above. */
	assert_int_equal(rows[2].hidden, STAT_ALL);
	assert_int_equal(rows[0].hidden, 0);
	assert_int_equal(rows[3].hidden, STAT_SPLIT);
	assert_int_equal(t.total.hidden, STAT_SPLIT); /* 2 videos in all */

	struct stat_row few[] = {row(2, 2, 0), row(2, 2, 0)};
	struct stat_table small = {"exhibit", few, 2, row(4, 4, 0)};
	statistics_suppress(&small);
	assert_int_equal(small.total.hidden, STAT_ALL);

	struct stat_row one[] = {row(40, 50, 10)};
	struct stat_table alone = {"exhibit", one, 1, row(40, 50, 10)};
	statistics_suppress(&alone);
	assert_int_equal(one[0].hidden | alone.total.hidden, 0);

	struct stat_row two[] = {row(30, 30, 0), row(4, 4, 0)};
	struct stat_table pair = {"device", two, 2, row(34, 34, 0)};
	statistics_suppress(&pair);
	assert_int_equal(two[0].hidden, STAT_ALL);
	assert_int_equal(two[1].hidden, STAT_ALL);
	assert_int_equal(pair.total.hidden, 0);
}

static void
test_devices(void **state)
{
	(void)state;
	static const char *const known[][3] = {
		{"Canon", "Canon EOS 40D", "camera"},
		{"SONY", "ILCE-7M3", "camera"},
		{"Sony", "XQ-BC72", "phone or tablet"},
		{"samsung", "SM-G991B", "phone or tablet"},
		{"DJI", "FC3170", "drone or action camera"},
		{"", "thing", "other device"},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct device_fact x = {.make = known[i][0], .model = known[i][1]};
		assert_string_equal(statistics_device_class(&x), known[i][2]);
	}
}

#define LAW                                                                                        \
	"[jurisdiction]\nname = X\ncategories = x: 1 ; y:2\n[quantity bytes]\nunit = 10\n"         \
	"steps = 1; 5\n[quantity pictures]\nlabel = photographs\n"

static void
test_counting(void **state)
{
	(void)state;
	struct error e = {0};
	struct counting *c = counting_new();
	assert_int_equal(counting_parse(c, span_of(LAW), &e), 0);
	assert_int_equal(c->n, 2);
	struct report *r = report_new();
	const struct facts *f = facts_of(
		r, RUN HIT("a", "allocated", "0", "aa", "") HIT("b", "allocated", "512", "aa", "")
			   HIT("c", "allocated", "1024", "bb", "") END(3));
	struct counted pictures = counting_count(c, f, QUANTITY_PICTURES);
	assert_int_equal(pictures.distinct, 2);
	assert_int_equal(pictures.occurrences, 3);
	assert_int_equal(counting_count(c, f, QUANTITY_BYTES).occurrences, 30);
	assert_int_equal(counting_count(c, f, QUANTITY_VIDEOS).occurrences, 0);
	c->categories = "x:7";
	assert_int_equal(counting_count(c, f, QUANTITY_ITEMS).occurrences, 0);
	report_free(&r);
	counting_free(&c);
}

static void
test_bad_counting(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"[jurisdiction]\nname = X\n",
		"[quantity bytes]\nsteps = 1\n",
		"[jurisdiction]\nname = X\n[quantity tons]\nsteps = 1\n",
		"[jurisdiction]\nname = X\n[quantity items]\nsteps = 5; 1\n",
		"[jurisdiction]\nname = X\n[quantity items]\nsteps = many\n",
		"[jurisdiction]\nname = X\n[quantity bytes]\nunit = 0\nsteps = 1\n",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error e = {0};
		struct counting *c = counting_new();
		assert_int_equal(counting_parse(c, span_of(bad[i]), &e), -1);
		assert_true(e.kind == ERROR_INPUT && *e.text);
		counting_free(&c);
	}
}

static void
test_case_fields(void **state)
{
	(void)state;
	static const char *const bad[] = {"",	  "x",	      "x=1",	    ".x=1",
					  "x.=1", "a.b=1\n2", "exhibit.x=1"};
	struct case_data *c = case_data_new();
	struct error e = {0};
	assert_int_equal(
		case_data_parse(c, span_of("[case]\nnumber = 1\n[exhibit A]\nseals = x\n"), &e), 0);
	assert_int_equal(case_data_set(c, "case.number=2.5", &e), 0);
	assert_string_equal(case_data_get(c, "case", "number"), "2.5");
	assert_int_equal(case_data_set(c, "exhibit A.seals=broken = yes", &e), 0);
	assert_int_equal(case_data_set(c, "exhibit B.make=M", &e), 0);
	assert_int_equal(c->nexhibits, 2);
	assert_string_equal(case_exhibit_get(&c->exhibits[0], "seals"), "broken = yes");
	assert_int_equal(case_data_set(c, "our lab.shelf=7", &e), 0);
	assert_string_equal(c->extras[0].section, "our lab");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error why = {0};
		assert_int_equal(case_data_set(c, bad[i], &why), -1);
		assert_true(*why.text != '\0');
	}
	case_data_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids),	    cmocka_unit_test(test_degrees),
		cmocka_unit_test(test_suppression), cmocka_unit_test(test_devices),
		cmocka_unit_test(test_counting),    cmocka_unit_test(test_bad_counting),
		cmocka_unit_test(test_case_fields),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
