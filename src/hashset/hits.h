/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a set says about one file of which one digest or several are known.
 *
 * An entry that shares several kinds of digest with the query is judged by the strongest of them:
 * MD5 and SHA-1 collisions can be made, so an MD5 that agrees while SHA-256 does not is no hit.
 */
#ifndef WINNOW_HASHSET_HITS_H
#define WINNOW_HASHSET_HITS_H

#include "hashset/set.h"

struct hits_query {
	unsigned digests; /* bit 1 << enum digest_kind for each that is known */
	unsigned char digest[DIGEST_KINDS][DIGEST_MAX];
};

struct hit {
	uint32_t verdict;
	enum digest_kind by;	  /* the strongest digest that agrees */
	struct entry_flags flags; /* of all entries with this verdict together */
	uint32_t row;		  /* the first of them that is more than a digest, or HITS_NO_ROW */
};
#define HITS_NO_ROW UINT32_MAX

/* An entry of several digests that agrees with the query in some and differs in others. */
struct hits_row {
	uint32_t number, verdict;
	unsigned common, agreed; /* bits: kinds that both have, kinds that are equal */
	struct entry_flags flags;
};

/* Reuse one for many queries. */
struct hits {
	struct hit *v; /* one for each verdict */
	size_t n, cap;
	struct hits_row *rows;
	size_t nrows, rows_cap;
	/* An entry that only weaker digests point to, and one whose weaker digests do not fit the
	 * strongest: the last of each, NULL when there is none. They point into rows. */
	const struct hits_row *contradicted, *inconsistent;
	bool cut; /* the set has over HITS_MAX entries with this digest; the rest were not looked at
		   */
};

#define HITS_EMPTY                                                                                 \
	{                                                                                          \
		NULL, 0, 0, NULL, 0, 0, NULL, NULL, false                                          \
	}
#define HITS_MAX 4096 /* entries of one digest that are looked at */

/* -1: the set file is damaged. */
int hits_find(const struct hashset *s, const struct hits_query *q, struct hits *out,
	      struct error *e);
/* The same for keys that were found already, by a digest of this kind and no other. */
int hits_at(const struct hashset *s, enum digest_kind kind, struct hashset_range range,
	    struct hits *out, struct error *e);
void hits_release(struct hits *h);

#endif
