/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A movie whose movie box is not there: its data is followed as far as its own structure goes. NAL
 * units chain; sound between them is stepped over by looking for the next chain.
 */
#ifndef WINNOW_MEDIA_ISOBMFF_STRAY_H
#define WINNOW_MEDIA_ISOBMFF_STRAY_H

#include "media/isobmff.h"

struct isostray {
	uint64_t units, slices; /* NAL units that chain; coded picture data among them */
	uint64_t held;		/* address behind the last of them */
	unsigned bits;		/* so much they say; noise does it once in 2^bits */
	const char *coding;	/* static; NULL: nothing was recognised */
};

/* Follows the bytes of [at, end), the body of an mdat box. */
void isobmff_follow(struct bytes *b, uint64_t at, uint64_t end, struct isostray *stray);

/* For a file at `start` of which no samples are known: what its mdat box shows. */
void isobmff_check_stray(struct bytes *b, uint64_t start, struct media_walk *w);

#endif
