/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a drawing to a picture file: JPEG (libjpeg-turbo), PNG (libpng), GIF (ours), EXIF (libexif).
 */
#ifndef WINNOW_PRACTICE_PICTURE_H
#define WINNOW_PRACTICE_PICTURE_H

#include "base/buffer.h"
#include "base/error.h"
#include "practice/raster.h"
#include "practice/recipe.h"

/* Draws and encodes; the file's bytes are appended to out. */
int picture_make(const struct picture *picture, const char *name, uint64_t seed, struct buffer *out,
		 struct error *e);

/* exif: what an APP1 segment holds ("Exif", two zeros, TIFF); empty for none. */
int jpeg_encode(const struct raster *r, unsigned quality, bool progressive, struct span exif,
		struct buffer *out, struct error *e);
/* exif: the TIFF alone, for an eXIf chunk; empty for none. */
int png_encode(const struct raster *r, int level, struct span exif, struct buffer *out,
	       struct error *e);
/* 252 fixed colours, LZW. Sides below 65536. */
void gif_encode(const struct raster *r, struct buffer *out);

/* What the camera, the time and the position of a picture come to; thumbnail: a JPEG or empty. */
int exif_make(const struct picture *picture, struct span thumbnail, struct buffer *out,
	      struct error *e);

#endif
