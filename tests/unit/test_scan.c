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

static size_t
plain_next(uint64_t wanted, const unsigned char *p, size_t n, size_t from, size_t step, uint64_t *f)
{
	for (size_t k = from; k < n; k += step)
		if ((*f = plain_compare(wanted, p, n, k)) != 0)
			return k;
	return n;
}

/* Every hit of p[0..n), one after the other. */
static void
compare_all(const struct scanner *s, uint64_t wanted, const unsigned char *p, size_t n, size_t step)
{
	size_t from = 0;

	while (from <= n) {
		uint64_t expected = 0, got = 0;
		size_t k = plain_next(wanted, p, n, from, step, &expected);

		assert_int_equal(scanner_next(s, p, n, from, step, &got), k);
		if (k == n)
			return;
		assert_int_equal(got, expected);
		from = k + step;
	}
}

static void
finds_what_a_plain_search_finds(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		uint64_t wanted = (uint64_t)(rand_r(&seed) % 15 + 1);
		size_t n = (size_t)(rand_r(&seed) % 400);
		unsigned char *p =
			malloc(n + 1); /* its own allocation: reading past it is noticed */
		struct scanner *s = scanner_new(formats, 4, wanted);

		assert_non_null(p);
		for (size_t i = 0; i < n; i++)
			p[i] = (unsigned char)(rand_r(&seed) % 4);
		for (int i = 0; i < 3 && n > 8; i++)
			memcpy(p + (size_t)rand_r(&seed) % (n - 7), i ? "GIF89a" : "\xff\xd8\xff",
			       i ? 6 : 3);
		compare_all(s, wanted, p, n, 1);
		compare_all(s, wanted, p, n, (size_t)(rand_r(&seed) % 90 + 1));
		scanner_free(&s);
		free(p);
	}
}

static void
finds_at_every_place_of_a_long_run(void **state)
{
	static unsigned char p[4096];
	struct scanner *s = scanner_new(formats, 4, 15);
	uint64_t got;

	(void)state;
	assert_int_equal(scanner_reach(s), 15);
	memset(p, 0xee, sizeof p);
	assert_int_equal(scanner_next(s, p, sizeof p, 0, 1, &got), sizeof p);
	for (size_t k = 0; k + 8 <= sizeof p; k++) {
		memcpy(p + k + 4, "ftyp", 4);
		assert_int_equal(scanner_next(s, p, sizeof p, 0, 1, &got), k);
		assert_int_equal(got, 8);
		assert_int_equal(scanner_next(s, p, k + 7, 0, 1, &got), k + 7);
		memset(p + k + 4, 0xee, 4);
	}
	scanner_free(&s);
}

static void
nothing_wanted_nothing_found(void **state)
{
	struct scanner *s = scanner_new(formats, 4, 0);
	uint64_t got;

	(void)state;
	assert_int_equal(scanner_next(s, (const unsigned char *)"\1\2\3\1\2\3", 6, 0, 1, &got), 6);
	assert_int_equal(scanner_next(s, NULL, 0, 0, 1, &got), 0);
	scanner_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_a_plain_search_finds),
		cmocka_unit_test(finds_at_every_place_of_a_long_run),
		cmocka_unit_test(nothing_wanted_nothing_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
