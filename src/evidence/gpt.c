/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/gpt.h"

#include <string.h>
#include <zlib.h>

#define HEADER_MIN  92
#define ENTRY_MIN   128
#define ENTRIES_MAX ((uint64_t)1 << 20) /* bytes; libtsk would go through any number of them */

static bool
entries_hold(struct bytes *b, uint64_t at, uint64_t n, uint32_t wanted)
{
	uLong crc = crc32(0, NULL, 0);

	while (n) {
		size_t got;
		const unsigned char *p = bytes_view(b, at, (size_t)n, &got);

		if (!p)
			return false;
		crc = crc32(crc, p, (uInt)got);
		at += got;
		n -= got;
	}
	return crc == wanted;
}

static enum gpt_state
examine_header(struct bytes *b, uint64_t at, unsigned sector_size)
{
	const unsigned char *p = bytes_exact(b, at, sector_size);
	unsigned char header[4096];
	uint64_t entries, size;
	uint32_t n, crc;

	if (!p || memcmp(p, "EFI PART", 8) != 0)
		return GPT_ABSENT;
	memcpy(header, p, sector_size);
	n = le32(header + 12);
	entries = le64(header + 72);
	size = (uint64_t)le32(header + 80) * le32(header + 84);
	if (n < HEADER_MIN || n > sector_size || entries > b->size / sector_size ||
	    le32(header + 84) < ENTRY_MIN || size == 0 || size > ENTRIES_MAX)
		return GPT_BROKEN;
	crc = le32(header + 16);
	memset(header + 16, 0, 4);
	if (crc32(0, header, n) != crc ||
	    !entries_hold(b, entries * sector_size, size, le32(header + 88)))
		return GPT_DAMAGED;
	return GPT_GOOD;
}

void
gpt_examine(struct gpt *gpt, struct image *image)
{
	static const unsigned sizes[] = {512, 4096, 1024, 2048};
	struct bytes *b = image_bytes(image);

	*gpt = (struct gpt){.sector_size = 512};
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		unsigned n = sizes[i];
		uint64_t end = b->size / n * n;
		struct gpt x = {.sector_size = n, .primary_at = n};

		if (end < (uint64_t)3 * n)
			continue;
		x.backup_at = end - n;
		x.primary = examine_header(b, x.primary_at, n);
		x.backup = examine_header(b, x.backup_at, n);
		if (x.primary > gpt->primary || (x.backup > gpt->backup && !gpt->primary))
			*gpt = x;
		if (gpt->primary == GPT_GOOD)
			return;
	}
}
