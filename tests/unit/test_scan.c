/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scanner against a plain search, on bytes where signatures are many and lie on every border.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "carve/scan.h"

static const struct media_signature one[] = {{"\1\2\3", 3, 0}, {NULL, 0, 0}};
static const struct media_signature two[] = {{"\2\3\1\1\2", 5, 4}, {"\3\3", 2, 0}, {NULL, 0, 0}};
static const struct media_signature far[] = {{"\0\0\1\2\3\3", 6, 9}, {NULL, 0, 0}};
static const struct media_signature real[] = {
	{"\xff\xd8\xff", 3, 0}, {"GIF89a", 6, 0}, {"ftyp", 4, 4}, {NULL, 0, 0}};
static const struct media_format format_one = {.name = "one", .signatures = one};
static const struct media_format format_two = {.name = "two", .signatures = two};
static const struct media_format format_far = {.name = "far", .signatures = far};
static const struct media_format format_real = {.name = "real", .signatures = real};
static const struct media_format *const formats[] = {&format_one, &format_two, &format_far,
						     &format_real};

static uint64_t
plain_compare(uint64_t wanted, const unsigned char *p, size_t n, size_t k)
{
	uint64_t out = 0;

	for (size_t i = 0; i < 4; i++)
		for (const struct media_signature *m = formats[i]->signatures; m->n; m++)
			if ((wanted >> i & 1) && k + m->at + m->n <= n &&
			    memcmp(p + k + m->at, m->bytes, m->n) == 0)
				out |= (uint64_t)1 << i;
	return out;
}

/* Every hit of p[from..to), call after call, against the plain search. */
static void
compare_all(const struct scanner *s, uint64_t wanted, const unsigned char *p, size_t n, size_t from,
	    size_t to, size_t step, size_t max)
{
	struct scan_hit hits[1024];
	size_t k = from;

	while (from < to) {
		size_t nhits, i = 0;
		size_t decided = scanner_find(s, p, n, from, to, step, hits, max, &nhits);

		assert_true(nhits <= max && decided > from && decided <= to);
		for (; k < decided; k += step) {
			uint64_t expected = plain_compare(wanted, p, n, k);

			if (expected) {
				assert_true(i < nhits);
				assert_int_equal(hits[i].at, k);
				assert_int_equal(hits[i++].formats, expected);
			}
		}
		assert_int_equal(i, nhits);
		from = k;
	}
}

static void
finds_what_a_plain_search_finds(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		uint64_t wanted = (uint64_t)(rand_r(&seed) % 15 + 1);
		size_t n = (size_t)(rand_r(&seed) % (round % 50 ? 400 : 5000));
		unsigned char *p =
			malloc(n + 1); /* its own allocation: reading past it is noticed */
		struct scanner *s = scanner_new(formats, 4, wanted);

		assert_non_null(p);
		for (size_t i = 0; i < n; i++)
			p[i] = (unsigned char)(rand_r(&seed) % 4);
		for (int i = 0; i < 3 && n > 8; i++)
			memcpy(p + (size_t)rand_r(&seed) % (n - 7), i ? "GIF89a" : "\xff\xd8\xff",
			       i ? 6 : 3);
		size_t from = (size_t)rand_r(&seed) % (n + 1);
		size_t to = from + (size_t)rand_r(&seed) % (n - from + 1);
		compare_all(s, wanted, p, n, 0, n, 1, 1024);
		compare_all(s, wanted, p, n, from, to, 1, SCAN_HITS_LEAST);
		compare_all(s, wanted, p, n, from, to, (size_t)(rand_r(&seed) % 90 + 1), 300);
		scanner_free(&s);
		free(p);
	}
}

static void
finds_at_every_place_of_a_long_run(void **state)
{
	static unsigned char p[4096];
	struct scanner *s = scanner_new(formats, 4, 15);
	struct scan_hit hits[SCAN_HITS_LEAST];
	size_t n;

	(void)state;
	assert_int_equal(scanner_reach(s), 15);
	memset(p, 0xee, sizeof p);
	assert_int_equal(scanner_find(s, p, sizeof p, 0, sizeof p, 1, hits, SCAN_HITS_LEAST, &n),
			 sizeof p);
	assert_int_equal(n, 0);
	for (size_t k = 0; k + 8 <= sizeof p; k++) {
		memcpy(p + k + 4, "ftyp", 4);
		scanner_find(s, p, sizeof p, 0, sizeof p, 1, hits, SCAN_HITS_LEAST, &n);
		assert_int_equal(n, 1);
		assert_int_equal(hits[0].at, k);
		assert_int_equal(hits[0].formats, 8);
		scanner_find(s, p, k + 7, 0, k + 7, 1, hits, SCAN_HITS_LEAST, &n);
		assert_int_equal(n, 0);
		memset(p + k + 4, 0xee, 4);
	}
	scanner_free(&s);
}

/* A hit at every byte: the room runs out again and again. */
static void
goes_on_where_the_room_ran_out(void **state)
{
	static unsigned char p[9000];
	struct scanner *s = scanner_new(formats, 4, 15);

	(void)state;
	memset(p, 3, sizeof p);
	compare_all(s, 15, p, sizeof p, 0, sizeof p, 1, SCAN_HITS_LEAST);
	compare_all(s, 15, p, sizeof p, 5, sizeof p - 7, 1, 1000);
	compare_all(s, 15, p, sizeof p, 0, sizeof p, 3, SCAN_HITS_LEAST);
	scanner_free(&s);
}

static void
nothing_wanted_nothing_found(void **state)
{
	struct scanner *s = scanner_new(formats, 4, 0);
	struct scan_hit hits[SCAN_HITS_LEAST];
	size_t n;

	(void)state;
	assert_int_equal(scanner_find(s, (const unsigned char *)"\1\2\3\1\2\3", 6, 0, 6, 1, hits,
				      SCAN_HITS_LEAST, &n),
			 6);
	assert_int_equal(n, 0);
	assert_int_equal(scanner_find(s, NULL, 0, 0, 0, 1, hits, SCAN_HITS_LEAST, &n), 0);
	assert_int_equal(n, 0);
	scanner_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_a_plain_search_finds),
		cmocka_unit_test(finds_at_every_place_of_a_long_run),
		cmocka_unit_test(goes_on_where_the_room_ran_out),
		cmocka_unit_test(nothing_wanted_nothing_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
