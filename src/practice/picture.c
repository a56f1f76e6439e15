/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/picture.h"

#include "practice/heic.h"
#include "practice/scene.h"

#define THUMBNAIL_WIDTH	  160u
#define THUMBNAIL_QUALITY 70
#define EXIF_HEAD	  6 /* "Exif" and two zeros */

struct moment
picture_clock(const struct picture *p)
{
	return moment_shifted(&p->taken, p->clock);
}

bool
picture_zone(const struct picture *p, int *minutes)
{
	*minutes = p->zone_said == ZONE_OTHER ? p->zone : p->taken.zone;
	return p->taken.set && p->zone_said != ZONE_UNSAID &&
	       (p->taken.zone_given || p->zone_said == ZONE_OTHER);
}

static bool
has_exif(const struct picture *p)
{
	return p->camera || p->taken.set || p->position.set ||
	       (p->thumbnail && p->format == PICTURE_JPEG);
}

static void
shrink(const struct raster *r, struct raster *small)
{
	unsigned width = r->width < THUMBNAIL_WIDTH ? r->width : THUMBNAIL_WIDTH;
	unsigned height = (unsigned)((uint64_t)r->height * width / r->width);

	/* Very tall pictures keep the thumbnail within the one segment that EXIF has. */
	height = height < 1 ? 1 : height > THUMBNAIL_WIDTH ? THUMBNAIL_WIDTH : height;
	raster_shrink(r, small, width, height < r->height ? height : r->height);
}

static int
make_thumbnail(const struct raster *r, struct buffer *out, struct error *e)
{
	struct raster small;
	int status;

	shrink(r, &small);
	status = jpeg_encode(&small, THUMBNAIL_QUALITY, false, (struct span){"", 0}, out, e);
	raster_release(&small);
	return status;
}

static int
make_exif(const struct picture *p, const struct raster *r, struct buffer *out, struct error *e)
{
	struct buffer thumbnail = BUFFER_EMPTY;
	int status = 0;

	if (p->thumbnail && p->format == PICTURE_JPEG)
		status = make_thumbnail(r, &thumbnail, e);
	if (!status)
		status = exif_make(p, r, buffer_span(&thumbnail), out, e);
	buffer_release(&thumbnail);
	return status;
}

static struct span
tiff_of(struct span exif)
{
	return exif.n ? (struct span){exif.p + EXIF_HEAD, exif.n - EXIF_HEAD} : exif;
}

static void
encode_heic(const struct picture *p, const struct raster *r, struct span exif, struct buffer *out)
{
	struct raster small = {0};

	if (p->thumbnail)
		shrink(r, &small);
	heic_encode(r, p->thumbnail ? &small : NULL, exif, out);
	raster_release(&small);
}

static int
encode(const struct picture *p, const struct raster *r, struct span exif, struct buffer *out,
       struct error *e)
{
	switch (p->format) {
	case PICTURE_JPEG:
		return jpeg_encode(r, p->quality, p->progressive, exif, out, e);
	case PICTURE_PNG:
		return png_encode(r, p, tiff_of(exif), out, e);
	case PICTURE_GIF:
		gif_encode(r, out);
		return 0;
	case PICTURE_WEBP:
		return webp_encode(r, p->quality, tiff_of(exif), out, e);
	case PICTURE_HEIC:
		encode_heic(p, r, exif, out);
		return 0;
	}
	return 0;
}

/* The digest of the pixels that a decoder gives, not of those that were drawn. */
static int
find_likeness(const struct picture *p, struct raster *r, struct span file, struct likeness *l,
	      struct error *e)
{
	struct raster decoded;

	for (size_t i = 0; p->format == PICTURE_GIF && i < (size_t)r->width * r->height; i++)
		r->pixels[i] = gif_colour(r->pixels[i]);
	if (p->format != PICTURE_JPEG && p->format != PICTURE_WEBP) {
		likeness_make(l, r);
		return 0;
	}
	if (p->format == PICTURE_WEBP ? webp_decode(file, &decoded, e)
				      : jpeg_decode(file, &decoded, e))
		return -1;
	likeness_make(l, &decoded);
	raster_release(&decoded);
	return 0;
}

int
picture_make(const struct picture *picture, const char *name, uint64_t seed, struct buffer *out,
	     struct likeness *likeness, struct error *e)
{
	struct buffer exif = BUFFER_EMPTY;
	struct raster r;
	int status = 0;

	scene_draw(&r, picture, name, seed);
	if (picture->format == PICTURE_HEIC)
		raster_trim(&r, r.width & ~1u, r.height & ~1u); /* colour comes in pairs */
	if (has_exif(picture))
		status = make_exif(picture, &r, &exif, e);
	if (!status)
		status = encode(picture, &r, buffer_span(&exif), out, e);
	if (!status && !likeness->known)
		status = find_likeness(picture, &r, buffer_span(out), likeness, e);
	buffer_release(&exif);
	raster_release(&r);
	return status ? error_prefix(e, "picture %s", name) : 0;
}
