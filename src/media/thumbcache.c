/* SPDX-License-Identifier: Apache-2.0 */
/*
 * thumbcache_*.db of Windows as something that can be carved: entries one behind the other, each
 * with its length.
 */
#include <string.h>

#include "media/media.h"
#include "media/verdict.h"

#define HEADER	   24u
#define ENTRY	   48u
#define ENTRY_MOST ((uint32_t)256 << 20)

static bool
head(const unsigned char *p, size_t n)
{
	return n >= HEADER + 8 && memcmp(p, "CMMM", 4) == 0 && le32(p + 4) >= 20 &&
	       le32(p + 4) < 64 && le32(p + 8) < 64 && le32(p + 12) >= 20 && le32(p + 12) <= 64;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	uint64_t at = start + HEADER;
	const unsigned char *p = bytes_exact(b, start, HEADER + 8);
	uint32_t entries = 0;

	verdict_begin(w);
	if (!p || !head(p, HEADER + 8))
		return;
	w->mime = "application/x-thumbcache";
	/* From Windows 8 on the header is four bytes longer. */
	p = bytes_exact(b, at, 8);
	if (p && memcmp(p, "CMMM", 4) != 0)
		at += 4;
	while ((p = bytes_exact(b, at, 8)) != NULL && memcmp(p, "CMMM", 4) == 0) {
		uint32_t size = le32(p + 4);

		if (size < ENTRY || size > ENTRY_MOST)
			break;
		if (size > b->size - at) {
			verdict_truncated(w, b->size - start, 0.7, "%u entries, then it ends",
					  entries);
			w->frames = entries;
			return;
		}
		at += size;
		entries++;
	}
	if (entries)
		verdict_whole(w, at - start, 0.92, "%u entries one behind the other", entries);
	else
		verdict_begin(w);
}

static const struct media_signature signatures[] = {{"CMMM", 4, 0}, {NULL, 0, 0}};

const struct media_format media_thumbcache = {.name = "thumbcache",
					      .extensions = "",
					      .mime = "application/x-thumbcache",
					      .signatures = signatures,
					      .max_length = (uint64_t)4 << 30,
					      .holder = true,
					      .head = head,
					      .walk = walk};
