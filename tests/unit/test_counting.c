/* SPDX-License-Identifier: Apache-2.0 */
/* The counting rule of DESIGN section 2, and what is counted besides. */
#include "report_check.h"

static void
expect(const char *stream, uint64_t occurrences, uint64_t distinct)
{
	struct report *r = report_new();
	const struct facts *f = facts_of(r, stream);
	assert_int_equal(f->total.occurrences, occurrences);
	assert_int_equal(f->total.distinct, distinct);
	report_free(&r);
}

/*
 * A deleted file and its carved copy are one occurrence; both ids are kept, the file
 * is named first.
 */
static void
test_deleted_and_carved_are_one(void **state)
{
	(void)state;
	static const char stream[] = RUN HIT("@4096", "carved", "4096", "aa", "")
		HIT("p1/7", "deleted", "4096", "aa", ",\"path\":\"/a.jpg\",\"mtime\":\"2026\"")
			END(2);
	struct report *r = report_new();
	const struct facts *f = facts_of(r, stream);
	assert_int_equal(f->nhits, 1);
	assert_int_equal(f->hits[0].nparts, 2);
	assert_string_equal(f->hits[0].parts[0].id, "p1/7");
	assert_string_equal(f->hits[0].parts[1].id, "@4096");
	assert_string_equal(f->hits[0].mtime, "2026");
	assert_int_equal(f->total.occurrences, 1);
	assert_int_equal(f->total.distinct, 1);
	assert_int_equal(f->items.records, 2); /* items are counted as records */
	assert_int_equal(f->total.by_origin.n, 1);
	assert_string_equal(f->total.by_origin.v[0].key, "deleted");
	report_free(&r);
}

static void
test_places(void **state)
{
	(void)state;
	/* Equal content in two places. */
	expect(RUN HIT("p1/1", "allocated", "0", "aa", "") HIT("p1/2", "allocated", "512", "aa", "")
		       END(2),
	       2, 1);
	/* The same place, other content (carved to another length). */
	expect(RUN HIT("p1/1", "deleted", "512", "aa", "") HIT("@512", "carved", "512", "bb", "")
		       END(2),
	       2, 2);
	/* The same item told of twice, by two tools. */
	expect(RUN HIT("p1/1", "deleted", "512", "aa", "") HIT("p1/1", "deleted", "512", "aa", "")
		       END(2),
	       1, 1);
	/* The same place on another exhibit. */
	expect(RUN HIT("p1/1", "deleted", "512", "aa", "")
		       HIT("p1/1", "deleted", "512", "aa", ",\"evidence_id\":\"e2\"") END(2),
	       2, 1);
}

/*
 * Children and members of archives are counted apart even where their bytes lie at the same place.
 */
static void
test_children_are_counted_apart(void **state)
{
	(void)state;
	expect(RUN HIT("@512", "carved", "512", "aa", "")
		       HIT("p1/1@0", "embedded", "512", "aa", ",\"parent\":\"p1/1\"") END(2),
	       2, 1);
	expect(RUN HIT("p1/1!a", "archive", "512", "aa", "")
		       HIT("p1/1!b", "archive", "512", "aa", "") END(2),
	       2, 1);
	expect(RUN HIT("@512", "carved", "512", "aa", "")
		       HIT("@513", "carved", "512", "aa", ",\"parent\":\"p1/1\"") END(2),
	       2, 1);
}

#define OTHER(id, kind, by)                                                                        \
	"{\"record\":\"file\",\"evidence_id\":\"e1\",\"id\":\"" id "\",\"size\":5,\"matches\":["   \
	"{\"set\":\"s\",\"kind\":\"" kind "\",\"by\":\"" by "\",\"distance\":7}]}\n"

static void
test_only_alerts_are_hits(void **state)
{
	(void)state;
	struct report *r = report_new();
	const struct facts *f =
		facts_of(r, RUN OTHER("a", "ignore", "sha1") OTHER("b", "info", "md5")
				    OTHER("c", "alert", "md5") OTHER("d", "alert", "pdq") END(4));
	assert_int_equal(f->total.occurrences, 2);
	assert_int_equal(f->total.similar, 1);
	assert_int_equal(f->total.distinct, 2); /* without a digest, each item stands for itself */
	assert_int_equal(f->nsets, 1);
	assert_int_equal(f->sets[0].alert, 2);
	assert_int_equal(f->sets[0].ignore, 1);
	assert_int_equal(f->sets[0].info, 1);
	assert_int_equal(f->hits[1].matches[0].distance, 7);
	report_free(&r);
}

/* One item in two categories is in both groups and once in the total. */
static void
test_groups(void **state)
{
	(void)state;
	static const char stream[] = RUN
		"{\"record\":\"file\",\"evidence_id\":\"e\",\"id\":\"1\",\"size\":3,\"hashes\":{"
		"\"sha256\":\"aa\"},\"matches\":["
		"{\"set\":\"s\",\"kind\":\"alert\",\"by\":\"sha256\",\"scheme\":\"x\",\"category\":"
		"10},"
		"{\"set\":\"s\",\"kind\":\"alert\",\"by\":\"md5\",\"scheme\":\"x\",\"category\":10}"
		","
		"{\"set\":\"s\",\"kind\":\"alert\",\"by\":\"md5\",\"scheme\":\"x\",\"category\":"
		"\"9\","
		"\"category_name\":\"nine\"}]}\n" END(1);
	struct report *r = report_new();
	const struct facts *f = facts_of(r, stream);
	assert_int_equal(f->total.occurrences, 1);
	assert_int_equal(f->ngroups, 2);
	assert_string_equal(f->groups[0].category, "9"); /* by number, not by letters */
	assert_string_equal(f->groups[0].label, "nine");
	assert_string_equal(f->groups[1].category, "10");
	assert_int_equal(f->groups[1].occurrences, 1);
	assert_int_equal(f->groups[1].bytes, 3);
	report_free(&r);
}

