/* SPDX-License-Identifier: Apache-2.0 */
/* The directives that say what is drawn or written: camera, picture, text, noise, cut. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "practice/reader.h"

#define DEGREE		1000000
#define WORDS_MAX	2000
#define CAMERA_TEXT_MAX 200

const char *const picture_formats[] = {"jpeg", "png", "gif", "webp", "heic", NULL};
static const char *const scene_names[] = {"shapes", "landscape", "chart", "card", "checker", NULL};
static const char *const known_names[] = {"no", "alert", "ignore", "info", NULL};

int
content_find(const struct recipe *r, const char *name, size_t *out, struct error *e)
{
	for (size_t i = 0; i < r->ncontents; i++) {
		if (!strcmp(r->contents[i].name, name)) {
			*out = i;
			return 0;
		}
	}
	return error_set(e, ERROR_INPUT, "no content named '%s' stands above", name);
}

static int
identifier_check(const char *name, struct error *e)
{
	size_t n =
		strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

	if (!n || name[n] || n > 64)
		return error_set(e, ERROR_INPUT,
				 "'%s' cannot be a name; use up to 64 of A-Z a-z 0-9 _ - .", name);
	return 0;
}

/* ---- camera ---- */

static int
read_camera(struct reader *r, struct statement *s, struct error *e)
{
	struct camera c = {.name = s->operands[0]};
	const struct {
		const char *key;
		const char **to;
	} texts[] = {{"make", &c.make},	       {"model", &c.model}, {"serial", &c.serial},
		     {"owner", &c.owner},      {"lens", &c.lens},   {"lens-serial", &c.lens_serial},
		     {"software", &c.software}};

	if (identifier_check(c.name, e) || take_offset(s, "clock", &c.clock, e))
		return -1;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (take_text(s, texts[i].key, texts[i].to, e))
			return -1;
		if (*texts[i].to && (!**texts[i].to || strlen(*texts[i].to) > CAMERA_TEXT_MAX))
			return error_set(e, ERROR_INPUT, "%s: 1 to %d bytes of text", texts[i].key,
					 CAMERA_TEXT_MAX);
	}
	for (size_t i = 0; i < r->recipe->ncameras; i++)
		if (!strcmp(r->recipe->cameras[i]->name, c.name))
			return error_set(e, ERROR_INPUT, "a camera '%s' stands above already",
					 c.name);
	r->recipe->cameras = memory_resize_array(r->recipe->cameras, r->recipe->ncameras + 1,
						 sizeof *r->recipe->cameras);
	r->recipe->cameras[r->recipe->ncameras++] = memory_copy(&c, sizeof c);
	return 0;
}

static int
take_camera(const struct recipe *r, struct statement *s, const struct camera **out, struct error *e)
{
	const char *name = NULL;

	if (take_text(s, "camera", &name, e))
		return -1;
	if (!name)
		return 0;
	for (size_t i = 0; i < r->ncameras; i++)
		if (!strcmp(r->cameras[i]->name, name))
			*out = r->cameras[i];
	return *out ? 0 : error_set(e, ERROR_INPUT, "no camera named '%s' stands above", name);
}

/* ---- picture ---- */

/* The clock of the camera, unless the picture has one of its own; what it says of its zone. */
static int
take_clock(struct statement *s, struct picture *p, struct error *e)
{
	const char *zone = NULL;
	struct moment shown;

	p->clock = p->camera ? p->camera->clock : 0;
	if (take_offset(s, "clock", &p->clock, e) || take_text(s, "zone", &zone, e) ||
	    take_moment(s, "gps-time", &p->gps_time, e))
		return -1;
	if (zone && !strcmp(zone, "none"))
		p->zone_said = ZONE_UNSAID;
	else if (zone && zone_parse(&p->zone, zone, e))
		return error_prefix(e, "zone");
	else if (zone)
		p->zone_said = ZONE_OTHER;
	shown = moment_shifted(&p->taken, p->clock);
	if (p->taken.set && !moment_in_range(&shown))
		return error_set(e, ERROR_INPUT,
				 "clock: it would show a time outside of the years 1980 to 2107");
	if (zone && !p->taken.set)
		return error_set(e, ERROR_INPUT, "zone= stands beside taken=");
	if (p->gps_time.set && !p->position.set)
		return error_set(e, ERROR_INPUT, "gps-time= stands beside gps=");
	return 0;
}

