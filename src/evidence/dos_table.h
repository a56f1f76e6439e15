/* SPDX-License-Identifier: Apache-2.0 */
/* What libtsk leaves open about a DOS partition table: is it one, and how large are its sectors? */
#ifndef WINNOW_EVIDENCE_DOS_TABLE_H
#define WINNOW_EVIDENCE_DOS_TABLE_H

#include <stdbool.h>

#include "evidence/image.h"

struct dos_sector {
	bool signed_;	 /* ends in 55 AA */
	bool plausible;	 /* all four entries could be entries, and one is in use */
	bool protective; /* one is there to protect a GPT */
	bool filesystem; /* begins as a FAT, exFAT, NTFS or BitLocker volume does */
};

void dos_examine(struct dos_sector *sector, struct image *image);

/*
 * The unit that the table counts in: the image's sector size, or 4096 where something begins on the
 * entries' starts only then (the image of a disk with such sectors does not tell). The sector must
 * be plausible.
 */
unsigned dos_sector_size(struct image *image);

#endif
