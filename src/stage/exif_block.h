/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From one Exif block to facts. The directories are walked here (libexif reads 64 KiB at
 * most and leaves out what it does not know); libexif gives the names of tags and puts maker
 * notes into words.
 */
#ifndef WINNOW_STAGE_EXIF_BLOCK_H
#define WINNOW_STAGE_EXIF_BLOCK_H

#include "media/tiff_ifd.h"
#include "stage/exif_facts.h"

/*
 * The block of `size` bytes from its TIFF header at `offset` of b. where: as the block lister calls
 * it; Canon's CMT2 to CMT4 hold one directory each that is not the picture's. -1: there is no TIFF
 * header.
 */
int exif_block_read(struct bytes *b, uint64_t offset, uint64_t size, const char *where,
		    struct facts *facts);

struct maker_note;

/*
 * Serial numbers, owners and the like out of a maker note, as stored; group MakerNotes. *n: what
 * was read, for exif_maker_words().
 */
void exif_maker_read(const struct tiff *t, const struct tiff_entry *note, struct facts *facts,
		     struct maker_note *n);

/* All else that libexif can put into words of the block's maker note; group MakerNotes. */
void exif_maker_words(const struct tiff *t, const struct maker_note *read, struct facts *facts);

#endif
