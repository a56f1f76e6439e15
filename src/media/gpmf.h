/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GoPro's metadata format (GPMF): key, type, size, repeats; nested where the type is 0. It stands
 * in the user data of films, in samples of their own track, and in JPEGs.
 */
#ifndef WINNOW_MEDIA_GPMF_H
#define WINNOW_MEDIA_GPMF_H

#include "media/media.h"

/* Names and numbers of the camera, and the first place of a receiver that has one: group GoPro. */
void gpmf_tags(struct bytes *b, uint64_t at, uint64_t end, struct media_tags *out);

#endif
