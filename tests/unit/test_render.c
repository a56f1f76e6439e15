/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in the renderings: escaping, words that must be there, the case file. */
#include "base/text.h"
#include "report/csv.h"
#include "report/sections.h"
#include "report/wrap.h"
#include "report_check.h"

/*
 * Markup, a right-to-left override, a terminal escape, a line break, a formula, a noncharacter,
 * a lone quote.
 */
#define HOSTILE                                                                                    \
	"=cmd|' /C calc'!A0<script>alert(1)</script>\\u202egpj.exe\\u001b[31m\\r\\nx\\ufffe&\\\"'"

static const char hostile_stream[] =
	"{\"record\":\"run\",\"run_id\":\"r\",\"tool\":\"" HOSTILE "\",\"argv\":[\"" HOSTILE
	"\"],\"user\":\"" HOSTILE "\",\"libraries\":{\"" HOSTILE "\":\"" HOSTILE "\"}}\n"
	"{\"record\":\"evidence\",\"evidence\":\"" HOSTILE
	"\",\"evidence_id\":\"e1\",\"container\":\"" HOSTILE "\",\"acquisition\":{\"" HOSTILE
	"\":\"" HOSTILE "\"}}\n"
	"{\"record\":\"volume\",\"evidence_id\":\"e1\",\"volume\":\"" HOSTILE
	"\",\"label\":\"" HOSTILE "\",\"encrypted\":\"" HOSTILE "\"}\n"
	"{\"record\":\"set\",\"set\":\"" HOSTILE "\",\"sha256\":\"" HOSTILE "\"}\n"
	"{\"record\":\"file\",\"evidence\":\"" HOSTILE "\",\"evidence_id\":\"e1\",\"id\":\"" HOSTILE
	"\",\"path\":\"" HOSTILE "\",\"origin\":\"" HOSTILE "\",\"mime\":\"" HOSTILE
	"\",\"mtime\":\"" HOSTILE "\",\"size\":1,\"hashes\":{\"sha256\":\"" HOSTILE
	"\"},\"device\":{\"make\":\"" HOSTILE "\",\"model\":\"" HOSTILE
	"\"},\"gps\":{\"latitude\":-1.5,\"longitude\":2},\"matches\":[{\"set\":\"" HOSTILE
	"\",\"kind\":\"alert\",\"by\":\"" HOSTILE "\",\"scheme\":\"" HOSTILE
	"\",\"category\":\"" HOSTILE "\"}],\"notes\":[{\"tool\":\"" HOSTILE
	"\",\"level\":\"error\",\"message\":\"" HOSTILE "\"}]}\n"
	"{\"record\":\"" HOSTILE "\"}\n"
	"{\"record\":\"end\",\"run_id\":\"r\",\"items\":1,\"finished\":\"2026-11-23T05:30:00Z\","
	"\"status\":1}\n";

static void
expect_harmless(const struct buffer *b)
{
	assert_true(text_is_utf8(b->data, b->n));
	assert_false(has(b, "\xE2\x80\xAE"));
	assert_null(memchr(b->data, 0x1B, b->n));
	assert_true(has(b, "\\u{202E}"));
	assert_true(has(b, "\\x1B"));
}

static void
test_html_is_harmless(void **state)
{
	(void)state;
	struct buffer b = BUFFER_EMPTY;
	assert_int_equal(render("html", hostile_stream, NULL, false, &b), 1);
	expect_harmless(&b);
	assert_false(has(&b, "<script"));
	assert_false(has(&b, "\xEF\xBF\xBE")); /* U+FFFE is no XML */
	assert_null(memchr(b.data, '\r', b.n));
	assert_true(has(&b, "&lt;script&gt;"));
	assert_true(has(&b, "default-src 'none'"));
	assert_false(has(&b, "<img"));
	assert_false(has(&b, " src="));
	assert_false(has(&b, "url("));
	buffer_release(&b);
}

