/* SPDX-License-Identifier: Apache-2.0 */
/* What the walk of AVI knows of streams, chunks of the film, and the index. */
#ifndef WINNOW_MEDIA_AVI_H
#define WINNOW_MEDIA_AVI_H

#include "media/chain.h"
#include "media/film_frame.h"
#include "media/riff.h"

#define AVI_STREAMS_MAX 16

struct avi_streams {
	struct film_track v[AVI_STREAMS_MAX];
	size_t n;
	uint32_t width, height;
};

/* Reads the header list at `at`; false: its main header does not stand or gives no size. */
bool avi_streams_read(struct bytes *b, uint64_t at, struct avi_streams *s);

/* May a chunk of this type stand in a film: frames, palettes, indexes, filler? */
bool avi_is_film(const char *type);
/* Is it a frame: "00dc", "01wb", …? */
bool avi_is_frame(const char *type);

/* Can the chunk, all of which is there, be what its stream's codec says? */
bool avi_frame_holds(const struct avi_streams *s, const struct chain *c,
		     const struct riff_chunk *x);

/*
 * Does each entry of the index point to a chunk of its type and size? start: of the file; movi:
 * where the film list's type stands. *entries: how many do.
 */
bool avi_index_holds(struct bytes *b, uint64_t start, uint64_t movi, const struct riff_chunk *index,
		     uint64_t *entries);

#endif
