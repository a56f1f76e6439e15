/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xz (The .xz File Format 1.1.0) as something that can be carved: the footer, which repeats the
 * header's flags and has a checksum, is looked for on the multiples of four where it has to stand.
 */
#include <string.h>
#include <zlib.h>

#include "media/media.h"
#include "media/verdict.h"

#define HEADER 12u
#define FOOTER 12u

static const char magic[] = "\xfd"
			    "7zXZ";

static bool
head(const unsigned char *p, size_t n)
{
	return n >= HEADER && memcmp(p, magic, 6) == 0 && p[6] == 0 && p[7] < 16 &&
	       le32(p + 8) == (uint32_t)crc32(0, p + 6, 2);
}

static bool
is_footer(const unsigned char *p, const unsigned char *flags)
{
	return p[10] == 'Y' && p[11] == 'Z' && memcmp(p + 8, flags, 2) == 0 &&
	       le32(p) == (uint32_t)crc32(0, p + 4, 6);
}

/* Where the stream ends that begins at `start`; 0: nowhere. */
static uint64_t
find_end(struct bytes *b, uint64_t start)
{
	uint64_t at = start + HEADER;
	unsigned char flags[2];
	const unsigned char *p;
	size_t n;

	if (bytes_read(b, start + 6, flags, 2) < 2)
		return 0;
	while ((p = bytes_view(b, at, BYTES_WINDOW, &n)) != NULL && n >= FOOTER) {
		size_t i;

		for (i = 0; i + FOOTER <= n; i += 4)
			if (is_footer(p + i, flags))
				return at + i + FOOTER;
		at += i;
	}
	return 0;
}

/* A stream that follows, behind padding in fours. */
static uint64_t
next_stream(struct bytes *b, uint64_t at)
{
	const unsigned char *p;

	for (unsigned i = 0; i < 1024; i++, at += 4) {
		p = bytes_exact(b, at, HEADER);
		if (p && head(p, HEADER))
			return at;
		if (!p || le32(p) != 0)
			break;
	}
	return 0;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	const unsigned char *p = bytes_exact(b, start, HEADER);
	uint64_t at = start, end, whole = 0;

	verdict_begin(w);
	if (!p || !head(p, HEADER))
		return;
	w->mime = "application/x-xz";
	while (at + HEADER <= b->size && (end = find_end(b, at)) != 0) {
		whole = end;
		at = next_stream(b, end);
		if (!at)
			break;
	}
	if (whole)
		verdict_whole(w, whole - start, 0.95, "its footer stands at its end");
	else
		verdict_truncated(w, b->size - start, 0.6, "its footer is not there");
}

static const struct media_signature signatures[] = {{magic, 6, 0}, {NULL, 0, 0}};

const struct media_format media_xz = {.name = "xz",
				      .extensions = "",
				      .mime = "application/x-xz",
				      .signatures = signatures,
				      .max_length = (uint64_t)1 << 30,
				      .holder = true,
				      .head = head,
				      .walk = walk};
