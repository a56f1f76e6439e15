/* SPDX-License-Identifier: Apache-2.0 */
/* Comments, PNG's named texts, and extended XMP that is spread over segments. */
#ifndef WINNOW_STAGE_EXIF_TEXT_H
#define WINNOW_STAGE_EXIF_TEXT_H

#include "media/media.h"
#include "stage/exif_facts.h"

/* A comment (group File) or the named text of a PNG chunk (group PNG). */
void exif_text_read(struct bytes *b, const struct media_block *block, struct facts *facts);

/* A piece of JPEG's extended XMP, which means nothing alone. */
bool exif_text_is_extension(const struct media_block *block);
/* Puts those pieces together by the offsets before them and reads what they make. */
void exif_text_read_extensions(struct bytes *b, const struct media_blocks *blocks,
			       struct facts *facts);

#endif
