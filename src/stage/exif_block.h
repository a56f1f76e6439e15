/* SPDX-License-Identifier: Apache-2.0 */
/* From one Exif block to facts: the directories through libexif, what it cannot give by our own
 * walk. */
#ifndef WINNOW_STAGE_EXIF_BLOCK_H
#define WINNOW_STAGE_EXIF_BLOCK_H

#include "stage/exif_facts.h"

/* What libexif wants before the TIFF header. */
#define EXIF_PREFIX   "Exif\0"
#define EXIF_PREFIX_N ((size_t)6)

/*
 * data: EXIF_PREFIX with its NULs, then the block's n - EXIF_PREFIX_N bytes. -1: there is no TIFF
 * header.
 */
int exif_block_read(const unsigned char *data, size_t n, struct facts *facts);

/* Serial numbers, owners and the like out of maker notes, uninterpreted; group MakerNotes. */
void exif_maker_read(const unsigned char *tiff, size_t n, struct facts *facts);

#endif
