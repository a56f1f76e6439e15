/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/near.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define BITS	   (8u * NEAR_BYTES)
#define WORDS	   (NEAR_BYTES / 8)
#define WIDTH_MIN  12u
#define WIDTH_MAX  24u
#define PARTS_MAX  (BITS / WIDTH_MIN + 1)
#define KEYS	   256u /* looked up together, so that their waits for memory overlap */
#define CANDIDATES 2048u

/* One part of all digests: their positions in order of that part's bits. */
struct part {
	unsigned first, width; /* bits */
	uint32_t *starts;      /* 2^width + 1 */
	uint32_t *positions;
};

struct near_index {
	unsigned char *digests; /* a copy */
	unsigned parts;
	struct part part[PARTS_MAX];
};

/* ---- Bits ---- */

/* Bits [first, first + width) of a digest, width <= WIDTH_MAX. */
static uint32_t
bits_of(const unsigned char *digest, unsigned first, unsigned width)
{
	uint32_t v = 0;

	for (unsigned i = 0; i < 4; i++)
		if (first / 8 + i < NEAR_BYTES)
			v |= (uint32_t)digest[first / 8 + i] << (8 * i);
	return v >> first % 8 & ((1u << width) - 1);
}

/*
 * What compares digests is compiled twice: the instruction that counts bits is not on every
 * processor, and without it this takes five times as long.
 */
static inline __attribute__((always_inline)) unsigned
distance_of(const unsigned char *a, const uint64_t query[WORDS])
{
	uint64_t x[WORDS];
	unsigned n = 0;

	memcpy(x, a, NEAR_BYTES);
	for (size_t i = 0; i < WORDS; i++)
		n += (unsigned)__builtin_popcountll(x[i] ^ query[i]);
	return n;
}

#if defined(__x86_64__)
#define COUNTING __attribute__((target("popcnt")))
static int
have_counting(void)
{
	return __builtin_cpu_supports("popcnt");
}
#else
#define COUNTING
static int
have_counting(void)
{
	return 1;
}
#endif

/* ---- Building ---- */

static void
part_build(struct part *p, const unsigned char *digests, size_t n)
{
	size_t buckets = (size_t)1 << p->width;

	p->starts = memory_large(buckets + 1, sizeof *p->starts);
	p->positions = memory_large(n + 1, sizeof *p->positions);
	for (size_t i = 0; i < n; i++)
		p->starts[bits_of(digests + i * NEAR_BYTES, p->first, p->width) + 1]++;
	for (size_t k = 0; k < buckets; k++)
		p->starts[k + 1] += p->starts[k];
	/* starts[k] runs through its bucket while that is filled, and ends as the start of k + 1 */
	for (size_t i = 0; i < n; i++) {
		uint32_t k = bits_of(digests + i * NEAR_BYTES, p->first, p->width);

		p->positions[p->starts[k]++] = (uint32_t)i;
	}
	memmove(p->starts + 1, p->starts, buckets * sizeof *p->starts);
	p->starts[0] = 0;
}

/* As wide as leaves about one digest in a bucket. */
static unsigned
part_width(size_t n)
{
	unsigned width = WIDTH_MIN;

	while (width < WIDTH_MAX && (size_t)1 << width < n)
		width++;
	return width;
}

struct near_index *
near_new(const unsigned char *digests, size_t n)
{
	struct near_index *x = memory_zero(1, sizeof *x);
	unsigned first = 0;

	assert(n < UINT32_MAX);
	x->digests = memory_large(n + 1, NEAR_BYTES);
	memcpy(x->digests, digests, n * NEAR_BYTES);
	x->parts = (BITS + part_width(n) - 1) / part_width(n);
	for (unsigned i = 0; i < x->parts; i++) {
		struct part *p = &x->part[i];

		p->first = first;
		p->width = (BITS - first + (x->parts - i) - 1) / (x->parts - i);
		first += p->width;
		part_build(p, digests, n);
	}
	return x;
}

void
near_free(struct near_index **x)
{
	if (!*x)
		return;
	for (unsigned i = 0; i < (*x)->parts; i++) {
		free((*x)->part[i].starts);
		free((*x)->part[i].positions);
	}
	free((*x)->digests);
	free(*x);
	*x = NULL;
}

/* ---- Asking ---- */

struct query {
	const unsigned char *digests;
	uint64_t words[WORDS];
	unsigned distance;
	const struct part *part; /* that the keys are of */
	uint32_t keys[KEYS];
	size_t nkeys;
	uint32_t candidates[CANDIDATES];
	size_t n;
	struct near_hits *hits;
};

static void
add_hit(struct near_hits *hits, uint32_t position, uint32_t distance)
{
	if (hits->n == hits->cap) {
		hits->cap = hits->cap ? hits->cap * 2 : 16;
		hits->v = memory_resize_array(hits->v, hits->cap, sizeof *hits->v);
	}
	hits->v[hits->n++] = (struct near_hit){position, distance};
}

