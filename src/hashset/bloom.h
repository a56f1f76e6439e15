/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bloom filters in DCSO's format, as CIRCL hands out hashlookup's known files: they tell with a
 * known rate of error that a digest is among those they were made from, and for certain that it is
 * not. What is not known of an entry (set, category) they cannot tell.
 *
 * The file, little-endian: u64 flags (low byte 1), u64 capacity, f64 rate of false positives,
 * u64 k, u64 m, u64 entries; m bits in u64 words; whatever follows is the maker's own. A digest
 * goes in as hex text: h = FNV-1 (64 bit) mod M; k times h = h * G (64 bit) mod M, bit h mod m.
 */
#ifndef WINNOW_HASHSET_BLOOM_H
#define WINNOW_HASHSET_BLOOM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "hashset/digest.h"

struct bloom;

/* Does the file at path begin like one? Unreadable files do not. */
bool bloom_is(const char *path);

int bloom_open(struct bloom **out, const char *path, struct error *e);
/* Over bytes in memory that outlive it (tests, fuzzing). */
int bloom_open_memory(struct bloom **out, const void *p, size_t n, const char *name,
		      struct error *e);
void bloom_close(struct bloom **b);

const char *bloom_path(const struct bloom *b);
const char *bloom_name(const struct bloom *b); /* of the set: the file's without its ending */

struct bloom_facts {
	uint64_t bytes, capacity, entries, hashes, bits;
	/*
	 * Of one question: the rate the filter was made for, or the one that its entries give it
	 * if that is higher.
	 */
	double rate;
};
void bloom_facts(const struct bloom *b, struct bloom_facts *out);

/* SHA-256 of the file, 32 bytes; reads all of it. */
int bloom_digest(const struct bloom *b, unsigned char out[32], struct error *e);

/*
 * Is the digest (probably) in it, in capitals, as CIRCL writes them, or in small letters? Each form
 * is a question of its own: BLOOM_FORMS times the rate.
 */
#define BLOOM_FORMS 2
bool bloom_has(const struct bloom *b, enum digest_kind kind, const unsigned char *digest);

/* The chance that one of so many digests, none of which is in it, is found nevertheless. */
double bloom_rate(const struct bloom *b, unsigned digests);

#endif
