/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing and encoding: what was drawn comes out of a decoder again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <png.h>

#include "base/memory.h"
#include "practice/picture.h"
#include "practice/rng.h"
#include "practice/scene.h"

static bool
same_colour(struct colour a, struct colour b)
{
	return a.r == b.r && a.g == b.g && a.b == b.b;
}

/* ---- Strokes ---- */

static void
test_clipped(void **state)
{
	const struct colour ink = {1, 2, 3};
	struct raster r;
	size_t n = 0;

	(void)state;
	raster_init(&r, 10, 8);
	raster_rectangle(&r, -5, -5, 7, 7, ink);
	raster_rectangle(&r, 8, 6, 100, 100, ink);
	raster_rectangle(&r, 20, 20, 5, 5, ink);
	raster_rectangle(&r, 3, 3, -2, 4, ink);
	for (size_t i = 0; i < 80; i++)
		n += same_colour(r.pixels[i], ink);
	assert_int_equal(n, 2 * 2 + 2 * 2);
	raster_disc(&r, -100, -100, 300, ink);
	raster_triangle(&r, -50, -50, 200, 200, ink);
	raster_text(&r, -3, -3, 4, "WORDS\nAND \xe1\xba\xa3 MORE", ink);
	raster_release(&r);
}

static void
test_disc(void **state)
{
	const struct colour ink = {9, 9, 9};
	struct raster r;

	(void)state;
	raster_init(&r, 41, 41);
	raster_disc(&r, 20, 20, 15, ink);
	for (int y = 0; y < 41; y++) {
		for (int x = 0; x < 41; x++) {
			int d = (x - 20) * (x - 20) + (y - 20) * (y - 20);

			assert_int_equal(same_colour(r.pixels[y * 41 + x], ink), d <= 15 * 15);
		}
	}
	raster_release(&r);
}

static void
test_letters(void **state)
{
	const struct colour ink = {255, 255, 255};
	struct raster r;

	(void)state;
	raster_init(&r, FONT_WIDTH, FONT_HEIGHT);
	raster_text(&r, 0, 0, 1, "t", ink); /* lower case is drawn as T */
	for (int y = 0; y < FONT_HEIGHT; y++)
		for (int x = 0; x < FONT_WIDTH; x++)
			assert_int_equal(same_colour(r.pixels[y * FONT_WIDTH + x], ink),
					 y == 0 || x == 2);
	raster_release(&r);
	/* No two letters look the same. */
	for (char a = '!'; a < '_'; a++)
		for (char b = (char)(a + 1); b <= '_'; b++)
			assert_memory_not_equal(font_glyph(a), font_glyph(b), FONT_HEIGHT);
}

