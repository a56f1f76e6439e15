/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JPEG 2000 codestreams (ITU-T T.800 | ISO/IEC 15444-1 annex A; part 2's markers and HTJ2K, part
 * 15, are stepped over): main header, tile-parts, end of codestream. No picture is decoded.
 */
#ifndef WINNOW_MEDIA_JPEG2000_H
#define WINNOW_MEDIA_JPEG2000_H

#include "media/media.h"

struct j2k {
	struct bytes *b;
	uint64_t start, limit; /* where it begins in b, and how far it may reach */
	bool deep;	       /* look through the packets, too */

	uint64_t at; /* as far as it was followed */
	uint32_t width, height;
	uint32_t tiles, tile_parts, tiles_met;
	uint64_t data;	  /* bytes of packets gone through */
	uint64_t packets; /* where the first of them stand */
	bool coded, quantized, markers_inside;
	enum media_state state; /* MEDIA_NOT: no codestream */
	const char *why;
};

/*
 * Follows the codestream at k->start; the members of the first group are the caller's. On
 * MEDIA_WHOLE k->at is behind EOC, else where it ends or breaks.
 */
void j2k_follow(struct j2k *k);

#endif
