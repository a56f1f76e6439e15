/* SPDX-License-Identifier: Apache-2.0 */
/* WebP by libwebp, which winnow-pixels reads it with too; without the library it is refused. */
#include <config.h>

#include "practice/picture.h"

#ifdef HAVE_WEBP
#include <webp/decode.h>
#include <webp/encode.h>

#include "practice/bits.h"

#define RIFF_HEAD 12
#define FLAG_EXIF 0x08
#define METHOD	  4
#define SIDE_MAX  16383u

static void
add_chunk(struct buffer *out, const char *name, const void *p, size_t n)
{
	buffer_add(out, name, 4);
	add_le32(out, (uint32_t)n);
	buffer_add(out, p, n);
	if (n % 2)
		buffer_add_byte(out, 0);
}

static void
add_le24(unsigned char *p, unsigned v)
{
	for (int i = 0; i < 3; i++, v >>= 8)
		p[i] = (unsigned char)v;
}

/* The simple file that libwebp made, and the Exif block behind its picture. */
static void
wrap(const struct raster *r, struct span simple, struct span exif, struct buffer *out)
{
	unsigned char extended[10] = {FLAG_EXIF};
	size_t start = out->n;

	add_le24(extended + 4, r->width - 1);
	add_le24(extended + 7, r->height - 1);
	buffer_add(out, "RIFF\0\0\0\0WEBP", RIFF_HEAD);
	add_chunk(out, "VP8X", extended, sizeof extended);
	buffer_add(out, simple.p + RIFF_HEAD, simple.n - RIFF_HEAD);
	add_chunk(out, "EXIF", exif.p, exif.n);
	set_le32(out, start + 4, (uint32_t)(out->n - start - 8));
}

static int
compress(const struct raster *r, unsigned quality, WebPMemoryWriter *to, struct error *e)
{
	WebPConfig config;
	WebPPicture p;
	int good;

	if (!WebPConfigInit(&config) || !WebPPictureInit(&p))
		return error_set(e, ERROR_SYSTEM, "libwebp is of another version than its headers");
	config.quality = (float)quality;
	config.lossless = quality == 100;
	config.method = METHOD;
	p.use_argb = config.lossless;
	p.width = (int)r->width;
	p.height = (int)r->height;
	p.writer = WebPMemoryWrite;
	p.custom_ptr = to;
	good = WebPPictureImportRGB(&p, (const uint8_t *)r->pixels,
				    (int)(r->width * sizeof *r->pixels)) &&
	       WebPEncode(&config, &p);
	WebPPictureFree(&p);
	return good ? 0 : error_set(e, ERROR_OUTPUT, "libwebp: error %d", (int)p.error_code);
}

int
webp_encode(const struct raster *r, unsigned quality, struct span exif, struct buffer *out,
	    struct error *e)
{
	WebPMemoryWriter writer;
	int status;

	if (r->width > SIDE_MAX || r->height > SIDE_MAX)
		return error_set(e, ERROR_INPUT, "a WebP's sides are at most %u long", SIDE_MAX);
	WebPMemoryWriterInit(&writer);
	status = compress(r, quality, &writer, e);
	if (!status && exif.n)
		wrap(r, (struct span){(const char *)writer.mem, writer.size}, exif, out);
	else if (!status)
		buffer_add(out, writer.mem, writer.size);
	WebPMemoryWriterClear(&writer);
	return status;
}

int
webp_decode(struct span file, struct raster *r, struct error *e)
{
	int width, height;

	*r = (struct raster){0};
	if (!WebPGetInfo((const uint8_t *)file.p, file.n, &width, &height))
		return error_set(e, ERROR_INPUT, "libwebp does not know its own file");
	raster_init(r, (unsigned)width, (unsigned)height);
	if (WebPDecodeRGBInto((const uint8_t *)file.p, file.n, (uint8_t *)r->pixels,
			      (size_t)r->width * r->height * sizeof *r->pixels,
			      (int)(r->width * sizeof *r->pixels)))
		return 0;
	raster_release(r);
	return error_set(e, ERROR_INPUT, "libwebp does not read its own file");
}

#else

int
webp_encode(const struct raster *r, unsigned quality, struct span exif, struct buffer *out,
	    struct error *e)
{
	(void)r;
	(void)quality;
	(void)exif;
	(void)out;
	return error_set(e, ERROR_INPUT, "WebP needs libwebp, which this winnow was built without");
}

int
webp_decode(struct span file, struct raster *r, struct error *e)
{
	(void)file;
	(void)r;
	return error_set(e, ERROR_INPUT, "WebP needs libwebp, which this winnow was built without");
}
#endif
