/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 7z (7zFormat.txt of the LZMA SDK) as something that can be carved: the first 32 bytes say where
 * the directory lies, which is the last thing in the file, and both have a checksum.
 */
#include <string.h>
#include <zlib.h>

#include "media/media.h"
#include "media/verdict.h"

#define START_SIZE    32u
#define DIRECTORY_MAX ((uint64_t)256 << 20)

static const char magic[] = "7z\xbc\xaf\x27\x1c";

static bool
head(const unsigned char *p, size_t n)
{
	return n >= START_SIZE && memcmp(p, magic, 6) == 0 && p[6] == 0 &&
	       le32(p + 8) == (uint32_t)crc32(0, p + 12, 20);
}

static uint32_t
sum(struct bytes *b, uint64_t at, uint64_t size)
{
	uLong crc = crc32(0, NULL, 0);
	const unsigned char *p;
	size_t n;

	while (size && (p = bytes_view(b, at, BYTES_WINDOW, &n)) != NULL) {
		if (n > size)
			n = (size_t)size;
		crc = crc32(crc, p, (uInt)n);
		at += n;
		size -= n;
	}
	return (uint32_t)crc;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	uint64_t left = b->size - start, at, size;
	unsigned char p[START_SIZE];

	verdict_begin(w);
	if (bytes_read(b, start, p, sizeof p) < sizeof p || !head(p, sizeof p))
		return;
	w->mime = "application/x-7z-compressed";
	at = le64(p + 12);
	size = le64(p + 20);
	if (at > left - START_SIZE || size > left - START_SIZE - at) {
		verdict_truncated(w, left, 0.8, "its directory lies behind the end");
	} else if (size > DIRECTORY_MAX || sum(b, start + START_SIZE + at, size) != le32(p + 28)) {
		verdict_damaged(w, START_SIZE, 0.6, "its directory is not where it has to be");
	} else {
		verdict_whole(w, START_SIZE + at + size, 0.98,
			      "its directory stands at its end, with the right checksum");
	}
}

static const struct media_signature signatures[] = {{magic, 6, 0}, {NULL, 0, 0}};

const struct media_format media_sevenzip = {.name = "7z",
					    .extensions = "",
					    .mime = "application/x-7z-compressed",
					    .signatures = signatures,
					    .max_length = (uint64_t)64 << 30,
					    .holder = true,
					    .head = head,
					    .walk = walk};
