/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What decoders paint on. Only the rows and columns that PDQ looks at are kept, as luminance, so a
 * picture of any size takes a megabyte.
 */
#ifndef WINNOW_PIXELS_CANVAS_H
#define WINNOW_PIXELS_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/pdq.h"

/* A picture of more pixels is not decoded. */
#define CANVAS_PIXELS_MAX ((uint64_t)1 << 30)
#define CANVAS_SIDE_MAX	  ((uint32_t)1 << 20)

struct canvas {
	struct pdq_maker *maker;
	uint32_t width, height;	  /* of the picture as painted */
	uint32_t columns, rows;	  /* kept */
	uint32_t next;		  /* row to be kept next */
	bool damaged;		  /* the decoder met data that it had to pass over */
	float *pixels;		  /* columns * rows */
	float luma[3][256];	  /* what each value of red, green and blue adds */
	uint32_t place[PDQ_SIDE]; /* the pixel of a painted row that stands for each column kept */
};

void canvas_init(struct canvas *c);
void canvas_release(struct canvas *c);

/* A new picture; false: there is no picture of that size that we would decode. */
bool canvas_begin(struct canvas *c, uint32_t width, uint32_t height);

/*
 * Row y, from the top down, each once: width pixels of `step` bytes each, of which the first
 * (grey) or the first three (colour: red, green, blue) count.
 */
void canvas_row(struct canvas *c, uint32_t y, const unsigned char *p, size_t step, bool colour);

/* The row that is kept next, from the picture's top; its height when all are there. */
uint32_t canvas_wants(const struct canvas *c);

/* Are all rows there? */
bool canvas_full(const struct canvas *c);

#endif
