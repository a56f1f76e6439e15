/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "record/stream.h"

/*
 * Streams in short: A run of A · A<B run of A that resumes B · f file · n name · aN end of A with N
 * items · aN:S with status S · a? end without items or status.
 */
static void
compose(struct buffer *out, const char *word)
{
	char c = word[0];
	unsigned items = 0, status = 0;
	if (c == 'f' || c == 'n') {
		buffer_add_format(out, "{\"record\":\"%s\"}", c == 'f' ? "file" : "name");
	} else if (c >= 'A' && c <= 'E') {
		buffer_add_format(out, "{\"record\":\"run\",\"run_id\":\"%c\",\"tool\":\"tool-%c\"",
				  c, c);
		if (word[1] == '<')
			buffer_add_format(out, ",\"resumes\":\"%c\"", word[2]);
		buffer_add_byte(out, '}');
	} else if (word[1] == '?') {
		buffer_add_format(out, "{\"record\":\"end\",\"run_id\":\"%c\"}", c - 'a' + 'A');
	} else {
		sscanf(word + 1, "%u:%u", &items, &status);
		buffer_add_format(
			out, "{\"record\":\"end\",\"run_id\":\"%c\",\"items\":%u,\"status\":%u}",
			c - 'a' + 'A', items, status);
	}
}

static void
judge(const char *stream, struct stream_verdict *v)
{
	char copy[256], *rest = copy;
	struct stream_check *c = stream_check_new();
	struct record r = RECORD_EMPTY;
	snprintf(copy, sizeof copy, "%s", stream);
	for (char *word; (word = strsep(&rest, " "));) {
		struct buffer line = BUFFER_EMPTY;
		struct error e = {0};
		if (!*word)
			continue;
		compose(&line, word);
		assert_int_equal(record_scan(&r, line.data, line.n, &e), 0);
		stream_check_record(c, &r);
		buffer_release(&line);
	}
	stream_check_verdict(c, v);
	stream_check_free(&c);
	assert_null(c);
	record_release(&r);
}

struct expected {
	const char *stream;
	uint64_t files, filtered;
	unsigned runs, open, stray;
	int worst, status, bare_status;
	const char *cut;
};

static void
check_verdict(const struct expected *x)
{
	struct stream_verdict v;
	struct error e = {0};
	judge(x->stream, &v);
	assert_int_equal(v.files, x->files);
	assert_int_equal(v.filtered, x->filtered);
	assert_int_equal(v.runs, x->runs);
	assert_int_equal(v.open_runs, x->open);
	assert_int_equal(v.stray_ends, x->stray);
	assert_int_equal(v.worst_status, x->worst);
	assert_string_equal(v.cut_tool, x->cut);
	assert_int_equal(stream_status(&v, false, &e), x->status);
	/* A reason of the stream's own is said; a status carried along was said by its tool. */
	bool own = x->status == 3 && (v.worst_status != 3 || v.open_runs > 0);
	assert_true((e.kind != ERROR_NONE) == own);
	error_clear(&e);
	assert_int_equal(stream_status(&v, true, &e), x->bare_status);
}

