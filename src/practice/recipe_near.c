/* SPDX-License-Identifier: Apache-2.0 */
/* The directive `near`: a picture that was made of another one. */
#include <string.h>

#include "practice/reader.h"

#define SCALED_MAX 400
#define URI_MAX	   1000

static int
take_alteration(struct statement *s, struct picture *p, struct error *e)
{
	struct alteration *a = &p->alteration;
	int format = (int)p->format;
	unsigned recompressed = 0;

	if (take_number(s, "scaled", 1, SCALED_MAX, &a->scaled, e) ||
	    take_number(s, "cropped", 1, 90, &a->cropped, e) ||
	    take_number(s, "recompressed", 1, 100, &recompressed, e) ||
	    take_flag(s, "greyed", &a->greyed, e) || take_flag(s, "mirrored", &a->mirrored, e) ||
	    take_choice(s, "format", picture_formats, &format, e) ||
	    take_text(s, "thumb-of", &p->thumb_of, e) ||
	    take_moment(s, "thumb-time", &p->thumb_time, e))
		return -1;
	if ((p->thumb_of || p->thumb_time.set) && format != PICTURE_PNG)
		return error_set(e, ERROR_INPUT, "thumb-of= and thumb-time= belong to a PNG");
	if (p->thumb_of && (!*p->thumb_of || strlen(p->thumb_of) > URI_MAX))
		return error_set(e, ERROR_INPUT, "thumb-of: 1 to %d bytes", URI_MAX);
	if (!a->scaled && !a->cropped && !recompressed && !a->greyed && !a->mirrored &&
	    (int)p->format == format)
		return error_set(e, ERROR_INPUT,
				 "say how it differs: scaled=, cropped=, recompressed=, greyed, "
				 "mirrored or format=");
	p->format = (enum picture_format)format;
	if (recompressed && p->format != PICTURE_JPEG && p->format != PICTURE_WEBP)
		return error_set(e, ERROR_INPUT, "only JPEG and WebP can be recompressed");
	p->quality = recompressed ? recompressed : p->quality;
	return 0;
}

/* Messengers and editors drop what the camera wrote; `exif` keeps it. */
static int
take_exif(struct statement *s, struct picture *p, struct error *e)
{
	bool kept = false;

	if (take_flag(s, "exif", &kept, e))
		return -1;
	if (!kept) {
		p->camera = NULL;
		p->taken = p->gps_time = (struct moment){0};
		p->position = (struct position){0};
		p->thumbnail = false;
	}
	if (p->format != PICTURE_JPEG)
		p->progressive = false;
	if (p->format != PICTURE_JPEG && p->format != PICTURE_HEIC)
		p->thumbnail = false;
	if (p->format == PICTURE_GIF && kept)
		return error_set(e, ERROR_INPUT, "a GIF holds no camera, time or position");
	return 0;
}

static bool
size_good(const struct picture *p)
{
	const struct alteration *a = &p->alteration;
	uint64_t kept = 100 - a->cropped, scaled = a->scaled ? a->scaled : 100;
	uint64_t w = p->width * kept / 100 * scaled / 100,
		 h = p->height * kept / 100 * scaled / 100;

	return w >= 8 && h >= 8 && w <= RECIPE_SIDE_MAX && h <= RECIPE_SIDE_MAX &&
	       w * h <= RECIPE_PIXELS_MAX;
}

int
near_read(struct reader *r, struct statement *s, struct error *e)
{
	struct content c = {.kind = CONTENT_PICTURE};
	const struct content *of;
	size_t from;

	if (content_find(r->recipe, s->operands[1], &from, e))
		return -1;
	of = &r->recipe->contents[from];
	if (of->kind != CONTENT_PICTURE || of->picture.alteration.of)
		return error_set(e, ERROR_INPUT, "'%s' is no picture that was drawn", of->name);
	c.from = from;
	c.picture = of->picture;
	c.picture.alteration.of = of->name;
	if (take_alteration(s, &c.picture, e) || take_exif(s, &c.picture, e))
		return -1;
	if (!size_good(&c.picture))
		return error_set(e, ERROR_INPUT, "sides of 8 to %u, at most %u pixels are left",
				 RECIPE_SIDE_MAX, RECIPE_PIXELS_MAX);
	return content_add(r, s, &c, e);
}
