/* SPDX-License-Identifier: Apache-2.0 */
#include "record/json.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/record.h"

/* ---- Strings ---- */

/* Goes into a JSON string as it is? Bytes over 0x7F are decided on as code points. */
static inline bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

static void
add_escape(struct buffer *b, uint32_t c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at = c < 0x80 && c ? strchr(from, (int)c) : NULL;
	if (at)
		buffer_add_format(b, "\\%c", to[at - from]);
	else
		buffer_add_format(b, "\\u%04x", (unsigned)c);
}

/* One character that is not plain; returns the bytes it took. */
static size_t
add_character(struct buffer *b, const char *p, size_t n)
{
	uint32_t c;
	size_t length = text_next(p, n, &c);
	if (length == 0)
		buffer_add_text(b, "\xEF\xBF\xBD");
	else if (c < 0xA0 || c == 0x2028 || c == 0x2029)
		add_escape(b, c);
	else
		buffer_add(b, p, length);
	return length ? length : 1;
}

void
json_add_string(struct buffer *b, const char *p, size_t n)
{
	buffer_reserve(b, n + 2);
	buffer_add_byte(b, '"');
	for (size_t i = 0; i < n;) {
		size_t from = i;
		while (i < n && is_plain((unsigned char)p[i]))
			i++;
		buffer_add(b, p + from, i - from);
		if (i < n)
			i += add_character(b, p + i, n - i);
	}
	buffer_add_byte(b, '"');
}

void
json_add_text(struct buffer *b, const char *s)
{
	if (s)
		json_add_string(b, s, strlen(s));
	else
		buffer_add_text(b, "null");
}

/* ---- Numbers ---- */

void
json_add_u64(struct buffer *b, uint64_t v)
{
	char digits[20];
	size_t at = sizeof digits;
	do {
		digits[--at] = (char)('0' + v % 10);
		v /= 10;
	} while (v != 0);
	buffer_add(b, digits + at, sizeof digits - at);
}

void
json_add_bool(struct buffer *b, bool v)
{
	buffer_add_text(b, v ? "true" : "false");
}

void
json_add_double(struct buffer *b, double v)
{
	char text[40];
	assert(isfinite(v));
	/*
	 * 15 digits print whatever 15 or fewer make, without zeros behind; the least numbers of all
	 * have fewer.
	 */
	for (int precision = fabs(v) < DBL_MIN ? 1 : 15; precision <= 17; precision++) {
		snprintf(text, sizeof text, "%.*g", precision, v);
		double back = strtod(text, NULL);
		if (memcmp(&back, &v, sizeof v) == 0)
			break;
	}
	char *comma = strchr(text, ','); /* the decimal point of some locales */
	if (comma)
		*comma = '.';
	buffer_add_text(b, text);
	if (!strpbrk(text, ".e"))
		buffer_add_text(b, ".0"); /* stays a real for whoever reads it */
}

/* ---- Members ---- */

void
json_comma(struct buffer *b)
{
	char last = b->n > 0 ? b->data[b->n - 1] : '\n';
	if (!strchr("{[,:\n", last))
		buffer_add_byte(b, ',');
}

void
json_key(struct buffer *b, const char *key)
{
	json_comma(b);
	json_add_text(b, key);
	buffer_add_byte(b, ':');
}

void
json_member_text(struct buffer *b, const char *key, const char *s)
{
	json_key(b, key);
	json_add_text(b, s);
}

void
json_member_span(struct buffer *b, const char *key, struct span s)
{
	json_key(b, key);
	if (s.p)
		json_add_string(b, s.p, s.n);
	else
		buffer_add_text(b, "null");
}

void
json_member_u64(struct buffer *b, const char *key, uint64_t v)
{
	json_key(b, key);
	json_add_u64(b, v);
}

void
json_member_bool(struct buffer *b, const char *key, bool v)
{
	json_key(b, key);
	json_add_bool(b, v);
}

void
json_member_raw(struct buffer *b, const char *key, struct span json)
{
	json_key(b, key);
	buffer_add(b, json.p, json.n);
}

void
json_member_name(struct buffer *b, const char *key, const char *p, size_t n)
{
	json_key(b, key);
	json_add_string(b, p, n);
	if (text_is_utf8(p, n))
		return;
	json_comma(b);
	buffer_add_format(b, "\"%s_bytes\":\"", key);
	text_hex(b, p, n);
	buffer_add_byte(b, '"');
}

void
json_member_path(struct buffer *b, const char *key, const char *path)
{
	json_member_name(b, key, path, strlen(path));
}

/* ---- Values of jansson ---- */

static void add_value(struct buffer *b, const json_t *v, int depth);

static void
add_object(struct buffer *b, const json_t *v, int depth)
{
	json_t *object = (json_t *)(uintptr_t)v; /* jansson's iterators take no const */
	buffer_add_byte(b, '{');
	for (void *i = json_object_iter(object); i; i = json_object_iter_next(object, i)) {
		const char *key = json_object_iter_key(i);
		json_comma(b);
		json_add_string(b, key, json_object_iter_key_len(i));
		buffer_add_byte(b, ':');
		add_value(b, json_object_iter_value(i), depth);
	}
	buffer_add_byte(b, '}');
}

static void
add_array(struct buffer *b, const json_t *v, int depth)
{
	buffer_add_byte(b, '[');
	for (size_t i = 0; i < json_array_size(v); i++) {
		json_comma(b);
		add_value(b, json_array_get(v, i), depth);
	}
	buffer_add_byte(b, ']');
}

static void
add_value(struct buffer *b, const json_t *v, int depth)
{
	assert(depth < RECORD_DEPTH_MAX);
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		add_object(b, v, depth + 1);
		break;
	case JSON_ARRAY:
		add_array(b, v, depth + 1);
		break;
	case JSON_STRING:
		json_add_string(b, json_string_value(v), json_string_length(v));
		break;
	case JSON_INTEGER:
		buffer_add_format(b, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
		break;
	case JSON_REAL:
		json_add_double(b, json_real_value(v));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		json_add_bool(b, json_is_true(v));
		break;
	case JSON_NULL:
		buffer_add_text(b, "null");
		break;
	}
}

void
json_add_value(struct buffer *b, const json_t *v)
{
	add_value(b, v, 0);
}

const char *
json_string_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}
