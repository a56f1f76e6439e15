/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Could these bytes stand in the entropy-coded data of a scan? A look at markers, plain text and
 * zeros, which costs a hundredth of decoding them.
 */
#ifndef WINNOW_MEDIA_JPEG_LOOK_H
#define WINNOW_MEDIA_JPEG_LOOK_H

#include "media/jpeg_follow.h"

/* What is known of the place. */
struct jpeg_look {
	unsigned char before; /* the byte before it */
	bool zeros;	      /* zeros stand before it */
	bool counted;	      /* `restarts` tells which restart marker comes next */
	uint32_t restarts;
};

/* The place of a byte that the follower's scan has passed. */
void jpeg_look_behind(const struct jpeg_follow *f, uint64_t offset, struct jpeg_look *look);
/* A place to which the follower was taken back: restart markers are counted. */
void jpeg_look_from(const struct jpeg_follow *f, uint64_t offset, struct jpeg_look *look);

/* The same of a marker that is the first in these bytes. */
bool jpeg_marker_fits(const struct jpeg_follow *f, const struct jpeg_look *look,
		      unsigned char marker);

bool jpeg_looks_right(const struct jpeg_follow *f, const struct jpeg_look *look,
		      const unsigned char *p, size_t n);

#endif
