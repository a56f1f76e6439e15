/* SPDX-License-Identifier: Apache-2.0 */
/* Metadata packed with Brotli: JPEG XL's brob boxes (ISO/IEC 18181-2). */
#ifndef WINNOW_STAGE_EXIF_PACKED_H
#define WINNOW_STAGE_EXIF_PACKED_H

#include <stdbool.h>

#include "media/media.h"
#include "stage/exif_facts.h"

bool exif_is_packed(const struct media_block *block);

/* 0; -1: it does not unpack, or what it holds does not hold up; *why says what, static. */
int exif_packed_read(struct bytes *b, const struct media_block *block, struct facts *facts,
		     const char **why);

#endif
