/* SPDX-License-Identifier: Apache-2.0 */
/* Names in UTF-16LE, as Windows keeps them. */
#ifndef WINNOW_BASE_UTF16_H
#define WINNOW_BASE_UTF16_H

#include <stddef.h>

#include "base/buffer.h"

/* Appends n bytes (an odd one at the end is left out) as UTF-8; a lone surrogate is U+FFFD. */
void utf16_add(struct buffer *out, const unsigned char *p, size_t n);

/* Appends a code point (at most U+10FFFF) as UTF-8. */
void utf8_add(struct buffer *out, unsigned code);

#endif
