/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/scene.h"

#include <stdio.h>
#include <string.h>

#include "practice/rng.h"

static struct colour
any_colour(struct rng *g)
{
	uint64_t v = rng_next(g);

	return (struct colour){(unsigned char)v, (unsigned char)(v >> 8), (unsigned char)(v >> 16)};
}

static struct colour
lighter(struct colour c)
{
	return colour_mix(c, (struct colour){255, 255, 255}, 2, 3);
}

static void
draw_shapes(struct raster *r, struct rng *g)
{
	int w = (int)r->width, h = (int)r->height, n = rng_between(g, 9, 16);
	struct colour ground = lighter(any_colour(g));

	raster_gradient(r, 0, h, ground, lighter(any_colour(g)));
	for (int i = 0; i < n; i++) {
		int x = rng_between(g, -w / 8, w), y = rng_between(g, -h / 8, h);
		int a = rng_between(g, w / 16 + 1, w / 3 + 2),
		    b = rng_between(g, h / 16 + 1, h / 3 + 2);
		struct colour c = any_colour(g);

		switch (rng_below(g, 3)) {
		case 0:
			raster_rectangle(r, x, y, a, b, c);
			break;
		case 1:
			raster_disc(r, x, y, (a < b ? a : b) / 2 + 1, c);
			break;
		default:
			raster_triangle(r, x, y, a, b, c);
		}
	}
}

/*
 * Random numbers are always taken into variables first: the order in which a compiler works out the
 * arguments of one call is its own affair, and the picture must not depend on it.
 */
static void
draw_hills(struct raster *r, struct rng *g, int shore, struct colour sky, struct colour green)
{
	int w = (int)r->width, h = (int)r->height, n = rng_between(g, 3, 6);

	for (int i = n; i > 0; i--) {
		int tall = h * rng_between(g, 15, 40) / 100,
		    wide = w * rng_between(g, 30, 80) / 100;
		int x = rng_between(g, -w / 3, w);

		raster_triangle(r, x, shore - tall, wide, tall,
				colour_mix(green, sky, (unsigned)i, 9));
	}
}

static void
draw_landscape(struct raster *r, struct rng *g)
{
	int w = (int)r->width, h = (int)r->height, shore = h * rng_between(g, 55, 70) / 100;
	struct colour sky = {(unsigned char)rng_between(g, 60, 140), 170, 235};
	struct colour water = {30, (unsigned char)rng_between(g, 80, 140), 150};
	struct colour green = {(unsigned char)rng_between(g, 20, 90), 110, 50};
	int x = rng_between(g, w / 8, w), y = rng_between(g, h / 10, h / 4);

	raster_gradient(r, 0, shore, sky, lighter(sky));
	raster_disc(r, x, y, h / 14 + 1, (struct colour){255, 225, 120});
	draw_hills(r, g, shore, sky, green);
	raster_gradient(r, shore, h - shore, water, colour_mix(water, green, 1, 4));
	for (int i = 0; i < 12; i++) {
		x = rng_between(g, 0, w);
		y = rng_between(g, shore, h);
		raster_rectangle(r, x, y, w / 9, h / 240 + 1, lighter(water));
	}
}

static void
draw_chart(struct raster *r, struct rng *g)
{
	int w = (int)r->width, h = (int)r->height, bars = rng_between(g, 5, 9),
	    step = w / (bars + 1);
	struct colour ink = {40, 40, 48};

	raster_rectangle(r, 0, 0, w, h, (struct colour){250, 250, 246});
	for (int i = 0; i < bars; i++) {
		int value = rng_between(g, 5, 99), tall = h * value / 130;
		int scale = step / 24 + 1, x = step / 2 + i * step;
		char number[16];

		raster_rectangle(r, x, h - h / 12 - tall, step * 2 / 3, tall, any_colour(g));
		snprintf(number, sizeof number, "%d", value);
		raster_text(r, x, h - h / 12 - tall - 9 * scale, scale, number, ink);
	}
	raster_rectangle(r, step / 4, h - h / 12, w - step / 2, h / 200 + 1, ink);
}

static void
draw_card(struct raster *r, struct rng *g)
{
	int w = (int)r->width, h = (int)r->height;
	struct colour edge = any_colour(g);

	raster_rectangle(r, 0, 0, w, h, edge);
	raster_rectangle(r, w / 24, h / 24, w - w / 12, h - h / 12, lighter(edge));
	raster_disc(r, w - w / 5, h / 4, (w < h ? w : h) / 8, any_colour(g));
}

static void
draw_checker(struct raster *r, struct rng *g)
{
	int w = (int)r->width, h = (int)r->height, side = w / rng_between(g, 6, 14) + 1;
	struct colour a = any_colour(g), b = lighter(any_colour(g));

	for (int y = 0; y * side < h; y++)
		for (int x = 0; x * side < w; x++)
			raster_rectangle(r, x * side, y * side, side, side, (x + y) % 2 ? a : b);
}

/* The longest line of the words sets the size of the letters. */
static void
draw_words(struct raster *r, const char *words)
{
	int longest = 1, n = 0, scale;

	for (const char *p = words; *p; p++) {
		n = *p == '\n' ? 0 : n + (((unsigned char)*p & 0xc0) != 0x80);
		longest = n > longest ? n : longest;
	}
	scale = (int)r->width * 8 / 10 / (longest * (FONT_WIDTH + 1));
	if (scale > (int)r->height / 20)
		scale = (int)r->height / 20;
	if (scale < 1)
		scale = 1;
	raster_text(r, (int)r->width / 10 + scale, (int)r->height / 10 + scale, scale, words,
		    (struct colour){0, 0, 0});
	raster_text(r, (int)r->width / 10, (int)r->height / 10, scale, words,
		    (struct colour){255, 255, 255});
}

static unsigned char
brighten(unsigned char c, int by)
{
	int v = c + by;

	return (unsigned char)(v < 0 ? 0 : v > 255 ? 255 : v);
}

/* The grain of a sensor: the brightness of each pixel strays by up to `noise`. */
static void
add_noise(struct raster *r, unsigned noise, struct rng *g)
{
	size_t n = (size_t)r->width * r->height;
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++) {
		struct colour *c = &r->pixels[i];
		int by;

		v = i % 8 ? v >> 8 : rng_next(g);
		by = (int)((v & 0xff) * (2 * noise + 1) >> 8) - (int)noise;
		*c = (struct colour){brighten(c->r, by), brighten(c->g, by), brighten(c->b, by)};
	}
}

void
scene_draw(struct raster *r, const struct picture *picture, const char *name, uint64_t seed)
{
	static void (*const draw[])(struct raster *, struct rng *) = {
		[SCENE_SHAPES] = draw_shapes,	[SCENE_LANDSCAPE] = draw_landscape,
		[SCENE_CHART] = draw_chart,	[SCENE_CARD] = draw_card,
		[SCENE_CHECKER] = draw_checker,
	};
	const char *self = picture->alteration.of ? picture->alteration.of : name;
	struct rng g = rng_named(seed, picture->like ? picture->like : self);

	raster_init(r, picture->width, picture->height);
	draw[picture->scene](r, &g);
	if (picture->words)
		draw_words(r, picture->words);
	if (picture->noise) {
		g = rng_named(seed + 1, self);
		add_noise(r, picture->noise, &g);
	}
	raster_alter(r, &picture->alteration);
}
