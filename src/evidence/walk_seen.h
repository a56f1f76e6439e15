/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set of metadata addresses: which inodes and directories a walk has been at. It grows by what is
 * put in, eight bytes a slot, and evidence must hold a directory entry for each, so its size is
 * bounded by the evidence's.
 */
#ifndef WINNOW_EVIDENCE_WALK_SEEN_H
#define WINNOW_EVIDENCE_WALK_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct walk_seen {
	uint64_t *slots; /* address + 1; 0: free */
	size_t n, cap;	 /* cap: 0 or a power of two */
	bool last;	 /* holds UINT64_MAX, which has no slot value of its own */
};

/* True when the address was not in the set yet. */
bool walk_seen_add(struct walk_seen *s, uint64_t address);
bool walk_seen_has(const struct walk_seen *s, uint64_t address);
void walk_seen_release(struct walk_seen *s);

#endif
