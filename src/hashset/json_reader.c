/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/json_reader.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

void
json_reader_open(struct json_reader *r, struct lines *lines, const char *name)
{
	*r = (struct json_reader){.lines = lines, .name = name, .want = JSON_WANT_VALUE};
}

void
json_reader_close(struct json_reader *r)
{
	buffer_release(&r->text);
}

static int
broken(const struct json_reader *r, const char *what, struct error *e)
{
	return error_set(e, ERROR_INPUT, "%s is broken JSON: %s (byte %" PRIu64 " of its text)",
			 r->name, what, r->before + r->at);
}

/* 1: there is a byte at `at`; 0: the text is over; -1. */
static int
more(struct json_reader *r, struct error *e)
{
	struct span block;
	if (r->at < r->n)
		return 1;
	r->before += r->n;
	r->at = r->n = 0;
	int got = lines_block(r->lines, &block, e);
	if (got > 0) {
		r->p = block.p;
		r->n = block.n;
	}
	return got;
}

static void
keep(struct json_reader *r, const char *p, size_t n)
{
	size_t room = JSON_STRING_MAX - r->text.n;
	if (r->discard)
		return;
	r->cut = r->cut || n > room;
	buffer_add(&r->text, p, n < room ? n : room);
}

/* ---- Strings ---- */

/* Four hex digits, which may lie in two blocks. 0 / -1. */
static int
read_unit(struct json_reader *r, uint32_t *unit, struct error *e)
{
	char hex[4];
	unsigned char raw[2];
	for (size_t i = 0; i < sizeof hex; i++) {
		int got = more(r, e);
		if (got < 0)
			return -1;
		if (got == 0)
			return broken(r, "it ends inside a string", e);
		hex[i] = r->p[r->at++];
	}
	if (text_unhex(hex, sizeof hex, raw))
		return broken(r, "\\u without four hex digits", e);
	*unit = (uint32_t)raw[0] << 8 | raw[1];
	return 0;
}

static void
keep_code(struct json_reader *r, uint32_t code)
{
	char utf8[4];
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
	for (size_t i = n; i-- > 1; code >>= 6)
		utf8[i] = (char)(0x80 | (code & 0x3F));
	utf8[0] = (char)(lead[n] | code);
	keep(r, utf8, n);
}

/* \uXXXX, and the second half of a pair; halves alone become U+FFFD. */
static int
read_code(struct json_reader *r, uint32_t *high, struct error *e)
{
	uint32_t unit = 0;
	if (read_unit(r, &unit, e))
		return -1;
	bool low = unit >= 0xDC00 && unit <= 0xDFFF;
	if (*high && low) {
		keep_code(r, 0x10000 + ((*high - 0xD800) << 10) + (unit - 0xDC00));
		*high = 0;
		return 0;
	}
	if (*high)
		keep_code(r, 0xFFFD);
	*high = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
	if (!*high)
		keep_code(r, low ? 0xFFFD : unit);
	return 0;
}

static int
read_escape(struct json_reader *r, uint32_t *high, struct error *e)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	int got = more(r, e);
	if (got <= 0)
		return got < 0 ? -1 : broken(r, "it ends inside a string", e);
	char c = r->p[r->at++];
	if (c == 'u')
		return read_code(r, high, e);
	const char *found = c ? strchr(names, c) : NULL;
	if (!found)
		return broken(r, "an escape that JSON does not know", e);
	if (*high)
		keep_code(r, 0xFFFD);
	*high = 0;
	keep(r, &values[found - names], 1);
	return 0;
}

/*
 * Up to the next quote or backslash. Where the next quote stands is remembered, so that a string
 * full of escapes is not gone through again for each of them.
 */
static size_t
plain_run(const struct json_reader *r, size_t *quote)
{
	size_t left = r->n - r->at;
	const char *p = r->p + r->at;
	if (*quote < r->at || *quote >= r->n) {
		const char *q = memchr(p, '"', left);
		*quote = q ? (size_t)(q - r->p) : r->n;
	}
	const char *escape = memchr(p, '\\', *quote - r->at);
	return escape ? (size_t)(escape - p) : *quote - r->at;
}

/* The opening quote is read. */
static int
read_string(struct json_reader *r, struct error *e)
{
	uint32_t high = 0;
	size_t quote = SIZE_MAX;
	uint64_t block = r->before; /* the one that quote stands in */
	int got;
	buffer_clear(&r->text);
	r->cut = false;
	while ((got = more(r, e)) > 0) {
		if (block != r->before)
			quote = SIZE_MAX;
		block = r->before;
		size_t run = plain_run(r, &quote);
		if (high && run > 0) {
			keep_code(r, 0xFFFD);
			high = 0;
		}
		keep(r, r->p + r->at, run);
		r->at += run;
		if (r->at == r->n)
			continue;
		if (r->p[r->at++] == '"') {
			if (high)
				keep_code(r, 0xFFFD);
			return 0;
		}
		if (read_escape(r, &high, e))
			return -1;
	}
	return got < 0 ? -1 : broken(r, "it ends inside a string", e);
}

/* ---- Everything else ---- */

/* The next byte that is no white space, or -2 at the end, or -1. */
static int
next_byte(struct json_reader *r, struct error *e)
{
	int got;
	while ((got = more(r, e)) > 0) {
		char c = r->p[r->at];
		if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
			return (unsigned char)c;
		r->at++;
	}
	return got < 0 ? -1 : -2;
}

