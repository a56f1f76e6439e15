/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One coded frame as a container holds it: can it be what its codec says? A look at lengths and
 * heads, not a decoding; what foreign bytes in a container's structure do not get past.
 */
#ifndef WINNOW_MEDIA_FILM_FRAME_H
#define WINNOW_MEDIA_FILM_FRAME_H

#include <stdbool.h>

#include "media/chain.h"

enum film_codec {
	FILM_OTHER, /* nothing is known of its frames */
	FILM_AVC,   /* units behind their lengths (ISO/IEC 14496-15) */
	FILM_HEVC,
	FILM_START_CODES, /* MPEG-1/2/4 and H.264 with start codes: 00 00 01 first */
	FILM_VP8,
	FILM_VP9,
	FILM_JPEG,
	FILM_MPEG_AUDIO,
	FILM_AC3,
};

struct film_track {
	enum film_codec codec;
	unsigned char length_size; /* AVC, HEVC: bytes of a unit's length, 1..4 */
};

/* The frame [at, end) of b; all of it must be there. Looked at from LOOK_INSIDE on. */
bool film_frame_holds(const struct film_track *t, struct bytes *b, uint64_t at, uint64_t end,
		      enum chain_look look);

#endif
