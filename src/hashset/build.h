/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a set file: entries go in, in any number and order, and the file comes out sorted, with
 * equal entries merged. Memory is bounded; what does not fit is sorted outside (sort.h). The same
 * entries in the same order give the same bytes whatever the memory.
 */
#ifndef WINNOW_HASHSET_BUILD_H
#define WINNOW_HASHSET_BUILD_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "hashset/digest.h"
#include "hashset/entry_flags.h"
#include "hashset/set_key.h"
#include "hashset/verdict.h"

struct builder;

/* One entry: one file, known by one digest or several. */
struct builder_entry {
	struct verdict_key verdict;
	unsigned digests; /* bit 1 << enum digest_kind for each that is there */
	unsigned char digest[DIGEST_KINDS][DIGEST_MAX];
	bool has_pdq; /* a PDQ digest, too; or alone, with digests 0 */
	unsigned char pdq[PDQ_SIZE];
	unsigned char quality; /* of it: 0 to 100, or PDQ_NO_QUALITY */
	struct entry_flags flags;
	uint64_t size;	     /* bytes of the file, or BUILDER_NO_SIZE */
	struct span comment; /* {NULL, 0}: none; at most 64 KiB is kept */
	struct span details; /* a JSON object of whatever else is known; the same */
	struct span id;	     /* the list's own name for it, by which it may be taken back */
};
#define BUILDER_NO_SIZE UINT64_MAX

/* Of each set, once the file is finished. */
struct builder_counts {
	uint64_t kept, duplicate, deleted;
};

/*
 * memory: bytes, at least SORT_MEMORY_MIN of sort.h. Nothing appears at
 * path before builder_finish().
 */
int builder_open(struct builder **out, const char *path, uint64_t memory, struct error *e);

/* A set within the file; its number, from 0, goes into verdicts. */
uint32_t builder_set(struct builder *b, const char *name);
/* What is known about it, a JSON object; may be set until builder_finish(). */
void builder_metadata(struct builder *b, uint32_t set, struct span json);

/*
 * From here on digests are kept under this key (borrowed), and sizes, comments and details, which
 * would tell what the digests no longer do, are left out. Before the first entry.
 */
void builder_keyed(struct builder *b, struct set_key *key);

/* Another list begins: what it takes back is what came before it. */
void builder_next_list(struct builder *b);

/*
 * Takes back what entries of a set have come with: a digest (what: enum digest_kind), a PDQ digest
 * or an id (enum deletion_of). final: of the list at hand, too. -1: there are too many.
 */
int builder_delete(struct builder *b, uint32_t set, unsigned what, struct span name, bool final,
		   struct error *e);

/* 1: kept, 0: one verdict too many in this file (WSET_VERDICTS_MAX), not kept; -1 on failure. */
int builder_add(struct builder *b, const struct builder_entry *entry, struct error *e);

/*
 * Sorts and merges. After it the counts are final and metadata can still be set, since nothing
 * stands on disk yet that depends on it.
 */
int builder_sort(struct builder *b, struct error *e);
const struct builder_counts *builder_counts(const struct builder *b, uint32_t set);

/* After builder_sort(): writes the rest, and the file takes its name. */
int builder_finish(struct builder *b, struct error *e);

/* Without builder_finish(): nothing remains, and what stood at path stays. */
void builder_close(struct builder **b);

#endif
