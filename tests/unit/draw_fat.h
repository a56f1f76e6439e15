/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small FAT12 volume drawn into memory, so that tests of the walk need no tool and no file:
 * 512-byte sectors, one to a cluster. Byte i of cluster c is (31 c + i) mod 256 where it
 * holds a file.
 *
 *	LIVE.BIN    1,300 bytes in clusters 2, 3, 5
 *	?ONE.BIN      700 bytes, deleted, from cluster 6, which is free as is 7
 *	?VER.BIN      100 bytes, deleted, from cluster 2, which is LIVE.BIN's now
 *	?AST.BIN    2,000 bytes, the same
 *	SUB/IN.TXT      5 bytes in cluster 9; SUB is cluster 8
 *	EMPTY.TXT       0 bytes
 */
#ifndef WINNOW_TESTS_DRAW_FAT_H
#define WINNOW_TESTS_DRAW_FAT_H

#include <stdint.h>
#include <string.h>

#define DRAW_SECTOR	 512u
#define DRAW_FAT_SECTORS 4u			    /* of each of the two tables */
#define DRAW_ROOT	 (1 + 2 * DRAW_FAT_SECTORS) /* its first sector; it has two */
#define DRAW_DATA	 (DRAW_ROOT + 2)	    /* of cluster 2 */
#define DRAW_CLUSTERS	 900u
#define DRAW_SIZE	 ((size_t)(DRAW_DATA + DRAW_CLUSTERS) * DRAW_SECTOR)

#define DRAW_FOLDER 0x10
#define DRAW_LABEL  0x08
#define DRAW_END    0xfffu

static inline void
draw_le16(unsigned char *p, unsigned v)
{
	p[0] = (unsigned char)v;
	p[1] = (unsigned char)(v >> 8);
}

static inline unsigned char *
draw_cluster(unsigned char *image, unsigned cluster)
{
	return image + (size_t)(DRAW_DATA + cluster - 2) * DRAW_SECTOR;
}

static inline void
draw_link(unsigned char *image, unsigned cluster, unsigned next)
{
	for (unsigned copy = 0; copy < 2; copy++) {
		unsigned char *p =
			image + DRAW_SECTOR * (1 + copy * DRAW_FAT_SECTORS) + cluster * 3 / 2;

		if (cluster % 2) {
			p[0] = (unsigned char)((p[0] & 0x0f) | next << 4);
			p[1] = (unsigned char)(next >> 4);
		} else {
			p[0] = (unsigned char)next;
			p[1] = (unsigned char)((p[1] & 0xf0) | next >> 8);
		}
	}
}

/* name: 11 characters, blanks and no dot. */
static inline void
draw_entry(unsigned char *at, const char *name, unsigned attributes, unsigned cluster,
	   uint32_t size)
{
	memset(at, 0, 32);
	memcpy(at, name, 11);
	at[11] = (unsigned char)attributes;
	draw_le16(at + 14, 0x6000); /* 12:00 */
	draw_le16(at + 16, 0x5021); /* 2020-01-01 */
	draw_le16(at + 18, 0x5021);
	draw_le16(at + 22, 0x6000);
	draw_le16(at + 24, 0x5021);
	draw_le16(at + 26, cluster);
	draw_le16(at + 28, size & 0xffff);
	draw_le16(at + 30, size >> 16);
}

static inline void
draw_fill(unsigned char *image, unsigned cluster)
{
	unsigned char *p = draw_cluster(image, cluster);

	for (unsigned i = 0; i < DRAW_SECTOR; i++)
		p[i] = (unsigned char)(31 * cluster + i);
}

static inline void
draw_folder(unsigned char *image, unsigned cluster, unsigned parent)
{
	draw_link(image, cluster, DRAW_END);
	draw_entry(draw_cluster(image, cluster), ".          ", DRAW_FOLDER, cluster, 0);
	draw_entry(draw_cluster(image, cluster) + 32, "..         ", DRAW_FOLDER, parent, 0);
}

static inline void
draw_boot_sector(unsigned char *p)
{
	memcpy(p, "\xeb\x3c\x90MSDOS5.0", 11);
	draw_le16(p + 11, DRAW_SECTOR);
	p[13] = 1;
	draw_le16(p + 14, 1);
	p[16] = 2;
	draw_le16(p + 17, 32);
	draw_le16(p + 19, DRAW_DATA + DRAW_CLUSTERS);
	p[21] = 0xf8;
	draw_le16(p + 22, DRAW_FAT_SECTORS);
	p[38] = 0x29;
	memcpy(p + 43, "DRAWN      FAT12   ", 19);
	draw_le16(p + 510, 0xaa55);
}

/* image: DRAW_SIZE bytes. */
static inline void
draw_fat(unsigned char *image)
{
	unsigned char *root = image + (size_t)DRAW_ROOT * DRAW_SECTOR;

	memset(image, 0, DRAW_SIZE);
	draw_boot_sector(image);
	draw_link(image, 0, 0xff8);
	draw_link(image, 1, DRAW_END);
	draw_entry(root, "LIVE    BIN", 0x20, 2, 1300);
	draw_entry(root + 32,
		   "\xe5"
		   "ONE    BIN",
		   0x20, 6, 700);
	draw_entry(root + 64,
		   "\xe5"
		   "VER    BIN",
		   0x20, 2, 100);
	draw_entry(root + 160,
		   "\xe5"
		   "AST    BIN",
		   0x20, 2, 2000);
	draw_entry(root + 96, "SUB        ", DRAW_FOLDER, 8, 0);
	draw_entry(root + 128, "EMPTY   TXT", 0x20, 0, 0);
	draw_link(image, 2, 3);
	draw_link(image, 3, 5);
	draw_link(image, 5, DRAW_END);
	draw_folder(image, 8, 0);
	draw_entry(draw_cluster(image, 8) + 64, "IN      TXT", 0x20, 9, 5);
	draw_link(image, 9, DRAW_END);
	for (unsigned c = 2; c <= 9; c++)
		if (c != 4 && c != 8)
			draw_fill(image, c);
}

#endif
