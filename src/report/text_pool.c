/* SPDX-License-Identifier: Apache-2.0 */
#include "report/text_pool.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/buffer.h"
#include "base/memory.h"

/* ---- Index ---- */

struct slot {
	struct span key; /* p NULL: free */
	uint64_t hash;
	size_t value;
};

struct index {
	uint64_t key[2];
	struct slot *slots;
	size_t size; /* a power of two */
	size_t n;
};

struct index *
index_new(void)
{
	struct index *x = memory_zero(1, sizeof *x);
	/* Without random bytes look-ups are merely easier to slow down; nothing that is printed
	 * depends on them. */
	(void)!getrandom(x->key, sizeof x->key, GRND_NONBLOCK);
	x->size = 64;
	x->slots = memory_zero(x->size, sizeof *x->slots);
	return x;
}

void
index_free(struct index **x)
{
	if (!*x)
		return;
	free((*x)->slots);
	free(*x);
	*x = NULL;
}

static uint64_t
rotate(uint64_t v, unsigned by)
{
	return v << by | v >> (64 - by);
}

static void
sip_round(uint64_t v[4])
{
	v[0] += v[1], v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0], v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32);
	v[2] += v[1], v[0] += v[3];
	v[1] = rotate(v[1], 17) ^ v[2], v[3] = rotate(v[3], 21) ^ v[0];
	v[2] = rotate(v[2], 32);
}

/*
 * SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012, with 1
 * and 3 rounds).
 */
static uint64_t
hash_of(const struct index *x, struct span s)
{
	uint64_t v[4] = {x->key[0] ^ 0x736f6d6570736575, x->key[1] ^ 0x646f72616e646f6d,
			 x->key[0] ^ 0x6c7967656e657261, x->key[1] ^ 0x7465646279746573};
	size_t whole = s.n / 8 * 8;
	uint64_t word;
	for (size_t i = 0; i < whole; i += 8) {
		memcpy(&word, s.p + i, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	word = 0;
	memcpy(&word, s.p + whole, s.n - whole);
	word |= (uint64_t)s.n << 56;
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static struct slot *
slot_of(const struct index *x, struct span key, uint64_t hash)
{
	size_t i = (size_t)hash & (x->size - 1);
	for (;; i = (i + 1) & (x->size - 1)) {
		struct slot *s = &x->slots[i];
		if (!s->key.p ||
		    (s->hash == hash && s->key.n == key.n && memcmp(s->key.p, key.p, key.n) == 0))
			return s;
	}
}

static void
index_grow(struct index *x)
{
	struct slot *old = x->slots;
	size_t size = x->size;
	x->size *= 2;
	x->slots = memory_zero(x->size, sizeof *x->slots);
	for (size_t i = 0; i < size; i++)
		if (old[i].key.p)
			*slot_of(x, old[i].key, old[i].hash) = old[i];
	free(old);
}

size_t
index_find(const struct index *x, struct span key)
{
	const struct slot *s = slot_of(x, key, hash_of(x, key));
	return s->key.p ? s->value : INDEX_NONE;
}

size_t
index_add(struct index *x, struct span key, size_t value)
{
	uint64_t hash = hash_of(x, key);
	struct slot *s = slot_of(x, key, hash);
	if (s->key.p)
		return s->value;
	*s = (struct slot){key, hash, value};
	if (++x->n > x->size / 2)
		index_grow(x);
	return value;
}

/* ---- Pool ---- */

#define BLOCK_SIZE ((size_t)1 << 16)

struct block {
	struct block *before;
	char text[];
};

struct text_pool {
	struct block *newest;
	size_t used, room;   /* of the newest block */
	struct index *known; /* value: the string's address */
};

struct text_pool *
text_pool_new(void)
{
	struct text_pool *p = memory_zero(1, sizeof *p);
	p->known = index_new();
	return p;
}

void
text_pool_free(struct text_pool **p)
{
	if (!*p)
		return;
	for (struct block *b = (*p)->newest, *before; b; b = before) {
		before = b->before;
		free(b);
	}
	index_free(&(*p)->known);
	free(*p);
	*p = NULL;
}

static char *
take_room(struct text_pool *p, size_t n)
{
	if (p->room - p->used < n) {
		size_t room = n > BLOCK_SIZE ? n : BLOCK_SIZE;
		struct block *b = memory_new(sizeof *b + room);
		b->before = p->newest;
		p->newest = b;
		p->used = 0;
		p->room = room;
	}
	char *at = p->newest->text + p->used;
	p->used += n;
	return at;
}

static const char *
text_pool_copy(struct text_pool *p, struct span s)
{
	size_t found = index_find(p->known, s);
	if (found != INDEX_NONE)
		return (const char *)(uintptr_t)found;
	char *copy = take_room(p, s.n + 1);
	memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	index_add(p->known, (struct span){copy, s.n}, (size_t)(uintptr_t)copy);
	return copy;
}

const char *
text_pool_string(struct text_pool *p, struct span s)
{
	if (s.n == 0)
		return "";
	if (!memchr(s.p, '\0', s.n))
		return text_pool_copy(p, s);
	struct buffer clean = BUFFER_EMPTY;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i])
			buffer_add_byte(&clean, s.p[i]);
		else
			buffer_add_text(&clean, "\xEF\xBF\xBD");
	const char *copy = text_pool_copy(p, buffer_span(&clean));
	buffer_release(&clean);
	return copy;
}
