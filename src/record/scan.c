/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grammar of one record line, walked from mark to mark. Containers are kept as one bit a level,
 * so there is no recursion and no memory but the list of top-level members.
 */
#include <string.h>

#include "base/memory.h"
#include "record/marks.h"
#include "record/record.h"

struct scan {
	struct marks marks;
	struct record *record;
	const char *text;
	size_t n;
	size_t at;	  /* end of the last token */
	size_t mark;	  /* the mark after it, not taken yet */
	unsigned depth;	  /* 1: in the record itself */
	uint64_t objects; /* bit 0: the innermost container is an object; bit 1: the one around it …
			   */
	size_t bad;
	const char *why;
};

_Static_assert(RECORD_DEPTH_MAX <= 64, "scan.objects has a bit for each level");

static int
stop(struct scan *s, size_t at, const char *why)
{
	s->bad = at;
	s->why = why;
	return -1;
}

static inline bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Nothing but white space between the last token and the mark? */
static inline bool
gap_is_blank(const struct scan *s)
{
	for (size_t i = s->at; i < s->mark; i++) {
		if (!is_blank(s->text[i]))
			return false;
	}
	return true;
}

static inline char
mark_char(const struct scan *s)
{
	return s->mark < s->n ? s->text[s->mark] : '\0';
}

/* Takes the mark as a token. */
static inline void
advance(struct scan *s)
{
	s->at = s->mark + 1;
	s->mark = marks_next(&s->marks);
}

static void
grow_members(struct record *r)
{
	r->cap = r->cap ? 2 * r->cap : 32;
	r->members = memory_resize_array(r->members, r->cap, sizeof *r->members);
}

static size_t
digits(const char *p, const char *end)
{
	const char *start = p;
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return (size_t)(p - start);
}

static bool
is_number(struct span v)
{
	const char *p = v.p, *end = v.p + v.n;
	if (p < end && *p == '-')
		p++;
	size_t whole = digits(p, end);
	if (whole == 0 || (whole > 1 && *p == '0'))
		return false;
	p += whole;
	if (p < end && *p == '.') {
		size_t fraction = digits(p + 1, end);
		if (fraction == 0)
			return false;
		p += 1 + fraction;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		size_t exponent = digits(p, end);
		if (exponent == 0)
			return false;
		p += exponent;
	}
	return p == end;
}

static bool
is_scalar(struct span v)
{
	return is_number(v) || span_equal(v, "true") || span_equal(v, "false") ||
	       span_equal(v, "null");
}

/* What stands between the last token and the mark, without the white space around it. */
static inline struct span
gap(const struct scan *s)
{
	size_t from = s->at, to = s->mark;
	while (from < to && is_blank(s->text[from]))
		from++;
	while (to > from && is_blank(s->text[to - 1]))
		to--;
	return (struct span){s->text + from, to - from};
}

/* "key" : – the mark stands on the opening quote. */
static inline int
scan_key(struct scan *s)
{
	if (mark_char(s) != '"' || !gap_is_blank(s))
		return stop(s, s->at, "a key in quotes is missing");
	size_t open = s->mark;
	advance(s);
	size_t close = s->mark;
	if (close == s->n)
		return stop(s, close, "the line ends inside a key");
	advance(s);
	if (mark_char(s) != ':' || !gap_is_blank(s))
		return stop(s, s->at, "a colon is missing");
	advance(s);
	if (s->depth > 1)
		return 0;

	struct record *r = s->record;
	if (r->n == r->cap)
		grow_members(r);
	struct record_member *m = &r->members[r->n++];
	*m = (struct record_member){{s->text + open + 1, close - open - 1}, {NULL, 0}};
	if (s->marks.backslashes && memchr(m->key.p, '\\', m->key.n))
		r->escaped_keys = true;
	return 0;
}

static inline void
set_value(struct scan *s, const char *from, const char *to)
{
	struct record *r = s->record;
	if (s->depth == 1)
		r->members[r->n - 1].value = (struct span){from, (size_t)(to - from)};
}

