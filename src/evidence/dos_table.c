/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/dos_table.h"

#include <string.h>

#define TABLE		446
#define ENTRY		16
#define TYPE_PROTECTIVE 0xee

void
dos_examine(struct dos_sector *s, struct image *image)
{
	const unsigned char *p = bytes_exact(image_bytes(image), 0, 512);
	unsigned used = 0, wrong = 0;

	*s = (struct dos_sector){0};
	if (!p || p[510] != 0x55 || p[511] != 0xaa)
		return;
	s->signed_ = true;
	for (const unsigned char *entry = p + TABLE; entry < p + 510; entry += ENTRY) {
		wrong += entry[0] != 0 && entry[0] != 0x80;
		used += entry[4] != 0 && le32(entry + 12) != 0;
		s->protective |= entry[4] == TYPE_PROTECTIVE;
	}
	s->plausible = used > 0 && wrong == 0;
	s->filesystem = memcmp(p + 3, "NTFS    ", 8) == 0 || memcmp(p + 3, "EXFAT   ", 8) == 0 ||
			memcmp(p + 3, "-FVE-FS-", 8) == 0 || memcmp(p + 54, "FAT", 3) == 0 ||
			memcmp(p + 82, "FAT32", 5) == 0;
}

/* A boot sector, a further table, or a super block of ext, HFS+ or APFS. */
static bool
something_begins(struct bytes *b, uint64_t offset)
{
	const unsigned char *p = bytes_exact(b, offset, 2048);

	return p && ((p[510] == 0x55 && p[511] == 0xaa) || le16(p + 1024 + 56) == 0xef53 ||
		     memcmp(p + 1024, "H+", 2) == 0 || memcmp(p + 1024, "HX", 2) == 0 ||
		     memcmp(p + 32, "NXSB", 4) == 0);
}

static unsigned
count_beginnings(struct bytes *b, const uint32_t starts[4], unsigned sector_size)
{
	unsigned n = 0;

	for (size_t i = 0; i < 4; i++)
		n += starts[i] != 0 && something_begins(b, (uint64_t)starts[i] * sector_size);
	return n;
}

unsigned
dos_sector_size(struct image *image)
{
	struct bytes *b = image_bytes(image);
	const unsigned char *p = bytes_exact(b, 0, 512);
	unsigned own = image_sector_size(image);
	uint32_t starts[4] = {0};

	for (size_t i = 0; i < 4 && p; i++)
		if (p[TABLE + ENTRY * i + 4])
			starts[i] = le32(p + TABLE + ENTRY * i + 8);
	if (own == 512 && count_beginnings(b, starts, 512) == 0 &&
	    count_beginnings(b, starts, 4096) > 0)
		return 4096;
	return own;
}
