/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A picture in memory, 8-bit RGB, and the few strokes that practice pictures are drawn with. Whole
 * numbers only, so the same pixels come out on every machine. Strokes are clipped to the picture.
 */
#ifndef WINNOW_PRACTICE_RASTER_H
#define WINNOW_PRACTICE_RASTER_H

#include <stdint.h>

struct colour {
	unsigned char r, g, b;
};

struct raster {
	unsigned width, height;
	struct colour *pixels; /* rows from the top */
};

void raster_init(struct raster *r, unsigned width, unsigned height);
void raster_release(struct raster *r);

/* The colour `at` of `of` steps from a to b. */
struct colour colour_mix(struct colour a, struct colour b, unsigned at, unsigned of);

void raster_rectangle(struct raster *r, int x, int y, int width, int height, struct colour c);
/* From colour `top` to `bottom`. */
void raster_gradient(struct raster *r, int y, int height, struct colour top, struct colour bottom);
void raster_disc(struct raster *r, int x, int y, int radius, struct colour c);
/* Point up, base at the bottom. */
void raster_triangle(struct raster *r, int x, int y, int width, int height, struct colour c);
/* Each font pixel becomes scale x scale; a line feed starts a new line. */
void raster_text(struct raster *r, int x, int y, int scale, const char *text, struct colour c);
/* Cuts the right and lower edge off. */
void raster_trim(struct raster *r, unsigned width, unsigned height);
/* Box-averaged to width x height (not larger than the source). */
void raster_shrink(const struct raster *from, struct raster *to, unsigned width, unsigned height);
/* The nearest pixel for each of width x height (not smaller than the source). */
void raster_enlarge(const struct raster *from, struct raster *to, unsigned width, unsigned height);

#define FONT_WIDTH  5
#define FONT_HEIGHT 7
/* FONT_HEIGHT rows, bit 4 the leftmost pixel; lower case as upper, what the font lacks as a box. */
const unsigned char *font_glyph(char c);

#endif
