/* SPDX-License-Identifier: Apache-2.0 */
#include "record_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/edit.h"
#include "record/json.h"

static void
must(bool held, const char *promise, const char *line, size_t n)
{
	if (held)
		return;
	fprintf(stderr, "broken promise: %s\nline: %.*s\n", promise, (int)n, line);
	abort();
}

/* jansson's limits, where the scanner takes what jansson does not. */
static bool
beyond_jansson(const json_error_t *why)
{
	switch (json_error_code(why)) {
	case json_error_numeric_overflow:
	case json_error_null_byte_in_key:
		return true;
	case json_error_invalid_syntax: /* a surrogate without its partner */
		return strstr(why->text, "Unicode") != NULL || strstr(why->text, "too big") != NULL;
	default:
		return false;
	}
}

static unsigned
deepest(const char *line, size_t n)
{
	unsigned depth = 0, most = 0;
	bool string = false;
	for (size_t i = 0; i < n; i++) {
		if (string && line[i] == '\\')
			i++;
		else if (line[i] == '"')
			string = !string;
		else if (!string && (line[i] == '{' || line[i] == '['))
			most = ++depth > most ? depth : most;
		else if (!string && (line[i] == '}' || line[i] == ']'))
			depth--;
	}
	return most;
}

/* An independent parser has the last word on what is JSON. */
static void
check_with_jansson(bool taken, const char *line, size_t n)
{
	json_error_t why;
	json_t *v = json_loadb(line, n, JSON_ALLOW_NUL, &why);
	if (taken && !v)
		must(beyond_jansson(&why), why.text, line, n);
	if (!taken && json_is_object(v)) /* jansson loses a NUL that stands behind a number */
		must(memchr(line, '\n', n) || memchr(line, '\0', n) ||
			     deepest(line, n) > RECORD_DEPTH_MAX,
		     "jansson takes it, the scanner does not", line, n);
	json_decref(v);
}

static bool
only_blank_and(const char *p, const char *end, const char *allowed)
{
	for (; p < end; p++) {
		if (!strchr(" \t\r", *p) && !strchr(allowed, *p))
			return false;
	}
	return true;
}

/* Members with nothing but separators between them make up the line. */
static void
check_spans(const struct record *r, const char *line, size_t n)
{
	const char *at = line;
	for (size_t i = 0; i < r->n; i++) {
		const struct record_member *m = &r->members[i];
		const char *key_end = m->key.p + m->key.n;
		must(m->key.p > at && m->key.p[-1] == '"' && *key_end == '"', "keys are quoted",
		     line, n);
		must(only_blank_and(at, m->key.p - 1, i ? "," : "{"), "only a comma between", line,
		     n);
		must(m->value.p > key_end && only_blank_and(key_end + 1, m->value.p, ":"),
		     "only a colon between", line, n);
		at = m->value.p + m->value.n;
		must(m->value.n > 0 && !strchr(" \t\r", at[-1]) && !strchr(" \t\r", *m->value.p),
		     "values are trimmed", line, n);
	}
	must(at <= line + r->close && line[r->close] == '}', "the last brace is found", line, n);
	must(only_blank_and(at, line + r->close, r->n ? "" : "{"), "nothing after", line, n);
	must(only_blank_and(line + r->close + 1, line + n, ""), "nothing behind", line, n);
}

static bool
same(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static bool
key_is(struct span key, const char *name)
{
	struct buffer quoted = BUFFER_EMPTY, plain = BUFFER_EMPTY;
	buffer_add_byte(&quoted, '"');
	buffer_add(&quoted, key.p, key.n);
	buffer_add_byte(&quoted, '"');
	bool is = record_unquote(buffer_span(&quoted), &plain) == 0 &&
		  span_equal(buffer_span(&plain), name);
	buffer_release(&quoted);
	buffer_release(&plain);
	return is;
}

static bool
is_touched(struct span key)
{
	return key_is(key, "mime") || key_is(key, "size") || key_is(key, "notes");
}

/* Every member but those that were set stands in the new line, byte for byte and in its order. */
static void
check_foreign(const struct record *before, const struct record *after, const char *line, size_t n)
{
	size_t j = 0;
	for (size_t i = 0; i < before->n; i++) {
		const struct record_member *m = &before->members[i];
		if (is_touched(m->key))
			continue;
		while (j < after->n && is_touched(after->members[j].key))
			j++;
		must(j < after->n && same(m->key, after->members[j].key) &&
			     same(m->value, after->members[j].value),
		     "foreign members pass byte for byte", line, n);
		j++;
	}
	while (j < after->n && is_touched(after->members[j].key))
		j++;
	must(j == after->n, "nothing is added but what was set", line, n);
}

/* -1: jansson cannot read them. What is no array counts as one note. */
static long
count_notes(const struct record *r)
{
	if (!record_value(r, "notes").p)
		return 0;
	json_t *notes = record_json(r, "notes");
	long n = json_is_array(notes) ? (long)json_array_size(notes) : notes ? 1 : -1;
	json_decref(notes);
	return n;
}

static void
check_edited(const struct record *before, const char *line, size_t n)
{
	struct edit x;
	struct buffer out = BUFFER_EMPTY;
	struct record after = RECORD_EMPTY;
	struct error e = {0};
	edit_init(&x, before);
	edit_write(&x, &out);
	must(out.n == n + 1 && memcmp(out.data, line, n) == 0, "untouched is identical", line, n);

	edit_set_text(&x, "mime", "text/plain");
	edit_set(&x, "size", span_of("12"));
	edit_set(&x, "mime", span_of("\"image/png\""));
	edit_note(&x, "winnow-test", NOTE_WARNING, "a \"note\"");
	buffer_clear(&out);
	edit_write(&x, &out);
	must(record_scan(&after, out.data, out.n - 1, &e) == 0, e.text, out.data, out.n);
	must(span_equal(record_value(&after, "mime"), "\"image/png\""), "set is set", line, n);
	must(span_equal(record_value(&after, "size"), "12"), "set is set", line, n);
	long notes = count_notes(before);
	must(notes < 0 || count_notes(&after) == notes + 1, "a note more", line, n);
	check_foreign(before, &after, line, n);
	record_release(&after);
	buffer_release(&out);
	edit_release(&x);
}

bool
record_check_line(const char *line, size_t n)
{
	struct record r = RECORD_EMPTY;
	struct error e = {0};
	bool taken = record_scan(&r, line, n, &e) == 0;
	must(taken == (e.kind == ERROR_NONE), "an error says what is wrong", line, n);
	check_with_jansson(taken, line, n);
	if (taken) {
		check_spans(&r, line, n);
		check_edited(&r, line, n);
	}
	record_release(&r);
	return taken;
}