/* "-12.345678" to scaled units; at most `places` decimals. */
static int
decimal(const char **p, unsigned places, int64_t limit, int32_t *out)
{
	bool negative = **p == '-', any = false;
	int64_t v = 0;

	*p += negative;
	for (; **p >= '0' && **p <= '9' && v <= limit; (*p)++, any = true)
		v = v * 10 + (**p - '0');
	if (**p == '.')
		(*p)++;
	for (unsigned i = 0; i < places; i++) {
		bool digit = **p >= '0' && **p <= '9';

		v = v * 10 + (digit ? **p - '0' : 0);
		*p += digit;
	}
	if (!any || v > limit)
		return -1;
	*out = (int32_t)(negative ? -v : v);
	return 0;
}

static int
take_position(struct statement *s, struct position *out, struct error *e)
{
	const char *gps = NULL, *altitude = NULL, *p;

	if (take_text(s, "gps", &gps, e) || take_text(s, "altitude", &altitude, e))
		return -1;
	if ((p = gps)) {
		if (decimal(&p, 6, 90 * DEGREE, &out->latitude) || *p++ != ',' ||
		    decimal(&p, 6, 180 * DEGREE, &out->longitude) || *p)
			return error_set(e, ERROR_INPUT,
					 "gps=%s: write LATITUDE,LONGITUDE in degrees, at most six "
					 "decimals, as 21.028511,105.852223",
					 gps);
		out->set = true;
	}
	if ((p = altitude)) {
		if (!gps || decimal(&p, 2, 1000000, &out->altitude) || *p)
			return error_set(
				e, ERROR_INPUT,
				"altitude=%s: metres, at most two decimals, beside gps=", altitude);
		out->altitude_set = true;
	}
	return 0;
}

int
read_sides(const char *text, struct picture *p, struct error *e)
{
	const char *x = strchr(text, 'x');
	unsigned long long w, h;

	if (!x || text_to_u64(text, (size_t)(x - text), &w) ||
	    text_to_u64(x + 1, strlen(x + 1), &h) || w < 8 || h < 8 || w > RECIPE_SIDE_MAX ||
	    h > RECIPE_SIDE_MAX || w * h > RECIPE_PIXELS_MAX)
		return error_set(e, ERROR_INPUT,
				 "'%s' is not a picture's size; write WIDTHxHEIGHT, sides of 8 to "
				 "%u, at most %u pixels",
				 text, RECIPE_SIDE_MAX, RECIPE_PIXELS_MAX);
	p->width = (unsigned)w;
	p->height = (unsigned)h;
	return 0;
}

int
take_drawing(struct reader *r, struct statement *s, struct picture *p, struct error *e)
{
	int scene = SCENE_SHAPES;

	p->quality = 88;
	if (take_choice(s, "scene", scene_names, &scene, e) ||
	    take_text(s, "words", &p->words, e) || take_number(s, "noise", 0, 127, &p->noise, e) ||
	    take_number(s, "quality", 1, 100, &p->quality, e) ||
	    take_camera(r->recipe, s, &p->camera, e) || take_moment(s, "taken", &p->taken, e) ||
	    take_position(s, &p->position, e) || take_clock(s, p, e))
		return -1;
	p->scene = (enum scene)scene;
	if (p->words && strlen(p->words) > WORDS_MAX)
		return error_set(e, ERROR_INPUT, "words: at most %d bytes", WORDS_MAX);
	return 0;
}

static int
take_picture(struct reader *r, struct statement *s, struct picture *p, struct error *e)
{
	if (take_drawing(r, s, p, e) || take_text(s, "like", &p->like, e) ||
	    take_flag(s, "progressive", &p->progressive, e) ||
	    take_flag(s, "thumbnail", &p->thumbnail, e))
		return -1;
	if (p->format == PICTURE_GIF && (p->camera || p->taken.set || p->position.set))
		return error_set(e, ERROR_INPUT, "a GIF holds no camera, time or position");
	if (p->progressive && p->format != PICTURE_JPEG)
		return error_set(e, ERROR_INPUT, "only JPEG can be progressive");
	if (p->thumbnail && p->format != PICTURE_JPEG && p->format != PICTURE_HEIC)
		return error_set(e, ERROR_INPUT, "only JPEG and HEIC hold a thumbnail");
	return 0;
}

