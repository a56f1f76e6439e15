/* SPDX-License-Identifier: Apache-2.0 */
/* What a file system has not allocated, as stretches of the image: where deleted files lie. */
#ifndef WINNOW_EVIDENCE_FREESPACE_H
#define WINNOW_EVIDENCE_FREESPACE_H

#include "evidence/extents.h"
#include "evidence/image.h"
#include "evidence/volume.h"

struct freespace {
	struct extents free; /* in order; nothing outside the volume or the image */
	/* Files are given room in blocks (clusters) of so many bytes; one begins at `origin`. */
	uint64_t block, origin;
	uint64_t fs_end; /* where the file system ends in the image; slack from there to the
				volume's end */
};

/*
 * Asks libtsk block by block (APFS: the pool, whichever of its volumes is asked for).
 * volume->fs_type must not be 0. -1 when the file system does not open or its allocation cannot be
 * read to the end.
 */
int freespace_read(struct freespace *out, struct image *image, const struct volume *volume,
		   struct error *e);
void freespace_release(struct freespace *f);

#endif
