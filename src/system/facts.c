/* SPDX-License-Identifier: Apache-2.0 */
#include "system/facts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "record/edit.h"
#include "record/json.h"

#define VALUE_MAX	1000 /* bytes of a value; what is longer is no name */
#define FILETIME_SECOND 10000000u
#define FILETIME_1970	11644473600

void
system_facts_release(struct system_facts *f)
{
	buffer_release(&f->facts.json);
	buffer_release(&f->users.json);
	buffer_release(&f->connected.json);
	buffer_release(&f->notes);
	buffer_release(&f->text);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

struct span
system_trim(struct span s)
{
	while (s.n && is_blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

void
system_note(struct system_facts *f, const char *format, ...)
{
	char text[600];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	if (f->notes.n)
		buffer_add_byte(&f->notes, ',');
	note_add(&f->notes, "winnow-info", NOTE_WARNING, text);
}

/* ---- Objects ---- */

struct buffer *
system_begin(struct system_facts *f, struct system_list *list)
{
	if (list->n == SYSTEM_FACTS_MAX)
		system_note(f, "more than %d entries of a kind in %.*s: the rest is left out",
			    SYSTEM_FACTS_MAX, (int)(f->path.n < 400 ? f->path.n : 400), f->path.p);
	if (list->n++ >= SYSTEM_FACTS_MAX)
		return NULL;
	if (list->json.n)
		buffer_add_byte(&list->json, ',');
	buffer_add_byte(&list->json, '{');
	return &list->json;
}

void
system_end(struct system_facts *f, struct buffer *b, const char *where)
{
	if (*where)
		json_member_text(b, "where", where);
	if (f->id.n)
		json_member_span(b, "id", f->id);
	json_member_span(b, "path", f->path);
	buffer_add_byte(b, '}');
}

void
system_member(struct buffer *b, const char *key, struct span value)
{
	value = system_trim(value);
	if (value.n > VALUE_MAX)
		value.n = VALUE_MAX;
	if (value.n)
		json_member_span(b, key, value);
}

void
system_fact_stored(struct system_facts *f, const char *name, struct span value, const char *stored,
		   const char *where)
{
	struct buffer *b;

	value = system_trim(value);
	if (!value.n)
		return;
	b = system_begin(f, &f->facts);
	if (!b)
		return;
	json_member_text(b, "fact", name);
	system_member(b, "value", value);
	if (stored)
		json_member_text(b, "stored", stored);
	system_end(f, b, where);
}

void
system_fact(struct system_facts *f, const char *name, struct span value, const char *where)
{
	system_fact_stored(f, name, value, NULL, where);
}

void
system_fact_text(struct system_facts *f, const char *name, const char *value, const char *where)
{
	system_fact_stored(f, name, span_of(value), NULL, where);
}

/* ---- Times ---- */

void
system_fact_time(struct system_facts *f, const char *name, int64_t seconds, uint32_t nanoseconds,
		 const char *stored, const char *where)
{
	char text[CLOCK_TEXT_MAX];

	clock_format(text, seconds, nanoseconds, "Z");
	system_fact_stored(f, name, span_of(text), stored, where);
}

/* Beyond the year 9999 no clock was ever set. */
static bool
filetime_split(uint64_t filetime, int64_t *seconds, uint32_t *nanoseconds)
{
	*seconds = (int64_t)(filetime / FILETIME_SECOND) - FILETIME_1970;
	*nanoseconds = (uint32_t)(filetime % FILETIME_SECOND) * 100;
	return filetime && *seconds < INT64_C(253402300800);
}

void
system_fact_filetime(struct system_facts *f, const char *name, uint64_t filetime, const char *where)
{
	char stored[32];
	int64_t seconds;
	uint32_t nanoseconds;

	snprintf(stored, sizeof stored, "%" PRIu64, filetime);
	if (filetime_split(filetime, &seconds, &nanoseconds))
		system_fact_time(f, name, seconds, nanoseconds, stored, where);
}

void
system_member_time(struct buffer *b, const char *key, int64_t seconds, uint32_t nanoseconds)
{
	char text[CLOCK_TEXT_MAX];

	clock_format(text, seconds, nanoseconds, "Z");
	json_member_text(b, key, text);
}

void
system_member_filetime(struct buffer *b, const char *key, uint64_t filetime)
{
	int64_t seconds;
	uint32_t nanoseconds;

	if (filetime_split(filetime, &seconds, &nanoseconds))
		system_member_time(b, key, seconds, nanoseconds);
}