static bool
in_array(const struct json_reader *r)
{
	unsigned level = r->depth - 1;
	return r->depth > 0 && (r->array[level / 8] >> level % 8 & 1) != 0;
}

static enum json_token
open_level(struct json_reader *r, bool array, struct error *e)
{
	unsigned level = r->depth;
	if (level == JSON_DEPTH_MAX)
		return broken(r, "it is nested too deeply", e);
	r->array[level / 8] = (unsigned char)((r->array[level / 8] & ~(1U << level % 8)) |
					      (unsigned)array << level % 8);
	r->depth++;
	r->at++;
	r->want = JSON_WANT_FIRST;
	return array ? JSON_ARRAY_BEGIN : JSON_OBJECT_BEGIN;
}

static enum json_token
close_level(struct json_reader *r, bool array, struct error *e)
{
	if (r->depth == 0 || in_array(r) != array)
		return broken(r, "a bracket that closes nothing", e);
	r->depth--;
	r->at++;
	r->want = JSON_WANT_MORE;
	return array ? JSON_ARRAY_END : JSON_OBJECT_END;
}

static bool
is_bare(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '+' || c == '-' || c == '.';
}

static enum json_token
bare_token(struct json_reader *r, struct error *e)
{
	struct span text = buffer_span(&r->text);
	if (span_equal(text, "true"))
		return JSON_WORD_TRUE;
	if (span_equal(text, "false"))
		return JSON_WORD_FALSE;
	if (span_equal(text, "null"))
		return JSON_WORD_NULL;
	if (text.n > 0 && (text.p[0] == '-' || (text.p[0] >= '0' && text.p[0] <= '9')))
		return JSON_NUMBER;
	return broken(r, "a value that is none", e);
}

/* A number or a word; of more than BARE_MAX bytes the rest is dropped. */
#define BARE_MAX 64
static enum json_token
read_bare(struct json_reader *r, struct error *e)
{
	int got;
	buffer_clear(&r->text);
	r->cut = false;
	while ((got = more(r, e)) > 0 && is_bare(r->p[r->at])) {
		if (r->text.n < BARE_MAX)
			buffer_add_byte(&r->text, r->p[r->at]);
		else
			r->cut = true;
		r->at++;
	}
	return got < 0 ? JSON_ERROR : bare_token(r, e);
}

static enum json_token
read_value(struct json_reader *r, int c, struct error *e)
{
	r->want = JSON_WANT_MORE;
	if (c == '{' || c == '[')
		return open_level(r, c == '[', e);
	if (c != '"')
		return read_bare(r, e);
	r->at++;
	return read_string(r, e) ? JSON_ERROR : JSON_TEXT;
}

static enum json_token
read_key(struct json_reader *r, int c, struct error *e)
{
	if (c != '"')
		return broken(r, "a key was expected", e);
	r->at++;
	if (read_string(r, e))
		return JSON_ERROR;
	c = next_byte(r, e);
	if (c != ':')
		return c == -1 ? JSON_ERROR : broken(r, "a key without a colon", e);
	r->at++;
	r->want = JSON_WANT_VALUE;
	return JSON_KEY;
}

/* Within an object or array, where an element or the end may stand. */
static enum json_token
read_element(struct json_reader *r, int c, struct error *e)
{
	bool array = in_array(r);
	if (c == (array ? ']' : '}'))
		return close_level(r, array, e);
	if (r->want == JSON_WANT_MORE) {
		if (c != ',')
			return broken(r, "a comma was expected", e);
		r->at++;
		c = next_byte(r, e);
		if (c == -1)
			return JSON_ERROR;
		if (c == (array ? ']' : '}')) /* a comma too many: some writers do it */
			return close_level(r, array, e);
	}
	if (c == -2)
		return broken(r, "it is cut off", e);
	return array ? read_value(r, c, e) : read_key(r, c, e);
}

enum json_token
json_reader_next(struct json_reader *r, struct error *e)
{
	int c = next_byte(r, e);
	if (c == -1)
		return JSON_ERROR;
	if (r->want == JSON_WANT_VALUE) {
		if (c == -2)
			return broken(r, "it is cut off", e);
		return read_value(r, c, e);
	}
	if (r->depth > 0)
		return c == -2 ? broken(r, "it is cut off", e) : read_element(r, c, e);
	return c == -2 ? JSON_END : broken(r, "something stands behind its end", e);
}

int
json_reader_skip_rest(struct json_reader *r, enum json_token token, struct error *e)
{
	if (token != JSON_OBJECT_BEGIN && token != JSON_ARRAY_BEGIN)
		return token == JSON_ERROR ? -1 : 0;
	unsigned outside = r->depth - 1;
	bool discard = r->discard;
	r->discard = true;
	while (r->depth > outside && token != JSON_ERROR)
		token = json_reader_next(r, e);
	r->discard = discard;
	return token == JSON_ERROR ? -1 : 0;
}

int
json_reader_skip(struct json_reader *r, struct error *e)
{
	bool discard = r->discard;
	r->discard = true;
	enum json_token token = json_reader_next(r, e);
	r->discard = discard;
	return json_reader_skip_rest(r, token, e);
}
