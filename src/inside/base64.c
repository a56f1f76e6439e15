/* SPDX-License-Identifier: Apache-2.0 */
#include "inside/base64.h"

#include "base/memory.h"

#include <stdlib.h>

void
base64_start(struct base64 *x, struct bytes *b, uint64_t at)
{
	*x = (struct base64){.bytes = b, .at = at};
}

/* 0–63, or -1. */
static int
value_of(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Takes a byte of the text; true: it gave a byte. */
static bool
take(struct base64 *x, unsigned char c, unsigned char *out)
{
	int v = value_of(c);

	if (c == '\n' || c == '\r' || c == ' ' || c == '\t') {
		x->newlines += c == '\n';
		x->ended = x->newlines > 1 && x->any;
		return false;
	}
	x->newlines = 0;
	if (v < 0) {
		x->ended = true;
		return false;
	}
	x->any = true;
	x->bits = x->bits << 6 | (uint32_t)v;
	x->nbits += 6;
	if (x->nbits < 8)
		return false;
	x->nbits -= 8;
	*out = (unsigned char)(x->bits >> x->nbits);
	return true;
}

size_t
base64_read(struct base64 *x, unsigned char *out, size_t n)
{
	const unsigned char *p;
	size_t done = 0, got;

	while (done < n && !x->ended &&
	       (p = bytes_view(x->bytes, x->at, BYTES_WINDOW, &got)) != NULL) {
		size_t i = 0;

		while (i < got && done < n && !x->ended)
			done += take(x, p[i++], out + done);
		x->at += i;
	}
	return done;
}

uint64_t
base64_size(struct bytes *b, uint64_t at, uint64_t *end)
{
	unsigned char *scratch = memory_new(BYTES_WINDOW);
	struct base64 x;
	uint64_t size = 0;
	size_t got;

	base64_start(&x, b, at);
	while ((got = base64_read(&x, scratch, BYTES_WINDOW)) > 0)
		size += got;
	free(scratch);
	/* The foreign byte belongs to what follows. */
	*end = x.ended && x.at > at ? x.at - 1 : x.at;
	return size;
}
