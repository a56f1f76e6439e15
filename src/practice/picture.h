/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a drawing to a picture file: JPEG (libjpeg-turbo), PNG (libpng), GIF (ours), EXIF (libexif).
 */
#ifndef WINNOW_PRACTICE_PICTURE_H
#define WINNOW_PRACTICE_PICTURE_H

#include "base/buffer.h"
#include "base/error.h"
#include "practice/likeness.h"
#include "practice/raster.h"
#include "practice/recipe.h"

/*
 * Draws and encodes; the file's bytes are appended to out. *likeness is filled in unless it is
 * known.
 */
int picture_make(const struct picture *picture, const char *name, uint64_t seed, struct buffer *out,
		 struct likeness *likeness, struct error *e);

/* exif: what an APP1 segment holds ("Exif", two zeros, TIFF); empty for none. */
int jpeg_encode(const struct raster *r, unsigned quality, bool progressive, struct span exif,
		struct buffer *out, struct error *e);
/* The pixels of what jpeg_encode() made; *r is to be released. */
int jpeg_decode(struct span jpeg, struct raster *r, struct error *e);
/* exif: the TIFF alone, for an eXIf chunk; empty for none. */
int png_encode(const struct raster *r, const struct picture *p, struct span exif,
	       struct buffer *out, struct error *e);
/* quality 100 is lossless. exif: the TIFF alone; empty for none. */
int webp_encode(const struct raster *r, unsigned quality, struct span exif, struct buffer *out,
		struct error *e);
int webp_decode(struct span file, struct raster *r, struct error *e);
/* 252 fixed colours, LZW. Sides below 65536. */
void gif_encode(const struct raster *r, struct buffer *out);
/* The colour of the table that stands for c in a GIF. */
struct colour gif_colour(struct colour c);

/* What the camera, the time and the position of a picture come to; thumbnail: a JPEG or empty. */
int exif_make(const struct picture *picture, const struct raster *r, struct span thumbnail,
	      struct buffer *out, struct error *e);

/* What the camera's clock showed when the picture was taken; not set when that is not said. */
struct moment picture_clock(const struct picture *picture);
/* What OffsetTimeOriginal says, minutes east of UTC; false: there is none. */
bool picture_zone(const struct picture *picture, int *minutes);

#endif
