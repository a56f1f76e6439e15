/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What program streams and transport streams (ISO/IEC 13818-1, 11172-1) share: packets of an
 * elementary stream, and the pictures of MPEG-1 and MPEG-2 video in them.
 */
#ifndef WINNOW_MEDIA_MPEG_H
#define WINNOW_MEDIA_MPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Follows the start codes of a video stream that comes in pieces. A picture is complete when its
 * last slice stands as far down as that of the pictures before.
 */
struct mpeg_video {
	uint32_t last; /* the four bytes met last */
	uint32_t pictures, incomplete;
	unsigned char slice, usual; /* the latest slice of this picture; the last one of others */
	bool over;		    /* the end code was met, and nothing behind it */
	bool gap;		    /* slices of this picture are missing between others */
	bool loose; /* those of the first one were not row by row, so none need be */
};

void mpeg_video_feed(struct mpeg_video *v, const unsigned char *p, size_t n);
/* All pictures that were begun have all of their slices. */
bool mpeg_video_complete(const struct mpeg_video *v);

/* A time of 33 bits in 5 bytes with marker bits; false: a marker is missing. */
bool mpeg_time(const unsigned char *p, uint64_t *time);

/* The times of a stream's packets, in the order in which they are decoded. */
struct mpeg_times {
	uint64_t last;
	uint64_t step; /* the longest from picture to picture at the beginning */
	unsigned n;
};

/*
 * Does the time in a packet's head, n bytes of it in hand, go on from the last one? pictures: that
 * began since then. Packets without a time do.
 */
bool mpeg_times_go_on(struct mpeg_times *t, const unsigned char *p, size_t n, bool mpeg1,
		      uint32_t pictures);

/*
 * The head of a packet from its start code on, n bytes of it in hand: bytes up to the payload, or 0
 * when it cannot be one. Of those ids whose packets have no further head: 6.
 */
size_t mpeg_packet_head(const unsigned char *p, size_t n, bool mpeg1);
/* Does such a head, all of it there, hold bytes that only fill it up? */
bool mpeg_packet_stuffed(const unsigned char *p, bool mpeg1);

#endif
