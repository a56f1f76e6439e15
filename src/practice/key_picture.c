/* SPDX-License-Identifier: Apache-2.0 */
/* What a picture tells of itself, as winnow-exif gives it. */
#include <stdio.h>
#include <stdlib.h>

#include "practice/film.h"
#include "practice/key_parts.h"
#include "practice/picture.h"
#include "record/json.h"

static void
add_device(struct buffer *out, const struct camera *c)
{
	json_key(out, "device");
	buffer_add_byte(out, '{');
	key_add_text(out, "make", c->make);
	key_add_text(out, "model", c->model);
	key_add_text(out, "serial", c->serial);
	key_add_text(out, "lens_serial", c->lens_serial);
	key_add_text(out, "owner", c->owner);
	key_add_text(out, "software", c->software);
	buffer_add_byte(out, '}');
}

static void
taken_text(const struct moment *m, char *out)
{
	struct civil c = moment_civil(m);

	snprintf(out, 32, "%04d:%02d:%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute,
		 c.second);
}

static void
add_exif(struct buffer *out, const struct picture *p)
{
	const struct camera none = {0}, *c = p->camera ? p->camera : &none;
	struct moment shown;
	char text[32];

	json_key(out, "exif");
	buffer_add_byte(out, '{');
	key_add_text(out, "Make", c->make);
	key_add_text(out, "Model", c->model);
	key_add_text(out, "Software", c->software);
	if (p->taken.set) {
		shown = picture_clock(p);
		taken_text(&shown, text);
		json_member_text(out, "DateTimeOriginal", text);
	}
	key_add_text(out, "CameraOwnerName", c->owner);
	key_add_text(out, "BodySerialNumber", c->serial);
	key_add_text(out, "LensModel", c->lens);
	key_add_text(out, "LensSerialNumber", c->lens_serial);
	buffer_add_byte(out, '}');
}

static void
add_taken(struct buffer *out, const struct picture *p)
{
	struct moment shown = picture_clock(p);
	char text[32];
	int zone;

	taken_text(&shown, text);
	json_key(out, "taken");
	buffer_add_byte(out, '{');
	json_member_text(out, "value", text);
	json_member_text(out, "field", "ExifIFD:DateTimeOriginal");
	if (picture_zone(p, &zone)) {
		snprintf(text, sizeof text, "%c%02d:%02d", zone < 0 ? '-' : '+', abs(zone) / 60,
			 abs(zone) % 60);
		json_member_text(out, "offset", text);
	}
	buffer_add_byte(out, '}');
}

/* Units of 10^-places without floating point: the same digits on every machine. */
static void
add_decimal(struct buffer *out, const char *key, int32_t v, unsigned unit, int places)
{
	unsigned u = (unsigned)abs(v);

	json_key(out, key);
	buffer_add_format(out, "%s%u.%0*u", v < 0 ? "-" : "", u / unit, places, u % unit);
}

static void
add_gps(struct buffer *out, const struct position *p)
{
	json_key(out, "gps");
	buffer_add_byte(out, '{');
	add_decimal(out, "latitude", p->latitude, 1000000, 6);
	add_decimal(out, "longitude", p->longitude, 1000000, 6);
	if (p->altitude_set)
		add_decimal(out, "altitude", p->altitude, 100, 2);
	buffer_add_byte(out, '}');
}

void
key_add_picture(struct buffer *out, const struct picture *p)
{
	if (p->camera || p->taken.set)
		add_exif(out, p);
	if (p->camera)
		add_device(out, p->camera);
	if (p->position.set)
		add_gps(out, &p->position);
	if (p->taken.set)
		add_taken(out, p);
}

/* ---- Films ---- */

static void
add_film_taken(struct buffer *out, const struct content *c, const struct moment *time)
{
	const struct picture *p = &c->picture;
	struct moment shown = p->taken.set ? picture_clock(p) : *time;
	bool mov = c->movie.kind == MOVIE_MOV && p->taken.set, avi = c->movie.kind == MOVIE_AVI;
	char text[64];

	if (avi && !p->taken.set)
		return;
	if (!mov && !avi)
		shown.zone = 0; /* the head of an MP4 has UTC */
	if (mov)
		movie_date(p, text);
	else
		taken_text(&shown, text);
	json_key(out, "taken");
	buffer_add_byte(out, '{');
	json_member_text(out, "value", text);
	json_member_text(out, "field",
			 mov   ? "Keys:CreationDate"
			 : avi ? "RIFF:DateCreated"
			       : "QuickTime:CreateDate");
	buffer_add_byte(out, '}');
}

/* Android writes four decimals, and what is behind them is cut off. */
static struct position
film_position(const struct content *c)
{
	struct position p = c->picture.position;

	if (c->movie.kind == MOVIE_MP4) {
		p.latitude -= p.latitude % 100;
		p.longitude -= p.longitude % 100;
	}
	return p;
}

void
key_add_movie(struct buffer *out, const struct content *c, const struct moment *time)
{
	const struct picture *p = &c->picture;
	struct position place = film_position(c);
	struct camera device = {0};

	if (p->camera)
		device.software = p->camera->software;
	if (p->camera && c->movie.kind != MOVIE_AVI) {
		device.make = p->camera->make;
		device.model = p->camera->model;
	}
	if (device.make || device.model || device.software)
		add_device(out, &device);
	if (p->position.set)
		add_gps(out, &place);
	add_film_taken(out, c, time);
}
