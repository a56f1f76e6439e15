/* SPDX-License-Identifier: Apache-2.0 */
#include "record/edit.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "record/json.h"

#define NOTE_MESSAGE_MAX 1000 /* bytes */

/* ---- Setting ---- */

static bool
holds_error_note(struct span value)
{
	json_t *notes = record_parse(value);
	bool found = false;
	for (size_t i = 0; i < json_array_size(notes); i++) {
		const char *level =
			json_string_value(json_object_get(json_array_get(notes, i), "level"));
		found = found || (level && strcmp(level, "error") == 0);
	}
	json_decref(notes);
	return found;
}

void
edit_reset(struct edit *x, const struct record *record)
{
	x->record = record;
	buffer_clear(&x->added);
	buffer_clear(&x->notes);
	buffer_clear(&x->cut);
	x->n = 0;
	x->notes_behind = 0;
	x->notes_at = record ? record_find(record, span_of("notes"), record->n) : 0;
	x->error_noted = record && x->notes_at < record->n &&
			 holds_error_note(record->members[x->notes_at].value);
}

void
edit_init(struct edit *x, const struct record *record)
{
	*x = (struct edit){0};
	edit_reset(x, record);
}

void
edit_release(struct edit *x)
{
	buffer_release(&x->added);
	buffer_release(&x->notes);
	buffer_release(&x->cut);
	free(x->set);
	*x = (struct edit){0};
}

static struct span
set_key(const struct edit *x, size_t i)
{
	return (struct span){x->added.data + x->set[i].key, x->set[i].key_n};
}

/* What was set under this key; x->n when nothing was. */
static size_t
find_set(const struct edit *x, const char *key)
{
	size_t i = 0;
	while (i < x->n && !span_equal(set_key(x, i), key))
		i++;
	return i;
}

/* Marks all members of the record with this key as replaced. */
static void
cut_members(struct edit *x, struct span key)
{
	const struct record *r = x->record;
	for (size_t i = r->n; (i = record_find(r, key, i)) < r->n;) {
		if (x->cut.n == 0) {
			memset(buffer_reserve(&x->cut, r->n), 0, r->n);
			x->cut.n = r->n;
		}
		x->cut.data[i] = 1;
	}
}

/* Starts a member: what follows in `added` up to finish_member() is its value. */
static void
start_member(struct edit *x, const char *key)
{
	assert(strcmp(key, "notes") != 0);
	size_t i = find_set(x, key);
	if (i < x->n) {
		memmove(&x->set[i], &x->set[i + 1], (x->n - i - 1) * sizeof *x->set);
		x->n--;
		x->notes_behind -= i < x->notes_behind;
	} else {
		cut_members(x, span_of(key));
	}
	if (x->n == x->cap) {
		x->cap = x->cap ? 2 * x->cap : 8;
		x->set = memory_resize_array(x->set, x->cap, sizeof *x->set);
	}
	buffer_add_byte(&x->added, '"');
	struct edit_member *m = &x->set[x->n++];
	*m = (struct edit_member){.key = x->added.n, .key_n = strlen(key)};
	buffer_add(&x->added, key, m->key_n);
	buffer_add(&x->added, "\":", 2);
	m->value = x->added.n;
}

static void
finish_member(struct edit *x)
{
	struct edit_member *m = &x->set[x->n - 1];
	m->value_n = x->added.n - m->value;
}

void
edit_set(struct edit *x, const char *key, struct span json)
{
	start_member(x, key);
	buffer_add(&x->added, json.p, json.n);
	finish_member(x);
}

void
edit_set_text(struct edit *x, const char *key, const char *text)
{
	start_member(x, key);
	json_add_text(&x->added, text);
	finish_member(x);
}

void
edit_set_json(struct edit *x, const char *key, const json_t *value)
{
	start_member(x, key);
	json_add_value(&x->added, value);
	finish_member(x);
}

struct span
edit_value(const struct edit *x, const char *key)
{
	size_t i = find_set(x, key);
	if (i < x->n)
		return (struct span){x->added.data + x->set[i].value, x->set[i].value_n};
	return record_value(x->record, key);
}

/* ---- Notes ---- */

void
note_add(struct buffer *out, const char *tool, enum note_level level, const char *message)
{
	static const char *const levels[] = {"info", "warning", "error"};
	json_comma(out);
	buffer_add_byte(out, '{');
	json_member_text(out, "tool", tool);
	json_member_text(out, "level", levels[level]);
	json_member_text(out, "message", message);
	buffer_add_byte(out, '}');
}

