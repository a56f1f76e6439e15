/* SPDX-License-Identifier: Apache-2.0 */
/* Names for FAT and NTFS: UTF-8 (valid, checked when the recipe was read) to UTF-16 units. */
#ifndef WINNOW_PRACTICE_UTF16_H
#define WINNOW_PRACTICE_UTF16_H

#include <stddef.h>
#include <stdint.h>

/* How many units were written; stops at max. A valid name of n bytes needs at most n units. */
size_t utf16_from_utf8(const char *p, size_t n, uint16_t *out, size_t max);

#endif
