/* SPDX-License-Identifier: Apache-2.0 */
/* ext2/3/4 (kernel documentation, ext4 super block), UFS (FreeBSD's fs.h), ISO 9660 (ECMA-119). */
#include <stdio.h>
#include <string.h>

#include "evidence/label.h"

void
label_ext(struct volume *v, struct bytes *image)
{
	const unsigned char *p = label_bytes(v, image, 1024, 1024);

	if (!p)
		return;
	label_uuid(v->serial, p + 104);
	label_text(v->label, p + 120, 16);
}

/* UFS puts its super block at one of these places and ends it with its magic number. */
void
label_ufs(struct volume *v, struct bytes *image)
{
	static const uint64_t places[] = {8192, 65536, 0, 262144};

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const unsigned char *p = label_bytes(v, image, places[i], 1376);
		uint32_t (*u32)(const unsigned char *) = le32;

		if (!p)
			continue;
		if (be32(p + 1372) == 0x00011954u || be32(p + 1372) == 0x19540119u)
			u32 = be32;
		else if (le32(p + 1372) != 0x00011954u && le32(p + 1372) != 0x19540119u)
			continue;
		snprintf(v->serial, sizeof v->serial, "%08x%08x", u32(p + 144), u32(p + 148));
		label_text(v->label, p + 680, 32);
		return;
	}
}

#define ISO_SECTOR ((uint64_t)2048)
#define CD_SECTOR  ((uint64_t)2352) /* with its 16 bytes of header and the correction codes */

static bool
is_joliet(const unsigned char *p)
{
	return p[0] == 2 && p[88] == '%' && p[89] == '/' &&
	       (p[90] == '@' || p[90] == 'C' || p[90] == 'E');
}

/* The Joliet label is preferred, being the one that people see. */
void
label_iso9660(struct volume *v, struct bytes *image)
{
	const unsigned char *p = label_bytes(v, image, 16 * CD_SECTOR + 16, 6);
	bool cd = p && memcmp(p + 1, "CD001", 5) == 0;

	for (uint64_t i = 16; i < 32; i++) {
		p = label_bytes(v, image, cd ? i * CD_SECTOR + 16 : i * ISO_SECTOR, 128);
		if (!p || memcmp(p + 1, "CD001", 5) != 0 || p[0] == 255)
			return;
		if (p[0] == 1 && !v->label[0]) {
			label_text(v->label, p + 40, 32);
		} else if (is_joliet(p)) {
			size_t n;

			label_utf16be(v->label, p + 40, 16);
			for (n = strlen(v->label); n && v->label[n - 1] == ' '; n--)
				v->label[n - 1] = '\0';
			return;
		}
	}
}
