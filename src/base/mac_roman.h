/* SPDX-License-Identifier: Apache-2.0 */
/* Text of the classic Mac OS, which QuickTime keeps to where no language of ISO 639 is given. */
#ifndef WINNOW_BASE_MAC_ROMAN_H
#define WINNOW_BASE_MAC_ROMAN_H

#include <stddef.h>

#include "base/buffer.h"

/* Appends n bytes as UTF-8. */
void mac_roman_add(struct buffer *out, const unsigned char *p, size_t n);

#endif