static void
test_rng(void **state)
{
	struct rng r = {0};
	unsigned char a[19], b[19];

	(void)state;
	/* The first numbers of splitmix64 from 0, as its authors' reference prints them. */
	assert_true(rng_next(&r) == 0xe220a8397b1dcdafu);
	assert_true(rng_next(&r) == 0x6e789e6aa1b965f4u);
	r = rng_named(1, "x");
	rng_fill(&r, a, sizeof a);
	r = rng_named(1, "x");
	rng_fill(&r, b, sizeof b);
	assert_memory_equal(a, b, sizeof a);
	r = rng_named(2, "x");
	rng_fill(&r, b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
}

/* ---- GIF: a decoder by the specification, as plain as can be ---- */

struct gif_reader {
	const unsigned char *p, *end;
	unsigned bits, nbits, left; /* left: in the sub-block */
};

static int
next_code(struct gif_reader *g, unsigned width)
{
	unsigned code;

	while (g->nbits < width) {
		if (!g->left)
			g->left = *g->p++;
		assert_true(g->left && g->p < g->end);
		g->bits |= (unsigned)*g->p++ << g->nbits;
		g->nbits += 8;
		g->left--;
	}
	code = g->bits & ((1u << width) - 1);
	g->bits >>= width;
	g->nbits -= width;
	return (int)code;
}

struct gif_string {
	int before; /* -1: none */
	unsigned char last, first;
};

static size_t
emit(const struct gif_string *strings, int code, unsigned char *out, size_t n)
{
	size_t length = 0;

	for (int c = code; c >= 0; c = strings[c].before)
		length++;
	for (size_t i = length; i > 0; i--, code = strings[code].before)
		out[n + i - 1] = strings[code].last;
	return n + length;
}

static size_t
decode(struct gif_reader *g, unsigned char *out)
{
	static struct gif_string strings[4097];
	int next = 258, before = -1, code;
	unsigned width = 9;
	size_t n = 0;

	for (int i = 0; i < 256; i++)
		strings[i] = (struct gif_string){-1, (unsigned char)i, (unsigned char)i};
	while ((code = next_code(g, width)) != 257) {
		if (code == 256) {
			next = 258;
			width = 9;
			before = -1;
			continue;
		}
		assert_true(code < next || (code == next && before >= 0));
		if (before >= 0 && next < 4096)
			strings[next] = (struct gif_string){
				before, strings[code == next ? before : code].first,
				strings[before].first};
		next += before >= 0 && next < 4096;
		n = emit(strings, code, out, n);
		before = code;
		width += next == 1 << width && width < 12;
	}
	return n;
}

static void
check_gif(const struct picture *p)
{
	struct buffer gif = BUFFER_EMPTY;
	struct raster r;
	const unsigned char *bytes;
	unsigned char *indices;
	struct gif_reader g = {0};

	scene_draw(&r, p, "x", 1);
	gif_encode(&r, &gif);
	bytes = (const unsigned char *)gif.data;
	assert_memory_equal(bytes, "GIF89a", 6);
	assert_int_equal(bytes[6] | bytes[7] << 8, p->width);
	assert_int_equal(bytes[13 + 768], ',');
	assert_int_equal(bytes[gif.n - 1], ';');
	g.p = bytes + 13 + 768 + 10 + 1;
	g.end = bytes + gif.n;
	indices = memory_new((size_t)p->width * p->height + 4096);
	assert_int_equal(decode(&g, indices), p->width * p->height);
	for (size_t i = 0; i < (size_t)p->width * p->height; i++) {
		const unsigned char *c = bytes + 13 + 3 * indices[i];

		/* 6 x 7 x 6 colours: none is farther off than a step and a half of its channel. */
		assert_in_range(abs(c[0] - r.pixels[i].r), 0, 52);
		assert_in_range(abs(c[1] - r.pixels[i].g), 0, 43);
		assert_in_range(abs(c[2] - r.pixels[i].b), 0, 52);
	}
	free(indices);
	buffer_release(&gif);
	raster_release(&r);
}

static void
test_gif(void **state)
{
	(void)state;
	check_gif(&(struct picture){.width = 8, .height = 8});
	check_gif(&(struct picture){.width = 300, .height = 200, .scene = SCENE_CHECKER});
	/* Noise fills the table of codes many times over. */
	check_gif(&(struct picture){.width = 500, .height = 400, .noise = 90, .words = "NOISE"});
}

/* ---- PNG ---- */

static void
test_png(void **state)
{
	const struct picture p = {.width = 123, .height = 45, .noise = 20, .words = "PNG"};
	png_image image = {.version = PNG_IMAGE_VERSION};
	struct buffer png = BUFFER_EMPTY;
	struct error e = {0};
	struct raster r;
	unsigned char *pixels;

	(void)state;
	scene_draw(&r, &p, "x", 1);
	assert_int_equal(png_encode(&r, &p, (struct span){"", 0}, &png, &e), 0);
	assert_true(png_image_begin_read_from_memory(&image, png.data, png.n));
	assert_int_equal(image.width, 123);
	image.format = PNG_FORMAT_RGB;
	pixels = memory_new(PNG_IMAGE_SIZE(image));
	assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
	assert_memory_equal(pixels, r.pixels, sizeof *r.pixels * 123 * 45);
	free(pixels);
	buffer_release(&png);
	raster_release(&r);
}

/* The same picture on every machine: a digest of pixels would not tell where it went wrong. */
static void
test_same_pixels(void **state)
{
	struct picture p = {.width = 64, .height = 48};
	struct raster a, b;

	(void)state;
	for (int scene = SCENE_SHAPES; scene <= SCENE_CHECKER; scene++) {
		p.scene = (enum scene)scene;
		scene_draw(&a, &p, "x", 1);
		scene_draw(&b, &p, "x", 1);
		assert_memory_equal(a.pixels, b.pixels, sizeof *a.pixels * 64 * 48);
		raster_release(&b);
		scene_draw(&b, &p, "y", 1);
		assert_memory_not_equal(a.pixels, b.pixels, sizeof *a.pixels * 64 * 48);
		raster_release(&b);
		/* "like" draws from the other picture's numbers. */
		scene_draw(
			&b,
			&(struct picture){.width = 64, .height = 48, .scene = p.scene, .like = "x"},
			"y", 1);
		assert_memory_equal(a.pixels, b.pixels, sizeof *a.pixels * 64 * 48);
		raster_release(&b);
		raster_release(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clipped),	    cmocka_unit_test(test_disc),
		cmocka_unit_test(test_letters),	    cmocka_unit_test(test_rng),
		cmocka_unit_test(test_gif),	    cmocka_unit_test(test_png),
		cmocka_unit_test(test_same_pixels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
