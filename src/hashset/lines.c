/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/lines.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

int
lines_open(struct lines *l, int fd, const char *name, size_t max, struct error *e)
{
	*l = (struct lines){.fd = fd, .name = name, .max = max};
	l->raw = memory_new(LINES_BLOCK);
	l->sha256 = EVP_MD_CTX_new();
	if (!l->sha256 || !EVP_DigestInit_ex(l->sha256, EVP_sha256(), NULL))
		return error_set(e, ERROR_SYSTEM, "OpenSSL cannot compute SHA-256");
	return 0;
}

void
lines_close(struct lines *l)
{
	free(l->raw);
	buffer_release(&l->text);
	EVP_MD_CTX_free(l->sha256);
	*l = (struct lines){.fd = -1};
}

/* ---- Decoding ---- */

static void
add_code(struct buffer *out, uint32_t code)
{
	char utf8[4];
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
	for (size_t i = n; i-- > 1; code >>= 6)
		utf8[i] = (char)(0x80 | (code & 0x3F));
	utf8[0] = (char)(lead[n] | code);
	buffer_add(out, utf8, n);
}

/* A surrogate without its partner becomes U+FFFD. */
static void
add_unit(struct lines *l, uint32_t unit)
{
	bool low = unit >= 0xDC00 && unit <= 0xDFFF;
	if (l->high && low)
		add_code(&l->text, 0x10000 + ((l->high - 0xD800) << 10) + (unit - 0xDC00));
	else if (l->high)
		add_code(&l->text, 0xFFFD);
	if (l->high && low) {
		l->high = 0;
		return;
	}
	l->high = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
	if (!l->high)
		add_code(&l->text, low ? 0xFFFD : unit);
}

static void
decode_utf16(struct lines *l)
{
	size_t i;
	for (i = 0; i + 2 <= l->raw_n; i += 2) {
		unsigned a = l->raw[i], b = l->raw[i + 1];
		add_unit(l, l->encoding == LINES_UTF16LE ? b << 8 | a : a << 8 | b);
	}
	if (i < l->raw_n)
		l->raw[0] = l->raw[i];
	l->raw_n -= i;
}

/* ASCII at every second byte: text in UTF-16 that does without the mark. */
static bool
is_wide(const unsigned char *p, size_t n, size_t low)
{
	if (n < 4)
		return false;
	for (size_t i = 0; i < 4; i++) {
		bool ascii = p[i] == '\t' || p[i] == '\r' || p[i] == '\n' ||
			     (p[i] >= ' ' && p[i] < 0x7F);
		if (i % 2 == low ? !ascii : p[i] != 0)
			return false;
	}
	return true;
}

static void
start(struct lines *l)
{
	const unsigned char *p = l->raw;
	size_t mark = 0;
	l->started = true;
	if (l->raw_n >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) {
		mark = 3;
	} else if (l->raw_n >= 2 && p[0] == 0xFF && p[1] == 0xFE) {
		l->encoding = LINES_UTF16LE;
		mark = 2;
	} else if (l->raw_n >= 2 && p[0] == 0xFE && p[1] == 0xFF) {
		l->encoding = LINES_UTF16BE;
		mark = 2;
	} else if (is_wide(p, l->raw_n, 0)) {
		l->encoding = LINES_UTF16LE;
	} else if (is_wide(p, l->raw_n, 1)) {
		l->encoding = LINES_UTF16BE;
	}
	l->raw_n -= mark;
	memmove(l->raw, l->raw + mark, l->raw_n);
}

static void
decode(struct lines *l)
{
	if (!l->started)
		start(l);
	if (l->encoding != LINES_UTF8) {
		decode_utf16(l);
		return;
	}
	buffer_add(&l->text, l->raw, l->raw_n);
	l->raw_n = 0;
}

/* ---- Reading ---- */

static int
end(struct lines *l, struct error *e)
{
	l->ended = true;
	if (!l->started)
		start(l);
	if (l->high || l->raw_n > 0)
		add_code(&l->text, 0xFFFD); /* half a character */
	if (!EVP_DigestFinal_ex(l->sha256, l->digest, NULL))
		return error_set(e, ERROR_SYSTEM, "OpenSSL cannot compute SHA-256");
	return 0;
}

/*
 * A first block too short to tell the encoding is filled up, so that a slow pipe does not hide it.
 */
static int
fill(struct lines *l, struct error *e)
{
	buffer_drop(&l->text, l->at);
	l->at = 0;
	do {
		ssize_t n = read(l->fd, l->raw + l->raw_n, LINES_BLOCK - l->raw_n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_system(e, "cannot read %s", l->name);
		if (n == 0)
			return end(l, e);
		if (!EVP_DigestUpdate(l->sha256, l->raw + l->raw_n, (size_t)n))
			return error_set(e, ERROR_SYSTEM, "OpenSSL cannot compute SHA-256");
		l->raw_n += (size_t)n;
		l->bytes += (uint64_t)n;
	} while (!l->started && l->raw_n < 4);
	decode(l);
	return 0;
}

int
lines_peek(struct lines *l, struct span *head, struct error *e)
{
	while (!l->ended && l->text.n - l->at < LINES_HEAD) {
		if (fill(l, e))
			return -1;
	}
	size_t n = l->text.n - l->at;
	*head = (struct span){l->text.data ? l->text.data + l->at : "",
			      n < LINES_HEAD ? n : LINES_HEAD};
	return 0;
}

/* Goes on to the end of a line of which `max` bytes were given. */
static int
skip_rest(struct lines *l, struct error *e)
{
	for (;;) {
		size_t left = l->text.n - l->at;
		char *newline = left ? memchr(l->text.data + l->at, '\n', left) : NULL;
		if (newline) {
			l->at = (size_t)(newline - l->text.data) + 1;
			return 0;
		}
		l->at = l->text.n;
		if (l->ended)
			return 0;
		if (fill(l, e))
			return -1;
	}
}

static void
give(struct lines *l, size_t n, struct span *line)
{
	const char *p = l->text.data + l->at;
	l->number++;
	if (n > 0 && p[n - 1] == '\r')
		n--;
	*line = (struct span){p, n};
}

/* A line over the limit is read away first, so that what is given stays valid: nothing of it is. */
static int
give_cut(struct lines *l, struct span *line, bool *cut, struct error *e)
{
	l->number++;
	*cut = true;
	*line = (struct span){"", 0};
	return skip_rest(l, e) ? -1 : 1;
}

int
lines_next(struct lines *l, struct span *line, bool *cut, struct error *e)
{
	size_t looked = 0;
	*cut = false;
	for (;;) {
		size_t left = l->text.n - l->at;
		const char *p = l->text.data + l->at;
		const char *newline =
			left > looked ? memchr(p + looked, '\n', left - looked) : NULL;
		size_t n = newline ? (size_t)(newline - p) : left;
		if (n > l->max)
			return give_cut(l, line, cut, e);
		if (newline || (l->ended && left > 0)) {
			give(l, n, line);
			l->at += newline ? n + 1 : n;
			return 1;
		}
		if (l->ended)
			return 0;
		looked = left;
		if (fill(l, e))
			return -1;
	}
}

int
lines_block(struct lines *l, struct span *text, struct error *e)
{
	while (l->at == l->text.n && !l->ended) {
		if (fill(l, e))
			return -1;
	}
	*text = (struct span){l->text.data + l->at, l->text.n - l->at};
	l->at = l->text.n;
	return text->n > 0;
}
