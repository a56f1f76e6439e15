/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/disklabel.h"

#define BSD_MAGIC  0x82564557u
#define BSD_PARTS  16
#define SUN_MAGIC  0xdabe
#define SUN_SANE   0x600ddeeeu
#define SUN_PARTS  8
#define SUN_SLICES 16

bool
disklabel_is_bsd(struct image *image, uint64_t offset)
{
	const unsigned char *p = bytes_exact(image_bytes(image), offset + 512, 512);

	return p && le32(p) == BSD_MAGIC && le32(p + 132) == BSD_MAGIC &&
	       le16(p + 138) <= BSD_PARTS;
}

/*
 * The table stands in the first sector on SPARC and in the second on x86, each in its byte order.
 */
bool
disklabel_is_sun(struct image *image, uint64_t offset)
{
	const unsigned char *p = bytes_exact(image_bytes(image), offset, 1024);

	if (!p)
		return false;
	if (be16(p + 508) == SUN_MAGIC && be16(p + 140) <= SUN_PARTS)
		return true;
	return le32(p + 512 + 12) == SUN_SANE && le16(p + 512 + 30) <= SUN_SLICES;
}
