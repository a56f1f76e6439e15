/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage: adds `pdq`, the perceptual digest of pictures, and `pdq_frames`, those of a video's
 * frames. The decoding is done by winnow-pixels, one beside each worker.
 */
#ifndef WINNOW_STAGE_PDQ_H
#define WINNOW_STAGE_PDQ_H

#include <stdbool.h>

#include "stage/stage.h"

struct pdq_config {
	bool turns;   /* the digests of all eight ways in which a picture can lie, too */
	bool upright; /* lay pictures upright first, as their Exif orientation says */
	bool no_video;
};

/* config: struct pdq_config, or NULL for none of these. */
extern const struct stage stage_pdq;

#endif
