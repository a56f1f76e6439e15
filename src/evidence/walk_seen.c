/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/walk_seen.h"

#include <stdlib.h>

#include "base/memory.h"

#define FIRST_CAP ((size_t)1024)

/* The slot of an address, or the free slot where it belongs. */
static size_t
find(const uint64_t *slots, size_t cap, uint64_t value)
{
	/* Addresses come in rows; Fibonacci hashing spreads them. */
	size_t i = (size_t)((value * 0x9e3779b97f4a7c15u) >> 32) & (cap - 1);

	while (slots[i] && slots[i] != value)
		i = (i + 1) & (cap - 1);
	return i;
}

static void
grow(struct walk_seen *s)
{
	size_t cap = s->cap ? s->cap * 2 : FIRST_CAP;
	uint64_t *slots = memory_zero(cap, sizeof(*slots));

	for (size_t i = 0; i < s->cap; i++)
		if (s->slots[i])
			slots[find(slots, cap, s->slots[i])] = s->slots[i];
	free(s->slots);
	s->slots = slots;
	s->cap = cap;
}

bool
walk_seen_has(const struct walk_seen *s, uint64_t address)
{
	if (address == UINT64_MAX)
		return s->last;
	return s->cap > 0 && s->slots[find(s->slots, s->cap, address + 1)] != 0;
}

bool
walk_seen_add(struct walk_seen *s, uint64_t address)
{
	if (walk_seen_has(s, address))
		return false;
	if (address == UINT64_MAX) {
		s->last = true;
		return true;
	}
	if (s->n >= s->cap / 2)
		grow(s);
	s->slots[find(s->slots, s->cap, address + 1)] = address + 1;
	s->n++;
	return true;
}

void
walk_seen_release(struct walk_seen *s)
{
	free(s->slots);
	*s = (struct walk_seen){0};
}
