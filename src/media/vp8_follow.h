/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A key frame of VP8 (RFC 6386) followed macroblock by macroblock, with a state that can be kept.
 * Its code takes any bytes for a picture, but not for one whose blocks go on from their neighbours:
 * the luma is made, and other data seen by its edges some macroblocks behind where it begins.
 */
#ifndef WINNOW_MEDIA_VP8_FOLLOW_H
#define WINNOW_MEDIA_VP8_FOLLOW_H

#include <stdint.h>

#include "base/bytes.h"

/* Where a frame lies in a file. */
struct vp8_place {
	uint64_t at, size;
};

struct vp8_follow;

struct vp8_follow *vp8_follow_new(const struct vp8_place *place);
void vp8_follow_copy(struct vp8_follow *to, const struct vp8_follow *from);
void vp8_follow_free(struct vp8_follow **f);

/*
 * Goes on over b, which up to where it has come must be what it was. How far the frame seems to
 * hold; b->size: as far as there are bytes; UINT64_MAX: to its end. *work: bytes gone over.
 */
uint64_t vp8_follow_run(struct vp8_follow *f, struct bytes *b, uint64_t *work);

/* How far its first partition, of modes alone, was read. */
uint64_t vp8_follow_modes(const struct vp8_follow *f);

/* Macroblocks that seem to hold. */
uint64_t vp8_follow_units(const struct vp8_follow *f);

/* The lossy frame of a plain WebP that begins b; -1: it has none, or several. */
int webp_frame_place(struct bytes *b, struct vp8_place *place);

#endif
