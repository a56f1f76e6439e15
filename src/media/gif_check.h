/* SPDX-License-Identifier: Apache-2.0 */
/* The closer look at a GIF that gif.c has walked: do its images decode, and how far? */
#ifndef WINNOW_MEDIA_GIF_CHECK_H
#define WINNOW_MEDIA_GIF_CHECK_H

#include "media/media.h"

/* media_format.check of GIF. *w holds what the walk from `start` found. */
void gif_check(struct bytes *b, uint64_t start, struct media_walk *w);

/*
 * The same for joining pieces: a state that can be kept, put back, and gone on with when other
 * bytes follow. NULL where no head stands; freed with free().
 */
struct gif_follow;
struct gif_follow *gif_follow_new(struct bytes *b, uint64_t start);
void gif_follow_copy(struct gif_follow *to, const struct gif_follow *from);
/* How far it comes: an offset of b, or UINT64_MAX where the trailer stands. */
uint64_t gif_follow_run(struct gif_follow *f);

#endif
