/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of an open set file, shared by opening (set.c), look-up (find.c)
 * and checking (check.c).
 */
#ifndef WINNOW_HASHSET_SET_PARTS_H
#define WINNOW_HASHSET_SET_PARTS_H

#include "base/bytes.h"
#include "hashset/format.h"
#include "hashset/set.h"

/* A section, checked to lie within the file; count rows of the type's width. */
struct hashset_part {
	const unsigned char *p;
	uint64_t size, count;
};

struct hashset_keys {
	struct hashset_part keys, refs, fanout;
	size_t width;
	unsigned bits;
	uint32_t n;
};

struct hashset {
	char *path;
	const unsigned char *base;
	uint64_t size;
	bool mapped;
	struct hashset_part strings, sets, verdicts, entries, texts, sizes, key_check;
	struct hashset_part pdq, pdq_refs, pdq_quality;
	bool keyed, sizes_complete;
	const struct set_key *key; /* borrowed; of a keyed set, once it is unlocked */
	struct hashset_keys kind[DIGEST_KINDS];
};

/* Fills *e: a keyed set is asked without its key; -1. */
int hashset_locked(const struct hashset *s, struct error *e);

/* Fills *e with "PATH is damaged (WHAT) …"; -1. */
int hashset_damaged(const struct hashset *s, const char *what, struct error *e);

/* Where bucket b begins and ends; -1 when the fan-out points outside or backwards. */
static inline int
hashset_bucket(const struct hashset_keys *k, uint32_t b, uint32_t *first, uint32_t *end)
{
	*first = le32(k->fanout.p + (size_t)b * 4);
	*end = le32(k->fanout.p + (size_t)b * 4 + 4);
	return *first <= *end && *end <= k->n ? 0 : -1;
}

#endif
