/* SPDX-License-Identifier: Apache-2.0 */
/* The closer look at movies: drawn ones hold, and no damage to what is checked goes unseen. */
#include "media_check.h"

#include "draw_movie.h"

static const struct media_format *
iso(void)
{
	return media_by_name("mp4");
}

static const struct draw_movie layouts[] = {
	{.pictures = 40, .largest = 900, .seed = 1},
	{.pictures = 40, .largest = 900, .fast = true, .seed = 2},
	{.pictures = 40, .largest = 900, .fast = true, .wide_offsets = true, .seed = 3},
	{.pictures = 40, .largest = 900, .hevc = true, .seed = 4},
	{.pictures = 40, .largest = 900, .fragments = true, .seed = 5},
};
#define LAYOUTS (sizeof layouts / sizeof *layouts)

static void
whole_ones_are_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < LAYOUTS; i++) {
		struct buffer b = BUFFER_EMPTY;
		struct media_walk w;

		draw_movie(&layouts[i], &b);
		w = media_check_walk(iso(), b.data, b.n);
		assert_int_equal(w.state, MEDIA_WHOLE);
		assert_int_equal(w.length, b.n);
		assert_true(w.confidence >= 0.7);
		assert_int_equal(w.frames, 40);
		media_check_placed(iso(), (unsigned char *)b.data, b.n);
		buffer_release(&b);
	}
}

static void
cut_ones_are_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct buffer b = BUFFER_EMPTY;

		draw_movie(&layouts[i], &b);
		media_check_cuts(iso(), (unsigned char *)b.data, b.n);
		media_check_flips(iso(), (unsigned char *)b.data, b.n);
		buffer_release(&b);
	}
}

/*
 * Cut after a share of it and somebody else's bytes behind: what is there is told as a beginning,
 * and not much more than is there.
 */
static void
beginnings_are_told(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (size_t i = 0; i < LAYOUTS; i++)
		for (unsigned share = 2; share < 10; share++) {
			struct buffer b = BUFFER_EMPTY;
			struct media_walk w;
			size_t cut;

			draw_movie(&layouts[i], &b);
			cut = b.n * share / 10;
			for (size_t k = cut; k < b.n; k++)
				b.data[k] = (char)rand_r(&seed);
			w = media_check_walk(iso(), b.data, b.n);
			/* behind a fragment nothing need follow, and its last bytes tell nothing */
			if (w.state == MEDIA_WHOLE)
				assert_true(layouts[i].fragments && w.confidence < 0.9);
			assert_true(w.confidence >= 0.7);
			assert_true(w.frames > 0);
			assert_true(w.length <= cut + 4096);
			assert_true(w.length + 4096 >= cut);
			buffer_release(&b);
		}
}

/* Four kilobytes of somebody else in the middle. */
static void
overwritten_ones_are_damaged(void **state)
{
	static const char text[] = "the quick brown fox jumps over a lazy dog; ";

	(void)state;
	for (size_t i = 0; i < LAYOUTS; i++)
		for (unsigned kind = 0; kind < 3; kind++) {
			struct buffer b = BUFFER_EMPTY;
			struct media_walk w;
			unsigned seed = 9;
			size_t at;

			draw_movie(&layouts[i], &b);
			at = b.n / 2;
			for (size_t k = 0; k < 4096; k++)
				b.data[at + k] = kind == 0   ? (char)rand_r(&seed)
						 : kind == 1 ? text[k % (sizeof text - 1)]
							     : 0;
			w = media_check_walk(iso(), b.data, b.n);
			assert_int_equal(w.state, MEDIA_DAMAGED);
			assert_true(w.length <= at + 2048);
			assert_true(w.broke + 2048 >= at && w.broke <= at + 4096 + 2048);
			buffer_release(&b);
		}
}

/* Trailing boxes belong to the file, padding and other files do not. */
static void
ends_are_exact(void **state)
{
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t at, n;

	(void)state;
	draw_movie(&layouts[0], &b);
	at = draw_box(&b, "free");
	draw_zeros(&b, 100);
	draw_end(&b, at);
	at = draw_box(&b, "uuid");
	draw_zeros(&b, 60);
	draw_end(&b, at);
	n = b.n;
	draw_zeros(&b, 512);
	w = media_check_walk(iso(), b.data, b.n);
	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, n);
	b.n = n;
	draw_movie(&layouts[1], &b);
	assert_int_equal(media_check_walk(iso(), b.data, b.n).length, n);
	b.n = n; /* QuickTime without a brand */
	buffer_add(&b, "\0\0\0\10wide\0\0\0\100mdat", 16);
	draw_zeros(&b, 600);
	assert_int_equal(media_check_walk(iso(), b.data, b.n).length, n);
	b.n = n; /* a box that nobody knows, and nothing behind it that one would */
	buffer_add(&b, "\0\0\0\40Qrst", 8);
	draw_zeros(&b, 600);
	assert_int_equal(media_check_walk(iso(), b.data, b.n).length, n);
	buffer_release(&b);
}

/* The movie box is walked to its end, not only where the tables are that matter. */
static void
movie_boxes_are_read_to_their_end(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	draw_movie(&layouts[0], &b);
	for (size_t k = b.n - 300; k < b.n; k++)
		b.data[k] = (char)(k * 37);
	assert_int_not_equal(media_check_walk(iso(), b.data, b.n).state, MEDIA_WHOLE);
	buffer_release(&b);
}

/* A cover in iTunes' metadata is a picture of its own beside the movie's. */
static void
covers_are_children(void **state)
{
	static const char *const path[] = {"moov", "udta", "meta", "ilst", "covr", "data"};
	static const char picture[] = "\xff\xd8\xff\xe0 a picture";
	struct buffer b = BUFFER_EMPTY;
	struct media_blocks blocks;
	struct bytes_memory m;
	size_t at[6];

	(void)state;
	buffer_add(&b, "\0\0\0\20ftypM4V \0\0\0\0", 16);
	for (unsigned i = 0; i < 6; i++) {
		at[i] = draw_box(&b, path[i]);
		if (i == 2)
			draw_zeros(&b, 4);
	}
	draw_be(&b, 13, 4);
	draw_be(&b, 0, 4);
	buffer_add(&b, picture, sizeof picture - 1);
	for (unsigned i = 6; i-- > 0;)
		draw_end(&b, at[i]);
	bytes_memory_init(&m, b.data, b.n);
	iso()->blocks(&m.bytes, &blocks);
	assert_int_equal(blocks.n, 1);
	assert_int_equal(blocks.v[0].kind, MEDIA_THUMBNAIL);
	assert_int_equal(blocks.v[0].size, sizeof picture - 1);
	assert_memory_equal(b.data + blocks.v[0].offset, picture, 4);
	buffer_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_ones_are_whole),
		cmocka_unit_test(cut_ones_are_not),
		cmocka_unit_test(beginnings_are_told),
		cmocka_unit_test(overwritten_ones_are_damaged),
		cmocka_unit_test(ends_are_exact),
		cmocka_unit_test(movie_boxes_are_read_to_their_end),
		cmocka_unit_test(covers_are_children),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