/* Where to cut a message so that no character is cut in two. */
static size_t
cut_at(const char *message)
{
	size_t n = NOTE_MESSAGE_MAX;
	for (int back = 0; back < 3 && ((unsigned char)message[n] & 0xC0) == 0x80; back++)
		n--;
	return n;
}

void
edit_note(struct edit *x, const char *tool, enum note_level level, const char *format, ...)
{
	char message[NOTE_MESSAGE_MAX + 2];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(message, sizeof message, format, args);
	va_end(args);
	if (n > NOTE_MESSAGE_MAX)
		message[cut_at(message)] = '\0';
	if (x->notes.n == 0)
		x->notes_behind = x->n;
	note_add(&x->notes, tool, level, message);
	x->error_noted = x->error_noted || level == NOTE_ERROR;
}

/* ---- Writing ---- */

/* Copies the line from *from up to here. */
static void
copy_to(struct buffer *out, const char **from, const char *to)
{
	buffer_add(out, *from, (size_t)(to - *from));
	*from = to;
}

static bool
is_empty_array(struct span v)
{
	for (size_t i = 1; i + 1 < v.n; i++) {
		if (v.p[i] != ' ' && v.p[i] != '\t' && v.p[i] != '\r')
			return false;
	}
	return true;
}

/*
 * New notes go before the bracket that ends the old ones; what is no array becomes the
 * first of one.
 */
static void
copy_with_notes(const struct edit *x, struct buffer *out, const char **from, struct span old)
{
	bool array = old.p[0] == '[';
	if (array) {
		copy_to(out, from, old.p + old.n - 1);
	} else {
		copy_to(out, from, old.p);
		buffer_add_byte(out, '[');
		copy_to(out, from, old.p + old.n);
	}
	if (!array || !is_empty_array(old))
		buffer_add_byte(out, ',');
	buffer_add(out, x->notes.data, x->notes.n);
	if (!array)
		buffer_add_byte(out, ']');
}

static const char *
member_end(const struct record_member *m)
{
	return m->value.p + m->value.n;
}

/*
 * Copies the line up to member i, which is replaced, and goes on behind it: without the comma
 * before it, or where nothing is kept before it, the one behind it.
 */
static void
skip_member(const struct record *r, size_t i, bool kept, struct buffer *out, const char **from)
{
	const struct record_member *m = &r->members[i];
	copy_to(out, from, kept ? member_end(m - 1) : m->key.p - 1);
	*from = !kept && i + 1 < r->n ? m[1].key.p - 1 : member_end(m);
}

/* The line up to its last brace, without what is replaced; true when a member is left in it. */
static bool
write_kept(const struct edit *x, struct buffer *out)
{
	const struct record *r = x->record;
	const char *from = r->line.p;
	bool kept = false;
	for (size_t i = 0; i < r->n; i++) {
		if (x->cut.n > 0 && x->cut.data[i]) {
			skip_member(r, i, kept, out, &from);
			continue;
		}
		kept = true;
		if (i == x->notes_at && x->notes.n > 0)
			copy_with_notes(x, out, &from, r->members[i].value);
	}
	copy_to(out, &from, r->line.p + r->close);
	return kept;
}

static void
write_notes(const struct edit *x, struct buffer *out, bool comma)
{
	buffer_add_text(out, comma ? ",\"notes\":[" : "\"notes\":[");
	buffer_add(out, x->notes.data, x->notes.n);
	buffer_add_byte(out, ']');
}

/*
 * What was set, in order, and new notes behind what had been set when the first of them was given:
 * so stages in one flow write the same line that they write one after the other in a pipe.
 */
static void
write_added(const struct edit *x, struct buffer *out, bool comma)
{
	bool notes = x->notes.n > 0 && x->notes_at == x->record->n;
	for (size_t i = 0; i <= x->n; i++) {
		if (notes && i == x->notes_behind) {
			write_notes(x, out, comma);
			comma = true;
		}
		if (i == x->n)
			break;
		const struct edit_member *m = &x->set[i];
		if (comma)
			buffer_add_byte(out, ',');
		buffer_add(out, x->added.data + m->key - 1, m->value + m->value_n - m->key + 1);
		comma = true;
	}
}

void
edit_write(const struct edit *x, struct buffer *out)
{
	const struct record *r = x->record;
	buffer_reserve(out, r->line.n + x->added.n + x->notes.n + x->n + 16);
	if (x->n == 0 && x->notes.n == 0) {
		buffer_add(out, r->line.p, r->line.n);
		buffer_add_byte(out, '\n');
		return;
	}
	write_added(x, out, write_kept(x, out));
	buffer_add(out, r->line.p + r->close, r->line.n - r->close);
	buffer_add_byte(out, '\n');
}
