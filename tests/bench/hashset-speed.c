/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What look-ups cost, without reading text and writing answers:
 *
 *	hashset-speed make N SEED          N made-up MD5 digests, a line each
 *	hashset-speed find SET N SEED      looks up N digests of SEED, one by one and many at once
 *	hashset-speed open SET             opens, looks one up, closes
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "hashset/pack.h"
#include "hashset/set.h"

#define MANY ((size_t)1024)

/* splitmix64: digest number i of a seed, without the ones before it. */
static uint64_t
mixed(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
	return x ^ x >> 31;
}

static void
made_up(uint64_t seed, uint64_t i, unsigned char out[16])
{
	uint64_t at = mixed(seed) + 2 * i * UINT64_C(0x9E3779B97F4A7C15);
	pack_be64(out, mixed(at));
	pack_be64(out + 8, mixed(at + UINT64_C(0x9E3779B97F4A7C15)));
}

static int
make(uint64_t n, uint64_t seed)
{
	unsigned char digest[16];
	for (uint64_t i = 0; i < n; i++) {
		made_up(seed, i, digest);
		for (size_t b = 0; b < 16; b++) {
			putchar("0123456789abcdef"[digest[b] >> 4]);
			putchar("0123456789abcdef"[digest[b] & 15]);
		}
		putchar('\n');
	}
	return fflush(stdout) ? 3 : 0;
}

static int
fail(const struct error *e)
{
	fprintf(stderr, "%s\n", e->text);
	return 3;
}

/* hits, or -1. */
static int64_t
one_by_one(const struct hashset *s, const unsigned char *digests, size_t n, struct error *e)
{
	int64_t hits = 0;
	struct hashset_range range;
	for (size_t i = 0; i < n; i++) {
		if (hashset_find(s, DIGEST_MD5, digests + i * 16, &range, e))
			return -1;
		hits += range.count > 0;
	}
	return hits;
}

static int64_t
many_at_once(const struct hashset *s, const unsigned char *digests, size_t n, struct error *e)
{
	static struct hashset_range ranges[MANY];
	int64_t hits = 0;
	for (size_t done = 0; done < n; done += MANY) {
		size_t some = n - done < MANY ? n - done : MANY;
		if (hashset_find_many(s, DIGEST_MD5, digests + done * 16, some, ranges, e))
			return -1;
		for (size_t i = 0; i < some; i++)
			hits += ranges[i].count > 0;
	}
	return hits;
}

static void
report(const char *what, size_t n, int64_t hits, double seconds)
{
	printf("%s: %zu look-ups, %" PRId64 " hits, %.3f us each, %.1f M/s\n", what, n, hits,
	       seconds / (double)n * 1e6, (double)n / seconds / 1e6);
}

static int
find(const char *path, size_t n, uint64_t seed)
{
	struct error e = {0};
	struct hashset *s = NULL;
	if (hashset_open(&s, path, &e))
		return fail(&e);
	unsigned char *digests = memory_new(n * 16);
	for (size_t i = 0; i < n; i++)
		made_up(seed, i, digests + i * 16);
	one_by_one(s, digests, n, &e); /* into the page cache */
	double start = clock_monotonic();
	int64_t single = one_by_one(s, digests, n, &e);
	double middle = clock_monotonic();
	int64_t many = many_at_once(s, digests, n, &e);
	double end = clock_monotonic();
	report("one by one", n, single, middle - start);
	report("many at once", n, many, end - middle);
	free(digests);
	hashset_close(&s);
	return single == many && single >= 0 ? 0 : fail(&e);
}

static int
open_once(const char *path)
{
	struct error e = {0};
	struct hashset *s = NULL;
	struct hashset_range range;
	unsigned char digest[16];
	made_up(1, 0, digest);
	double start = clock_monotonic();
	if (hashset_open(&s, path, &e) || hashset_find(s, DIGEST_MD5, digest, &range, &e))
		return fail(&e);
	double end = clock_monotonic();
	hashset_close(&s);
	printf("open and one look-up: %.3f ms\n", (end - start) * 1e3);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "make") == 0)
		return make(strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
	if (argc == 5 && strcmp(argv[1], "find") == 0)
		return find(argv[2], strtoull(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
	if (argc == 3 && strcmp(argv[1], "open") == 0)
		return open_once(argv[2]);
	fprintf(stderr, "hashset-speed make N SEED | find SET N SEED | open SET\n");
	return 2;
}
