/* SPDX-License-Identifier: Apache-2.0 */
/* The keys that a person gave, tried on each keyed set that is asked. */
#ifndef WINNOW_HASHSET_KEY_RING_H
#define WINNOW_HASHSET_KEY_RING_H

#include "hashset/set.h"

struct key_ring {
	struct set_key **keys;
	size_t n;
};

int key_ring_open(struct key_ring *r, const char *const *paths, size_t n, struct error *e);
void key_ring_close(struct key_ring *r);

/*
 * Gives a keyed set its key, which the ring goes on owning; does nothing to others. -1: none of the
 * keys fits.
 */
int key_ring_unlock(const struct key_ring *r, struct hashset *s, struct error *e);

#endif
