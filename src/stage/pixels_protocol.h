/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a worker and its decoding helper (winnow-pixels) say to each other, in packets over a socket
 * pair (AF_UNIX, SOCK_SEQPACKET): a head, then `size` bytes.
 *
 *   worker: ITEM          helper: READ … (each answered by BYTES)
 *                                 DIGEST …
 *                                 DONE, FAILED, or DIED
 *
 * The helper sees bytes and gives digests; it never learns what evidence they are of. Both are of
 * one build on one machine, so heads are plain structs, but each checks all that the other says.
 */
#ifndef WINNOW_STAGE_PIXELS_PROTOCOL_H
#define WINNOW_STAGE_PIXELS_PROTOCOL_H

#include <stdint.h>

#include "media/pdq.h"

#define PIXELS_PROGRAM	   "winnow-pixels"
#define PIXELS_SOCKET	   3 /* the helper finds its end of the socket pair here */
#define PIXELS_PAYLOAD_MAX ((uint32_t)128 << 10)

enum pixels_kind {
	PIXELS_ITEM = 1, /* a: size in bytes, b: enum pixels_wish bits, c: processor seconds */
	PIXELS_BYTES,	 /* what READ asked for; fewer at the item's end */
	PIXELS_READ,	 /* a: offset, b: bytes, at most PIXELS_PAYLOAD_MAX */
	PIXELS_DIGEST,	 /* struct pixels_digest */
	PIXELS_DONE,	 /* a: width, b: height, c: 1 the decoder had to pass over damaged data */
	PIXELS_FAILED,	 /* why, as text that fits a note */
	PIXELS_DIED,	 /* a: the signal that ended the decoder; another one stands ready */
};

enum pixels_wish {
	PIXELS_VIDEO = 1,   /* frames, not one picture */
	PIXELS_UPRIGHT = 2, /* apply the Exif orientation given in the upper bits */
	PIXELS_TURNS = 4,   /* the digests of all eight ways the picture can lie */
};
#define PIXELS_ORIENTATION_SHIFT 8 /* Exif's 1..8 */

struct pixels_head {
	uint32_t kind, size;
	uint64_t a, b, c;
};

struct pixels_digest {
	uint64_t milliseconds; /* of a frame, from the video's start */
	uint32_t turn;	       /* enum pdq_turn */
	uint32_t quality;
	unsigned char bits[PDQ_BYTES];
};

#endif