static void
test_verdicts(void **state)
{
	(void)state;
	static const struct expected table[] = {
		/* whole */
		{"A f f a2", 2, 0, 1, 0, 0, 0, 0, 0, ""},
		{"A a0", 0, 0, 1, 0, 0, 0, 0, 0, ""},
		{"B A f n f a2 b2", 2, 0, 2, 0, 0, 0, 0, 0, ""},
		{"C B A f a1 b1 c1", 1, 0, 3, 0, 0, 0, 0, 0, ""},
		/* concatenated, alone and inside a later tool */
		{"A f a1 B f f b2", 3, 0, 2, 0, 0, 0, 0, 0, ""},
		{"C A f a1 B f f b2 c3", 3, 0, 3, 0, 0, 0, 0, 0, ""},
		{"A f a1 A f f a2", 3, 0, 2, 0, 0, 0, 0, 0, ""},
		/* a tool that adds finds inside the bracket of another */
		{"B A f f f a2 b3", 3, 0, 2, 0, 0, 0, 0, 0, ""},
		/* the worst status of all */
		{"B A f a1:1 b1", 1, 0, 2, 0, 0, 1, 1, 1, ""},
		{"B A f a1:3 b1:1", 1, 0, 2, 0, 0, 3, 3, 3, ""},
		{"A f a1:2", 1, 0, 1, 0, 0, 3, 3, 3, ""},
		{"A f a?", 1, 0, 1, 0, 0, 3, 3, 3, ""},
		/* filtered: between tools, after all of them, at both places, in one of two */
		{"B A f a5 b1", 1, 4, 2, 0, 0, 0, 0, 0, ""},
		{"B A f a3 b3", 1, 2, 2, 0, 0, 0, 0, 0, ""},
		{"B A f a5 b3", 1, 4, 2, 0, 0, 0, 0, 0, ""},
		{"C A f a3 B f b4 c2", 2, 5, 3, 0, 0, 0, 0, 0, ""},
		{"C A f a3 B f b4 c9", 2, 7, 3, 0, 0, 0, 0, 0, ""},
		{"A a4", 0, 4, 1, 0, 0, 0, 0, 0, ""},
		/* cut off: the source died; the tool after it died too; all */
		{"B A f b1:3", 1, 0, 2, 1, 0, 3, 3, 3, "tool-A"},
		{"B A f a1", 1, 0, 2, 1, 0, 0, 3, 3, "tool-B"},
		{"B A f", 1, 0, 2, 2, 0, 0, 3, 3, "tool-B"},
		{"A f B f b1", 2, 0, 2, 1, 0, 0, 3, 3, "tool-A"},
		{"B A f a3", 1, 2, 2, 1, 0, 0, 3, 3, "tool-B"},
		/* gone on with */
		{"A f f B<A f b3", 3, 0, 2, 0, 0, 0, 0, 0, ""},
		{"A f f B<A f C<B f c4", 4, 0, 3, 0, 0, 0, 0, 0, ""},
		{"A f f B<A b3", 2, 1, 2, 0, 0, 0, 0, 0, ""},
		{"A f f B<A f", 3, 0, 2, 1, 0, 0, 3, 3, "tool-B"},
		{"A f a1 B<A f b1", 2, 0, 2, 0, 0, 0, 0, 0, ""},
		{"B<A f b1", 1, 0, 1, 0, 0, 0, 0, 0, ""},
		{"A f a1 B f C<B f c2", 3, 0, 3, 0, 0, 0, 0, 0, ""},
		/* no runs, no records, no beginning */
		{"f f", 2, 0, 0, 0, 0, 0, 3, 0, ""},
		{"", 0, 0, 0, 0, 0, 0, 3, 0, ""},
		{"f a1", 1, 0, 0, 0, 1, 0, 3, 0, ""},
		{"f a1 B f b1", 2, 0, 1, 0, 1, 0, 3, 0, ""},
		{"A f a1 a1", 1, 0, 1, 0, 1, 0, 3, 0, ""},
		{"f a1:1", 1, 0, 0, 0, 1, 1, 3, 1, ""},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		check_verdict(&table[i]);
}

/* A stream made to exhaust the reader: more open runs than any pipe has. */
static void
test_many_open(void **state)
{
	(void)state;
	struct stream_check *c = stream_check_new();
	struct record r = RECORD_EMPTY;
	struct error e = {0};
	struct stream_verdict v;
	for (int i = 0; i < 5000; i++) {
		char line[64];
		snprintf(line, sizeof line, "{\"record\":\"run\",\"run_id\":\"%d\"}", i);
		assert_int_equal(record_scan(&r, line, strlen(line), &e), 0);
		stream_check_record(c, &r);
	}
	stream_check_verdict(c, &v);
	assert_int_equal(v.runs, 5000);
	assert_int_equal(v.open_runs, 5000);
	assert_string_equal(v.cut_tool, "a tool without a name");
	stream_check_free(&c);
	record_release(&r);
}

/* Counts that would overflow when they are added. */
static void
test_huge_counts(void **state)
{
	(void)state;
	static const char *const lines[] = {"{\"record\":\"run\",\"run_id\":\"x\"}",
					    "{\"record\":\"end\",\"run_id\":\"x\",\"items\":"
					    "18446744073709551615,\"status\":0}"};
	struct stream_check *c = stream_check_new();
	struct record r = RECORD_EMPTY;
	struct error e = {0};
	struct stream_verdict v;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(record_scan(&r, lines[i % 2], strlen(lines[i % 2]), &e), 0);
		stream_check_record(c, &r);
	}
	stream_check_verdict(c, &v);
	assert_true(v.filtered == UINT64_MAX);
	stream_check_free(&c);
	record_release(&r);
}

