/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The closer look at a file that isobmff.c has walked: do its samples stand where its tables say?
 */
#ifndef WINNOW_MEDIA_ISOBMFF_CHECK_H
#define WINNOW_MEDIA_ISOBMFF_CHECK_H

#include "media/isobmff_samples.h"

/* struct media_format's check(). */
void isobmff_check(struct bytes *b, uint64_t start, struct media_walk *w);

/* The samples of all movie boxes, fragments and items of the file at `start`, in order. */
void isobmff_collect(struct bytes *b, uint64_t start, struct isosamples *s);

/* How a row of samples held. */
struct isochecked {
	uint64_t judged, judged_bytes; /* samples whose bytes were looked at */
	uint64_t pictures;	       /* of these, of picture tracks */
	uint64_t undecoded; /* stills whose coding only a decoder can judge, and did not */
	uint64_t passed;    /* all samples gone by, judged or not */
	uint64_t held;	    /* from the file's start: everything before was gone through */
	uint64_t broke;	    /* the first byte that does not fit; 0: none */
	bool ends;	    /* the bytes ended before the samples did */
	const char *what;
};

/* Goes through the samples of a file at `start` in order until one does not fit. */
void isobmff_check_samples(struct bytes *b, uint64_t start, struct isosamples *s,
			   struct isochecked *c);

#endif
