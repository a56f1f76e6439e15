/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "hashset/sort.h"

/* xorshift: the same records every time. */
static uint64_t
random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void
fill(unsigned char *p, size_t n, uint64_t seed, unsigned mask)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(random_next(&seed) & mask);
}

static int
compare_20(const void *a, const void *b)
{
	return memcmp(a, b, 20);
}

static int
compare_105(const void *a, const void *b)
{
	return memcmp(a, b, 105);
}

static void
sorts_like(size_t n, size_t width, unsigned mask, int (*compare)(const void *, const void *))
{
	unsigned char *ours = malloc(n * width + 1), *theirs = malloc(n * width + 1);
	fill(ours, n * width, 88172645463325252U + n, mask);
	memcpy(theirs, ours, n * width);
	sort_records(ours, n, width);
	qsort(theirs, n, width, compare);
	assert_memory_equal(ours, theirs, n * width);
	free(ours);
	free(theirs);
}

static void
in_memory_sort_equals_qsort(void **state)
{
	(void)state;
	static const size_t sizes[] = {1, 2, 31, 32, 33, 1000, 20000};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		sorts_like(sizes[i], 20, 0xFF, compare_20);
		sorts_like(sizes[i], 20, 0x01, compare_20); /* long common heads */
		sorts_like(sizes[i], 105, 0x03, compare_105);
		sorts_like(sizes[i], 105, 0x00, compare_105); /* all equal */
	}
}

/* Sorts n records with so little memory that they spill, and compares with the sort in memory. */
static void
external(size_t n, unsigned mask)
{
	struct error e = {0};
	struct sort_budget budget;
	struct sorter *sorter = NULL, *other = NULL;
	unsigned char *records = malloc(n * 20 + 24);
	fill(records, n * 20, 7 + n, mask);

	sort_budget_init(&budget, SORT_MEMORY_MIN, "/tmp");
	assert_int_equal(sorter_open(&sorter, &budget, 20, &e), 0);
	assert_int_equal(sorter_open(&other, &budget, 24, &e), 0);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(sorter_add(sorter, records + i * 20, &e), 0);
		if (i % 3 == 0)
			assert_int_equal(sorter_add(other, records + i / 3 * 24, &e), 0);
	}
	assert_int_equal(sorter_finish(sorter, true, &e), 0);
	sort_records(records, n, 20);
	const unsigned char *record;
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(sorter_next(sorter, &record, &e), 1);
		assert_memory_equal(record, records + i * 20, 20);
	}
	assert_int_equal(sorter_next(sorter, &record, &e), 0);
	assert_int_equal(sorter_next(sorter, &record, &e), 0);
	assert_true(budget.used <= budget.limit);
	sorter_close(&sorter);
	sorter_close(&other);
	free(records);
}

static void
external_sort_equals_in_memory(void **state)
{
	(void)state;
	external(1, 0xFF);
	external(1000, 0xFF);
	external(200000, 0xFF);
	external(200000, 0x01);
}

static void
empty_sorter_ends_at_once(void **state)
{
	(void)state;
	struct error e = {0};
	struct sort_budget budget;
	struct sorter *sorter = NULL;
	const unsigned char *record;
	sort_budget_init(&budget, SORT_MEMORY_MIN, "/tmp");
	assert_int_equal(sorter_open(&sorter, &budget, 36, &e), 0);
	assert_int_equal(sorter_finish(sorter, false, &e), 0);
	assert_int_equal(sorter_next(sorter, &record, &e), 0);
	sorter_close(&sorter);
}

static void
no_folder_to_spill_to_is_an_error(void **state)
{
	(void)state;
	struct error e = {0};
	struct sort_budget budget;
	struct sorter *sorter = NULL;
	unsigned char record[20] = {0};
	int status = 0;
	sort_budget_init(&budget, SORT_MEMORY_MIN, "/nonexistent/folder");
	assert_int_equal(sorter_open(&sorter, &budget, 20, &e), 0);
	for (int i = 0; i < 100000 && status == 0; i++)
		status = sorter_add(sorter, record, &e);
	assert_int_equal(status, -1);
	assert_int_equal(e.kind, ERROR_SYSTEM);
	sorter_close(&sorter);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_memory_sort_equals_qsort),
		cmocka_unit_test(external_sort_equals_in_memory),
		cmocka_unit_test(empty_sorter_ends_at_once),
		cmocka_unit_test(no_folder_to_spill_to_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
