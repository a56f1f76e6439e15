/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ImageMagick's way to keep Exif, XMP and IPTC in a PNG: a text chunk "Raw profile type NAME" with
 * the block in hexadecimal, behind its name and length.
 */
#ifndef WINNOW_STAGE_EXIF_PROFILE_H
#define WINNOW_STAGE_EXIF_PROFILE_H

#include "stage/exif_facts.h"

/* Longer texts are no profiles of metadata. */
#define PROFILE_TEXT_MAX ((size_t)4 << 20)

bool exif_is_profile(const unsigned char *keyword, size_t n);

/* The text behind the keyword. What does not hold up is left out. */
void exif_profile_read(const char *text, size_t n, struct facts *facts);

#endif
