/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Embedded thumbnails and previews held against the picture that they are in. Programs that change
 * a picture may leave its thumbnail as it was, so one that looks different is worth a look.
 */
#ifndef WINNOW_STAGE_PDQ_EMBEDDED_H
#define WINNOW_STAGE_PDQ_EMBEDDED_H

#include "stage/pixels_link.h"
#include "stage/stage.h"

/* What was found of the picture itself. */
struct pdq_whole {
	unsigned char bits[PDQ_BYTES];
	unsigned quality;
	uint32_t width, height;
};

/*
 * Has the embedded pictures of b decoded and sets `pdq_embedded`, an array of {offset, size, width,
 * height, hash, quality, distance}; notes on the item where one does not look like it.
 */
void pdq_set_embedded(struct pixels_link *link, struct item *item, struct bytes *b,
		      const struct pdq_whole *whole);

#endif
