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
	FILM_AV1,
	FILM_JPEG,
	FILM_MPEG_AUDIO,
	FILM_AC3,
};

#define FILM_TRACKS_MAX 16

struct film_track {
	enum film_codec codec;
	unsigned char length_size; /* AVC, HEVC: bytes of a unit's length, 1..4 */
	unsigned char index;	   /* of its decoder, below FILM_TRACKS_MAX */
	uint64_t config_at;	   /* AVC, AV1: its configuration record in the file */
	uint32_t config_size;	   /* 0: there is none */
};

/* The times of a track's frames, in any unit; pictures may be shown in another order. */
struct film_times {
	int64_t last, step; /* step: the longest at the beginning */
	unsigned n;
};
/* Does a frame's time go on from those before? */
bool film_time_goes_on(struct film_times *t, int64_t time);

/* What can follow frames code by code; made when it is first needed. All zero to begin with. */
struct film_decoders {
	struct avc *avc[FILM_TRACKS_MAX];
	unsigned frames_left; /* that may still be decoded */
};
void film_decoders_release(struct film_decoders *d);

/* The frame [at, end) of c->b; all of it must be there. Looked at from LOOK_INSIDE on. */
bool film_frame_holds(const struct film_track *t, const struct chain *c, uint64_t at, uint64_t end);

#endif
