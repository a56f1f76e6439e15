/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of uncompressed pixels carry no checksum, but they are like their neighbours: each byte is
 * near the one a pixel to the left or the one a row above. Bytes of a compressed file, of a text,
 * or sectors of zeros are not, and they begin where a sector does. That tells where somebody else's
 * data stands in a picture, as long as the picture is smoother than that.
 */
#ifndef WINNOW_MEDIA_RASTER_CHECK_H
#define WINNOW_MEDIA_RASTER_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define RASTER_SECTOR 512u

struct raster {
	uint64_t start, end; /* of the rows, in the source; sectors are multiples of 512 there */
	uint32_t stride;     /* bytes from a row to the next */
	uint32_t pixel;	     /* bytes from a pixel to the next, at least 1 */
};

struct raster_verdict {
	bool breaks;
	uint64_t broke; /* where the first sector of other data begins */
	bool smooth;	/* other data would have been seen */
	unsigned usual; /* how far bytes are from their neighbours, in nine sectors of ten */
};

struct raster_verdict raster_check(struct bytes *b, const struct raster *r);

/*
 * The same for pixels of a few bits: dithers and drawings change from bit to bit and from row to
 * row more often or more seldom than random bytes do. Nothing is said to be smooth.
 */
struct raster_verdict raster_check_bits(struct bytes *b, const struct raster *r);

#endif
