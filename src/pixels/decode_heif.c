/* SPDX-License-Identifier: Apache-2.0 */
/* HEIC and AVIF by libheif: the primary picture, turned as its own properties say. */
#include <libheif/heif.h>
#include <stdlib.h>
#include <string.h>

#include "pixels/decoder.h"

static bool
knows(const unsigned char *p, size_t n)
{
	static const char brands[][5] = {"heic", "heix", "hevc", "heim", "heis", "mif1",
					 "msf1", "avif", "avis", "miaf", "1pic"};

	if (n < 12 || memcmp(p + 4, "ftyp", 4) != 0)
		return false;
	for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
		if (memcmp(p + 8, brands[i], 4) == 0)
			return true;
	return false;
}

static int
fail(struct error *e, struct heif_error why)
{
	return decoder_error(e, why.message ? why.message : "libheif does not say why");
}

static int
paint(const struct heif_image *image, struct canvas *c, struct error *e)
{
	int width = heif_image_get_width(image, heif_channel_interleaved);
	int height = heif_image_get_height(image, heif_channel_interleaved), stride;
	const uint8_t *p = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);

	if (!p || width <= 0 || height <= 0 || !canvas_begin(c, (uint32_t)width, (uint32_t)height))
		return decoder_error(e, "its size is impossible");
	for (uint32_t y = 0; y < c->height; y++)
		canvas_row(c, y, p + (size_t)y * (size_t)stride, 3, true);
	return 0;
}

static int
decode_primary(struct heif_context *context, struct canvas *c, struct error *e)
{
	struct heif_image_handle *handle = NULL;
	struct heif_image *image = NULL;
	struct heif_error why = heif_context_get_primary_image_handle(context, &handle);
	int status;

	if (why.code == heif_error_Ok)
		why = heif_decode_image(handle, &image, heif_colorspace_RGB,
					heif_chroma_interleaved_RGB, NULL);
	status = why.code == heif_error_Ok ? paint(image, c, e) : fail(e, why);
	heif_image_release(image);
	heif_image_handle_release(handle);
	return status;
}

static int
decode(struct bytes *b, struct canvas *c, struct error *e)
{
	size_t n;
	unsigned char *p = decoder_whole(b, &n, e);
	struct heif_context *context;
	struct heif_error why;
	int status;

	if (!p)
		return -1;
	context = heif_context_alloc();
	why = heif_context_read_from_memory_without_copy(context, p, n, NULL);
	status = why.code == heif_error_Ok ? decode_primary(context, c, e) : fail(e, why);
	heif_context_free(context);
	free(p);
	return status;
}

const struct decoder decoder_heif = {"libheif", knows, decode};
