/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In-place radix sort on the leading byte, then on the next within each bucket (McIlroy, Bostic,
 * McIlroy, "Engineering Radix Sort", 1993), small buckets by insertion. Digests are as good as
 * random, so three bytes nearly always settle it. The routines that move records are compiled once
 * for each width in use, because moving a record of known size is one or two instructions.
 */
#include <assert.h>
#include <string.h>

#include "hashset/sort.h"

#define SMALL 32 /* records; below, insertion is faster */

static inline __attribute__((always_inline)) void
insertion(unsigned char *p, size_t n, size_t at, size_t width)
{
	unsigned char held[SORT_WIDTH_MAX];
	for (size_t i = 1; i < n; i++) {
		unsigned char *here = p + i * width;
		if (memcmp(here - width + at, here + at, width - at) <= 0)
			continue;
		memcpy(held, here, width);
		do {
			memcpy(here, here - width, width);
			here -= width;
		} while (here > p && memcmp(here - width + at, held + at, width - at) > 0);
		memcpy(here, held, width);
	}
}

/*
 * Moves every record into the bucket of its byte `at`; end[b] is where bucket b ends, in records.
 */
static inline __attribute__((always_inline)) void
distribute(unsigned char *p, size_t n, size_t at, size_t width, size_t end[256])
{
	size_t next[256] = {0}, start = 0;
	for (size_t i = 0; i < n; i++)
		next[p[i * width + at]]++;
	for (unsigned b = 0; b < 256; b++) {
		size_t count = next[b];
		next[b] = start;
		start += count;
		end[b] = start;
	}

	unsigned char held[SORT_WIDTH_MAX], other[SORT_WIDTH_MAX];
	for (unsigned b = 0; b < 256; b++) {
		while (next[b] < end[b]) {
			unsigned char *here = p + next[b] * width;
			if (here[at] == b) {
				next[b]++;
				continue;
			}
			memcpy(held, here, width);
			while (held[at] != b) {
				unsigned char *there = p + next[held[at]]++ * width;
				memcpy(other, there, width);
				memcpy(there, held, width);
				memcpy(held, other, width);
			}
			memcpy(here, held, width);
			next[b]++;
		}
	}
}

static void
insertion_any(unsigned char *p, size_t n, size_t at, size_t width)
{
	switch (width) {
	case 20:
		insertion(p, n, at, 20);
		break;
	case 24:
		insertion(p, n, at, 24);
		break;
	case 36:
		insertion(p, n, at, 36);
		break;
	default:
		insertion(p, n, at, width);
	}
}

static void
distribute_any(unsigned char *p, size_t n, size_t at, size_t width, size_t end[256])
{
	switch (width) {
	case 20:
		distribute(p, n, at, 20, end);
		break;
	case 24:
		distribute(p, n, at, 24, end);
		break;
	case 36:
		distribute(p, n, at, 36, end);
		break;
	default:
		distribute(p, n, at, width, end);
	}
}

/* Recursion goes one byte of the record deeper each time: at most SORT_WIDTH_MAX. */
static void
sort_from(unsigned char *p, size_t n, size_t at, size_t width)
{
	if (at == width)
		return;
	if (n <= SMALL) {
		insertion_any(p, n, at, width);
		return;
	}
	size_t end[256], start = 0;
	distribute_any(p, n, at, width, end);
	for (unsigned b = 0; b < 256; b++) {
		if (end[b] - start > 1)
			sort_from(p + start * width, end[b] - start, at + 1, width);
		start = end[b];
	}
}

void
sort_records(unsigned char *records, size_t n, size_t width)
{
	assert(width > 0 && width <= SORT_WIDTH_MAX);
	sort_from(records, n, 0, width);
}