static inline int
scan_string(struct scan *s)
{
	const char *open = s->text + s->mark;
	if (!gap_is_blank(s))
		return stop(s, s->at, "a comma or a value is missing");
	advance(s);
	if (s->mark == s->n)
		return stop(s, s->n, "the line ends inside a string");
	set_value(s, open, s->text + s->mark + 1);
	advance(s);
	return 0;
}

static int
scan_open(struct scan *s, bool object)
{
	if (!gap_is_blank(s))
		return stop(s, s->at, "a comma or a value is missing");
	if (s->depth == RECORD_DEPTH_MAX)
		return stop(s, s->mark, "values are nested too deep");
	if (s->depth == 1)
		set_value(s, s->text + s->mark, s->text + s->mark);
	s->depth++;
	s->objects = s->objects << 1 | object;
	advance(s);
	return 0;
}

static inline int
scan_scalar(struct scan *s)
{
	struct span v = gap(s);
	if (!is_scalar(v))
		return stop(s, s->at, "no JSON value");
	set_value(s, v.p, v.p + v.n);
	s->at = s->mark;
	return 0;
}

/* Takes the mark as the end of the innermost container. */
static int
scan_close(struct scan *s)
{
	bool object = mark_char(s) == '}';
	if (object != (s->objects & 1))
		return stop(s, s->mark, "a brace closes a bracket or the other way round");
	s->objects >>= 1;
	s->depth--;
	if (s->depth == 1)
		set_value(s, s->record->members[s->record->n - 1].value.p, s->text + s->mark + 1);
	if (s->depth == 0)
		s->record->close = s->mark;
	advance(s);
	return 0;
}

/* After a value: closes what ends here; then either a comma is taken or the record is over. */
static inline int
scan_after_value(struct scan *s)
{
	for (;;) {
		char c = mark_char(s);
		if (!gap_is_blank(s))
			return stop(s, s->at, "a comma, brace or bracket is missing");
		if (c == ',') {
			advance(s);
			return 0;
		}
		if (c != '}' && c != ']')
			return stop(s, s->at, "a comma, brace or bracket is missing");
		if (scan_close(s) < 0)
			return -1;
		if (s->depth == 0)
			return 0;
	}
}

/* One value; true in *open when it is a container with something in it, which is now to be walked.
 */
static inline int
scan_value(struct scan *s, bool *open)
{
	char c = mark_char(s);
	*open = false;
	if (c == '"')
		return scan_string(s);
	if (c != '{' && c != '[')
		return scan_scalar(s);
	if (scan_open(s, c == '{') < 0)
		return -1;
	*open = mark_char(s) != (c == '{' ? '}' : ']') || !gap_is_blank(s);
	return 0;
}

static int
scan_record(struct scan *s)
{
	s->mark = marks_next(&s->marks);
	if (mark_char(s) != '{' || !gap_is_blank(s))
		return stop(s, 0, "it does not begin with a brace");
	s->depth = 1;
	s->objects = 1;
	advance(s);
	bool open = mark_char(s) != '}' || !gap_is_blank(s);
	if (!open && scan_after_value(s) < 0)
		return -1;
	while (s->depth > 0) {
		if ((s->objects & 1) && scan_key(s) < 0)
			return -1;
		if (scan_value(s, &open) < 0)
			return -1;
		if (!open && scan_after_value(s) < 0)
			return -1;
	}
	if (s->mark != s->n || !gap_is_blank(s))
		return stop(s, s->at, "something follows the last brace");
	return 0;
}

int
record_scan(struct record *r, const char *line, size_t n, struct error *e)
{
	r->line = (struct span){line, n};
	r->n = 0;
	r->close = 0;
	r->escaped_keys = false;
	struct scan s = {.record = r, .text = line, .n = n};
	marks_start(&s.marks, line, n);
	int result = scan_record(&s);
	if (marks_finish(&s.marks) < 0 && (result == 0 || s.marks.bad < s.bad)) {
		s.bad = s.marks.bad;
		s.why = s.marks.why;
		result = -1;
	}
	if (result < 0) {
		r->n = 0;
		error_set(e, ERROR_INPUT, "not a JSON record: %s at byte %zu", s.why, s.bad + 1);
	}
	return result;
}
