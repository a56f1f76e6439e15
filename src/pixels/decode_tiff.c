/* SPDX-License-Identifier: Apache-2.0 */
/* TIFF and DNG by libtiff: the first directory, as its colours are seen. */
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "base/memory.h"
#include "pixels/decoder.h"

#define HELD_MAX ((uint64_t)256 << 20) /* pixels; four bytes each */

struct reader {
	struct bytes *b;
	uint64_t at;
};

static bool
knows(const unsigned char *p, size_t n)
{
	return n >= 4 && (memcmp(p, "II*\0", 4) == 0 || memcmp(p, "MM\0*", 4) == 0 ||
			  memcmp(p, "II+\0", 4) == 0 || memcmp(p, "MM\0+", 4) == 0);
}

static tmsize_t
read_bytes(thandle_t handle, void *out, tmsize_t n)
{
	struct reader *r = handle;
	size_t got = n > 0 ? bytes_read(r->b, r->at, out, (size_t)n) : 0;

	r->at += got;
	return (tmsize_t)got;
}

static tmsize_t
write_bytes(thandle_t handle, void *p, tmsize_t n)
{
	(void)handle;
	(void)p;
	(void)n;
	return -1;
}

static toff_t
seek(thandle_t handle, toff_t offset, int from)
{
	struct reader *r = handle;

	if (from == SEEK_CUR)
		offset += r->at;
	else if (from == SEEK_END)
		offset += r->b->size;
	return r->at = offset;
}

static int
close_nothing(thandle_t handle)
{
	(void)handle;
	return 0;
}

static toff_t
size_of(thandle_t handle)
{
	return ((struct reader *)handle)->b->size;
}

static int
paint(TIFF *tiff, struct canvas *c, struct error *e)
{
	uint32_t width = 0, height = 0;
	uint32_t *pixels;

	TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
	TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
	if ((uint64_t)width * height > HELD_MAX || !canvas_begin(c, width, height))
		return decoder_error(e, "its size is impossible");
	pixels = memory_zero((size_t)width * height, sizeof *pixels);
	if (!TIFFReadRGBAImageOriented(tiff, width, height, pixels, ORIENTATION_TOPLEFT, 0)) {
		free(pixels);
		return decoder_error(e, "libtiff finds its data broken or of a kind it lacks");
	}
	/* libtiff packs red lowest, which on a little-endian machine is R G B A in memory. */
	for (uint32_t y = 0; y < height; y++)
		canvas_row(c, y, (unsigned char *)(pixels + (size_t)y * width), 4, true);
	free(pixels);
	return 0;
}

static int
decode(struct bytes *b, struct canvas *c, struct error *e)
{
	struct reader r = {b, 0};
	TIFF *tiff;
	int status;

	TIFFSetErrorHandler(NULL);
	TIFFSetWarningHandler(NULL);
	tiff = TIFFClientOpen("item", "rm", &r, read_bytes, write_bytes, seek, close_nothing,
			      size_of, NULL, NULL);
	if (!tiff)
		return decoder_error(e, "libtiff finds no directory in it");
	status = paint(tiff, c, e);
	TIFFClose(tiff);
	return status;
}

const struct decoder decoder_tiff = {"libtiff", knows, decode};
