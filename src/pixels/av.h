/* SPDX-License-Identifier: Apache-2.0 */
/* libav: frames of videos, and pictures that no other library here knows (GIF, BMP, PSD …). */
#ifndef WINNOW_PIXELS_AV_H
#define WINNOW_PIXELS_AV_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "pixels/canvas.h"

struct av;

/* Finds the best video stream. -1 with a sentence that fits a note. */
int av_open(struct av **out, struct bytes *b, struct error *e);
void av_close(struct av **av);

/* Of the whole video; 0: not known. */
uint64_t av_duration_ms(const struct av *av);

/* From here on decodes only frames that stand alone: much faster, and all that long videos get. */
void av_key_frames_only(struct av *av);

/*
 * Paints the next frame that is shown at or after `from_ms`: 1, and *at_ms says when it is shown;
 * 0: there are no more. Frames that are broken are passed over. -1: the video cannot be gone on
 * with.
 */
int av_next(struct av *av, uint64_t from_ms, struct canvas *c, uint64_t *at_ms, struct error *e);

#endif
