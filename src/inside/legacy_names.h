/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names from before Unicode, made readable. What code page a name was written in is a guess, so
 * this is for display alone: the bytes are what counts.
 */
#ifndef WINNOW_INSIDE_LEGACY_NAMES_H
#define WINNOW_INSIDE_LEGACY_NAMES_H

#include <stddef.h>

#include "base/buffer.h"

/* Appends the name as UTF-8, read as code page 437, which ZIP prescribes (APPNOTE appendix D). */
void legacy_name(struct buffer *out, const unsigned char *p, size_t n);

#endif
