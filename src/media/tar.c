/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tar (POSIX.1-2001 ustar and pax, and GNU's) as something that can be carved: heads with a
 * checksum, each followed by what it says of data, and at the end blocks of zeros.
 */
#include <string.h>

#include "media/media.h"
#include "media/verdict.h"

#define BLOCK	     512u
#define RECORD	     10240u
#define MEMBERS_MOST 10000000u

/* A name comes first, and a name begins with no control character. */
static bool
head(const unsigned char *p, size_t n)
{
	return n >= 16 && p[0] > 0x20 && p[0] != 0x7f;
}

static uint64_t
octal(const unsigned char *p, size_t n)
{
	uint64_t v = 0;
	size_t i = 0;

	while (i < n && p[i] == ' ')
		i++;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
		v = v << 3 | (uint64_t)(p[i] - '0');
	return v;
}

/* GNU's way beyond 8 GiB: a number of 11 bytes behind a byte with its first bit set. */
static uint64_t
size_of(const unsigned char *p)
{
	return p[124] & 0x80 ? be64(p + 128) : octal(p + 124, 12);
}

static bool
is_head(const unsigned char *p)
{
	uint64_t sum = 0;

	if (memcmp(p + 257, "ustar", 5) != 0)
		return false;
	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : p[i];
	return sum == octal(p + 148, 8);
}

static bool
is_zero(const unsigned char *p)
{
	for (size_t i = 0; i < BLOCK; i++)
		if (p[i])
			return false;
	return true;
}

/* How far the zeros behind the last member go, no further than to the end of tar's record. */
static uint64_t
pass_zeros(struct bytes *b, uint64_t start, uint64_t at)
{
	uint64_t end = at + (RECORD - (at - start) % RECORD) % RECORD;
	const unsigned char *p;

	if (end < at + 2 * (uint64_t)BLOCK)
		end += RECORD;
	while (at < end && (p = bytes_exact(b, at, BLOCK)) != NULL && is_zero(p))
		at += BLOCK;
	return at;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	uint64_t at = start, size = 0;
	const unsigned char *p;
	unsigned n = 0;

	verdict_begin(w);
	while ((p = bytes_exact(b, at, BLOCK)) != NULL && n < MEMBERS_MOST && is_head(p)) {
		w->mime = "application/x-tar";
		n++;
		/* Links and folders have a size at times, and no data. */
		size = memchr("123456", p[156], 6) ? 0 : size_of(p);
		if (size > b->size - at - BLOCK) {
			verdict_truncated(w, b->size - start, 0.8, "%u members, then it ends", n);
			w->frames = n;
			return;
		}
		at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
		if (at > b->size)
			at = b->size;
	}
	if (n == 0)
		return;
	if (p && is_zero(p))
		verdict_whole(w, pass_zeros(b, start, at) - start, 0.96,
			      "%u members, their heads with the right checksums, and its end", n);
	else
		verdict_damaged(w, at - start, 0.8, "%u members, then it breaks", n);
	w->frames = n;
}

static const struct media_signature signatures[] = {
	{"ustar\0000", 8, 257}, {"ustar  ", 7, 257}, {NULL, 0, 0}};

const struct media_format media_tar = {.name = "tar",
				       .extensions = "",
				       .mime = "application/x-tar",
				       .signatures = signatures,
				       .max_length = (uint64_t)64 << 30,
				       .holder = true,
				       .head = head,
				       .walk = walk};
