/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands behind the EOI of a JPEG and still belongs to it: the further pictures of a
 * multi-picture file (CIPA DC-007), the trailer of Samsung telephones, the film of a motion photo.
 * Only what is found complete by its own structure is counted in; but behind a whole picture, a
 * film that breaks makes the file broken.
 */
#ifndef WINNOW_MEDIA_JPEG_PARTS_H
#define WINNOW_MEDIA_JPEG_PARTS_H

#include "media/jpeg.h"

/* Lists the further pictures that an MPF segment of the file at `start` names, as thumbnails. */
void jpeg_parts_list(struct bytes *b, uint64_t start, const struct jpeg_segment *s,
		     struct media_blocks *out);

/*
 * Extends a whole JPEG by its further parts. mpf: its MPF segment, size 0 when it has none.
 * walk_one: walks one picture without looking for parts.
 */
void jpeg_parts_add(struct bytes *b, uint64_t start, const struct jpeg_segment *mpf,
		    void (*walk_one)(struct bytes *b, uint64_t start, struct media_walk *w),
		    struct media_walk *w);

#endif