/* ---- All contents ---- */

int
content_add(struct reader *r, struct statement *s, struct content *c, struct error *e)
{
	struct recipe *recipe = r->recipe;
	int known = KNOWN_NOT;

	c->name = s->operands[0];
	c->line = r->line;
	if (identifier_check(c->name, e) || take_choice(s, "known", known_names, &known, e) ||
	    take_number(s, "category", 0, 255, &c->category, e) ||
	    (c->kind == CONTENT_PICTURE && take_flag(s, "pdq", &c->pdq, e)))
		return -1;
	if (c->pdq && !known)
		return error_set(e, ERROR_INPUT, "pdq stands beside known=");
	c->known = (enum known_kind)known;
	for (size_t i = 0; i < recipe->ncontents; i++)
		if (!strcmp(recipe->contents[i].name, c->name))
			return error_set(e, ERROR_INPUT, "'%s' stands above already", c->name);
	recipe->contents = memory_resize_array(recipe->contents, recipe->ncontents + 1,
					       sizeof *recipe->contents);
	recipe->contents[recipe->ncontents++] = *c;
	return 0;
}

static int
read_picture(struct reader *r, struct statement *s, struct error *e)
{
	struct content c = {.kind = CONTENT_PICTURE};
	int format = choose("picture format", s->operands[1], picture_formats, e);

	if (format < 0)
		return -1;
	c.picture.format = (enum picture_format)format;
	if (read_sides(s->operands[2], &c.picture, e) || take_picture(r, s, &c.picture, e) ||
	    (c.picture.like && content_find(r->recipe, c.picture.like, &c.from, e)))
		return -1;
	return content_add(r, s, &c, e);
}

static int
read_text(struct reader *r, struct statement *s, struct error *e)
{
	struct content c = {.kind = CONTENT_TEXT, .words = s->operands[1]};

	if (!*c.words)
		return error_set(e, ERROR_INPUT, "a text needs words");
	if (take_size(s, "bytes", RECIPE_CONTENT_MAX, &c.bytes, e))
		return -1;
	return content_add(r, s, &c, e);
}

static int
operand_size(const char *text, uint64_t *out, struct error *e)
{
	unsigned long long v;

	if (text_to_size(text, strlen(text), &v) || v > RECIPE_CONTENT_MAX)
		return error_set(e, ERROR_INPUT, "'%s' is not a size up to %llu bytes", text,
				 (unsigned long long)RECIPE_CONTENT_MAX);
	*out = v;
	return 0;
}

static int
read_noise(struct reader *r, struct statement *s, struct error *e)
{
	struct content c = {.kind = CONTENT_NOISE};

	return operand_size(s->operands[1], &c.bytes, e) ? -1 : content_add(r, s, &c, e);
}

static int
read_cut(struct reader *r, struct statement *s, struct error *e)
{
	struct content c = {.kind = CONTENT_CUT};

	if (content_find(r->recipe, s->operands[1], &c.from, e) ||
	    operand_size(s->operands[2], &c.bytes, e))
		return -1;
	if (r->recipe->contents[c.from].kind == CONTENT_CUT)
		return error_set(e, ERROR_INPUT, "'%s' is a cut itself; cut the whole one",
				 s->operands[1]);
	return content_add(r, s, &c, e);
}

const struct directive content_directives[] = {
	{"camera", "NAME [make=…] [model=…] [serial=…] …", 1, read_camera},
	{"picture", "NAME jpeg|png|gif|webp|heic WIDTHxHEIGHT …", 3, read_picture},
	{"text", "NAME \"WORDS\" [bytes=SIZE]", 2, read_text},
	{"noise", "NAME SIZE", 2, read_noise},
	{"cut", "NAME FROM SIZE", 3, read_cut},
	{"movie", "NAME mp4|mov|avi WIDTHxHEIGHT …", 3, movie_read},
	{"near", "NAME PICTURE scaled=…|cropped=…|recompressed=…|greyed|mirrored …", 2, near_read},
	{"archive", "NAME zip|tar|tar.gz|docx|thumbcache|thumbs …", 2, archive_read},
	{"member", "PATH CONTENT", 2, member_read},
	{NULL, NULL, 0, NULL}};
