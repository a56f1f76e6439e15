/* SPDX-License-Identifier: Apache-2.0 */
/* Probabilities that VP8 (RFC 6386) defines, each a row behind the other. */
#ifndef WINNOW_MEDIA_VP8_TABLES_H
#define WINNOW_MEDIA_VP8_TABLES_H

#include <stdint.h>

#define VP8_BLOCK_TYPES	      4
#define VP8_BANDS	      8
#define VP8_CONTEXTS	      3
#define VP8_PROBS	      11
#define VP8_COEFFICIENT_PROBS (VP8_BLOCK_TYPES * VP8_BANDS * VP8_CONTEXTS * VP8_PROBS)
#define VP8_BLOCK_MODES	      10

/* By block type, band, context; and the probability that each is replaced in a frame's head. */
extern const uint8_t vp8_coefficient[VP8_COEFFICIENT_PROBS];
extern const uint8_t vp8_coefficient_update[VP8_COEFFICIENT_PROBS];
/* By the modes of the blocks above and to the left. */
extern const uint8_t vp8_block_mode[VP8_BLOCK_MODES * VP8_BLOCK_MODES * (VP8_BLOCK_MODES - 1)];

#endif
