/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the parts of a disk lie, and the partition table that says so: MBR or GPT (UEFI 2.10, 5).
 */
#ifndef WINNOW_PRACTICE_TABLE_H
#define WINNOW_PRACTICE_TABLE_H

#include "practice/disk.h"
#include "practice/recipe.h"

struct part {
	const struct volume_spec *spec;
	uint64_t offset; /* in the disk; size is the spec's */
	unsigned number; /* 1.. by offset; 0: a gap, or a disk without table ("p0") */
};

/* parts: recipe->nvolumes of them, filled in. *size: of the whole disk. */
int table_lay_out(const struct recipe *recipe, struct part *parts, uint64_t *size, struct error *e);

/*
 * Makes the disk `size` bytes large: its last volume takes what is left, but for less than a MiB.
 */
int table_grow(struct recipe *recipe, uint64_t size, struct error *e);

/* Writes what the recipe asks for (nothing for `disk none`). */
int table_write(const struct recipe *recipe, const struct part *parts, struct disk *disk,
		struct error *e);

/* CRC-32 as zlib and UEFI have it. */
uint32_t table_crc32(const unsigned char *p, size_t n);

#endif
