/* SPDX-License-Identifier: Apache-2.0 */
#include "media_check.h"

#include "draw_jpeg.h"
#include "seed.h"

static const struct draw kinds[] = {
	{64, 48, 75, false, false, false, 0, NULL, 0},
	{61, 35, 90, false, false, true, 0, NULL, 0},
	{100, 80, 60, false, true, false, 3, NULL, 0},
	{64, 48, 75, true, false, false, 0, NULL, 0},
	{99, 77, 85, true, true, false, 5, NULL, 0},
	{97, 65, 85, true, false, true, 7, NULL, 0},
	{320, 240, 95, false, false, false, 4, NULL, 0},
};

static const struct media_format *
jpeg(void)
{
	return media_by_name("jpeg");
}

static void
whole_cut_and_flipped(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t n;
		unsigned char *p = draw_jpeg(&kinds[i], &n);

		media_check_cuts(jpeg(), p, n);
		media_check_placed(jpeg(), p, n);
		if (n < 8192)
			media_check_flips(jpeg(), p, n);
		free(p);
	}
}

static void
knows_the_frame(void **state)
{
	size_t n;
	unsigned char *p = draw_jpeg(&kinds[1], &n);
	struct media_walk w = media_check_walk(jpeg(), p, n);

	(void)state;
	assert_string_equal(w.mime, "image/jpeg");
	assert_int_equal(w.width, 61);
	assert_int_equal(w.height, 35);
	free(p);
}

/* Two bytes of the frame's head are no picture yet. */
static void
nothing_before_the_frame_header(void **state)
{
	(void)state;
	assert_int_equal(media_check_walk(jpeg(), "\xff\xd8\xff\xe0\0\4ab\xff\xdb", 10).state,
			 MEDIA_NOT);
	assert_int_equal(media_check_walk(jpeg(), "\xff\xd8\xff\xd9", 4).state, MEDIA_NOT);
}

static void
restart_markers_come_in_turn(void **state)
{
	struct draw d = kinds[2];
	struct media_walk w;
	unsigned char *p;
	size_t n, at = 0;

	(void)state;
	p = draw_jpeg(&d, &n);
	for (size_t i = 0; i + 1 < n; i++)
		if (p[i] == 0xff && p[i + 1] == 0xd3)
			at = i;
	assert_true(at > 0);
	p[at + 1] = 0xd4;
	w = media_check_walk(jpeg(), p, n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_true(w.broke <= at && w.broke + 1024 > at);
	free(p);
}

/* Another picture written over the tail: found out no later than where it begins plus a little. */
static void
a_second_picture_over_the_tail(void **state)
{
	size_t n, m;
	unsigned char *p = draw_jpeg(&kinds[6], &n), *q = draw_jpeg(&kinds[1], &m);
	struct media_walk w;

	(void)state;
	assert_true(n > 8192 + m);
	memcpy(p + 8192, q, m);
	w = media_check_walk(jpeg(), p, n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_true(w.broke <= 8192);
	assert_true(w.broke > 8000);
	free(p);
	free(q);
}

/*
 * Pictures of an index, a telephone's trailer, a film: counted in where they are
 * complete, else left.
 */
static void
parts_behind_the_end(void **state)
{
	static const struct {
		const char *seed, *why;
		size_t without; /* length where the part is not to be counted, 0: to the end */
	} parts[] = {{"jpeg/two-pictures", "further pictures walked: 1", 0},
		     {"jpeg/samsung", "Samsung trailer walked", 0},
		     {"jpeg/motion", "a film behind it walked", 0},
		     {"jpeg/bad-samsung", "MCU decoded", 144},
		     {"jpeg/bad-mpf", "MCU decoded", 210}};

	(void)state;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct buffer b = BUFFER_EMPTY;
		struct media_walk w;

		seed_read(parts[i].seed, &b);
		w = media_check_walk(jpeg(), b.data, b.n);
		assert_int_equal(w.state, MEDIA_WHOLE);
		assert_int_equal(w.length, parts[i].without ? parts[i].without : b.n);
		assert_non_null(strstr(w.why, parts[i].why));
		buffer_release(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_cut_and_flipped),
		cmocka_unit_test(knows_the_frame),
		cmocka_unit_test(nothing_before_the_frame_header),
		cmocka_unit_test(restart_markers_come_in_turn),
		cmocka_unit_test(a_second_picture_over_the_tail),
		cmocka_unit_test(parts_behind_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
