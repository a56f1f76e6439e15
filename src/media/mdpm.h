/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What camcorders of the AVCHD kind write into the H.264 stream itself: a user data message whose
 * entries, a tag and four bytes each, say when, where and with what was recorded ("MDPM", after
 * ExifTool's description of it).
 */
#ifndef WINNOW_MEDIA_MDPM_H
#define WINNOW_MEDIA_MDPM_H

#include "media/media.h"

/* Group H264; the first message of a stream of n bytes. */
void mdpm_tags(const unsigned char *p, size_t n, struct media_tags *out);

/* The same out of a file: its first megabytes, taken out of the packets where it has such. */
void mdpm_file_tags(struct bytes *b, struct media_tags *out);

#endif
