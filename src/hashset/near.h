/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Near look-up: which of millions of 256-bit digests differ from a given one in few bits. Exact:
 * all that lie within the bound are found.
 *
 * Multi-index hashing (Norouzi, Punjani, Fleet 2012) with the sharper pigeonhole principle: the
 * digest is cut into m parts; if two digests differ in at most d bits, then for any thresholds
 * whose sum over all parts is d + 1 - m, some part differs in no more bits than its threshold. So
 * it is enough to look, a part at a time, at the entries whose part is that close, and to compare
 * those in full.
 */
#ifndef WINNOW_HASHSET_NEAR_H
#define WINNOW_HASHSET_NEAR_H

#include <stddef.h>
#include <stdint.h>

#define NEAR_BYTES    32
#define NEAR_DISTANCE 31 /* the usual bound: within it, PDQ calls two pictures similar */
#define NEAR_FARTHEST 63 /* of 256; random digests differ in 128 */

struct near_index;

/*
 * Over a copy of n (less than 2^32) digests of NEAR_BYTES each. Takes about 140 bytes a digest and
 * half a second a million.
 */
struct near_index *near_new(const unsigned char *digests, size_t n);
void near_free(struct near_index **x);

struct near_hit {
	uint32_t position; /* among the digests */
	uint32_t distance; /* bits */
};

struct near_hits {
	struct near_hit *v;
	size_t n, cap;
};
void near_hits_release(struct near_hits *hits);

/* Replaces *hits by all within `distance` (<= NEAR_FARTHEST) of the query, by position. */
void near_find(struct near_index *x, const unsigned char query[NEAR_BYTES], unsigned distance,
	       struct near_hits *hits);

/* The same by comparing with every digest: for few queries, and what the index is tested by. */
void near_scan(const unsigned char *digests, size_t n, const unsigned char query[NEAR_BYTES],
	       unsigned distance, struct near_hits *hits);

#endif
