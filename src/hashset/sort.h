/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sorting more fixed-width records than fit in memory: what does not fit is spilled in sorted runs
 * to an unlinked temporary file and merged when read. Records compare as byte strings (memcmp), so
 * numbers in them are kept big-endian. The order read is the same whatever the memory.
 */
#ifndef WINNOW_HASHSET_SORT_H
#define WINNOW_HASHSET_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define SORT_WIDTH_MAX 192 /* bytes of a record */

struct sorter;

/* Memory shared by several sorters. When it is used up, the largest of them spills. */
struct sort_budget {
	size_t limit, used;
	struct sorter *first;
	const char *dir; /* where spill files are made; borrowed */
};

#define SORT_MEMORY_MIN ((size_t)1 << 20)

/*
 * limit: bytes, at least SORT_MEMORY_MIN; a quarter is kept for merging. A merge of very many runs
 * needs 4 KiB a run, whatever the limit is.
 */
void sort_budget_init(struct sort_budget *b, size_t limit, const char *dir);

int sorter_open(struct sorter **out, struct sort_budget *b, size_t width, struct error *e);
void sorter_close(struct sorter **s);

/* -1: the spill file could not be written. */
int sorter_add(struct sorter *s, const void *record, struct error *e);

uint64_t sorter_count(const struct sorter *s); /* records added */

/*
 * Ends adding and begins reading. others_grow: sorters of the same budget are still being added to
 * while this one is read, so it must not sit on the memory.
 */
int sorter_finish(struct sorter *s, bool others_grow, struct error *e);

/*
 * 1 and the next record in ascending order (valid until the next call; equal ones all come), 0, -1.
 */
int sorter_next(struct sorter *s, const unsigned char **record, struct error *e);

/* Sorts n records of `width` bytes in place. */
void sort_records(unsigned char *records, size_t n, size_t width);

#endif
