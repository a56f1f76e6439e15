/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers that look random and are the same everywhere: the splitmix64 sequence (Steele, Lea, Flood
 * 2014), started from a seed and a name. Not for anything secret.
 */
#ifndef WINNOW_PRACTICE_RNG_H
#define WINNOW_PRACTICE_RNG_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct rng {
	uint64_t state;
};

static inline uint64_t
rng_next(struct rng *r)
{
	uint64_t z = (r->state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* 0..n-1; n > 0. The bias is far below what a picture shows. */
static inline uint64_t
rng_below(struct rng *r, uint64_t n)
{
	return rng_next(r) % n;
}

/* low..high, both inclusive. */
static inline int
rng_between(struct rng *r, int low, int high)
{
	return low + (int)rng_below(r, (uint64_t)(high - low) + 1);
}

/* A sequence of its own for each name (FNV-1a over it, mixed with the seed). */
static inline struct rng
rng_named(uint64_t seed, const char *name)
{
	uint64_t h = 0xcbf29ce484222325u;
	struct rng r;

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 0x100000001b3u;
	r.state = h ^ (seed * 0x9e3779b97f4a7c15u);
	rng_next(&r);
	return r;
}

static inline void
rng_fill(struct rng *r, unsigned char *p, size_t n)
{
	for (; n >= 8; p += 8, n -= 8) {
		uint64_t v = htole64(rng_next(r));

		memcpy(p, &v, 8);
	}
	for (uint64_t v = n ? rng_next(r) : 0; n; n--, v >>= 8)
		*p++ = (unsigned char)v;
}

#endif
