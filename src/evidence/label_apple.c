/* SPDX-License-Identifier: Apache-2.0 */
/* HFS+ (Apple Technical Note TN1150) and APFS (Apple File System Reference). */
#include <stdio.h>
#include <string.h>

#include "evidence/label.h"

#define HEADER	     1024
#define CATALOG_FORK (HEADER + 272)
#define EXTENTS	     8
#define NODE_MAX     32768u
#define ROOT_PARENT  1

/*
 * Where byte `at` of the catalog file lies in the volume, by the header's own
 * extents; 0: elsewhere.
 */
static uint64_t
catalog_offset(const unsigned char *fork, uint64_t block_size, uint64_t at)
{
	for (size_t i = 0; i < EXTENTS; i++) {
		uint64_t start = be32(fork + 16 + 8 * i), n = be32(fork + 20 + 8 * i);

		if (at < n * block_size)
			return start * block_size + at;
		at -= n * block_size;
	}
	return 0;
}

/*
 * The volume's name is the name of the folder whose parent is 1: the first record of
 * the first leaf.
 */
static void
name_from_catalog(struct volume *v, struct bytes *image, const unsigned char fork[80],
		  uint64_t block_size)
{
	uint64_t at = catalog_offset(fork, block_size, 0);
	const unsigned char *p = at ? label_bytes(v, image, at, 128) : NULL;
	uint32_t leaf, node_size;
	size_t key, units;

	if (!p)
		return;
	leaf = be32(p + 14 + 10);
	node_size = be16(p + 14 + 18);
	if (node_size < 512 || node_size > NODE_MAX)
		return;
	at = catalog_offset(fork, block_size, (uint64_t)leaf * node_size);
	p = at ? label_bytes(v, image, at, node_size) : NULL;
	if (!p || (signed char)p[8] != -1 || be16(p + 10) == 0)
		return;
	key = be16(p + node_size - 2);
	if (key > node_size - 8 || be32(p + key + 2) != ROOT_PARENT)
		return;
	units = be16(p + key + 6);
	if (units <= 255 && key + 8 + 2 * units <= node_size)
		label_utf16be(v->label, p + key + 8, units);
}

void
label_hfs(struct volume *v, struct bytes *image)
{
	const unsigned char *p = label_bytes(v, image, HEADER, 512);
	unsigned char fork[80];
	uint64_t block_size;

	if (!p || (memcmp(p, "H+", 2) != 0 && memcmp(p, "HX", 2) != 0))
		return;
	snprintf(v->serial, sizeof v->serial, "%08x%08x", be32(p + 104), be32(p + 108));
	block_size = be32(p + 40);
	memcpy(fork, p + CATALOG_FORK - HEADER, sizeof fork);
	if (block_size >= 512 && block_size <= (1u << 30))
		name_from_catalog(v, image, fork, block_size);
}

void
label_apfs(struct volume *v, struct bytes *image, uint64_t superblock)
{
	const unsigned char *p = label_bytes(v, image, superblock, 1024);

	if (!p || memcmp(p + 32, "APSB", 4) != 0)
		return;
	label_uuid(v->serial, p + 240);
	label_text(v->label, p + 704, 256);
}
