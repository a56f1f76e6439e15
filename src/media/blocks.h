/* SPDX-License-Identifier: Apache-2.0 */
/* What the block listers of media/ share. */
#ifndef WINNOW_MEDIA_BLOCKS_H
#define WINNOW_MEDIA_BLOCKS_H

#include "media/media.h"

/* Adds a block unless it is empty, reaches past the end of b, or there is no room left. */
void blocks_add(struct media_blocks *out, struct bytes *b, enum media_block_kind kind,
		uint64_t offset, uint64_t size, const char *where);

/* Adds an Exif body and the JPEG thumbnail that its second directory points to. */
void blocks_add_exif(struct media_blocks *out, struct bytes *b, uint64_t offset, uint64_t size,
		     const char *where);

/* Adds the Exif body of a JPEG that stands inside the file, in a box or a raw picture's preview. */
void blocks_add_inner_exif(struct media_blocks *out, struct bytes *b, uint64_t offset,
			   uint64_t size, const char *where);

/* Adds a JPEG that stands inside the file, and what is in its own blocks before it. */
void blocks_add_jpeg(struct media_blocks *out, struct bytes *b, uint64_t offset, uint64_t size,
		     const char *where);

/* Adds what a Photoshop resource block (8BIM…) holds: IPTC, thumbnails. */
void blocks_add_photoshop(struct media_blocks *out, struct bytes *b, uint64_t offset,
			  uint64_t size);

#endif