static void
scan_whole_line(struct record *r, const struct buffer *line)
{
	struct error e = {0};
	assert_true(line->n > 0 && line->data[line->n - 1] == '\n');
	assert_int_equal(record_scan(r, line->data, line->n - 1, &e), 0);
}

static void
test_run_record(void **state)
{
	(void)state;
	static const char *const keys[] = {"record",  "run_id",	   "schema",	  "tool",
					   "version", "argv",	   "started",	  "user",
					   "host",    "libraries", "confinement", "resumes"};
	char tool[] = "winnow-ls", name[] = "d\xEFsk.E01", *argv[] = {tool, name, NULL};
	struct run run = {.tool = "winnow-ls", .argc = 2, .argv = argv, .resumes = "before"};
	struct buffer line = BUFFER_EMPTY;
	struct record r = RECORD_EMPTY;
	char host[300] = "";
	run_id_new(run.id);
	run.libraries = span_of("{\"libtsk\":\"4.11.1\"}");
	run_write(&line, &run);
	scan_whole_line(&r, &line);
	assert_int_equal(r.n, sizeof keys / sizeof *keys);
	for (size_t i = 0; i < r.n; i++)
		assert_true(span_equal(r.members[i].key, keys[i]));
	assert_true(record_is(&r, "run"));
	assert_true(span_equal(record_value(&r, "schema"), "\"winnow-1\""));
	assert_true(
		span_equal(record_value(&r, "argv"), "[\"winnow-ls\",\"d\xEF\xBF\xBDsk.E01\"]"));
	assert_true(span_equal(record_value(&r, "libraries"), "{\"libtsk\":\"4.11.1\"}"));
	assert_true(span_equal(record_value(&r, "confinement"), "{}"));
	struct buffer text = BUFFER_EMPTY;
	assert_int_equal(record_text(&r, "host", &text), 0);
	gethostname(host, sizeof host - 1);
	assert_string_equal(buffer_text(&text), host);
	run.resumes = NULL;
	buffer_clear(&line);
	run_write(&line, &run);
	scan_whole_line(&r, &line);
	assert_null(record_value(&r, "resumes").p);
	record_release(&r);
	buffer_release(&line);
	buffer_release(&text);
}

static void
test_end_record(void **state)
{
	(void)state;
	static const char *const keys[] = {"record", "run_id",	 "tool",  "items",
					   "noted",  "finished", "status"};
	struct run run = {.id = "some-id", .tool = "winnow-ls"};
	struct buffer line = BUFFER_EMPTY;
	struct record r = RECORD_EMPTY;
	uint64_t v;
	end_write(&line, &run, 12, 3, 1);
	scan_whole_line(&r, &line);
	assert_int_equal(r.n, sizeof keys / sizeof *keys);
	for (size_t i = 0; i < r.n; i++)
		assert_true(span_equal(r.members[i].key, keys[i]));
	assert_true(span_equal(record_value(&r, "run_id"), "\"some-id\""));
	assert_true(record_u64(&r, "items", &v) == 0 && v == 12);
	assert_true(record_u64(&r, "noted", &v) == 0 && v == 3);
	assert_true(record_u64(&r, "status", &v) == 0 && v == 1);
	record_release(&r);
	buffer_release(&line);
}

/* Random UUIDs as RFC 9562 wants them, and never the same. */
static void
test_run_ids(void **state)
{
	(void)state;
	char ids[64][RUN_ID_MAX];
	for (size_t i = 0; i < 64; i++) {
		run_id_new(ids[i]);
		assert_int_equal(strlen(ids[i]), 36);
		assert_int_equal(strspn(ids[i], "0123456789abcdef-"), 36);
		assert_true(ids[i][8] == '-' && ids[i][13] == '-' && ids[i][18] == '-' &&
			    ids[i][23] == '-');
		assert_int_equal(ids[i][14], '4');
		assert_non_null(strchr("89ab", ids[i][19]));
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(ids[i], ids[j]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),    cmocka_unit_test(test_many_open),
		cmocka_unit_test(test_huge_counts), cmocka_unit_test(test_run_record),
		cmocka_unit_test(test_end_record),  cmocka_unit_test(test_run_ids),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
