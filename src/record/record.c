/* SPDX-License-Identifier: Apache-2.0 */
#include "record/record.h"

#include <stdlib.h>

#include "base/text.h"

void
record_release(struct record *r)
{
	free(r->members);
	*r = (struct record)RECORD_EMPTY;
}

/* ---- Strings ---- */

static void
add_utf8(struct buffer *out, uint32_t c)
{
	if (c < 0x80) {
		buffer_add_byte(out, (char)c);
		return;
	}
	if (c < 0x800) {
		buffer_add_byte(out, (char)(0xC0 | c >> 6));
	} else if (c < 0x10000) {
		buffer_add_byte(out, (char)(0xE0 | c >> 12));
		buffer_add_byte(out, (char)(0x80 | (c >> 6 & 0x3F)));
	} else {
		buffer_add_byte(out, (char)(0xF0 | c >> 18));
		buffer_add_byte(out, (char)(0x80 | (c >> 12 & 0x3F)));
		buffer_add_byte(out, (char)(0x80 | (c >> 6 & 0x3F)));
	}
	buffer_add_byte(out, (char)(0x80 | (c & 0x3F)));
}

/* The number in \uXXXX at p; false when no such escape stands there. */
static bool
unicode_escape(const char *p, const char *end, uint32_t *out)
{
	unsigned char two[2];
	if (end - p < 6 || p[0] != '\\' || p[1] != 'u' || text_unhex(p + 2, 4, two) < 0)
		return false;
	*out = (uint32_t)two[0] << 8 | two[1];
	return true;
}

/*
 * Undoes the \uXXXX at p, with its partner when it is half a pair; returns what is behind, or NULL.
 */
static const char *
unquote_unicode(const char *p, const char *end, struct buffer *out)
{
	uint32_t c, low;
	if (!unicode_escape(p, end, &c))
		return NULL;
	p += 6;
	if (c < 0xD800 || c > 0xDFFF) {
		add_utf8(out, c);
		return p;
	}
	if (c < 0xDC00 && unicode_escape(p, end, &low) && low >= 0xDC00 && low <= 0xDFFF) {
		add_utf8(out, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
		return p + 6;
	}
	add_utf8(out, 0xFFFD);
	return p;
}

static const char *
unquote_escape(const char *p, const char *end, struct buffer *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	if (end - p < 2)
		return NULL;
	if (p[1] == 'u')
		return unquote_unicode(p, end, out);
	const char *at = memchr(from, p[1], sizeof from - 1);
	if (!at)
		return NULL;
	buffer_add_byte(out, to[at - from]);
	return p + 2;
}

/* The text between the quotes. */
static int
unescape(struct span text, struct buffer *out)
{
	const char *p = text.p, *end = text.p + text.n;
	while (p && p < end) {
		const char *backslash = memchr(p, '\\', (size_t)(end - p));
		const char *to = backslash ? backslash : end;
		buffer_add(out, p, (size_t)(to - p));
		p = backslash ? unquote_escape(backslash, end, out) : end;
	}
	return p ? 0 : -1;
}

int
record_unquote(struct span value, struct buffer *out)
{
	if (!value.p || value.n < 2 || value.p[0] != '"' || value.p[value.n - 1] != '"')
		return -1;
	return unescape((struct span){value.p + 1, value.n - 2}, out);
}

/* Is this text between quotes, escapes undone, equal to the name? */
static bool
unescapes_to(struct span text, struct span name)
{
	struct buffer plain = BUFFER_EMPTY;
	bool equal = unescape(text, &plain) == 0 && plain.n == name.n &&
		     (name.n == 0 || memcmp(plain.data, name.p, name.n) == 0);
	buffer_release(&plain);
	return equal;
}

/* ---- Members ---- */

static inline bool
key_is(const struct record *r, struct span key, struct span name)
{
	if (key.n == name.n && (key.n == 0 || key.p[0] == name.p[0]) &&
	    memcmp(key.p, name.p, name.n) == 0)
		return true;
	return r->escaped_keys && memchr(key.p, '\\', key.n) && unescapes_to(key, name);
}

size_t
record_find(const struct record *r, struct span key, size_t before)
{
	for (size_t i = before; i-- > 0;) {
		if (key_is(r, r->members[i].key, key))
			return i;
	}
	return r->n;
}

struct span
record_value(const struct record *r, const char *key)
{
	size_t i = record_find(r, span_of(key), r->n);
	return i < r->n ? r->members[i].value : (struct span){NULL, 0};
}

bool
record_is(const struct record *r, const char *kind)
{
	struct span v = record_value(r, "record");
	if (v.n < 2 || v.p[0] != '"')
		return false;
	v = (struct span){v.p + 1, v.n - 2};
	return span_equal(v, kind) || (memchr(v.p, '\\', v.n) && unescapes_to(v, span_of(kind)));
}

int
record_text(const struct record *r, const char *key, struct buffer *out)
{
	return record_unquote(record_value(r, key), out);
}

static int
name_from_hex(const struct record *r, const char *key, struct buffer *out)
{
	struct buffer hex = BUFFER_EMPTY;
	buffer_add_format(&hex, "%s_bytes", key);
	struct span v = record_value(r, buffer_text(&hex));
	buffer_clear(&hex);
	int result = record_unquote(v, &hex);
	if (result == 0)
		result = text_unhex(hex.data ? hex.data : "", hex.n,
				    (unsigned char *)buffer_reserve(out, hex.n / 2 + 1));
	if (result == 0)
		out->n += hex.n / 2;
	buffer_release(&hex);
	return result;
}

int
record_name(const struct record *r, const char *key, struct buffer *out)
{
	return name_from_hex(r, key, out) == 0 ? 0 : record_text(r, key, out);
}

int
record_u64(const struct record *r, const char *key, uint64_t *out)
{
	struct span v = record_value(r, key);
	unsigned long long u;
	if (!v.p || text_to_u64(v.p, v.n, &u) < 0)
		return -1;
	*out = u;
	return 0;
}

json_t *
record_parse(struct span value)
{
	if (!value.p)
		return NULL;
	return json_loadb(value.p, value.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

json_t *
record_json(const struct record *r, const char *key)
{
	return record_parse(record_value(r, key));
}
