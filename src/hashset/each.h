/* SPDX-License-Identifier: Apache-2.0 */
/* Going through every entry of a set, with all of its digests: for export and for other sets. */
#ifndef WINNOW_HASHSET_EACH_H
#define WINNOW_HASHSET_EACH_H

#include "hashset/set.h"

/* Digests are borrowed from the file; NULL: the entry has none of that kind. */
struct each_entry {
	struct hashset_entry entry;
	const unsigned char *digest[DIGEST_KINDS];
	const unsigned char *pdq;
	unsigned quality;
};

/*
 * First those of one bare digest, kind by kind in ascending order, then those of a bare PDQ digest,
 * then the others by their numbers. Needs 16 bytes of memory for each of the others. Stops at -1.
 */
int hashset_each(const struct hashset *s,
		 int (*fn)(void *ctx, const struct each_entry *x, struct error *e), void *ctx,
		 struct error *e);

#endif
