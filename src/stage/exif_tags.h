/* SPDX-License-Identifier: Apache-2.0 */
/* From the named values that containers of films keep to facts. */
#ifndef WINNOW_STAGE_EXIF_TAGS_H
#define WINNOW_STAGE_EXIF_TAGS_H

#include "media/media.h"
#include "stage/exif_facts.h"

void exif_tags_read(const struct media_format *format, struct bytes *b, struct facts *facts);

#endif
