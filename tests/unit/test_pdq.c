/* SPDX-License-Identifier: Apache-2.0 */
/* PDQ of patterns that need no decoder; whole pictures are digested in tests/e2e/pdq.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <string.h>

#include "media/pdq.h"

static float
luma_at(uint32_t x, uint32_t y, uint32_t columns, uint32_t rows)
{
	uint32_t u = x * 256 / columns, v = y * 256 / rows;

	return (float)((u * u / 97 + v * 3 + (u ^ v) / 2 + (u * v) / 61) % 256);
}

static void
draw(float *p, uint32_t columns, uint32_t rows)
{
	for (uint32_t y = 0; y < rows; y++)
		for (uint32_t x = 0; x < columns; x++)
			*p++ = luma_at(x, y, columns, rows);
}

static void
digest_of(struct pdq_maker *m, uint32_t columns, uint32_t rows, struct pdq *out)
{
	draw(pdq_pixels(m, columns, rows), columns, rows);
	assert_true(pdq_make(m, out));
}

/* 1 2 3    clockwise: 4 1
 * 4 5 6               5 2
 *                     6 3 */
static void
turns(void **state)
{
	static const float picture[] = {1, 2, 3, 4, 5, 6};
	static const float turned[PDQ_TURNS][6] = {
		[PDQ_AS_IT_IS] = {1, 2, 3, 4, 5, 6},
		[PDQ_ROTATED_90] = {4, 1, 5, 2, 6, 3},
		[PDQ_ROTATED_180] = {6, 5, 4, 3, 2, 1},
		[PDQ_ROTATED_270] = {3, 6, 2, 5, 1, 4},
		[PDQ_MIRRORED_TOP_BOTTOM] = {4, 5, 6, 1, 2, 3},
		[PDQ_MIRRORED_LEFT_RIGHT] = {3, 2, 1, 6, 5, 4},
		[PDQ_MIRRORED_DIAGONAL] = {1, 4, 2, 5, 3, 6},
		[PDQ_MIRRORED_ANTIDIAGONAL] = {6, 3, 5, 2, 4, 1},
	};
	float out[6];

	(void)state;
	for (unsigned turn = 0; turn < PDQ_TURNS; turn++) {
		pdq_turn(out, picture, 3, 2, (enum pdq_turn)turn);
		assert_memory_equal(out, turned[turn], sizeof out);
	}
}

static void
turned_pictures_have_other_digests(void **state)
{
	struct pdq_maker *m = pdq_maker_new();
	float picture[80 * 80];
	struct pdq d[PDQ_TURNS];

	(void)state;
	draw(picture, 80, 80);
	for (unsigned turn = 0; turn < PDQ_TURNS; turn++) {
		pdq_turn(pdq_pixels(m, 80, 80), picture, 80, 80, (enum pdq_turn)turn);
		assert_true(pdq_make(m, &d[turn]));
	}
	for (unsigned turn = 1; turn < PDQ_TURNS; turn++)
		assert_true(pdq_distance(d[0].bits, d[turn].bits) > 60);
	pdq_maker_free(&m);
	assert_null(m);
}

static void
sizes_do_not_matter_much(void **state)
{
	struct pdq_maker *m = pdq_maker_new();
	struct pdq large, small, odd;

	(void)state;
	digest_of(m, 512, 512, &large);
	digest_of(m, 128, 128, &small);
	digest_of(m, 333, 77, &odd);
	assert_in_range(pdq_distance(large.bits, small.bits), 0, 30);
	assert_in_range(pdq_distance(large.bits, odd.bits), 0, 40);
	assert_true(large.quality > PDQ_QUALITY_MATCHED);
	pdq_maker_free(&m);
}

static void
flat_and_tiny_pictures_are_of_no_use(void **state)
{
	struct pdq_maker *m = pdq_maker_new();
	struct pdq d;
	float *p = pdq_pixels(m, 64, 64);

	(void)state;
	for (unsigned i = 0; i < 64 * 64; i++)
		p[i] = 128;
	assert_true(pdq_make(m, &d));
	assert_int_equal(d.quality, 0);
	pdq_pixels(m, 4, 400);
	assert_false(pdq_make(m, &d));
	assert_int_equal(d.quality, 0);
	pdq_maker_free(&m);
}

static void
half_of_the_bits_are_set(void **state)
{
	static const unsigned char none[PDQ_BYTES];
	struct pdq_maker *m = pdq_maker_new();
	struct pdq d;

	(void)state;
	digest_of(m, 300, 200, &d);
	assert_int_equal(pdq_distance(d.bits, none), PDQ_BITS / 2);
	pdq_maker_free(&m);
}

static void
places_and_sizes(void **state)
{
	uint32_t columns, rows;

	(void)state;
	pdq_size(512, 400, &columns, &rows);
	assert_int_equal(columns, 512);
	assert_int_equal(rows, 400);
	pdq_size(513, 20, &columns, &rows);
	assert_int_equal(columns, 512);
	assert_int_equal(rows, 512);
	assert_int_equal(pdq_place(511, 512, 4000), 3992);
	assert_int_equal(pdq_place(511, 512, UINT32_MAX), 4286578687u);
	assert_int_equal(pdq_place(7, 20, 20), 7);
}

static void
hexadecimal(void **state)
{
	static const char text[] =
		"d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22";
	unsigned char bits[PDQ_BYTES];
	char again[PDQ_HEX + 1];

	(void)state;
	assert_true(pdq_from_hex(text, PDQ_HEX, bits));
	assert_int_equal(bits[0], 0xd8);
	pdq_to_hex(bits, again);
	assert_string_equal(again, text);
	assert_false(pdq_from_hex(text, PDQ_HEX - 1, bits));
	assert_false(pdq_from_hex("g8f8f0cee0f4a84f0637022a078f67f0"
				  "b36e2ed596621e1d33e6339c4e9c9b22",
				  PDQ_HEX, bits));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turns),
		cmocka_unit_test(turned_pictures_have_other_digests),
		cmocka_unit_test(sizes_do_not_matter_much),
		cmocka_unit_test(flat_and_tiny_pictures_are_of_no_use),
		cmocka_unit_test(half_of_the_bits_are_set),
		cmocka_unit_test(places_and_sizes),
		cmocka_unit_test(hexadecimal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
