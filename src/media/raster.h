/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uncompressed rows of samples have no codes that could break, but in most pictures a sample is
 * near the one above it. This finds the sector at which that ends all at once: text, noise or
 * emptiness where the rows before were smooth. Pictures of noise it lets pass.
 */
#ifndef WINNOW_MEDIA_RASTER_H
#define WINNOW_MEDIA_RASTER_H

#include <stdbool.h>

#include "base/bytes.h"

struct raster {
	struct bytes *b;
	uint64_t start;	  /* where the file begins: sectors are counted from here */
	uint64_t at, end; /* the rows */
	uint64_t row;	  /* bytes from one row to the next */
	unsigned step;	  /* bytes from one sample to the next of its kind, in a row */
	unsigned stride;  /* look at every such byte, 1 or 2 … */
	unsigned phase;	  /* … from this one of the row on: the high bytes of 16-bit samples */
	uint64_t smooth;  /* out: bytes before the break that do go on from those above */
};

/*
 * NULL: nothing foreign was seen; else what it looks like, and in *where the sector's begin.
 */
const char *raster_search(struct raster *r, uint64_t *where);

#endif
