/* SPDX-License-Identifier: Apache-2.0 */
/* Extent arithmetic against a plain map of bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "evidence/extents.h"

#define BITS 300

static void
mark(unsigned char map[BITS], const struct extents *x, unsigned char value)
{
	for (size_t i = 0; i < x->n; i++)
		memset(map + x->v[i].offset, value, (size_t)x->v[i].size);
}

static void
assert_in_order(const struct extents *x)
{
	for (size_t i = 0; i < x->n; i++) {
		assert_true(x->v[i].size > 0);
		if (i)
			assert_true(x->v[i].offset > x->v[i - 1].offset + x->v[i - 1].size);
	}
}

static void
assert_is(const struct extents *x, const unsigned char map[BITS])
{
	unsigned char got[BITS] = {0};

	assert_in_order(x);
	mark(got, x, 1);
	assert_memory_equal(got, map, BITS);
}

static void
random_list(struct extents *x, unsigned *seed)
{
	for (int n = rand_r(seed) % 12; n > 0; n--) {
		uint64_t at = (uint64_t)(rand_r(seed) % (BITS - 40));

		extents_add(x, at, (uint64_t)(rand_r(seed) % 40));
	}
}

static void
arithmetic_is_that_of_sets(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct extents a = EXTENTS_EMPTY, b = EXTENTS_EMPTY;
		unsigned char map[BITS] = {0};

		random_list(&a, &seed);
		random_list(&b, &seed);
		mark(map, &a, 1);
		extents_sort(&a);
		extents_sort(&b);
		assert_is(&a, map);
		if (round % 3 == 0) {
			mark(map, &b, 0);
			extents_subtract(&a, &b);
		} else if (round % 3 == 1) {
			mark(map, &b, 1);
			extents_join(&a, &b);
		} else {
			memset(map, 0, 50);
			memset(map + 200, 0, BITS - 200);
			extents_clip(&a, 50, 200);
		}
		assert_is(&a, map);
		extents_release(&a);
		extents_release(&b);
	}
}

static void
full_list_covers_more_never_less(void **state)
{
	struct extents x = EXTENTS_EMPTY;
	unsigned char map[BITS] = {0}, got[BITS] = {0};
	unsigned seed = 3;

	(void)state;
	x.limit = 8;
	for (int i = 0; i < 60; i++) {
		uint64_t at = (uint64_t)(rand_r(&seed) % (BITS - 2));

		extents_add(&x, at, 1);
		map[at] = 1;
	}
	extents_sort(&x);
	assert_true(x.coarse);
	assert_true(x.n <= 8);
	assert_in_order(&x);
	mark(got, &x, 1);
	for (size_t i = 0; i < BITS; i++)
		assert_true(got[i] >= map[i]);
	extents_release(&x);
}

static void
nothing_overflows(void **state)
{
	struct extents x = EXTENTS_EMPTY;

	(void)state;
	extents_add(&x, UINT64_MAX - 5, 10);
	extents_add(&x, 5, 0);
	assert_int_equal(x.n, 0);
	extents_add(&x, 10, 5);
	extents_add(&x, 15, 5);
	assert_int_equal(x.n, 1);
	assert_int_equal(extents_total(&x), 10);
	extents_release(&x);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arithmetic_is_that_of_sets),
		cmocka_unit_test(full_list_covers_more_never_less),
		cmocka_unit_test(nothing_overflows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
