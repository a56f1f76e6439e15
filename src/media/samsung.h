/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Samsung's telephones put behind a picture, or into a box of their own in HEIC: blocks, each
 * with its kind and name, then a directory SEFH … SEFT that points back at them.
 */
#ifndef WINNOW_MEDIA_SAMSUNG_H
#define WINNOW_MEDIA_SAMSUNG_H

#include "media/media.h"

/*
 * The blocks whose directory ends at `end` of b, none if there is no directory: group Samsung. The
 * names of ExifTool's published table, else the block's own name.
 */
void samsung_tags(struct bytes *b, uint64_t end, struct media_tags *out);

#endif
