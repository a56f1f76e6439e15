/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "practice/picture.h"

struct failure {
	struct jpeg_error_mgr manager; /* first: libjpeg hands back a pointer to it */
	jmp_buf back;
	char text[JMSG_LENGTH_MAX];
};

static void
leave(j_common_ptr c)
{
	struct failure *f = (struct failure *)c->err;

	f->manager.format_message(c, f->text);
	longjmp(f->back, 1);
}

static void
set_up(struct jpeg_compress_struct *c, const struct raster *r, unsigned quality, bool progressive,
       bool exif)
{
	c->image_width = r->width;
	c->image_height = r->height;
	c->input_components = 3;
	c->in_color_space = JCS_RGB;
	jpeg_set_defaults(c);
	jpeg_set_quality(c, (int)quality, TRUE);
	/* The one of libjpeg-turbo's transforms that is exact on every processor. */
	c->dct_method = JDCT_ISLOW;
	c->write_JFIF_header = !exif; /* cameras write one or the other */
	if (progressive)
		jpeg_simple_progression(c);
}

static void
write_rows(struct jpeg_compress_struct *c, const struct raster *r)
{
	while (c->next_scanline < c->image_height) {
		JSAMPROW row = (JSAMPROW)&r->pixels[(size_t)c->next_scanline * r->width];

		jpeg_write_scanlines(c, &row, 1);
	}
}

struct output {
	unsigned char *data; /* libjpeg's, by malloc */
	unsigned long size;
};

/* Nothing of this frame is used after libjpeg has jumped back into it. */
static int
compress(struct jpeg_compress_struct *c, struct failure *failure, const struct raster *r,
	 unsigned quality, bool progressive, struct span exif, struct output *out)
{
	if (setjmp(failure->back))
		return -1;
	jpeg_create_compress(c);
	jpeg_mem_dest(c, &out->data, &out->size);
	set_up(c, r, quality, progressive, exif.n > 0);
	jpeg_start_compress(c, TRUE);
	if (exif.n)
		jpeg_write_marker(c, JPEG_APP0 + 1, (const JOCTET *)exif.p, (unsigned)exif.n);
	write_rows(c, r);
	jpeg_finish_compress(c);
	return 0;
}

int
jpeg_encode(const struct raster *r, unsigned quality, bool progressive, struct span exif,
	    struct buffer *out, struct error *e)
{
	struct jpeg_compress_struct c = {0};
	struct output output = {0};
	struct failure failure;
	int status;

	c.err = jpeg_std_error(&failure.manager);
	failure.manager.error_exit = leave;
	status = compress(&c, &failure, r, quality, progressive, exif, &output);
	if (status)
		error_set(e, ERROR_OUTPUT, "libjpeg: %s", failure.text);
	else
		buffer_add(out, output.data, output.size);
	jpeg_destroy_compress(&c);
	free(output.data);
	return status;
}

/* ---- Back again ---- */

static void
read_rows(struct jpeg_decompress_struct *d, struct raster *r)
{
	raster_init(r, d->output_width, d->output_height);
	while (d->output_scanline < d->output_height) {
		JSAMPROW row = (JSAMPROW)&r->pixels[(size_t)d->output_scanline * r->width];

		jpeg_read_scanlines(d, &row, 1);
	}
}

static int
decompress(struct jpeg_decompress_struct *d, struct failure *failure, struct span jpeg,
	   struct raster *r)
{
	if (setjmp(failure->back))
		return -1;
	jpeg_create_decompress(d);
	jpeg_mem_src(d, (const unsigned char *)jpeg.p, jpeg.n);
	jpeg_read_header(d, TRUE);
	d->out_color_space = JCS_RGB;
	jpeg_start_decompress(d);
	read_rows(d, r);
	jpeg_finish_decompress(d);
	return 0;
}

int
jpeg_decode(struct span jpeg, struct raster *r, struct error *e)
{
	struct jpeg_decompress_struct d = {0};
	struct failure failure;
	int status;

	*r = (struct raster){0};
	d.err = jpeg_std_error(&failure.manager);
	failure.manager.error_exit = leave;
	status = decompress(&d, &failure, jpeg, r);
	if (status) {
		raster_release(r);
		error_set(e, ERROR_INPUT, "libjpeg: %s", failure.text);
	}
	jpeg_destroy_decompress(&d);
	return status;
}
