/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The memory that readers and digests of digesting.c share: a ring of blocks. Each block of the
 * evidence has its place in the ring; readers fill places that all digests are through with,
 * digests take them in order.
 */
#ifndef WINNOW_FLOW_DIGEST_RING_H
#define WINNOW_FLOW_DIGEST_RING_H

#include <semaphore.h>

#include "flow/digesting.h"

#define RING_BLOCK  ((size_t)1 << 20)
#define RING_PLACES 16u

struct ring_place {
	sem_t free;		   /* counts the digests that are through with it */
	sem_t ready[DIGEST_KINDS]; /* there is a block for this digest */
	uint32_t n;		   /* bytes of the block */
	unsigned char *bytes;
};

struct digest_ring {
	uint64_t blocks;    /* of the whole evidence; set before readers and digests begin */
	unsigned consumers; /* bits */
	struct ring_place places[RING_PLACES];
};

int digest_ring_new(struct digest_ring **out, struct error *e);
void digest_ring_free(struct digest_ring **ring);
/* Once it is known who will follow. */
void digest_ring_start(struct digest_ring *ring, uint64_t blocks, unsigned consumers);

/* Where block k goes, once there is room. */
struct ring_place *digest_ring_fill(struct digest_ring *ring, uint64_t k);
void digest_ring_filled(struct digest_ring *ring, struct ring_place *place);
/* Block k for one digest, once it is there. */
struct ring_place *digest_ring_take(struct digest_ring *ring, uint64_t k, enum digest_kind kind);
void digest_ring_taken(struct ring_place *place);

#endif
