/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "record/edit.h"

/* What is done to a record: "key=json" sets, "!level message" notes; a space between them. */
static void
apply(struct edit *x, const char *actions)
{
	char copy[512], *rest = copy;
	strncpy(copy, actions, sizeof copy - 1);
	copy[sizeof copy - 1] = '\0';
	for (char *action; (action = strsep(&rest, " "));) {
		char *equals = strchr(action, '=');
		if (action[0] == '!') {
			enum note_level level = action[1] == 'e'   ? NOTE_ERROR
						: action[1] == 'w' ? NOTE_WARNING
								   : NOTE_INFO;
			edit_note(x, "t", level, "%s", action + 2);
		} else if (equals) {
			*equals = '\0';
			edit_set(x, action, span_of(equals + 1));
		}
	}
}

#define E1 "{\"tool\":\"t\",\"level\":\"error\",\"message\":\"1\"}"
#define W2 "{\"tool\":\"t\",\"level\":\"warning\",\"message\":\"2\"}"

static void
test_table(void **state)
{
	(void)state;
	static const struct {
		const char *before, *actions, *after;
	} table[] = {
		/* added */
		{"{}", "", "{}"},
		{"{}", "a=1", "{\"a\":1}"},
		{"{ }", "a=1 b=2", "{ \"a\":1,\"b\":2}"},
		{"{\"x\":0.10}", "a=1", "{\"x\":0.10,\"a\":1}"},
		{" { \"x\" : 1 } \r", "a=1", " { \"x\" : 1 ,\"a\":1} \r"},
		{"{\"x\":1}", "a=1 b=2 a=3", "{\"x\":1,\"b\":2,\"a\":3}"},
		{"{\"x\":1}", "a=1 a=2 a=3", "{\"x\":1,\"a\":3}"},
		/* replaced */
		{"{\"a\":1}", "a=2", "{\"a\":2}"},
		{"{ \"a\" : 1 }", "a=2", "{  \"a\":2}"},
		{"{\"a\":1,\"b\":2,\"c\":3}", "a=9", "{\"b\":2,\"c\":3,\"a\":9}"},
		{"{\"a\":1,\"b\":2,\"c\":3}", "b=9", "{\"a\":1,\"c\":3,\"b\":9}"},
		{"{\"a\":1,\"b\":2,\"c\":3}", "c=9", "{\"a\":1,\"b\":2,\"c\":9}"},
		{"{\"a\":1,\"b\":2,\"c\":3}", "a=7 b=8", "{\"c\":3,\"a\":7,\"b\":8}"},
		{"{\"a\":1,\"b\":2,\"c\":3}", "b=8 c=9", "{\"a\":1,\"b\":8,\"c\":9}"},
		{"{\"a\":1,\"b\":2,\"c\":3}", "c=9 a=7", "{\"b\":2,\"c\":9,\"a\":7}"},
		{"{\"a\":1,\"b\":2,\"c\":3}", "c=9 b=8 a=7", "{\"c\":9,\"b\":8,\"a\":7}"},
		{"{ \"a\" : 1 , \"b\" : 2 }", "a=9", "{ \"b\" : 2 ,\"a\":9}"},
		{"{ \"a\" : 1 , \"b\" : 2 }", "b=9", "{ \"a\" : 1 ,\"b\":9}"},
		{"{\"a\":1,\"b\":2,\"a\":3}", "a=9", "{\"b\":2,\"a\":9}"},
		{"{\"a\":1,\"\\u0061\":2}", "a=9", "{\"a\":9}"},
		{"{\"a\":{\"a\":[\"a\"]},\"b\":{\"a\":1}}", "a=9", "{\"b\":{\"a\":1},\"a\":9}"},
		/* noted */
		{"{}", "!e1", "{\"notes\":[" E1 "]}"},
		{"{\"a\":1}", "!e1 !w2", "{\"a\":1,\"notes\":[" E1 "," W2 "]}"},
		/* As if each had been a tool of its own in a pipe. */
		{"{\"a\":1}", "!e1 a=2 !w2", "{\"notes\":[" E1 "," W2 "],\"a\":2}"},
		{"{\"a\":1}", "b=2 !e1 c=3", "{\"a\":1,\"b\":2,\"notes\":[" E1 "],\"c\":3}"},
		{"{\"a\":1}", "b=2 !e1 b=3", "{\"a\":1,\"notes\":[" E1 "],\"b\":3}"},
		{"{\"notes\":[],\"a\":1}", "!e1", "{\"notes\":[" E1 "],\"a\":1}"},
		{"{\"notes\":[ ],\"a\":1}", "!e1", "{\"notes\":[ " E1 "],\"a\":1}"},
		{"{\"notes\":[5],\"a\":1}", "!e1 a=2", "{\"notes\":[5," E1 "],\"a\":2}"},
		{"{\"a\":1,\"notes\":[ 5 ]}", "a=2 !e1", "{\"notes\":[ 5 ," E1 "],\"a\":2}"},
		{"{\"notes\":[1],\"notes\":[2]}", "!e1", "{\"notes\":[1],\"notes\":[2," E1 "]}"},
		{"{\"n\\u006ftes\":[1]}", "!e1", "{\"n\\u006ftes\":[1," E1 "]}"},
		{"{\"notes\":null}", "!e1", "{\"notes\":[null," E1 "]}"},
		{"{\"notes\":\"]\"}", "!e1", "{\"notes\":[\"]\"," E1 "]}"},
		{"{\"notes\":{\"x\":[]}}", "!e1 b=1", "{\"notes\":[{\"x\":[]}," E1 "],\"b\":1}"},
	};
	struct edit x;
	edit_init(&x, NULL);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct record r = RECORD_EMPTY;
		struct error e = {0};
		struct buffer out = BUFFER_EMPTY;
		assert_int_equal(record_scan(&r, table[i].before, strlen(table[i].before), &e), 0);
		edit_reset(&x, &r);
		apply(&x, table[i].actions);
		edit_write(&x, &out);
		assert_true(out.n > 0 && out.data[out.n - 1] == '\n');
		out.n--;
		assert_string_equal(buffer_text(&out), table[i].after);
		record_release(&r);
		buffer_release(&out);
	}
	edit_release(&x);
}

