/* SPDX-License-Identifier: Apache-2.0 */
#include "base/charset.h"

#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "base/utf16.h"

#define BYTES	    256u
#define UNKNOWN	    0xfffdu
#define LETTERS_MAX 2u /* that one code gives: a letter and a mark on it */

struct code {
	uint32_t letters[LETTERS_MAX]; /* 0: none */
};

struct charset {
	struct code one[BYTES];
	bool leads[BYTES]; /* a second byte belongs to it */
	struct code *two;  /* BYTES for each first byte */
};

/* The letters of a code; false when it is none. Each is asked for by itself, from a fresh start. */
static bool
convert(iconv_t way, const char *code, size_t n, struct code *out)
{
	unsigned char letters[4 * LETTERS_MAX] = {0};
	char *from = (char *)code, *to = (char *)letters;
	size_t room = sizeof letters;

	iconv(way, NULL, NULL, NULL, NULL);
	if (iconv(way, &from, &n, &to, &room) != 0 || n != 0 ||
	    iconv(way, NULL, NULL, &to, &room) != 0 || room == sizeof letters)
		return false;
	for (size_t i = 0; i < LETTERS_MAX; i++)
		out->letters[i] = le32(letters + 4 * i);
	return true;
}

static void
fill(struct charset *c, iconv_t way)
{
	for (unsigned i = 0; i < BYTES; i++) {
		char code[2] = {(char)i, 0};

		if (convert(way, code, 1, &c->one[i]))
			continue;
		for (unsigned k = 0; k < BYTES; k++) {
			code[1] = (char)k;
			c->leads[i] |= convert(way, code, 2, &c->two[i * BYTES + k]);
		}
	}
}

/* Names are held in bytes that mean the same everywhere; UTF-16 and EBCDIC are no such page. */
static bool
holds_ascii(const struct charset *c)
{
	for (unsigned i = ' '; i < 0x7f; i++)
		if (c->one[i].letters[0] != i && i != '\\' && i != '~')
			return false;
	return true;
}

/* A page that leaves many bytes without a meaning has longer codes, or states. */
static bool
is_page(const struct charset *c)
{
	unsigned known = 0;

	for (unsigned i = 0x80; i < BYTES; i++)
		known += c->leads[i] || c->one[i].letters[0];
	return holds_ascii(c) && known > 32;
}

int
charset_open(struct charset **out, const char *name, struct error *e)
{
	iconv_t way = strchr(name, '/') ? (iconv_t)-1 : iconv_open("UTF-32LE", name);
	struct charset *c;

	*out = NULL;
	if (way == (iconv_t)-1)
		return error_set(
			e, ERROR_USAGE,
			"'%s' is no code page that this system knows (iconv -l lists them)", name);
	c = memory_zero(1, sizeof *c);
	c->two = memory_zero(BYTES * BYTES, sizeof *c->two);
	fill(c, way);
	iconv_close(way);
	if (!is_page(c)) {
		charset_free(&c);
		return error_set(e, ERROR_USAGE,
				 "'%s' is no code page of one or two bytes a letter, such as "
				 "CP932, GBK, BIG5, CP949, CP866 or CP1258",
				 name);
	}
	*out = c;
	return 0;
}

void
charset_free(struct charset **charset)
{
	if (*charset)
		free((*charset)->two);
	free(*charset);
	*charset = NULL;
}

static void
add_code(struct buffer *out, const struct code *code)
{
	utf8_add(out, code->letters[0] ? code->letters[0] : UNKNOWN);
	if (code->letters[1])
		utf8_add(out, code->letters[1]);
}

void
charset_decode(const struct charset *c, const unsigned char *p, size_t n, struct buffer *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct code *pair = i + 1 < n ? &c->two[p[i] * BYTES + p[i + 1]] : NULL;

		if (!c->leads[p[i]]) {
			add_code(out, &c->one[p[i]]);
		} else if (pair && pair->letters[0]) {
			add_code(out, pair);
			i++;
		} else {
			utf8_add(out, UNKNOWN); /* and on with the next byte, as browsers do */
		}
	}
}
