/* SPDX-License-Identifier: Apache-2.0 */
#include "case/hash_log.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "base/small_file.h"

#define HEX_MAX 64

struct reading {
	const char *image; /* without its folders */
	void (*fn)(void *ctx, const char *hex, size_t n);
	void *ctx;
	size_t found;
	size_t others; /* lines of a list that name another file … */
	char other[HEX_MAX + 1];
	size_t other_n; /* … the last of them */
};

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool
is_digest_length(size_t n)
{
	return n == 32 || n == 40 || n == 64;
}

static const char *
base_name(const char *path, size_t n)
{
	size_t at = n;
	while (at > 0 && path[at - 1] != '/' && path[at - 1] != '\\')
		at--;
	return path + at;
}

static void
give(struct reading *r, const char *p, size_t n)
{
	char hex[HEX_MAX + 1];
	for (size_t i = 0; i < n; i++)
		hex[i] = (char)tolower((unsigned char)p[i]);
	hex[n] = '\0';
	r->found++;
	r->fn(r->ctx, hex, n);
}

/* The next word of only hex digits and of a digest's length, or NULL. */
static const char *
next_digest(const char *p, const char *end, size_t *n)
{
	while (p < end) {
		const char *from = p;
		bool hex = true;
		for (; p < end && is_word(*p); p++)
			hex &= isxdigit((unsigned char)*p) != 0;
		*n = (size_t)(p - from);
		if (hex && is_digest_length(*n))
			return from;
		while (p < end && !is_word(*p))
			p++;
	}
	return NULL;
}

/* "0 - 524288: …", "sectors 0 - 1023": of a part of the image. */
static bool
is_window(struct span line)
{
	for (size_t i = 1; i + 3 < line.n; i++)
		if (line.p[i] == '-' && line.p[i - 1] == ' ' && line.p[i + 1] == ' ' && i >= 2 &&
		    isdigit((unsigned char)line.p[i - 2]) && isdigit((unsigned char)line.p[i + 2]))
			return true;
	return false;
}

static bool
contains(struct span line, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= line.n; i++)
		if (strncasecmp(line.p + i, word, n) == 0)
			return true;
	return false;
}

/* Serial numbers are hex, too: in a log the line has to say what the digits are. */
static bool
names_algorithm(struct span line, size_t n)
{
	if (n == 32)
		return contains(line, "md5");
	if (n == 40)
		return contains(line, "sha1") || contains(line, "sha-1");
	return contains(line, "sha256") || contains(line, "sha-256") || contains(line, "sha2");
}

static void
take_listed(struct reading *r, const char *hex, size_t n, const char *name, size_t name_n)
{
	const char *base = base_name(name, name_n);
	size_t base_n = (size_t)(name + name_n - base);
	if (base_n == strlen(r->image) && memcmp(base, r->image, base_n) == 0) {
		give(r, hex, n);
		return;
	}
	if (r->others++ == 0) {
		memcpy(r->other, hex, n);
		r->other_n = n;
	}
}

/* "HEX  name", "HEX *name" */
static bool
take_sum_line(struct reading *r, struct span line)
{
	size_t skip = line.n && line.p[0] == '\\', n = skip;
	while (n < line.n && isxdigit((unsigned char)line.p[n]))
		n++;
	if (!is_digest_length(n - skip) || line.n < n + 3 || line.p[n] != ' ' ||
	    (line.p[n + 1] != ' ' && line.p[n + 1] != '*') || line.p[n + 2] == '(')
		return false;
	take_listed(r, line.p + skip, n - skip, line.p + n + 2, line.n - n - 2);
	return true;
}

/* "MD5 (name) = HEX" */
static bool
take_bsd_line(struct reading *r, struct span line)
{
	const char *open = memchr(line.p, '(', line.n), *end = line.p + line.n;
	const char *close = NULL;
	size_t n;
	for (const char *p = open; p && p + 3 < end; p++)
		if (memcmp(p, ") = ", 4) == 0)
			close = p;
	if (!close)
		return false;
	const char *hex = next_digest(close + 4, end, &n);
	if (hex)
		take_listed(r, hex, n, open + 1, (size_t)(close - open - 1));
	return hex != NULL;
}

static void
take_line(struct reading *r, struct span line)
{
	size_t n;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	if (is_window(line) || take_sum_line(r, line) || take_bsd_line(r, line))
		return;
	const char *end = line.p + line.n, *hex = next_digest(line.p, end, &n);
	for (; hex; hex = next_digest(hex + n, end, &n))
		if (n == line.n || names_algorithm(line, n))
			give(r, hex, n);
}

size_t
hash_log_each(struct span text, const char *image, void (*fn)(void *ctx, const char *hex, size_t n),
	      void *ctx)
{
	struct reading r = {.image = base_name(image, strlen(image)), .fn = fn, .ctx = ctx};
	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t n = end ? (size_t)(end - text.p) : text.n;
		take_line(&r, (struct span){text.p, n});
		n += end != NULL;
		text = (struct span){text.p + n, text.n - n};
	}
	/* An image that was renamed since: the one digest there is can only be its. */
	if (r.found == 0 && r.others == 1)
		give(&r, r.other, r.other_n);
	return r.found;
}

/* What logs hold is ASCII as far as it matters. */
static void
narrow(struct buffer *b)
{
	const unsigned char *p = (const unsigned char *)b->data;
	size_t low = p[0] == 0xFF ? 0 : 1, n = 0;
	for (size_t i = 2; i + 1 < b->n; i += 2)
		b->data[n++] = p[i + 1 - low] ? '?' : (char)p[i + low];
	b->n = n;
}

int
hash_log_read(const char *path, struct buffer *out, struct error *e)
{
	if (small_file_read_path(path, out, e) < 0)
		return -1;
	if (out->n >= 2 &&
	    (memcmp(out->data, "\xFF\xFE", 2) == 0 || memcmp(out->data, "\xFE\xFF", 2) == 0))
		narrow(out);
	else if (out->n >= 3 && memcmp(out->data, "\xEF\xBB\xBF", 3) == 0)
		buffer_drop(out, 3);
	return 0;
}
