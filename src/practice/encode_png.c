/* SPDX-License-Identifier: Apache-2.0 */
#include <png.h>
#include <stdio.h>

#include "base/memory.h"
#include "practice/picture.h"

static void
keep(png_structp png, png_bytep data, size_t n)
{
	buffer_add(png_get_io_ptr(png), data, n);
}

static void
keep_flushed(png_structp png)
{
	(void)png;
}

static void
leave(png_structp png, png_const_charp message)
{
	struct error *e = png_get_error_ptr(png);

	error_set(e, ERROR_OUTPUT, "libpng: %s", message);
	png_longjmp(png, 1);
}

/* As the thumbnails of freedesktop.org say what they are of. */
static void
set_thumb(png_structp png, png_infop info, const struct picture *p)
{
	char time[24];
	png_text text[2] = {{.compression = PNG_TEXT_COMPRESSION_NONE,
			     .key = (char *)(uintptr_t) "Thumb::URI",
			     .text = (char *)(uintptr_t)p->thumb_of},
			    {.compression = PNG_TEXT_COMPRESSION_NONE,
			     .key = (char *)(uintptr_t) "Thumb::MTime",
			     .text = time}};

	snprintf(time, sizeof time, "%lld", (long long)p->thumb_time.seconds);
	if (p->thumb_of)
		png_set_text(png, info, &text[0], 1);
	if (p->thumb_time.set)
		png_set_text(png, info, &text[1], 1);
}

static void
write_all(png_structp png, png_infop info, const struct raster *r, const struct picture *p,
	  struct span exif)
{
	png_set_IHDR(png, info, r->width, r->height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	/* Noise does not compress; trying hard would only cost time. */
	png_set_compression_level(png, p->noise ? 1 : 6);
	set_thumb(png, info, p);
	png_set_filter(png, PNG_FILTER_TYPE_DEFAULT, PNG_FILTER_SUB);
	png_write_info(png, info);
	/* libpng would put it behind the pixels, where some readers do not look. */
	if (exif.n)
		png_write_chunk(png, (png_const_bytep) "eXIf", (png_const_bytep)exif.p, exif.n);
	for (unsigned y = 0; y < r->height; y++)
		png_write_row(png, (png_const_bytep)&r->pixels[(size_t)y * r->width]);
	png_write_end(png, info);
}

int
png_encode(const struct raster *r, const struct picture *p, struct span exif, struct buffer *out,
	   struct error *e)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, e, leave, NULL);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	int status = 0;

	if (!info) {
		png_destroy_write_struct(&png, NULL);
		return error_set(e, ERROR_SYSTEM, "libpng: out of memory");
	}
	png_set_write_fn(png, out, keep, keep_flushed);
	if (setjmp(png_jmpbuf(png)))
		status = -1;
	else
		write_all(png, info, r, p, exif);
	png_destroy_write_struct(&png, &info);
	return status;
}
