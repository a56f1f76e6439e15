/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pictures and filler for the end-to-end tests: draw KIND SEED SIZE > FILE
 *   jpeg progressive restart thumbnail   libjpeg's, SIZE pixels wide; the last with one in its Exif
 *   png gif                              SIZE pixels wide
 *   noise text                           SIZE bytes
 * Nothing but ramps and noise is drawn.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "draw_jpeg.h"

static unsigned
noise(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

#define EXIF_HEAD "Exif\0\0"
/* IFD0 with the orientation, and IFD1 at 26. */
#define EXIF_FIRST "II*\0\10\0\0\0\1\0\22\1\3\0\1\0\0\0\1\0\0\0\32\0\0\0"
/* Two entries: where the thumbnail begins and, still to be set, how long it is. */
#define EXIF_IFD1  "\2\0\1\2\4\0\1\0\0\0\70\0\0\0\2\2\4\0\1\0\0\0\0\0\0\0\0\0\0\0"
#define EXIF_BYTES (6 + 56)

/* An Exif body with a thumbnail of n bytes; its size. */
static size_t
make_exif(unsigned char *out, const unsigned char *thumbnail, size_t n)
{
	memcpy(out, EXIF_HEAD EXIF_FIRST EXIF_IFD1, EXIF_BYTES);
	out[EXIF_BYTES - 8] = (unsigned char)n;
	out[EXIF_BYTES - 7] = (unsigned char)(n >> 8);
	memcpy(out + EXIF_BYTES, thumbnail, n);
	return EXIF_BYTES + n;
}

static void
put_jpeg(const char *kind, unsigned seed, unsigned width)
{
	struct draw d = {
		.width = width, .height = width * 3 / 4 + seed % 16, .quality = 60 + seed % 35};
	struct draw small = {.width = 80, .height = 60, .quality = 50};
	unsigned char app1[32768], *inner, *p;
	size_t n;

	d.progressive = strcmp(kind, "progressive") == 0;
	d.restart = strcmp(kind, "restart") == 0 ? 7 : 0;
	d.full_chroma = seed % 2;
	if (strcmp(kind, "thumbnail") == 0) {
		inner = draw_jpeg(&small, &n);
		d.app1_size = make_exif(app1, inner, n);
		d.app1 = app1;
		free(inner);
	}
	p = draw_jpeg(&d, &n);
	fwrite(p, 1, n, stdout);
	free(p);
}

static void
put_be32(unsigned long v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		putchar((int)(v >> shift & 255));
}

static void
put_chunk(const char *type, const unsigned char *body, size_t n)
{
	uLong crc = crc32(0, (const Bytef *)type, 4);

	put_be32(n);
	fputs(type, stdout);
	if (n) {
		fwrite(body, 1, n, stdout);
		crc = crc32(crc, body, (uInt)n);
	}
	put_be32(crc);
}

static void
put_png(unsigned seed, unsigned width)
{
	unsigned char head[13] = {0,
				  0,
				  (unsigned char)(width >> 8),
				  (unsigned char)width,
				  0,
				  0,
				  (unsigned char)(width >> 8),
				  (unsigned char)width,
				  8,
				  2,
				  0,
				  0,
				  0};
	size_t row = 1 + 3 * (size_t)width;
	uLongf n = compressBound(row * width);
	unsigned char *raw = malloc(row * width), *packed = malloc(n);

	for (size_t i = 0; i < row * width; i++)
		raw[i] = i % row ? (unsigned char)((i + noise(&seed) % 40) & 255) : 0;
	compress(packed, &n, raw, row * width);
	fwrite("\x89PNG\r\n\x1a\n", 1, 8, stdout);
	put_chunk("IHDR", head, 13);
	for (uLongf at = 0; at < n; at += 8192)
		put_chunk("IDAT", packed + at, n - at < 8192 ? n - at : 8192);
	put_chunk("IEND", NULL, 0);
	free(raw);
	free(packed);
}

/* Codes of nine bits, collected into sub-blocks of up to 255 bytes. */
struct codes {
	unsigned bits, have, n;
	unsigned char block[255];
};

static void
put_byte(struct codes *c, unsigned byte, bool last)
{
	c->block[c->n++] = (unsigned char)byte;
	if (c->n == 255 || last) {
		putchar((int)c->n);
		fwrite(c->block, 1, c->n, stdout);
		c->n = 0;
	}
}

static void
put_code(struct codes *c, unsigned code)
{
	c->bits |= code << c->have;
	for (c->have += 9; c->have >= 8; c->have -= 8) {
		put_byte(c, c->bits & 255, false);
		c->bits >>= 8;
	}
}

/* No compression: the table is cleared before codes grow. */
static void
put_gif(unsigned seed, unsigned width)
{
	unsigned char size[4] = {(unsigned char)width, (unsigned char)(width >> 8),
				 (unsigned char)width, (unsigned char)(width >> 8)};
	struct codes c = {0};

	fwrite("GIF89a", 1, 6, stdout);
	fwrite(size, 1, 4, stdout);
	fwrite("\xf7\0\0", 1, 3, stdout);
	for (int i = 0; i < 256 * 3; i++)
		putchar(i / 3);
	fwrite(",\0\0\0\0", 1, 5, stdout);
	fwrite(size, 1, 4, stdout);
	fwrite("\0\10", 1, 2, stdout);
	for (unsigned i = 0; i < width * width; i++) {
		if (i % 200 == 0)
			put_code(&c, 256);
		put_code(&c, (i + noise(&seed) % 40) & 255);
	}
	put_code(&c, 257);
	put_byte(&c, c.bits & 255, true);
	fwrite("\0;", 1, 2, stdout);
}

static void
put_filler(const char *kind, unsigned seed, unsigned n)
{
	static const char *const words[] = {"the ", "case ", "GIF ",  "JFIF ",
					    "of ",  "a ",    "disk ", "PNG\r\n"};
	bool text = strcmp(kind, "text") == 0;

	while (n) {
		const char *word = words[noise(&seed) % 8];
		size_t part = text ? strlen(word) : 1;

		part = part < n ? part : n;
		if (text)
			fwrite(word, 1, part, stdout);
		else
			putchar((int)(noise(&seed) & 255));
		n -= (unsigned)part;
	}
}

int
main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	unsigned seed = (unsigned)strtoul(argv[2], NULL, 10);
	unsigned size = (unsigned)strtoul(argv[3], NULL, 10);
	if (strcmp(argv[1], "png") == 0)
		put_png(seed, size);
	else if (strcmp(argv[1], "gif") == 0)
		put_gif(seed, size);
	else if (strcmp(argv[1], "noise") == 0 || strcmp(argv[1], "text") == 0)
		put_filler(argv[1], seed, size);
	else
		put_jpeg(argv[1], seed, size);
	return fflush(stdout) != 0;
}
