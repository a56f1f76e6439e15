/* SPDX-License-Identifier: Apache-2.0 */
/* The closer look at a GIF that gif.c has walked: do its images decode, and how far? */
#ifndef WINNOW_MEDIA_GIF_CHECK_H
#define WINNOW_MEDIA_GIF_CHECK_H

#include "media/media.h"

/* media_format.check of GIF. *w holds what the walk from `start` found. */
void gif_check(struct bytes *b, uint64_t start, struct media_walk *w);

#endif
