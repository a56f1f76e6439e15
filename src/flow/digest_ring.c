/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/digest_ring.h"

#include <errno.h>
#include <sys/mman.h>

#define HEAD_BYTES (((sizeof(struct digest_ring) + 4095) / 4096) * 4096)
#define RING_BYTES (HEAD_BYTES + RING_PLACES * RING_BLOCK)

int
digest_ring_new(struct digest_ring **out, struct error *e)
{
	unsigned char *p =
		mmap(NULL, RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct digest_ring *ring = (struct digest_ring *)(void *)p;

	if (p == MAP_FAILED)
		return error_system(e, "shared memory for digests");
	for (size_t i = 0; i < RING_PLACES; i++) {
		ring->places[i].bytes = p + HEAD_BYTES + i * RING_BLOCK;
		sem_init(&ring->places[i].free, 1, 0);
		for (size_t k = 0; k < DIGEST_KINDS; k++)
			sem_init(&ring->places[i].ready[k], 1, 0);
	}
	*out = ring;
	return 0;
}

void
digest_ring_free(struct digest_ring **ring)
{
	if (*ring)
		munmap(*ring, RING_BYTES);
	*ring = NULL;
}

void
digest_ring_start(struct digest_ring *ring, uint64_t blocks, unsigned consumers)
{
	ring->blocks = blocks;
	ring->consumers = consumers;
	for (size_t i = 0; i < RING_PLACES; i++)
		for (unsigned k = 0; k < DIGEST_KINDS; k++)
			if (consumers & 1u << k)
				sem_post(&ring->places[i].free);
}

static void
wait_for(sem_t *s)
{
	while (sem_wait(s) && errno == EINTR)
		;
}

struct ring_place *
digest_ring_fill(struct digest_ring *ring, uint64_t k)
{
	struct ring_place *place = &ring->places[k % RING_PLACES];

	for (unsigned i = 0; i < DIGEST_KINDS; i++)
		if (ring->consumers & 1u << i)
			wait_for(&place->free);
	return place;
}

void
digest_ring_filled(struct digest_ring *ring, struct ring_place *place)
{
	for (unsigned i = 0; i < DIGEST_KINDS; i++)
		if (ring->consumers & 1u << i)
			sem_post(&place->ready[i]);
}

struct ring_place *
digest_ring_take(struct digest_ring *ring, uint64_t k, enum digest_kind kind)
{
	struct ring_place *place = &ring->places[k % RING_PLACES];

	wait_for(&place->ready[kind]);
	return place;
}

void
digest_ring_taken(struct ring_place *place)
{
	sem_post(&place->free);
}
