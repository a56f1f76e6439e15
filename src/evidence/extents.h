/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stretches of an image as a list: what is free, what is searched already. Lists are built by
 * adding in any order and are then put in order; the arithmetic wants them in order.
 *
 * Memory is bounded. A list that grows past its limit gives up precision, never coverage:
 * neighbours are joined over the gap between them until there is room again, and `coarse` says so.
 */
#ifndef WINNOW_EVIDENCE_EXTENTS_H
#define WINNOW_EVIDENCE_EXTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct extent {
	uint64_t offset, size; /* bytes; size > 0; offset + size does not overflow */
};

struct extents {
	struct extent *v;
	size_t n, cap;
	size_t limit; /* most entries it may hold; at least 2; 0: EXTENTS_LIMIT */
	bool coarse;
};

#define EXTENTS_LIMIT ((size_t)4 << 20) /* 64 MiB of memory */
#define EXTENTS_EMPTY                                                                              \
	{                                                                                          \
		NULL, 0, 0, 0, false                                                               \
	}

/* Adds [offset, offset + size); size 0 and what would overflow 64 bits is left out. */
void extents_add(struct extents *list, uint64_t offset, uint64_t size);

/* Sorts and merges what overlaps or touches. All below want (and give) lists in this order. */
void extents_sort(struct extents *list);

/* Takes out of `list` every byte that is in `other`. */
void extents_subtract(struct extents *list, const struct extents *other);

/* Keeps only what lies in [from, to). */
void extents_clip(struct extents *list, uint64_t from, uint64_t to);

/* Adds all of `other` and sorts. */
void extents_join(struct extents *list, const struct extents *other);

/* The index of the first entry that ends behind an offset; list->n: none. */
size_t extents_from(const struct extents *list, uint64_t offset);

uint64_t extents_total(const struct extents *list);

void extents_release(struct extents *list);

#endif
