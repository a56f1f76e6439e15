/* SPDX-License-Identifier: Apache-2.0 */
/* FAT12/16/32 (Microsoft's FAT specification of 2000) and exFAT (its specification of 2019). */
#include <stdio.h>
#include <string.h>

#include "evidence/label.h"

#define ENTRY	     32
#define CLUSTERS_MAX 4096u
#define LABEL_ATTR   0x08

/* A chain of clusters in a 32-bit FAT, as FAT32 and exFAT keep the root folder. */
struct chain {
	uint64_t fat;  /* offset in the volume */
	uint64_t heap; /* offset of cluster 2 */
	uint64_t size; /* bytes a cluster */
	uint32_t first;
};

static uint32_t
next_cluster(const struct volume *v, struct bytes *image, const struct chain *c, uint32_t cluster)
{
	const unsigned char *p = label_bytes(v, image, c->fat + (uint64_t)cluster * 4, 4);
	uint32_t next = p ? le32(p) & 0x0fffffff : 0;

	return next < 2 || next >= 0x0ffffff7 ? 0 : next;
}

/*
 * The first entry of a run of n that `is` takes: a copy in *entry. 1 found, 0 not, -1
 * the folder ends.
 */
static int
scan(const struct volume *v, struct bytes *image, uint64_t at, uint64_t n,
     bool (*is)(const unsigned char *), unsigned char entry[ENTRY])
{
	for (uint64_t i = 0; i < n; i++) {
		const unsigned char *p = label_bytes(v, image, at + i * ENTRY, ENTRY);

		if (!p || p[0] == 0)
			return -1;
		if (is(p)) {
			memcpy(entry, p, ENTRY);
			return 1;
		}
	}
	return 0;
}

static bool
scan_chain(const struct volume *v, struct bytes *image, const struct chain *c,
	   bool (*is)(const unsigned char *), unsigned char entry[ENTRY])
{
	uint32_t cluster = c->first;
	int r = 0;

	for (uint32_t i = 0; i < CLUSTERS_MAX && cluster >= 2 && r == 0; i++) {
		r = scan(v, image, c->heap + (uint64_t)(cluster - 2) * c->size, c->size / ENTRY, is,
			 entry);
		cluster = next_cluster(v, image, c, cluster);
	}
	return r > 0;
}

static void
set_serial(struct volume *v, uint32_t serial)
{
	snprintf(v->serial, sizeof v->serial, "%04X-%04X", serial >> 16, serial & 0xffff);
}

/* ---- FAT ---- */

static bool
is_label(const unsigned char *p)
{
	/* Long-name entries have this bit among others; deleted ones begin with E5. */
	return (p[11] & 0x18) == LABEL_ATTR && (p[11] & 0x0f) != 0x0f && p[0] != 0xe5;
}

static bool
root_label(const struct volume *v, struct bytes *image, const unsigned char boot[512],
	   unsigned char entry[ENTRY])
{
	uint64_t sector = le16(boot + 11), reserved = le16(boot + 14), entries = le16(boot + 17);
	uint64_t fat_sectors = le16(boot + 22) ? le16(boot + 22) : le32(boot + 36);
	uint64_t root = (reserved + boot[16] * fat_sectors) * sector;
	struct chain chain = {reserved * sector, root, sector * boot[13], le32(boot + 44)};

	if (v->fs_type != TSK_FS_TYPE_FAT32)
		return scan(v, image, root, entries, is_label, entry) > 0;
	return scan_chain(v, image, &chain, is_label, entry);
}

void
label_fat(struct volume *v, struct bytes *image)
{
	size_t extended = v->fs_type == TSK_FS_TYPE_FAT32 ? 66 : 38;
	const unsigned char *p = label_bytes(v, image, 0, 512);
	unsigned char boot[512], entry[ENTRY];

	if (!p)
		return;
	memcpy(boot, p, sizeof boot);
	if (boot[extended] == 0x28 || boot[extended] == 0x29)
		set_serial(v, le32(boot + extended + 1));
	if (root_label(v, image, boot, entry))
		label_text(v->label, entry, 11);
	else if (boot[extended] == 0x29 && memcmp(boot + extended + 5, "NO NAME    ", 11) != 0)
		label_text(v->label, boot + extended + 5, 11);
}

/* ---- exFAT ---- */

static bool
is_exfat_label(const unsigned char *p)
{
	return p[0] == 0x83;
}

void
label_exfat(struct volume *v, struct bytes *image)
{
	const unsigned char *p = label_bytes(v, image, 0, 512);
	unsigned char entry[ENTRY];
	struct chain chain;
	unsigned shift;

	if (!p || p[108] < 9 || p[108] > 12 || p[109] > 25 - p[108])
		return;
	shift = p[108];
	set_serial(v, le32(p + 100));
	chain = (struct chain){(uint64_t)le32(p + 80) << shift, (uint64_t)le32(p + 88) << shift,
			       (uint64_t)1 << (shift + p[109]), le32(p + 96)};
	if (scan_chain(v, image, &chain, is_exfat_label, entry) && entry[1] <= 11)
		label_utf16le(v->label, entry + 2, entry[1]);
}
