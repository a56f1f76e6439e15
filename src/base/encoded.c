/* SPDX-License-Identifier: Apache-2.0 */
#include "base/encoded.h"

#include <stdlib.h>
#include <string.h>

#define PART ((size_t)4096)

struct sign {
	const char *text, *suffix;
	enum encoding how;
};

/* Of one case each: hexadecimal digits are compared without it. */
static const struct sign signs[] = {
	{"/9j/", "jpg", ENCODED_BASE64},	  {"\\/9j\\/", "jpg", ENCODED_BASE64},
	{"%2F9j%2F", "jpg", ENCODED_BASE64},	  {"%2f9j%2f", "jpg", ENCODED_BASE64},
	{"iVBORw0KGgo", "png", ENCODED_BASE64},	  {"R0lGODlh", "gif", ENCODED_BASE64},
	{"R0lGODdh", "gif", ENCODED_BASE64},	  {"UklGR", "riff", ENCODED_BASE64},
	{"SUkqA", "tif", ENCODED_BASE64},	  {"TU0AK", "tif", ENCODED_BASE64},
	{"UEsDB", "zip", ENCODED_BASE64},	  {"JVBERi0", "pdf", ENCODED_BASE64},
	{"0M8R4KGx", "ole", ENCODED_BASE64},	  {"N3q8ryc", "7z", ENCODED_BASE64},
	{"UmFyIR", "rar", ENCODED_BASE64},	  {"ffd8ff", "jpg", ENCODED_HEX},
	{"89504e470d0a1a0a", "png", ENCODED_HEX}, {"47494638", "gif", ENCODED_HEX},
	{"504b0304", "zip", ENCODED_HEX},
};

bool
encoded_is_text(unsigned char c)
{
	return c >= 0x20 || c == '\n' || c == '\r' || c == '\t' || c == 0x1b || c == '\f';
}

static bool
is_blank(unsigned char c)
{
	return c == '\n' || c == '\r' || c == ' ' || c == '\t';
}

