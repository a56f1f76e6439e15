/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Device, time and place: in an MP4 as phones with Android write them (udta), in a MOV as iPhones
 * do (meta with keys). The place is a text by ISO 6709.
 */
#include <stdio.h>
#include <stdlib.h>

#include "practice/film.h"
#include "practice/picture.h"

#define KEYS_MAX 5

/* "+21.0285+105.8522/", with the height when that is known. */
static void
place_text(const struct position *p, int digits, char out[64])
{
	const unsigned unit = digits == 6 ? 1 : 100; /* of a millionth */
	unsigned lat = (unsigned)abs(p->latitude) / unit, lon = (unsigned)abs(p->longitude) / unit,
		 one = 1000000 / unit;
	int n = snprintf(out, 64, "%c%02u.%0*u%c%03u.%0*u", p->latitude < 0 ? '-' : '+', lat / one,
			 digits, lat % one, p->longitude < 0 ? '-' : '+', lon / one, digits,
			 lon % one);

	if (p->altitude_set)
		n += snprintf(out + n, 64 - (size_t)n, "%c%03u.%02u", p->altitude < 0 ? '-' : '+',
			      (unsigned)abs(p->altitude) / 100, (unsigned)abs(p->altitude) % 100);
	snprintf(out + n, 64 - (size_t)n, "/");
}

/* ---- udta ---- */

static void
add_text(struct buffer *out, const char type[4], const char *text)
{
	size_t box;

	if (!text)
		return;
	box = box_begin(out, type);
	add_be16(out, (unsigned)strlen(text));
	add_be16(out, 0x15c7); /* language: eng */
	buffer_add_text(out, text);
	box_end(out, box);
}

static void
add_user_data(const struct picture *p, struct buffer *out)
{
	size_t box = box_begin(out, "udta");
	char place[64];

	if (p->position.set) {
		place_text(&p->position, 4, place);
		add_text(out, "\251xyz", place);
	}
	if (p->camera) {
		add_text(out, "\251mak", p->camera->make);
		add_text(out, "\251mod", p->camera->model);
		add_text(out, "\251swr", p->camera->software);
	}
	box_end(out, box);
}

/* ---- meta ---- */

struct pair {
	const char *key, *value;
};

static void
add_keys(struct buffer *out, const struct pair *pairs, unsigned n)
{
	size_t box = box_begin_full(out, "hdlr", 0, 0);

	add_be32(out, 0);
	buffer_add_text(out, "mdta");
	add_zeros(out, 13);
	box_end(out, box);
	box = box_begin_full(out, "keys", 0, 0);
	add_be32(out, n);
	for (unsigned i = 0; i < n; i++) {
		size_t key = box_begin(out, "mdta");

		buffer_add_text(out, "com.apple.quicktime.");
		buffer_add_text(out, pairs[i].key);
		box_end(out, key);
	}
	box_end(out, box);
}

static void
add_values(struct buffer *out, const struct pair *pairs, unsigned n)
{
	size_t box = box_begin(out, "ilst");

	for (unsigned i = 0; i < n; i++) {
		const char number[4] = {0, 0, 0, (char)(i + 1)};
		size_t item = box_begin(out, number), data = box_begin(out, "data");

		add_be32(out, 1); /* UTF-8 */
		add_be32(out, 0);
		buffer_add_text(out, pairs[i].value);
		box_end(out, data);
		box_end(out, item);
	}
	box_end(out, box);
}

void
movie_date(const struct picture *p, char out[64])
{
	struct moment shown = picture_clock(p);
	struct civil c = moment_civil(&shown);
	int zone;

	if (!picture_zone(p, &zone))
		zone = 0;
	snprintf(out, 64, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d%02d", c.year, c.month, c.day, c.hour,
		 c.minute, c.second, zone < 0 ? '-' : '+', abs(zone) / 60, abs(zone) % 60);
}

static void
add_meta(const struct picture *p, struct buffer *out)
{
	const struct camera none = {0}, *c = p->camera ? p->camera : &none;
	char place[64], date[64];
	const struct pair all[KEYS_MAX] = {{"make", c->make},
					   {"model", c->model},
					   {"software", c->software},
					   {"location.ISO6709", p->position.set ? place : NULL},
					   {"creationdate", p->taken.set ? date : NULL}};
	struct pair pairs[KEYS_MAX];
	unsigned n = 0;
	size_t box;

	if (p->position.set)
		place_text(&p->position, 6, place);
	if (p->taken.set)
		movie_date(p, date);
	for (unsigned i = 0; i < KEYS_MAX; i++)
		if (all[i].value)
			pairs[n++] = all[i];
	/* No version and flags here, other than in ISO files. */
	box = box_begin(out, "meta");
	add_keys(out, pairs, n);
	add_values(out, pairs, n);
	box_end(out, box);
}

void
mp4_add_tags(const struct film *f, struct buffer *out)
{
	const struct picture *p = &f->content->picture;

	if (!p->camera && !p->position.set && !p->taken.set)
		return;
	if (f->content->movie.kind == MOVIE_MOV)
		add_meta(p, out);
	else
		add_user_data(p, out);
}