static void
test_text_is_harmless(void **state)
{
	(void)state;
	struct buffer b = BUFFER_EMPTY;
	assert_int_equal(render("text", hostile_stream, NULL, false, &b), 1);
	expect_harmless(&b);
	for (const char *line = b.data, *end; *line; line = end + 1) {
		end = strchr(line, '\n');
		assert_non_null(end);
		assert_in_range(wrap_columns((struct span){line, (size_t)(end - line)}), 0, 80);
	}
	buffer_release(&b);
}

/* Every row has as many fields as the first, and no field of a stranger's begins a formula. */
static void
expect_rows(const struct buffer *b, size_t rows)
{
	size_t fields = 0, width = 0, seen = 0;
	bool quoted = false, begins = true;
	for (size_t i = 0; i < b->n; i++) {
		char c = b->data[i];
		if (begins && !quoted && strchr("=+@\t", c) && c)
			fail_msg("a field begins with %c", c);
		begins = (!quoted && c == ',') || (begins && c == '"' && !quoted);
		if (c == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		fields += c == ',';
		if (c != '\n')
			continue;
		width = seen++ ? width : fields;
		assert_int_equal(fields, width);
		fields = 0;
		begins = true;
	}
	assert_false(quoted);
	assert_int_equal(seen, rows);
}

static void
test_csv_is_harmless(void **state)
{
	(void)state;
	struct buffer b = BUFFER_EMPTY;
	assert_int_equal(render("csv", hostile_stream, NULL, false, &b), 1);
	expect_harmless(&b);
	expect_rows(&b, 2);
	assert_true(has(&b, "\"'=cmd|"));
	assert_true(has(&b, ",-1.5,2,"));
	buffer_clear(&b);
	assert_int_equal(render("csv", hostile_stream, NULL, true, &b), 1);
	expect_harmless(&b);
	expect_rows(&b, 2);
	assert_true(has(&b, "\"'=cmd|"));
	buffer_release(&b);
}

static void
test_csv_fields(void **state)
{
	(void)state;
	static const char *const fields[][2] = {
		{"plain", "plain"},
		{"", "\"\""},
		{"a b", "\"a b\""},
		{"a\"b", "\"a\"\"b\""},
		{"a,b", "\"a,b\""},
		{"=1+1", "\"'=1+1\""},
		{"+1", "\"'+1\""},
		{"-1", "\"'-1\""},
		{"@SUM", "\"'@SUM\""},
		{"\t=1", "\"'\\x09=1\""},
		{"a=1", "a=1"},
		{"a\nb", "a\\x0Ab"},
		{"\xEF\xBC\x9D"
		 "1",
		 "\"'\xEF\xBC\x9D"
		 "1\""},
	};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		struct buffer b = BUFFER_EMPTY;
		csv_text(&b, fields[i][0]);
		assert_string_equal(buffer_text(&b), fields[i][1]);
		buffer_release(&b);
	}
	struct buffer row = BUFFER_EMPTY;
	csv_text(&row, NULL);
	csv_u64(&row, 7);
	csv_u64(&row, UINT64_MAX);
	csv_decimal(&row, "-12.5");
	csv_decimal(&row, "-12.5+1");
	csv_end(&row);
	assert_string_equal(buffer_text(&row), "\"\",7,,-12.5,\"'-12.5+1\"\r\n");
	buffer_release(&row);
}

/* ---- What must be said ---- */

static void
test_incomplete_is_said_everywhere(void **state)
{
	(void)state;
	struct buffer b = BUFFER_EMPTY;
	assert_int_equal(render("html", RUN, NULL, false, &b), 3);
	assert_true(has(&b, "<body class=\"incomplete\">"));
	assert_true(has(&b, "@top-left{content:'INCOMPLETE'"));
	buffer_clear(&b);
	assert_int_equal(render("text", RUN, NULL, false, &b), 3);
	size_t banners = 0, sections = 0;
	for (const char *at = b.data; (at = strstr(at, "*** INCOMPLETE")); at++)
		banners++;
	const struct facts full = {.edition = EDITION_FULL};
	const struct doc d = {.facts = &full};
	while (doc_sections(&d)[sections].anchor)
		sections++;
	assert_int_equal(banners, sections + 2); /* above each, and first and last */
	buffer_clear(&b);
	assert_int_equal(
		render("csv", RUN HIT("p1/1", "allocated", "0", "aa", ""), NULL, false, &b), 3);
	assert_true(has(&b, "INCOMPLETE"));
	buffer_clear(&b);
	assert_int_equal(render("html", RUN END(0), NULL, false, &b), 0);
	assert_false(has(&b, "INCOMPLETE"));
	buffer_release(&b);
}

