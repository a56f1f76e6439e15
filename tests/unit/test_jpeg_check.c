/* SPDX-License-Identifier: Apache-2.0 */
/* What overwrites the tail of a JPEG must give itself away, near where it begins. */
#include "media_check.h"

#include "draw_jpeg.h"

#define AT ((size_t)20480) /* where the foreign bytes begin */

/* A sector more may be taken for foreign where it happens to be rough. */
#define EARLY 512

static const struct draw kinds[] = {{480, 360, 90, false, false, false, 0, NULL, 0},
				    {480, 360, 92, false, false, true, 0, NULL, 0},
				    {600, 500, 88, false, true, false, 0, NULL, 0},
				    {480, 360, 90, true, false, false, 0, NULL, 0},
				    {480, 360, 90, false, false, false, 10, NULL, 0}};
#define KINDS (sizeof kinds / sizeof *kinds)

static const struct media_format *
jpeg(void)
{
	return media_by_name("jpeg");
}

/* Damaged, and found out between where it happened and `late` bytes behind. */
static void
must_be_found(const unsigned char *p, size_t n, size_t late)
{
	struct media_walk w = media_check_walk(jpeg(), p, n);

	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_true(w.broke >= AT - EARLY);
	assert_true(w.broke <= AT + late);
	assert_int_equal(w.length, w.broke);
	assert_true(w.confidence < 0.9);
}

static void
whole_ones_decode(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		size_t n;
		unsigned char *p = draw_jpeg(&kinds[i], &n);
		struct media_walk w = media_check_walk(jpeg(), p, n);

		assert_int_equal(w.state, MEDIA_WHOLE);
		assert_true(w.confidence > 0.98);
		assert_non_null(strstr(w.why, "MCU decoded"));
		assert_true(n > AT + 8192);
		free(p);
	}
}

static void
random_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		size_t n;
		unsigned char *p = draw_jpeg(&kinds[i], &n);
		unsigned seed = 99;

		for (size_t k = AT; k < n - 2; k++) {
			seed = seed * 1664525u + 1013904223u;
			p[k] = (unsigned char)(seed >> 24);
		}
		must_be_found(p, n, 2048);
		free(p);
	}
}

/* No FF among them: only the Huffman codes can tell. */
static void
random_bytes_without_markers(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		size_t n;
		unsigned char *p = draw_jpeg(&kinds[i], &n);
		unsigned seed = 5;

		for (size_t k = AT; k < n - 2; k++) {
			seed = seed * 1664525u + 1013904223u;
			p[k] = (unsigned char)((seed >> 24) % 255);
		}
		must_be_found(p, n, 4096);
		free(p);
	}
}

static void
text_over_the_tail(void **state)
{
	static const char text[] = "The quick brown fox jumps over the lazy dog. ";

	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		size_t n;
		unsigned char *p = draw_jpeg(&kinds[i], &n);

		for (size_t k = AT; k < n - 2; k++)
			p[k] = (unsigned char)text[k % (sizeof text - 1)];
		must_be_found(p, n, 8192);
		free(p);
	}
}

/* Zeros are codes, too; the picture is then over long before or after its end marker. */
static void
zeros_over_the_tail(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		size_t n;
		unsigned char *p = draw_jpeg(&kinds[i], &n);
		struct media_walk w;

		memset(p + AT, 0, n - 2 - AT);
		w = media_check_walk(jpeg(), p, n);
		assert_int_equal(w.state, MEDIA_DAMAGED);
		assert_true(w.broke >= AT - EARLY);
		free(p);
	}
}

/* A piece cut out of the middle: what follows is the picture's own, but in the wrong place. */
static void
a_missing_piece(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		size_t n;
		unsigned char *p = draw_jpeg(&kinds[i], &n);
		struct media_walk w;

		memmove(p + AT, p + AT + 4096, n - AT - 4096);
		w = media_check_walk(jpeg(), p, n - 4096);
		assert_int_equal(w.state, MEDIA_DAMAGED);
		assert_true(w.broke >= AT - EARLY);
		free(p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_ones_decode),
		cmocka_unit_test(random_bytes),
		cmocka_unit_test(random_bytes_without_markers),
		cmocka_unit_test(text_over_the_tail),
		cmocka_unit_test(zeros_over_the_tail),
		cmocka_unit_test(a_missing_piece),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
