/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grammar of one record line, walked from mark to mark. Containers are kept as one bit a level,
 * so there is no recursion and no memory but the list of top-level members.
 */
#include <string.h>

#include "base/memory.h"
#include "record/marks.h"
#include "record/record.h"

#define END '\0' /* instead of a mark: there is none any more */

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

/* Control characters that are no white space are found by marks_finish(). */
static inline bool
is_blank(char c)
{
	return (unsigned char)c <= ' ';
}

/* What stands between the last token and the mark, without the white space around it. */
static inline struct span
token(const struct scan *s)
{
	size_t from = s->at, to = s->mark;
	while (from < to && is_blank(s->text[from]))
		from++;
	while (to > from && is_blank(s->text[to - 1]))
		to--;
	return (struct span){s->text + from, to - from};
}

static inline char
mark_char(const struct scan *s)
{
	return s->mark < s->n ? s->text[s->mark] : END;
}

static inline void
take_mark(struct scan *s)
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

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

/* A digit has the high half 3, and still has it when 6 is added. */
static inline bool
eight_digits(uint64_t v)
{
	return ((v & (v + 0x0606060606060606)) & 0xF0F0F0F0F0F0F0F0) == 0x3030303030303030;
}

/*
 * Up to eight digits, most numbers in records, without a loop whose end cannot be foreseen. The
 * eight bytes that end with the value are read: before it there is always an opening brace, a key
 * and a colon, five bytes or more, and what is less than eight in all goes the long way.
 */
static inline bool
is_short_integer(const struct scan *s, struct span v)
{
	const char *end = v.p + v.n;
	uint64_t last;
	if (v.n == 0 || v.n > 8 || end - s->text < 8 || (v.p[0] == '0' && v.n > 1))
		return false;
	memcpy(&last, end - 8, sizeof last);
	unsigned foreign = 8 * (8 - (unsigned)v.n);
	uint64_t digits_only = last >> foreign << foreign;
	return eight_digits(digits_only | (0x3030303030303030 & (((uint64_t)1 << foreign) - 1)));
}

#else

static inline bool
is_short_integer(const struct scan *s, struct span v)
{
	return false;
}

#endif

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

static inline void
add_member(struct scan *s, struct span quoted)
{
	struct record *r = s->record;
	if (r->n == r->cap)
		grow_members(r);
	struct span key = {quoted.p + 1, quoted.n - 2};
	r->members[r->n++] = (struct record_member){key, {NULL, 0}};
	if (s->marks.backslashes && memchr(key.p, '\\', key.n))
		r->escaped_keys = true;
}

/* "key" and its colon. */
static inline int
scan_key(struct scan *s)
{
	struct span key = token(s);
	if (mark_char(s) != ':' || key.n < 2 || key.p[0] != '"')
		return stop(s, s->at, "a key in quotes with its colon is missing");
	if (s->depth == 1)
		add_member(s, key);
	take_mark(s);
	return 0;
}

static inline void
set_value(struct scan *s, const char *from, const char *to)
{
	struct record *r = s->record;
	if (s->depth == 1)
		r->members[r->n - 1].value = (struct span){from, (size_t)(to - from)};
}

/* The mark opens a container. */
static inline int
scan_open(struct scan *s, bool object)
{
	if (token(s).n > 0)
		return stop(s, s->at, "a comma is missing");
	if (s->depth == RECORD_DEPTH_MAX)
		return stop(s, s->mark, "values are nested too deep");
	set_value(s, s->text + s->mark, s->text + s->mark);
	s->depth++;
	s->objects = s->objects << 1 | object;
	take_mark(s);
	return 0;
}

/* The mark closes a container. */
static inline int
scan_close(struct scan *s, bool object)
{
	if (object != (s->objects & 1))
		return stop(s, s->mark, "a brace closes a bracket or the other way round");
	s->objects >>= 1;
	s->depth--;
	if (s->depth == 0)
		s->record->close = s->mark;
	else if (s->depth == 1)
		set_value(s, s->record->members[s->record->n - 1].value.p, s->text + s->mark + 1);
	take_mark(s);
	return 0;
}

/* After a value: closes what ends here; then either a comma is taken or the record is over. */
static inline int
scan_after_value(struct scan *s)
{
	for (;;) {
		char c = mark_char(s);
		if (c == ',') {
			take_mark(s);
			return 0;
		}
		if (c != '}' && c != ']')
			return stop(s, s->mark,
				    c == END ? "the line is cut off" : "a comma is missing");
		if (scan_close(s, c == '}') < 0)
			return -1;
		if (s->depth == 0)
			return 0;
		if (token(s).n > 0)
			return stop(s, s->at, "a comma, brace or bracket is missing");
	}
}

static inline int
scan_simple(struct scan *s)
{
	struct span v = token(s);
	if (v.n == 0 || (v.p[0] != '"' && !is_short_integer(s, v) && !is_scalar(v)))
		return stop(s, s->at,
			    s->mark == s->n ? "the line is cut off" : "a value is missing");
	set_value(s, v.p, v.p + v.n);
	return scan_after_value(s);
}

/* One value and what closes behind it; or the opening of a container that is now to be walked. */
static inline int
scan_value(struct scan *s)
{
	char c = mark_char(s);
	if (c != '{' && c != '[')
		return scan_simple(s);
	if (scan_open(s, c == '{') < 0)
		return -1;
	bool empty = mark_char(s) == (c == '{' ? '}' : ']') && token(s).n == 0;
	return empty ? scan_after_value(s) : 0;
}

static int
scan_record(struct scan *s)
{
	s->mark = marks_next(&s->marks);
	if (mark_char(s) != '{' || token(s).n > 0)
		return stop(s, 0, "it does not begin with a brace");
	s->depth = 1;
	s->objects = 1;
	take_mark(s);
	if (mark_char(s) == '}' && token(s).n == 0 && scan_after_value(s) < 0)
		return -1;
	while (s->depth > 0) {
		if ((s->objects & 1) && scan_key(s) < 0)
			return -1;
		if (scan_value(s) < 0)
			return -1;
	}
	if (s->mark != s->n || token(s).n > 0)
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
	struct scan s;
	s.record = r;
	s.text = line;
	s.n = n;
	s.at = 0;
	s.bad = 0;
	s.why = NULL;
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