static void
test_names_are_no_items(void **state)
{
	(void)state;
	struct report *r = report_new();
	const struct facts *f = facts_of(
		r, RUN HIT("p1/1", "allocated", "0", "aa",
			   ",\"path\":\"/a\"") "{\"record\":\"name\",\"evidence_id\":\"e1\",\"id\":"
					       "\"p1/1\",\"path\":\"/b\"}\n"
					       "{\"record\":\"name\",\"evidence_id\":\"e1\",\"id\":"
					       "\"p1/2\",\"path\":\"/c\"}\n" END(1));
	assert_int_equal(f->total.occurrences, 1);
	assert_int_equal(f->items.records, 1);
	assert_int_equal(f->items.names, 2);
	assert_int_equal(f->hits[0].nnames, 1);
	assert_string_equal(f->hits[0].names[0], "/b");
	report_free(&r);
}

static void
test_sizes_do_not_wrap(void **state)
{
	(void)state;
	struct report *r = report_new();
	const struct facts *f = facts_of(
		r, RUN "{\"record\":\"file\",\"id\":\"1\",\"size\":18446744073709551615}\n"
		       "{\"record\":\"file\",\"id\":\"2\",\"size\":18446744073709551615}\n" END(2));
	assert_true(f->items.bytes == UINT64_MAX);
	report_free(&r);
}

static void
test_devices(void **state)
{
	(void)state;
#define SHOT(id, taken)                                                                            \
	"{\"record\":\"file\",\"evidence_id\":\"e\",\"id\":\"" id "\",\"device\":{\"make\":\"C\"," \
	"\"model\":\"M\",\"serial\":\"7\",\"tags\":{\"make\":\"IFD0:Make\"}},\"taken\":{"          \
	"\"value\":\"" taken "\",\"field\":\"f\"}}\n"
	struct report *r = report_new();
	const struct facts *f = facts_of(
		r, RUN
		"{\"record\":\"file\",\"id\":\"x\",\"device\":{\"make\":\"A\"}}\n"
		"{\"record\":\"file\",\"id\":\"y\",\"device\":{\"software\":\"editor\"}}\n" SHOT(
			"1", "2025:03:01 10:00:00") SHOT("2", "2024:01:01 10:00:00")
			SHOT("2", "2023:01:01 10:00:00") END(4));
	assert_int_equal(f->ndevices, 2);
	assert_string_equal(f->devices[0].serial, "7"); /* the most items first */
	assert_int_equal(f->devices[0].items, 2);
	assert_string_equal(f->devices[0].first_taken, "2024:01:01 10:00:00");
	assert_string_equal(f->devices[0].last_taken, "2025:03:01 10:00:00");
	assert_int_equal(f->items.repeated, 1);
	assert_int_equal(f->items.taken_no_offset, 2);
	report_free(&r);
}

/* ---- Complete or not ---- */

static void
expect_status(const char *stream, int status, bool incomplete)
{
	struct error e = {0};
	struct report *r = report_new();
	const struct facts *f = facts_of(r, stream);
	assert_int_equal(facts_status(f, &e), status);
	assert_int_equal(facts_incomplete(f), incomplete);
	assert_int_equal(e.kind != ERROR_NONE, incomplete);
	report_free(&r);
}

static void
test_incomplete_streams(void **state)
{
	(void)state;
	expect_status(RUN END(0), 0, false);
	expect_status("", 3, true);
	expect_status(RUN, 3, true);
	expect_status("{\"record\":\"file\",\"id\":\"1\"}\n", 3, true);
	expect_status(RUN "no record\n" END(0), 3, true);
	expect_status(RUN END(0) "{\"record\":\"fi", 3, true);
	expect_status(RUN "{\"record\":\"end\",\"run_id\":\"r\",\"items\":0,\"status\":1}\n", 1,
		      false);
}

/* A whole stream beside an empty one does not hide it. */
static void
test_each_stream_is_judged(void **state)
{
	(void)state;
	struct error e = {0};
	struct report *r = report_new();
	struct line_reader *reader = reader_of(RUN END(0), strlen(RUN END(0)));
	assert_int_equal(report_read(r, reader, &e), 0);
	line_reader_free(&reader);
	const struct facts *f = facts_of(r, "");
	assert_true(facts_incomplete(f));
	report_free(&r);
}

static void
test_filtered_is_counted(void **state)
{
	(void)state;
	struct report *r = report_new();
	const struct facts *f = facts_of(r, RUN END(3));
	assert_int_equal(f->verdict.filtered, 3);
	assert_false(facts_incomplete(f));
	report_free(&r);
}

static void
test_newest_end_is_the_date(void **state)
{
	(void)state;
	struct report *r = report_new();
	const struct facts *f = facts_of(
		r, RUN END(0) "{\"record\":\"end\",\"run_id\":\"q\",\"finished\":\"2027-01-01T00:"
			      "00:00Z\"}\n"
			      "{\"record\":\"end\",\"run_id\":\"q\",\"finished\":\"9999 soon\"}\n");
	assert_string_equal(f->newest_finished, "2027-01-01T00:00:00Z");
	report_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deleted_and_carved_are_one),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_children_are_counted_apart),
		cmocka_unit_test(test_only_alerts_are_hits),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_names_are_no_items),
		cmocka_unit_test(test_sizes_do_not_wrap),
		cmocka_unit_test(test_devices),
		cmocka_unit_test(test_incomplete_streams),
		cmocka_unit_test(test_each_stream_is_judged),
		cmocka_unit_test(test_filtered_is_counted),
		cmocka_unit_test(test_newest_end_is_the_date),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