/* 0-63, or -1. */
static int
value64(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static int
value16(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
same(const unsigned char *p, const char *text, size_t n, enum encoding how)
{
	if (how == ENCODED_BASE64)
		return memcmp(p, text, n) == 0;
	for (size_t i = 0; i < n; i++)
		if ((p[i] | (p[i] >= 'A' ? 0x20 : 0)) != text[i])
			return false;
	return true;
}

/* Lines may be broken, and go on after blanks; words with blanks between them are prose. */
static bool
may_be_blank(const unsigned char *p, size_t i)
{
	return p[i] == '\n' || p[i] == '\r' || (is_blank(p[i]) && i > 0 && is_blank(p[i - 1]));
}

/* All of the head is of the coding. */
static bool
goes_on(const unsigned char *p, enum encoding how)
{
	for (size_t i = 0; i < ENCODED_HEAD; i++) {
		bool fits = may_be_blank(p, i);

		if (how == ENCODED_HEX)
			fits = fits || value16(p[i]) >= 0;
		else /* JSON writes "\/" and "\n", an address "%2F" */
			fits = fits || value64(p[i]) >= 0 || p[i] == '\\' || p[i] == '%';
		if (!fits)
			return false;
	}
	return true;
}

/* ISO media have their length before "ftyp". */
static bool
is_ftyp(const unsigned char *p)
{
	return memcmp(p, "AAAA", 4) == 0 && memcmp(p + 6, "Z0eX", 4) == 0;
}

enum encoding
encoded_begins(const unsigned char *p, size_t n, const char **suffix)
{
	if (n < ENCODED_HEAD)
		return ENCODED_NOT;
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		const struct sign *x = &signs[i];

		if ((p[0] | 0x20) != (x->text[0] | 0x20) ||
		    !same(p, x->text, strlen(x->text), x->how) || !goes_on(p, x->how))
			continue;
		if (suffix)
			*suffix = x->suffix;
		return x->how;
	}
	if (!is_ftyp(p) || !goes_on(p, ENCODED_BASE64))
		return ENCODED_NOT;
	if (suffix)
		*suffix = "mp4";
	return ENCODED_BASE64;
}

/* In the middle of a long text in base64, chance makes any few of its signs. */
static bool
may_begin_behind(unsigned char before)
{
	return value64(before) < 0;
}

bool
encoded_find(struct bytes *b, uint64_t *at, uint64_t end)
{
	static const char firsts[] = "/\\%iRUSTJ0NA8F5f4";
	bool first[256] = {false};
	unsigned char before = '\n';
	const unsigned char *p;
	size_t n;

	for (size_t i = 0; firsts[i]; i++)
		first[(unsigned char)firsts[i]] = true;
	if (*at && bytes_read(b, *at - 1, &before, 1) < 1)
		return false;
	while (*at < end && (p = bytes_view(b, *at, BYTES_WINDOW, &n)) != NULL &&
	       n >= ENCODED_HEAD) {
		size_t stop = n - ENCODED_HEAD + 1;

		if (stop > end - *at)
			stop = (size_t)(end - *at);
		for (size_t i = 0; i < stop; before = p[i++])
			if (first[p[i]] && may_begin_behind(before) &&
			    encoded_begins(p + i, n - i, NULL)) {
				*at += i;
				return true;
			}
		*at += stop;
	}
	return false;
}

/* ---- Decoding ---- */

void
decoding_start(struct decoding *d, struct bytes *b, uint64_t at, enum encoding how)
{
	*d = (struct decoding){.bytes = b, .at = at, .how = how};
}

/* An empty line ends base64 in a message. */
static void
pass_blank(struct decoding *d, unsigned char c)
{
	d->newlines += c == '\n';
	if (d->how == ENCODED_BASE64 && d->newlines > 1 && d->any)
		d->ended = true;
}

/*
 * Pages write characters by their numbers ("&#10;", "&#xA;": a line's end, in SVG), addresses by
 * their codes ("%2B"). true: c belongs to such a sign; *code is what it stands for, 0: not yet.
 */
static bool
take_sign(struct decoding *d, unsigned char c, unsigned char *code)
{
	bool hex = value16(c) >= 0;

	*code = 0;
	if (d->nsign == 0 && c != '&' && c != '%')
		return false;
	if (d->nsign == sizeof d->sign - 1) {
		d->ended = true;
		return true;
	}
	d->sign[d->nsign++] = (char)c;
	d->sign[d->nsign] = '\0';
	if (d->sign[0] == '%' && d->nsign == 3)
		*code = (unsigned char)strtoul(d->sign + 1, NULL, 16);
	else if (c == ';' && d->nsign > 3)
		*code = (unsigned char)strtoul(d->sign + (d->sign[2] == 'x' ? 3 : 2), NULL,
					       d->sign[2] == 'x' ? 16 : 10);
	else if (d->nsign > 1 && !hex && !(d->nsign == 2 && c == '#') && c != 'x')
		d->ended = true;
	if (*code || (d->nsign == 3 && d->sign[0] == '%'))
		d->nsign = 0;
	return true;
}

/* Takes a byte of the text; true: it gave a byte. */
static bool
take_plain(struct decoding *d, unsigned char c, unsigned char *out)
{
	unsigned width = d->how == ENCODED_HEX ? 4 : 6;
	int v = d->how == ENCODED_HEX ? value16(c) : value64(c);
	bool escaped = d->escaped;

	d->escaped = false;
	if (escaped && (c == 'n' || c == 'r' || c == 't'))
		return false;
	if (c == '\\' && d->how == ENCODED_BASE64) {
		d->escaped = true;
		return false;
	}
	if (is_blank(c)) {
		pass_blank(d, c);
		return false;
	}
	d->newlines = 0;
	if (v < 0) {
		d->ended = true;
		return false;
	}
	d->any = true;
	d->bits = d->bits << width | (uint32_t)v;
	d->nbits += width;
	if (d->nbits < 8)
		return false;
	d->nbits -= 8;
	*out = (unsigned char)(d->bits >> d->nbits);
	return true;
}

static bool
take(struct decoding *d, unsigned char c, unsigned char *out)
{
	unsigned char code;

	if (d->how == ENCODED_HEX || !take_sign(d, c, &code))
		return take_plain(d, c, out);
	return code && !is_blank(code) && take_plain(d, code, out);
}

size_t
decoding_read(struct decoding *d, unsigned char *out, size_t n)
{
	const unsigned char *p;
	size_t done = 0, got;

	while (done < n && !d->ended &&
	       (p = bytes_view(d->bytes, d->at, BYTES_WINDOW, &got)) != NULL) {
		size_t i = 0;

		while (i < got && done < n && !d->ended)
			done += take(d, p[i++], out + done);
		d->at += i;
	}
	return done;
}

uint64_t
decoding_size(struct bytes *b, uint64_t at, enum encoding how, uint64_t *end)
{
	unsigned char scratch[PART];
	struct decoding d;
	uint64_t size = 0;
	size_t got;

	decoding_start(&d, b, at, how);
	while ((got = decoding_read(&d, scratch, sizeof scratch)) > 0)
		size += got;
	/* The foreign byte belongs to what follows. */
	*end = d.ended && d.at > at ? d.at - 1 : d.at;
	return size;
}
