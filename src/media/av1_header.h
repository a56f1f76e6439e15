/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame header of a key frame (AV1 specification, 5.9): how long it is, and into how many tiles
 * the picture is cut. libdav1d reads it too, but does not tell its length.
 */
#ifndef WINNOW_MEDIA_AV1_HEADER_H
#define WINNOW_MEDIA_AV1_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include <dav1d/headers.h>

struct av1_header {
	size_t bytes; /* up to where the first tile group begins */
	unsigned cols, rows;
	unsigned cols_log2, rows_log2;
	unsigned size_bytes; /* of a tile's size; 0: there is one tile */
};

/* False: it is no key frame's, or uses what is not read here. */
bool av1_header_read(const unsigned char *p, size_t n, const Dav1dSequenceHeader *seq,
		     struct av1_header *out);

#endif
