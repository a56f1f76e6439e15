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

/* Of what the header says of itself: no file needs a dictionary or a window beyond 128 MiB. */
static bool
header_fits(const unsigned char *p)
{
	return (p[4] & 3) == 0 && ((p[4] & 0x20) || p[5] >> 3 <= 17);
}

/*
 * Does a block of type 2 begin with literals that can stand in it (RFC 8878, 3.1.1.3.1)? The first
 * of a frame has no table to repeat.
 */
static bool
literals_fit(const unsigned char *p, uint32_t block_size)
{
	unsigned type = p[0] & 3, format = p[0] >> 2 & 3;
	uint32_t word = (uint32_t)(p[0] | p[1] << 8 | p[2] << 16) | (uint32_t)p[3] << 24, size;

	if (type == 3)
		return false;
	if (type < 2) {
		size = format == 1   ? word >> 4 & 0xfff
		       : format == 3 ? word >> 4 & 0xfffff
				     : p[0] >> 3;
		return size <= BLOCK_MOST && (type == 1 || size < block_size);
	}
	size = format < 2    ? word >> 14 & 0x3ff
	       : format == 2 ? word >> 18
			     : (word >> 22 | (uint32_t)p[4] << 10);
	return size > 0 && size < block_size;
}

static bool
head(const unsigned char *p, size_t n)
{
	size_t at = header_size(p, n);
	uint32_t block, type;

	if (!at || at + 8 > n || !header_fits(p))
		return false;
	block = (uint32_t)(p[at] | p[at + 1] << 8 | p[at + 2] << 16);
	type = block >> 1 & 3;
	if (type == 3 || block >> 3 > BLOCK_MOST)
		return false;
	return type != 2 || literals_fit(p + at + 3, block >> 3);
}

/* What the header says of the size of the content; UINT64_MAX: nothing. */
static uint64_t
content_size(const unsigned char *p)
{
	bool single = p[4] & 0x20;
	const unsigned char *at = p + 5 + !single;

	switch (p[4] >> 6) {
	case 0:
		return single ? *at : UINT64_MAX;
	case 1:
		return (uint64_t)le16(at) + 256;
	case 2:
		return le32(at);
	default:
		return le64(at);
	}
}

/* Goes past one frame; false: it breaks, or the bytes end (*at is then the end). */
static bool
pass_frame(struct bytes *b, uint64_t *at, uint32_t *blocks)
{
	const unsigned char *p;
	bool sum, last = false;
	uint64_t content;
	uint32_t before = *blocks;
	size_t n;

	p = bytes_view(b, *at, MEDIA_HEAD, &n);
	if (!p || !head(p, n))
		return false;
	sum = p[4] & 4;
	content = content_size(p);
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
		if ((block >> 1 & 3) == 3 || block >> 3 > BLOCK_MOST || (!last && block >> 3 == 0))
			return false;
		*at = b->size - *at - 3 < size ? b->size : *at + 3 + size;
		++*blocks;
	}
	if (content != UINT64_MAX && content > (uint64_t)(*blocks - before) * BLOCK_MOST)
		return false;
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