static void
test_values(void **state)
{
	(void)state;
	static const char line[] = "{\"mime\":\"old\",\"size\":5}";
	struct record r = RECORD_EMPTY;
	struct error e = {0};
	struct edit x;
	assert_int_equal(record_scan(&r, line, strlen(line), &e), 0);
	edit_init(&x, &r);
	assert_true(span_equal(edit_value(&x, "mime"), "\"old\""));
	edit_set_text(&x, "mime", "a\"b");
	edit_set(&x, "more", span_of("[1]"));
	json_t *v = json_pack("{s:f,s:i}", "b", 0.1, "a", 1);
	edit_set_json(&x, "object", v);
	json_decref(v);
	assert_true(span_equal(edit_value(&x, "mime"), "\"a\\\"b\""));
	assert_true(span_equal(edit_value(&x, "size"), "5"));
	assert_true(span_equal(edit_value(&x, "more"), "[1]"));
	assert_true(span_equal(edit_value(&x, "object"), "{\"b\":0.1,\"a\":1}"));
	assert_null(edit_value(&x, "none").p);
	edit_set(&x, "mime", span_of("1"));
	assert_true(span_equal(edit_value(&x, "mime"), "1"));
	edit_reset(&x, &r);
	assert_true(span_equal(edit_value(&x, "mime"), "\"old\""));
	edit_release(&x);
	record_release(&r);
}

static void
test_error_noted(void **state)
{
	(void)state;
	static const struct {
		const char *line, *actions;
		bool noted;
	} table[] = {
		{"{}", "", false},
		{"{}", "!w1 !i2", false},
		{"{}", "!w1 !e2", true},
		{"{\"notes\":[{\"level\":\"error\"}]}", "", true},
		{"{\"notes\":[{\"level\":\"warning\",\"message\":\"error\"}]}", "", false},
		{"{\"notes\":[5,null,{\"level\":5}]}", "", false},
		{"{\"notes\":\"error\"}", "", false},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct record r = RECORD_EMPTY;
		struct error e = {0};
		struct edit x;
		assert_int_equal(record_scan(&r, table[i].line, strlen(table[i].line), &e), 0);
		edit_init(&x, &r);
		apply(&x, table[i].actions);
		assert_true(x.error_noted == table[i].noted);
		edit_release(&x);
		record_release(&r);
	}
}

/* Long messages are cut between characters; evidence in them cannot break the line. */
static void
test_messages(void **state)
{
	(void)state;
	for (size_t lead = 990; lead < 1010; lead++) {
		char text[1100] = "";
		struct record r = RECORD_EMPTY, after = RECORD_EMPTY;
		struct error e = {0};
		struct edit x;
		struct buffer out = BUFFER_EMPTY;
		memset(text, 'a', lead);
		memcpy(text + lead, "\xF0\x9F\x98\x80\n\xFF", 7);
		assert_int_equal(record_scan(&r, "{}", 2, &e), 0);
		edit_init(&x, &r);
		edit_note(&x, "t", NOTE_INFO, "%s", text);
		edit_write(&x, &out);
		assert_int_equal(record_scan(&after, out.data, out.n - 1, &e), 0);
		json_t *notes = record_json(&after, "notes");
		const char *message =
			json_string_value(json_object_get(json_array_get(notes, 0), "message"));
		size_t n = strlen(message);
		assert_true(n <= 1000 + 2); /* U+FFFD may stand for one byte */
		assert_memory_equal(message, text, n < lead ? n : lead);
		assert_true(n == lead || n == lead + 4 || n == 1000 || lead < 996);
		if (n > lead && lead < 997)
			assert_memory_equal(message + lead, "\xF0\x9F\x98\x80", 4);
		json_decref(notes);
		edit_release(&x);
		record_release(&r);
		record_release(&after);
		buffer_release(&out);
	}
}

static void
test_note_alone(void **state)
{
	(void)state;
	struct buffer b = BUFFER_EMPTY;
	buffer_add_text(&b, "[");
	note_add(&b, "t", NOTE_ERROR, "1");
	note_add(&b, "t", NOTE_WARNING, "2");
	assert_string_equal(buffer_text(&b), "[" E1 "," W2);
	buffer_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),	    cmocka_unit_test(test_values),
		cmocka_unit_test(test_error_noted), cmocka_unit_test(test_messages),
		cmocka_unit_test(test_note_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
