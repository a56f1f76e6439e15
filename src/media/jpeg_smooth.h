/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does one MCU go on where the one above it left off? Neighbouring blocks of a picture have DC
 * levels that differ little; data of another picture, or of another place in the same one, decodes
 * as well but does not fit to what stands above. How little is little the picture itself tells.
 */
#ifndef WINNOW_MEDIA_JPEG_SMOOTH_H
#define WINNOW_MEDIA_JPEG_SMOOTH_H

#include "media/jpeg_trace.h"

/* Columns of blocks in an MCU, all components together. */
#define JPEG_SMOOTH_COLUMNS JPEG_MCU_BLOCKS

struct jpeg_smooth {
	uint32_t across; /* MCUs in a row of them */
	unsigned n;	 /* columns */
	struct {
		uint8_t top, bottom; /* blocks of an MCU */
		float scale;	     /* from level to grey values */
	} column[JPEG_SMOOTH_COLUMNS];
	bool counts; /* of coefficients in an AC scan, not levels */

	uint32_t known; /* MCUs that were measured */
	double *steps;	/* of the MCUs before each, in grey values, to the ones above them */
	double *sum;	/* evidence of the MCUs before each */
	double typical; /* step of the picture so far */
	double strange; /* step that somebody else's MCU would have */
	double own;	/* mean evidence that its own MCUs give */
};

/* For a scan whose trace has levels. */
void jpeg_smooth_init(struct jpeg_smooth *m, const struct jpeg_frame *f,
		      const struct jpeg_tables *t, const struct jpeg_scan *s);
void jpeg_smooth_release(struct jpeg_smooth *m);

/* Measures the MCUs [0, end) of the trace. */
void jpeg_smooth_learn(struct jpeg_smooth *m, const struct jpeg_trace *t, uint32_t end);

/*
 * The mean step of the MCUs [from, end) to the ones above them, as a share of that to those half a
 * row before them. A picture has below 1; the levels of decoded noise walk at random, so that they
 * differ the more the more MCUs lie between, and have above 1. Needs no learning; 1: not known.
 */
double jpeg_smooth_rows(const struct jpeg_smooth *m, const struct jpeg_trace *t, uint32_t from,
			uint32_t end);

/*
 * How much more likely MCU `mcu`, whose levels are `here`, is this picture's own and in its place
 * than not, as a natural logarithm between -4 and 4. 0 in the first row of MCUs. above: the levels
 * of the MCU above it.
 */
double jpeg_smooth_evidence(const struct jpeg_smooth *m, uint32_t mcu, const int16_t *here,
			    const int16_t *above);

#endif
