/* SPDX-License-Identifier: Apache-2.0 */
/* Where the tiles of one coded picture of AV1 lie (AV1 specification, 5.9 and 5.11). */
#ifndef WINNOW_MEDIA_AV1_TILES_H
#define WINNOW_MEDIA_AV1_TILES_H

#include "base/bytes.h"
#include "media/av1_decode.h"
#include "media/av1_header.h"
#include "media/av1_obu.h"

#define AV1_UNITS_MAX 64 /* in a sample with one picture */

struct av1_unit {
	struct av1_obu obu;
	size_t at, body;
};

struct av1_tile {
	size_t at, size;
};

/* A sample in memory; positions are in `data`. */
struct av1_tiled {
	unsigned char *data;
	size_t n, before; /* bytes that were put before the sample */
	struct av1_unit units[AV1_UNITS_MAX];
	size_t nunits;
	struct av1_header head;
	struct av1_tile *tiles;
	size_t ntiles;
};

/*
 * Reads a sample, behind the sequence headers of its configuration when it has none of its own.
 * False: it is no chain of units. Its caller releases it either way.
 */
bool av1_tiled_read(struct av1_tiled *t, struct bytes *b, uint64_t at, uint32_t size,
		    uint64_t config_at, uint64_t config_size);
void av1_tiled_release(struct av1_tiled *t);

/* It is one frame, and a key frame: nothing else is needed to decode it. */
bool av1_tiled_is_key(const struct av1_tiled *t);

/* The unit has tiles. */
bool av1_unit_is_coded(const struct av1_unit *u);

/*
 * Finds the tiles of a picture that was decoded. False: it does not lie as it is known here.
 */
bool av1_tiled_find(struct av1_tiled *t, const struct av1_picture *made);

#endif
