/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What C2PA manifests state (content credentials), as facts under the names that exiftool
 * uses: groups JUMBF, CBOR and JSON. No signature is checked: the statements are as good as any
 * other metadata.
 */
#ifndef WINNOW_STAGE_EXIF_JUMBF_H
#define WINNOW_STAGE_EXIF_JUMBF_H

#include "media/media.h"
#include "stage/exif_facts.h"

/* A block of kind MEDIA_JUMBF. -1: its boxes or what is in them break, after what was taken. */
int exif_jumbf_read(struct bytes *b, const struct media_block *block, struct facts *facts);

#endif
