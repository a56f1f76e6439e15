/* SPDX-License-Identifier: Apache-2.0 */
/* How much pictures look alike: their PDQ digests, so that the key tells what tools must find. */
#ifndef WINNOW_PRACTICE_LIKENESS_H
#define WINNOW_PRACTICE_LIKENESS_H

#include "media/pdq.h"
#include "practice/raster.h"

/* What winnow-match takes for near unless told otherwise, and what quality it asks for. */
#define LIKENESS_NEAR 31

struct likeness {
	bool known;
	struct pdq pdq;
};

/* Leaves a picture unknown that is too small to have a digest. */
void likeness_make(struct likeness *l, const struct raster *r);

#endif
