/* SPDX-License-Identifier: Apache-2.0 */
/* JPEGs drawn by libjpeg for the tests: colour ramps and a coarse noise of a fixed seed. */
#ifndef WINNOW_TESTS_DRAW_JPEG_H
#define WINNOW_TESTS_DRAW_JPEG_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

struct draw {
	unsigned width, height, quality;
	bool progressive, grey, full_chroma;
	unsigned restart; /* MCUs between restart markers, 0: none */
	const void *app1; /* an APP1 body, or NULL */
	size_t app1_size;
};

static inline void
draw_row(unsigned char *row, const struct draw *d, unsigned y, unsigned *seed)
{
	unsigned bytes = d->grey ? 1 : 3;

	for (unsigned x = 0; x < d->width * bytes; x++) {
		*seed = *seed * 1664525u + 1013904223u;
		row[x] = (unsigned char)(x * 2 + y * (x % bytes + 1) + (*seed >> 27));
	}
}

static inline void
draw_setup(struct jpeg_compress_struct *c, const struct draw *d)
{
	c->image_width = d->width;
	c->image_height = d->height;
	c->input_components = d->grey ? 1 : 3;
	c->in_color_space = d->grey ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(c);
	jpeg_set_quality(c, (int)d->quality, TRUE);
	c->restart_interval = d->restart;
	if (d->progressive)
		jpeg_simple_progression(c);
	if (d->full_chroma)
		c->comp_info[0].h_samp_factor = c->comp_info[0].v_samp_factor = 1;
}

/* The caller frees. */
static inline unsigned char *
draw_jpeg(const struct draw *d, size_t *n)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr err;
	unsigned char *row = malloc((size_t)d->width * 3), *out = NULL;
	unsigned long size = 0;
	unsigned seed = 7;

	c.err = jpeg_std_error(&err);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &out, &size);
	draw_setup(&c, d);
	jpeg_start_compress(&c, TRUE);
	if (d->app1)
		jpeg_write_marker(&c, JPEG_APP0 + 1, d->app1, (unsigned)d->app1_size);
	for (unsigned y = 0; y < d->height; y++) {
		draw_row(row, d, y, &seed);
		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	free(row);
	*n = size;
	return out;
}

#endif
