/* SPDX-License-Identifier: Apache-2.0 */
/* PackBits (Apple; TIFF 6.0 section 9), as TIFF and Photoshop use it: followed, not unpacked. */
#ifndef WINNOW_MEDIA_PACKBITS_H
#define WINNOW_MEDIA_PACKBITS_H

#include <stdbool.h>

#include "base/bytes.h"

/*
 * Follows the codes in [*at, end) until they have made `size` bytes or `end` is reached; *at is
 * then behind the last whole code. How many bytes they made; more than `size` when the last code
 * runs over.
 */
uint64_t packbits_follow(struct bytes *b, uint64_t *at, uint64_t end, uint64_t size);

#endif
