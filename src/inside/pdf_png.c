/* SPDX-License-Identifier: Apache-2.0 */
/* Pixels as a PNG that is not compressed: its bytes depend on the pixels alone. */
#include <string.h>
#include <zlib.h>

#include "inside/pdf_parts.h"

#define BLOCK 65535u /* of deflate, stored */

static void
add_be32(struct buffer *out, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		buffer_add_byte(out, (char)(v >> (24 - 8 * i)));
}

static void
add_chunk(struct buffer *out, const char *type, const struct buffer *data)
{
	uLong crc = crc32(0, (const Bytef *)type, 4);

	add_be32(out, (uint32_t)data->n);
	buffer_add(out, type, 4);
	buffer_add(out, data->data, data->n);
	if (data->n)
		crc = crc32(crc, (const Bytef *)data->data, (uInt)data->n);
	add_be32(out, (uint32_t)crc);
}

/* CMYK is not among PNG's; ink is taken from white. */
static void
add_row(struct buffer *rows, const unsigned char *p, size_t stride, unsigned components)
{
	if (components != 4) {
		buffer_add(rows, p, stride);
		return;
	}
	for (size_t i = 0; i + 4 <= stride; i += 4)
		for (unsigned c = 0; c < 3; c++)
			buffer_add_byte(rows, (char)((255u - p[i + c]) * (255u - p[i + 3]) / 255u));
}

/* How many components the pixels have, by how many bytes there are; 0: none that fits. */
static unsigned
components_of(const struct pdf_image *image, size_t n)
{
	static const unsigned known[] = {3, 1, 4};

	for (size_t i = 0; i < 3; i++) {
		uint64_t stride = ((uint64_t)image->width * known[i] * image->bits + 7) / 8;
		uint64_t rows = (stride + image->predicted) * image->height;

		if (image->predicted && known[i] == 4)
			continue;
		if (n >= rows && n <= rows + 2)
			return image->bits == 8 || known[i] == 1 ? known[i] : 0;
	}
	return 0;
}

static void
make_rows(const struct pdf_image *image, const unsigned char *p, unsigned components,
	  struct buffer *rows)
{
	size_t stride = ((size_t)image->width * components * image->bits + 7) / 8;

	if (image->predicted) {
		buffer_add(rows, p, (stride + 1) * image->height);
		return;
	}
	for (uint32_t y = 0; y < image->height; y++) {
		buffer_add_byte(rows, 0);
		add_row(rows, p + y * stride, stride, components);
	}
}

/* zlib's wrapping around stored blocks. */
static void
store(const struct buffer *rows, struct buffer *out)
{
	uLong sum = adler32(adler32(0, NULL, 0), (const Bytef *)rows->data, (uInt)rows->n);

	buffer_add(out, "\x78\x01", 2);
	for (size_t at = 0; at < rows->n; at += BLOCK) {
		size_t n = rows->n - at < BLOCK ? rows->n - at : BLOCK;
		const unsigned char head[] = {at + n == rows->n, (unsigned char)n,
					      (unsigned char)(n >> 8), (unsigned char)~n,
					      (unsigned char)(~n >> 8)};

		buffer_add(out, head, sizeof head);
		buffer_add(out, rows->data + at, n);
	}
	add_be32(out, (uint32_t)sum);
}

int
pdf_make_png(const struct pdf_image *image, const struct buffer *pixels, struct buffer *out,
	     struct error *e)
{
	unsigned components = components_of(image, pixels->n);
	struct buffer part = BUFFER_EMPTY, rows = BUFFER_EMPTY;

	if (components == 0)
		return error_set(e, ERROR_INPUT,
				 "the PDF's picture has %zu bytes of pixels, which is not what its "
				 "%u × %u pixels take",
				 pixels->n, image->width, image->height);
	make_rows(image, (const unsigned char *)pixels->data, components, &rows);
	buffer_add(out, "\x89PNG\r\n\x1a\n", 8);
	add_be32(&part, image->width);
	add_be32(&part, image->height);
	buffer_add_byte(&part, (char)image->bits);
	buffer_add_byte(&part, components == 1 ? 0 : 2);
	buffer_add(&part, "\0\0\0", 3);
	add_chunk(out, "IHDR", &part);
	buffer_clear(&part);
	store(&rows, &part);
	add_chunk(out, "IDAT", &part);
	buffer_clear(&part);
	add_chunk(out, "IEND", &part);
	buffer_release(&part);
	buffer_release(&rows);
	return 0;
}
