/* SPDX-License-Identifier: Apache-2.0 */
/* Bits counted and chosen, by every way this processor has, against looking at them one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "media/bit_masks.h"

#define WORDS 2000

/* Numbers without a pattern, some with few bits and some with many. */
static uint64_t
word(unsigned i)
{
	static const uint64_t ends[] = {0, 1, UINT64_MAX, (uint64_t)1 << 63, UINT64_MAX - 1};
	uint64_t a = (i + 1) * UINT64_C(0x9e3779b97f4a7c15), b;

	if (i < sizeof ends / sizeof *ends)
		return ends[i];
	a ^= a >> 29;
	a *= UINT64_C(0xbf58476d1ce4e5b9);
	a ^= a >> 32;
	b = a * UINT64_C(0x94d049bb133111eb);
	return i % 3 == 0 ? a & b : i % 3 == 1 ? a | b : a;
}

static void
check_word(uint64_t set, bool bmi2)
{
	unsigned n = 0;

	for (unsigned k = 0; k < 64; k++) {
		if (!(set >> k & 1))
			continue;
		assert_int_equal(bmi2 ? bit_nth_bmi2(set, n) : bit_nth(set, n), (uint64_t)1 << k);
		n++;
	}
	assert_int_equal(bmi2 ? bit_count_bmi2(set) : bit_count(set), n);
	for (; n < 64; n++)
		assert_int_equal(bmi2 ? bit_nth_bmi2(set, n) : bit_nth(set, n), 0);
}

static void
test_portable(void **state)
{
	(void)state;
	for (unsigned i = 0; i < WORDS; i++)
		check_word(word(i), false);
}

static void
test_bmi2(void **state)
{
	(void)state;
	if (!bit_masks_have_bmi2())
		skip();
	for (unsigned i = 0; i < WORDS; i++)
		check_word(word(i), true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_portable),
		cmocka_unit_test(test_bmi2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