/* What could not be examined at all is no file record, and the report must not say that all was. */
static void
test_lost_parts_are_told(void **state)
{
	const char *stream = RUN "{\"record\":\"incident\",\"tool\":\"winnow\",\"evidence\":\"disk."
				 "qcow2\",\"notes\":[{"
				 "\"tool\":\"winnow\",\"level\":\"error\",\"message\":\"QCOW2 is "
				 "not read\"}]}\n" END(0);
	const char *const formats[] = {"text", "html"};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct buffer out = BUFFER_EMPTY;
		render(formats[i], stream, NULL, false, &out);
		assert_non_null(strstr(buffer_text(&out), "1 part of the exhibits"));
		assert_non_null(strstr(buffer_text(&out), "QCOW2 is not read"));
		assert_non_null(strstr(buffer_text(&out), "disk.qcow2"));
		assert_null(strstr(buffer_text(&out), "name no part of the exhibits"));
		buffer_release(&out);
	}
}

static void
test_words_that_must_be_there(void **state)
{
	(void)state;
	static const char *const words[] = {
		"Counting rule",
		"one physical place",
		"not knowledge or possession by a person",
		"Limitations",
		"identical by SHA-256",
		"filtered out between tools",
		"encrypted (BitLocker)",
		"Not provided",
		"similar, not identical (PDQ, distance 7)",
		"time without its offset",
	};
	static const char stream[] = RUN
		"{\"record\":\"volume\",\"evidence_id\":\"e1\",\"volume\":\"p3\",\"size\":512,"
		"\"encrypted\":\"BitLocker\"}\n" HIT(
			"p1/1", "allocated", "0", "aa",
			",\"taken\":{\"value\":\"2025\"}") "{\"record\":\"file\",\"id\":\"2\","
							   "\"matches\":[{\"set\":\"s\",\"kind\":"
							   "\"alert\","
							   "\"by\":\"pdq\",\"distance\":7}]}\n" END(
								   9);
	struct buffer b = BUFFER_EMPTY;
	(void)render("html", stream, NULL, false, &b);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!has(&b, words[i]))
			fail_msg("not said: %s", words[i]);
	buffer_release(&b);
}

/* ---- The case file ---- */

static const char case_text[] = "\xEF\xBB\xBF# comment\n"
				"[case]\nnumber = 42/2026\ntitle =\n"
				"[request]\nquestions = one\nquestions = two\n   and more\n"
				"[exhibit B-7]\nfile = other.img\n"
				"[exhibit A-1]\nfile = e\nserial = WX<1>\nshelf = 9\n"
				"[lab]\nroom = 4\n";

static void
test_case_file(void **state)
{
	(void)state;
	struct error e = {0};
	struct case_data *c = case_data_new();
	assert_int_equal(case_data_parse(c, span_of(case_text), &e), 0);
	assert_string_equal(case_data_get(c, "case", "number"), "42/2026");
	assert_null(case_data_get(c, "case", "title"));
	assert_string_equal(case_data_get(c, "request", "questions"), "one\ntwo and more");
	assert_int_equal(c->nexhibits, 2);
	assert_string_equal(case_exhibit_get(&c->exhibits[1], "serial"), "WX<1>");
	assert_int_equal(c->exhibits[1].nextras, 1);
	assert_int_equal(c->nextras, 1);
	assert_string_equal(c->extras[0].key, "room");
	assert_ptr_equal(case_data_exhibit(c, "/x/e", "id"), &c->exhibits[1]);
	assert_null(case_data_exhibit(c, "/e/x", "id"));
	case_data_free(&c);

	struct buffer b = BUFFER_EMPTY;
	(void)render("html", RUN HIT("p1/1", "allocated", "0", "aa", "") END(1), case_text, false,
		     &b);
	assert_true(has(&b, "<h1>Forensic triage report – 42/2026</h1>"));
	assert_true(has(&b, "WX&lt;1&gt;"));
	assert_true(has(&b, "Exhibit A-1"));
	assert_true(has(&b, "lab: room"));
	assert_true(has(&b, "Exhibit B-7 of the case file is not in the records"));
	assert_false(has(&b, "Exhibit A-1 of the case file is not"));
	buffer_release(&b);
}

