/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A key frame of VP8 (RFC 6386), read through without making pixels of it. Its arithmetic code has
 * no impossible words, but it says nowhere how long it is either: only the right bytes make the
 * reader come to the end of each partition with the last macroblock.
 */
#ifndef WINNOW_MEDIA_VP8_H
#define WINNOW_MEDIA_VP8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vp8_verdict {
	bool holds;
	bool modes_hold; /* the first partition does: the beginning of a real frame */
	uint64_t broke;	 /* bytes that are good at most */
};

/* p: the whole frame. */
struct vp8_verdict vp8_check(const unsigned char *p, size_t n);

#endif
