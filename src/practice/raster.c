/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/raster.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
raster_init(struct raster *r, unsigned width, unsigned height)
{
	r->width = width;
	r->height = height;
	r->pixels = memory_zero((size_t)width * height, sizeof *r->pixels);
}

void
raster_release(struct raster *r)
{
	free(r->pixels);
	*r = (struct raster){0};
}

static unsigned char
mix(unsigned a, unsigned b, unsigned at, unsigned of)
{
	return (unsigned char)((a * (of - at) + b * at) / of);
}

struct colour
colour_mix(struct colour a, struct colour b, unsigned at, unsigned of)
{
	return (struct colour){mix(a.r, b.r, at, of), mix(a.g, b.g, at, of), mix(a.b, b.b, at, of)};
}

static int
clamp(int v, int low, int high)
{
	return v < low ? low : v > high ? high : v;
}

void
raster_rectangle(struct raster *r, int x, int y, int width, int height, struct colour c)
{
	int right = clamp(x + width, 0, (int)r->width),
	    bottom = clamp(y + height, 0, (int)r->height);

	x = clamp(x, 0, right);
	for (y = clamp(y, 0, bottom); y < bottom; y++)
		for (int i = x; i < right; i++)
			r->pixels[(size_t)y * r->width + (size_t)i] = c;
}

void
raster_gradient(struct raster *r, int y, int height, struct colour top, struct colour bottom)
{
	for (int i = 0; i < height; i++)
		raster_rectangle(r, 0, y + i, (int)r->width, 1,
				 colour_mix(top, bottom, (unsigned)i, (unsigned)height));
}

void
raster_disc(struct raster *r, int x, int y, int radius, struct colour c)
{
	int half = radius;

	/* Walks down the edge: half the width of a row never moves by guesswork. */
	for (int dy = 0; dy <= radius; dy++) {
		while (half * half + dy * dy > radius * radius)
			half--;
		raster_rectangle(r, x - half, y - dy, 2 * half + 1, 1, c);
		raster_rectangle(r, x - half, y + dy, 2 * half + 1, 1, c);
	}
}

void
raster_triangle(struct raster *r, int x, int y, int width, int height, struct colour c)
{
	for (int i = 0; i < height; i++) {
		int w = width * (i + 1) / height;

		raster_rectangle(r, x + (width - w) / 2, y + i, w, 1, c);
	}
}

static void
draw_glyph(struct raster *r, int x, int y, int scale, char c, struct colour colour)
{
	const unsigned char *rows = font_glyph(c);

	for (int row = 0; row < FONT_HEIGHT; row++)
		for (int column = 0; column < FONT_WIDTH; column++)
			if (rows[row] >> (FONT_WIDTH - 1 - column) & 1)
				raster_rectangle(r, x + column * scale, y + row * scale, scale,
						 scale, colour);
}

void
raster_text(struct raster *r, int x, int y, int scale, const char *text, struct colour c)
{
	int left = x;

	for (; *text; text++) {
		if (*text == '\n') {
			x = left;
			y += (FONT_HEIGHT + 2) * scale;
			continue;
		}
		/* A character of several bytes is one box, not several. */
		if (((unsigned char)*text & 0xc0) == 0x80)
			continue;
		draw_glyph(r, x, y, scale, *text, c);
		x += (FONT_WIDTH + 1) * scale;
	}
}

static struct colour
average(const struct raster *r, unsigned x0, unsigned y0, unsigned x1, unsigned y1)
{
	uint64_t red = 0, green = 0, blue = 0, n = (uint64_t)(x1 - x0) * (y1 - y0);

	for (unsigned y = y0; y < y1; y++) {
		for (unsigned x = x0; x < x1; x++) {
			const struct colour *c = &r->pixels[(size_t)y * r->width + x];

			red += c->r;
			green += c->g;
			blue += c->b;
		}
	}
	return (struct colour){(unsigned char)(red / n), (unsigned char)(green / n),
			       (unsigned char)(blue / n)};
}

void
raster_shrink(const struct raster *from, struct raster *to, unsigned width, unsigned height)
{
	raster_init(to, width, height);
	for (unsigned y = 0; y < height; y++)
		for (unsigned x = 0; x < width; x++)
			to->pixels[(size_t)y * width + x] =
				average(from, (unsigned)((uint64_t)x * from->width / width),
					(unsigned)((uint64_t)y * from->height / height),
					(unsigned)((uint64_t)(x + 1) * from->width / width),
					(unsigned)((uint64_t)(y + 1) * from->height / height));
}

void
raster_enlarge(const struct raster *from, struct raster *to, unsigned width, unsigned height)
{
	raster_init(to, width, height);
	for (unsigned y = 0; y < height; y++)
		for (unsigned x = 0; x < width; x++)
			to->pixels[(size_t)y * width + x] =
				from->pixels[(uint64_t)y * from->height / height * from->width +
					     (uint64_t)x * from->width / width];
}

void
raster_trim(struct raster *r, unsigned width, unsigned height)
{
	for (unsigned y = 0; y < height; y++)
		memmove(r->pixels + (size_t)y * width, r->pixels + (size_t)y * r->width,
			width * sizeof *r->pixels);
	r->width = width;
	r->height = height;
}
