/* SPDX-License-Identifier: Apache-2.0 */
/* Open bitstream units, of which AV1 samples are chains (AV1 specification, 5.3). */
#ifndef WINNOW_MEDIA_AV1_OBU_H
#define WINNOW_MEDIA_AV1_OBU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum av1_obu_type {
	AV1_SEQUENCE_HEADER = 1,
	AV1_FRAME_HEADER = 3,
	AV1_TILE_GROUP = 4,
	AV1_FRAME = 6, /* a header and all tiles */
	AV1_PADDING = 15,
};

/* Bytes that are enough to read a head. */
#define AV1_OBU_HEAD ((size_t)10)

struct av1_obu {
	unsigned type;
	unsigned size_at;    /* from the unit's first byte: its size field … */
	unsigned size_bytes; /* … of so many; 0: it has none and is the last one */
	unsigned body;	     /* from the unit's first byte */
	uint64_t size;	     /* of the body */
};

/*
 * The unit that begins with the n bytes p and of which, with all behind it, `left` bytes are
 * there. False: no unit can begin so.
 */
bool av1_obu_read(const unsigned char *p, size_t n, uint64_t left, struct av1_obu *out);

#endif
