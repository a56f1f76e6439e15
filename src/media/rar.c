/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RAR up to version 4 and from version 5 on (technote.txt of RAR) as something that can be carved:
 * blocks one behind the other, each head with a checksum, up to the block that ends the archive.
 */
#include <string.h>
#include <zlib.h>

#include "media/media.h"
#include "media/verdict.h"

#define MARK4	    7u
#define MARK5	    8u
#define BLOCKS_MOST 10000000u

enum { BLOCK4_MAIN = 0x73, BLOCK4_END = 0x7b, BLOCK4_LONG = 0x8000 };
enum { BLOCK5_END = 5, BLOCK5_EXTRA = 1, BLOCK5_DATA = 2 };

struct block {
	uint64_t size; /* head and data */
	uint64_t type;
};

static bool
head(const unsigned char *p, size_t n)
{
	if (n < 20 || memcmp(p, "Rar!\x1a\7", 6) != 0)
		return false;
	return (p[6] == 0 && p[9] == BLOCK4_MAIN) || (p[6] == 1 && p[7] == 0);
}

/* ---- Up to version 4 ---- */

static bool
block4(struct bytes *b, uint64_t at, struct block *x)
{
	const unsigned char *p = bytes_exact(b, at, 7);
	size_t size = p ? le16(p + 5) : 0;
	unsigned flags = p ? le16(p + 3) : 0;

	if (size < 7 || (p = bytes_exact(b, at, size)) == NULL)
		return false;
	if (le16(p) != (uint16_t)crc32(0, p + 2, (uInt)size - 2))
		return false;
	x->type = p[2];
	x->size = size;
	if (flags & BLOCK4_LONG && size >= 11)
		x->size += le32(p + 7);
	if (flags & BLOCK4_LONG && flags & 0x100 && x->type == 0x74 && size >= 36)
		x->size += (uint64_t)le32(p + 32) << 32; /* of a file beyond 4 GiB */
	return true;
}

/* ---- From version 5 on ---- */

/* A number of 7 bits a byte; *at moves on. */
static bool
number(const unsigned char *p, size_t n, size_t *at, uint64_t *out)
{
	*out = 0;
	for (unsigned shift = 0; *at < n && shift < 63; shift += 7) {
		unsigned char c = p[(*at)++];

		*out |= (uint64_t)(c & 127) << shift;
		if (!(c & 128))
			return true;
	}
	return false;
}

static bool
block5(struct bytes *b, uint64_t at, struct block *x)
{
	uint64_t size, flags, extra = 0, data = 0;
	const unsigned char *p;
	size_t i = 4, n;

	p = bytes_view(b, at, 16, &n);
	if (!p || n < 7 || !number(p, n, &i, &size) || size == 0 || size > BYTES_WINDOW - 16)
		return false;
	n = i + (size_t)size;
	p = bytes_exact(b, at, n);
	if (!p || le32(p) != (uint32_t)crc32(0, p + 4, (uInt)n - 4))
		return false;
	if (!number(p, n, &i, &x->type) || !number(p, n, &i, &flags) ||
	    (flags & BLOCK5_EXTRA && !number(p, n, &i, &extra)) ||
	    (flags & BLOCK5_DATA && !number(p, n, &i, &data)))
		return false;
	x->size = n + data;
	return x->size >= data;
}

/* ---- Both ---- */

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	const unsigned char *p = bytes_exact(b, start, 20);
	bool new = p &&p[6] == 1;
	uint64_t at = start + (new ? MARK5 : MARK4), end;
	uint64_t last = new ? BLOCK5_END : BLOCK4_END;
	struct block x = {0, 0};
	unsigned n = 0;

	verdict_begin(w);
	if (!p || !head(p, 20) || !(new ? block5(b, at, &x) : block4(b, at, &x)))
		return;
	w->mime = "application/x-rar";
	do {
		if (__builtin_add_overflow(at, x.size, &end) || end > b->size) {
			verdict_truncated(w, b->size - start, 0.8, "%u blocks, then it ends", n);
			return;
		}
		at = end;
		n++;
	} while (x.type != last && n < BLOCKS_MOST &&
		 (new ? block5(b, at, &x) : block4(b, at, &x)));
	/* Old archives have no block that ends them. */
	if (x.type == last || (!new &&n > 1))
		verdict_whole(w, at - start, x.type == last ? 0.98 : 0.9,
			      "%u blocks with the right checksums", n);
	else
		verdict_damaged(w, at - start, 0.8, "%u blocks, then it breaks", n);
	w->frames = n - 1;
}

static const struct media_signature signatures[] = {{"Rar!\x1a\7", 6, 0}, {NULL, 0, 0}};

const struct media_format media_rar = {.name = "rar",
				       .extensions = "",
				       .mime = "application/x-rar",
				       .signatures = signatures,
				       .max_length = (uint64_t)64 << 30,
				       .holder = true,
				       .head = head,
				       .walk = walk};