static inline __attribute__((always_inline)) void
compare_all(struct query *q)
{
	for (size_t i = 0; i < q->n; i++) {
		unsigned d =
			distance_of(q->digests + (size_t)q->candidates[i] * NEAR_BYTES, q->words);

		if (d <= q->distance)
			add_hit(q->hits, q->candidates[i], d);
	}
	q->n = 0;
}

static void
compare_plainly(struct query *q)
{
	compare_all(q);
}

static COUNTING void
compare_counting(struct query *q)
{
	compare_all(q);
}

static void
compare(struct query *q)
{
	if (have_counting())
		compare_counting(q);
	else
		compare_plainly(q);
}

static void
take_candidate(struct query *q, uint32_t position)
{
	__builtin_prefetch(q->digests + (size_t)position * NEAR_BYTES);
	q->candidates[q->n++] = position;
	if (q->n == CANDIDATES)
		compare(q);
}

/* From keys to buckets to positions: each step's memory is asked for while the last one's comes. */
static void
take_buckets(struct query *q)
{
	const struct part *p = q->part;

	for (size_t i = 0; i < q->nkeys; i++)
		__builtin_prefetch(p->positions + p->starts[q->keys[i]]);
	for (size_t i = 0; i < q->nkeys; i++) {
		uint32_t end = p->starts[q->keys[i] + 1];

		for (uint32_t k = p->starts[q->keys[i]]; k < end; k++)
			take_candidate(q, p->positions[k]);
	}
	q->nkeys = 0;
}

/* All keys that differ from `key` in 0 .. most of the bits [bit, width). */
static void
take_around(struct query *q, uint32_t key, unsigned bit, unsigned most)
{
	__builtin_prefetch(q->part->starts + key);
	q->keys[q->nkeys++] = key;
	if (q->nkeys == KEYS)
		take_buckets(q);
	if (most == 0)
		return;
	for (unsigned i = bit; i < q->part->width; i++)
		take_around(q, key ^ 1u << i, i + 1, most - 1);
}

static int
by_position(const void *a, const void *b)
{
	uint32_t x = ((const struct near_hit *)a)->position;
	uint32_t y = ((const struct near_hit *)b)->position;

	return x < y ? -1 : x > y;
}

/* Several parts may have led to the same digest. */
static void
put_in_order(struct near_hits *hits)
{
	size_t kept = 0;

	if (hits->n == 0)
		return;
	qsort(hits->v, hits->n, sizeof *hits->v, by_position);
	for (size_t i = 1; i < hits->n; i++)
		if (hits->v[i].position != hits->v[kept].position)
			hits->v[++kept] = hits->v[i];
	hits->n = kept + 1;
}

static void
query_init(struct query *q, const unsigned char *digests, const unsigned char *bytes,
	   unsigned distance, struct near_hits *hits)
{
	assert(distance <= NEAR_FARTHEST);
	q->digests = digests;
	memcpy(q->words, bytes, NEAR_BYTES);
	q->distance = distance;
	q->n = q->nkeys = 0;
	q->hits = hits;
	hits->n = 0;
}

void
near_find(struct near_index *x, const unsigned char query[NEAR_BYTES], unsigned distance,
	  struct near_hits *hits)
{
	struct query q;
	unsigned each = (distance + 1) / x->parts, more = (distance + 1) % x->parts;

	query_init(&q, x->digests, query, distance, hits);
	for (unsigned i = 0; i < x->parts; i++) {
		const struct part *p = q.part = &x->part[i];
		unsigned closer = each + (i < more); /* one more than the part's threshold */

		if (closer)
			take_around(&q, bits_of(query, p->first, p->width), 0, closer - 1);
		take_buckets(&q);
	}
	compare(&q);
	put_in_order(hits);
}

/* ---- Without an index ---- */

static inline __attribute__((always_inline)) void
scan_all(struct query *q, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned d = distance_of(q->digests + i * NEAR_BYTES, q->words);

		if (d <= q->distance)
			add_hit(q->hits, (uint32_t)i, d);
	}
}

static void
scan_plainly(struct query *q, size_t n)
{
	scan_all(q, n);
}

static COUNTING void
scan_counting(struct query *q, size_t n)
{
	scan_all(q, n);
}

void
near_scan(const unsigned char *digests, size_t n, const unsigned char query[NEAR_BYTES],
	  unsigned distance, struct near_hits *hits)
{
	struct query q;

	query_init(&q, digests, query, distance, hits);
	if (have_counting())
		scan_counting(&q, n);
	else
		scan_plainly(&q, n);
}

void
near_hits_release(struct near_hits *hits)
{
	free(hits->v);
	*hits = (struct near_hits){NULL, 0, 0};
}
