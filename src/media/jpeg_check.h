/* SPDX-License-Identifier: Apache-2.0 */
/* The walk of JPEG's structure, which more than one file of this room needs. */
#ifndef WINNOW_MEDIA_JPEG_CHECK_H
#define WINNOW_MEDIA_JPEG_CHECK_H

#include "media/media.h"

/* media_format.check of JPEG. *w holds what the walk from `start` found. */
void jpeg_check(struct bytes *b, uint64_t start, struct media_walk *w);

#endif
