/* SPDX-License-Identifier: Apache-2.0 */
/* PNG by libpng. Rows are painted as they come, but an interlaced picture is held whole. */
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "pixels/decoder.h"

#define HELD_MAX ((uint64_t)1 << 30) /* bytes of an interlaced picture */

struct reader {
	struct bytes *b;
	uint64_t at;
	struct error *e;
	png_structp png;
	png_infop info;
	unsigned char *pixels;
};

static bool
knows(const unsigned char *p, size_t n)
{
	return n >= 8 && png_sig_cmp(p, 0, 8) == 0;
}

static void
fail(png_structp png, png_const_charp why)
{
	struct reader *r = png_get_error_ptr(png);

	decoder_error(r->e, why);
	png_longjmp(png, 1);
}

static void
say_nothing(png_structp png, png_const_charp why)
{
	(void)png;
	(void)why;
}

static void
read_bytes(png_structp png, png_bytep out, size_t n)
{
	struct reader *r = png_get_io_ptr(png);

	if (bytes_read(r->b, r->at, out, n) < n)
		png_error(png, "the bytes end");
	r->at += n;
}

/* Eight bits a sample, grey or colour; what is transparent stays as it is stored. */
static void
choose_output(struct reader *r)
{
	png_set_expand(r->png);
	png_set_scale_16(r->png);
	png_set_packing(r->png);
	png_set_interlace_handling(r->png);
	png_read_update_info(r->png, r->info);
}

static int
paint(struct reader *r, struct canvas *c)
{
	uint32_t width, height;
	size_t channels, row;
	bool held;

	png_set_read_fn(r->png, r, read_bytes);
	png_set_crc_action(r->png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
	png_read_info(r->png, r->info);
	choose_output(r);
	width = png_get_image_width(r->png, r->info);
	height = png_get_image_height(r->png, r->info);
	channels = png_get_channels(r->png, r->info);
	row = png_get_rowbytes(r->png, r->info);
	held = png_get_interlace_type(r->png, r->info) != PNG_INTERLACE_NONE;
	if (!canvas_begin(c, width, height) || (held && (uint64_t)row * height > HELD_MAX))
		return decoder_error(r->e, "it is too large");
	r->pixels = memory_zero(held ? height : 1, row);
	for (int pass = held ? 7 : 1; pass; pass--) {
		for (uint32_t y = 0; y < height; y++) {
			unsigned char *p = r->pixels + (held ? y * row : 0);

			png_read_row(r->png, p, NULL);
			if (pass == 1)
				canvas_row(c, y, p, channels, channels >= 3);
		}
	}
	return 0;
}

static int
decode(struct bytes *b, struct canvas *c, struct error *e)
{
	struct reader *r = memory_zero(1, sizeof *r);
	int status = -1;

	r->b = b;
	r->e = e;
	r->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, r, fail, say_nothing);
	r->info = r->png ? png_create_info_struct(r->png) : NULL;
	if (!r->info)
		decoder_error(e, "libpng does not start");
	else if (setjmp(png_jmpbuf(r->png)) == 0)
		status = paint(r, c);
	png_destroy_read_struct(&r->png, &r->info, NULL);
	free(r->pixels);
	free(r);
	return status;
}

const struct decoder decoder_png = {"libpng", knows, decode};
