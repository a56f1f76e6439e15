/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Do a file's name and its content speak of the same type? Only asked where one of them is media.
 */
#ifndef WINNOW_STAGE_TYPE_NAME_H
#define WINNOW_STAGE_TYPE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "media/media.h"

/* An extension as names carry it, without the dot; long enough for all that mean something. */
#define EXTENSION_MAX 8

/*
 * Writes the lower-cased extension of a path, or nothing: 1 to 7 letters and digits, a letter among
 * them, and not one of those that claim nothing (tmp, dat, bak, …).
 */
void extension_of(const char *path, char out[EXTENSION_MAX]);

/*
 * Does a file of this extension ("txt") with content of this type need a word? "" never does. f:
 * the format that media/ found, or NULL.
 */
bool extension_disagrees(const char *extension, const char *mime, const struct media_format *f);

#endif
