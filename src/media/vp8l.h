/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WebP's lossless bitstream (RFC 9649, section 3), read through without making pixels of it: each
 * prefix code must be complete, each copy must point at what is there, and the last pixel's bits
 * stand at the end.
 */
#ifndef WINNOW_MEDIA_VP8L_H
#define WINNOW_MEDIA_VP8L_H

#include <stddef.h>
#include <stdint.h>

struct vp8l_verdict {
	enum { VP8L_HOLDS, VP8L_BREAKS, VP8L_ENDS } what;
	uint64_t pixels, due; /* read, and to be read */
	uint64_t broke;	      /* bytes read until then */
};

/* p: the whole stream, from its signature on. */
struct vp8l_verdict vp8l_check(const unsigned char *p, size_t n);

#endif
