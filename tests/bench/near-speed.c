/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Near look-ups among N random digests (default one million): queries a second with the index and
 * by comparing with every digest, in the same run, and whether both find the same. Half of the
 * queries are a digest of the list with up to 40 bits turned.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hashset/near.h"

#define QUERIES 20000
#define SCANNED 400 /* of them also by comparing with all */

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t
next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	return *state ^= *state << 17;
}

static void
fill(unsigned char *p, size_t n, uint64_t *state)
{
	for (size_t i = 0; i < n; i += 8) {
		uint64_t v = next(state);

		memcpy(p + i, &v, 8);
	}
}

static void
make_queries(unsigned char *queries, const unsigned char *digests, size_t n, uint64_t *state)
{
	fill(queries, (size_t)QUERIES * NEAR_BYTES, state);
	for (size_t i = 0; i < QUERIES; i += 2) {
		unsigned char *q = queries + i * NEAR_BYTES;

		memcpy(q, digests + next(state) % n * NEAR_BYTES, NEAR_BYTES);
		for (uint64_t turned = next(state) % 41; turned; turned--) {
			uint64_t bit = next(state) % 256;

			q[bit / 8] ^= (unsigned char)(1u << bit % 8);
		}
	}
}

int
main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000, found = 0;
	unsigned char *digests = malloc(n * NEAR_BYTES);
	unsigned char *queries = malloc((size_t)QUERIES * NEAR_BYTES);
	struct near_hits hits = {NULL, 0, 0}, truth = {NULL, 0, 0};
	uint64_t state = 88172645463325252u;
	int differ = 0;

	if (!digests || !queries || n == 0)
		return 3;
	fill(digests, n * NEAR_BYTES, &state);
	make_queries(queries, digests, n, &state);

	double start = seconds();
	struct near_index *x = near_new(digests, n);
	double built = seconds() - start;

	start = seconds();
	for (size_t i = 0; i < QUERIES; i++) {
		near_find(x, queries + i * NEAR_BYTES, NEAR_DISTANCE, &hits);
		found += hits.n;
	}
	double indexed = QUERIES / (seconds() - start);

	start = seconds();
	for (size_t i = 0; i < SCANNED; i++)
		near_scan(digests, n, queries + i * NEAR_BYTES, NEAR_DISTANCE, &truth);
	double flat = SCANNED / (seconds() - start);

	for (size_t i = 0; i < SCANNED; i++) {
		near_find(x, queries + i * NEAR_BYTES, NEAR_DISTANCE, &hits);
		near_scan(digests, n, queries + i * NEAR_BYTES, NEAR_DISTANCE, &truth);
		differ += hits.n != truth.n || memcmp(hits.v, truth.v, hits.n * sizeof *hits.v);
	}
	printf("%zu digests, index built in %.2f s; within %d bits: %.0f queries/s, flat scan "
	       "%.0f/s, %.1f times; %zu hits, %d answers differ\n",
	       n, built, NEAR_DISTANCE, indexed, flat, indexed / flat, found, differ);
	near_free(&x);
	near_hits_release(&hits);
	near_hits_release(&truth);
	free(digests);
	free(queries);
	return differ != 0;
}