static void
test_bad_case_files(void **state)
{
	(void)state;
	static const char *const bad[] = {"[case\n",	 "[]\n",  "[exhibit ]\n",
					  "number 42\n", "= 4\n", "[case]\nnumber = \xFF\n"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error e = {0};
		struct case_data *c = case_data_new();
		assert_int_equal(case_data_parse(c, span_of(bad[i]), &e), -1);
		assert_string_not_equal(e.text, "");
		case_data_free(&c);
	}
}

/* The template names every field and nothing else. */
static void
test_template(void **state)
{
	(void)state;
	struct error e = {0};
	struct buffer text = BUFFER_EMPTY, filled = BUFFER_EMPTY;
	struct case_data *c = case_data_new();
	file_read(TEST_SRCDIR, "examples/case.ini", &text);
	assert_int_equal(case_data_parse(c, buffer_span(&text), &e), 0);
	for (size_t i = 0; case_fields[i].section; i++)
		assert_null(c->values[i]);
	case_data_free(&c);

	/*
	 * "key =" becomes "key = x": every field of the tables must be there, and no further one.
	 */
	for (size_t i = 0; i < text.n; i++) {
		if (text.data[i] == '\n' && i >= 2 && text.data[i - 1] == '=' &&
		    text.data[i - 2] == ' ')
			buffer_add_text(&filled, " x");
		buffer_add_byte(&filled, text.data[i]);
	}
	c = case_data_new();
	assert_int_equal(case_data_parse(c, buffer_span(&filled), &e), 0);
	for (size_t i = 0; case_fields[i].section; i++)
		assert_string_equal(c->values[i], "x");
	assert_int_equal(c->nexhibits, 1);
	for (size_t i = 0; case_exhibit_fields[i].section; i++)
		assert_string_equal(c->exhibits[0].values[i], "x");
	assert_int_equal(c->nextras, 0);
	assert_int_equal(c->exhibits[0].nextras, 0);
	case_data_free(&c);
	buffer_release(&text);
	buffer_release(&filled);
}

/* ---- Wrapping ---- */

static void
test_wrap(void **state)
{
	(void)state;
	struct buffer b = BUFFER_EMPTY;
	wrap_add(&b, span_of("one two three"), 8, 0, 2);
	assert_string_equal(buffer_text(&b), "one two\n  three\n");
	buffer_clear(&b);
	wrap_add(&b, span_of("abcdefghij"), 4, 0, 0);
	assert_string_equal(buffer_text(&b), "abcd\nefgh\nij\n");
	buffer_clear(&b);
	wrap_add(&b, span_of(""), 4, 0, 0);
	assert_string_equal(buffer_text(&b), "\n");
	assert_int_equal(wrap_columns(span_of("\xE6\x97\xA5\xE6\x9C\xAC")), 4); /* two wide ones */
	assert_int_equal(wrap_columns(span_of("e\xCC\x81")), 1); /* a combining accent */
	buffer_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_html_is_harmless),
		cmocka_unit_test(test_text_is_harmless),
		cmocka_unit_test(test_csv_is_harmless),
		cmocka_unit_test(test_csv_fields),
		cmocka_unit_test(test_incomplete_is_said_everywhere),
		cmocka_unit_test(test_lost_parts_are_told),
		cmocka_unit_test(test_words_that_must_be_there),
		cmocka_unit_test(test_case_file),
		cmocka_unit_test(test_bad_case_files),
		cmocka_unit_test(test_template),
		cmocka_unit_test(test_wrap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
