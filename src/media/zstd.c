/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Zstandard (RFC 8878) as something that can be carved: frames of blocks that say how long they
 * are.
 */
#include <string.h>

#include "media/media.h"
#include "media/verdict.h"

#define BLOCK_MOST ((uint32_t)128 << 10)

static const char magic[] = "\x28\xb5\x2f\xfd";

/* Bytes of the frame's header; 0: it is none. */
static size_t
header_size(const unsigned char *p, size_t n)
{
	static const unsigned char dictionary[] = {0, 1, 2, 4}, content[] = {0, 2, 4, 8};
	bool single;

	if (n < 6 || memcmp(p, magic, 4) != 0 || p[4] & 8) /* a bit that stays zero */
		return 0;
	single = p[4] & 0x20;
	return 5u + !single + dictionary[p[4] & 3] +
	       (p[4] >> 6 || !single ? content[p[4] >> 6] : 1u);
}

static bool
head(const unsigned char *p, size_t n)
{
	size_t at = header_size(p, n);
	uint32_t block;

	if (!at || at + 3 > n)
		return false;
	block = (uint32_t)(p[at] | p[at + 1] << 8 | p[at + 2] << 16);
	return (block >> 1 & 3) != 3 && block >> 3 <= BLOCK_MOST;
}

/* Goes past one frame; false: it breaks, or the bytes end (*at is then the end). */
static bool
pass_frame(struct bytes *b, uint64_t *at, uint32_t *blocks)
{
	const unsigned char *p;
	bool sum, last = false;
	size_t n;

	p = bytes_view(b, *at, MEDIA_HEAD, &n);
	if (!p || !head(p, n))
		return false;
	sum = p[4] & 4;
	*at += header_size(p, n);
	while (!last) {
		uint32_t block, size;

		p = bytes_exact(b, *at, 3);
		if (!p) {
			*at = b->size;
			return false;
		}
		block = (uint32_t)(p[0] | p[1] << 8 | p[2] << 16);
		last = block & 1;
		size = (block >> 1 & 3) == 1 ? 1 : block >> 3;
		if ((block >> 1 & 3) == 3 || block >> 3 > BLOCK_MOST)
			return false;
		*at = b->size - *at - 3 < size ? b->size : *at + 3 + size;
		++*blocks;
	}
	if (sum && b->size - *at < 4)
		*at = b->size;
	else
		*at += sum ? 4 : 0;
	return true;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	uint64_t at = start, whole = 0;
	uint32_t blocks = 0;

	verdict_begin(w);
	w->mime = "application/zstd";
	while (at < b->size && pass_frame(b, &at, &blocks))
		whole = at;
	if (whole && whole > start)
		verdict_whole(w, whole - start, 0.9, "%u blocks up to the last one", blocks);
	else if (at >= b->size && blocks)
		verdict_truncated(w, b->size - start, 0.6, "%u blocks, then it ends", blocks);
	else
		verdict_begin(w);
}

static const struct media_signature signatures[] = {{magic, 4, 0}, {NULL, 0, 0}};

const struct media_format media_zstd = {.name = "zst",
					.extensions = "",
					.mime = "application/zstd",
					.signatures = signatures,
					.max_length = (uint64_t)16 << 30,
					.holder = true,
					.head = head,
					.walk = walk};
