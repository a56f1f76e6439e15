/* SPDX-License-Identifier: Apache-2.0 */
/* The index must find exactly what comparing with every digest finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "hashset/near.h"

static uint64_t
random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	return *state ^= *state << 17;
}

static void
fill(unsigned char *p, size_t n, uint64_t *state)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)random_next(state);
}

static void
turn_bits(unsigned char *digest, unsigned n, uint64_t *state)
{
	while (n--) {
		unsigned bit = (unsigned)(random_next(state) % 256);

		digest[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
}

static void
same_answers(struct near_index *x, const unsigned char *digests, size_t n,
	     const unsigned char *query, unsigned distance)
{
	struct near_hits ours = {NULL, 0, 0}, truth = {NULL, 0, 0};

	near_find(x, query, distance, &ours);
	near_scan(digests, n, query, distance, &truth);
	assert_int_equal(ours.n, truth.n);
	for (size_t i = 0; i < ours.n; i++) {
		assert_int_equal(ours.v[i].position, truth.v[i].position);
		assert_int_equal(ours.v[i].distance, truth.v[i].distance);
	}
	near_hits_release(&ours);
	near_hits_release(&truth);
}

static void
every_bound_finds_what_a_scan_finds(void **state)
{
	enum { N = 6000 };
	unsigned char *digests = malloc((size_t)N * NEAR_BYTES), query[NEAR_BYTES];
	uint64_t seed = 88172645463325252u;
	struct near_index *x;

	(void)state;
	fill(digests, (size_t)N * NEAR_BYTES, &seed);
	/* Families of near relations, so that every bound has something to find. */
	for (size_t i = 0; i + 80 < N; i += 80)
		for (unsigned k = 1; k < 80; k++) {
			memcpy(digests + (i + k) * NEAR_BYTES, digests + i * NEAR_BYTES,
			       NEAR_BYTES);
			turn_bits(digests + (i + k) * NEAR_BYTES, k, &seed);
		}
	x = near_new(digests, N);
	for (unsigned distance = 0; distance <= NEAR_FARTHEST; distance += distance < 34 ? 1 : 5) {
		memcpy(query, digests + random_next(&seed) % N * NEAR_BYTES, NEAR_BYTES);
		turn_bits(query, distance / 2, &seed);
		same_answers(x, digests, N, query, distance);
	}
	near_free(&x);
	assert_null(x);
	free(digests);
}

static void
bits_next_to_each_other_are_found_too(void **state)
{
	unsigned char digests[2 * NEAR_BYTES] = {0}, query[NEAR_BYTES];
	struct near_index *x;
	struct near_hits hits = {NULL, 0, 0};

	(void)state;
	memset(digests + NEAR_BYTES, 0xff, NEAR_BYTES);
	x = near_new(digests, 2);
	for (unsigned first = 0; first + NEAR_DISTANCE <= 256; first++) {
		memset(query, 0, sizeof query);
		for (unsigned bit = first; bit < first + NEAR_DISTANCE; bit++)
			query[bit / 8] |= (unsigned char)(1u << bit % 8);
		near_find(x, query, NEAR_DISTANCE, &hits);
		assert_int_equal(hits.n, 1);
		assert_int_equal(hits.v[0].position, 0);
		assert_int_equal(hits.v[0].distance, NEAR_DISTANCE);
		near_find(x, query, NEAR_DISTANCE - 1, &hits);
		assert_int_equal(hits.n, 0);
	}
	near_hits_release(&hits);
	near_free(&x);
}

static void
none_and_equal_ones(void **state)
{
	unsigned char digests[3 * NEAR_BYTES] = {0};
	struct near_index *x = near_new(digests, 0);
	struct near_hits hits = {NULL, 0, 0};

	(void)state;
	near_find(x, digests, NEAR_FARTHEST, &hits);
	assert_int_equal(hits.n, 0);
	near_free(&x);
	x = near_new(digests, 3);
	near_find(x, digests, 0, &hits);
	assert_int_equal(hits.n, 3);
	assert_int_equal(hits.v[2].position, 2);
	near_hits_release(&hits);
	near_free(&x);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bound_finds_what_a_scan_finds),
		cmocka_unit_test(bits_next_to_each_other_are_found_too),
		cmocka_unit_test(none_and_equal_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
