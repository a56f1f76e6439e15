/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/scan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "carve/scan_private.h"

#define DISTANCES_MAX 16

struct scan_signature {
	const unsigned char *bytes;
	size_t n, at;	 /* at: of its first byte, from the start of the file */
	size_t anchor;	 /* of its anchor, from the start of the file */
	uint64_t format; /* one bit */
};

/*
 * Signatures whose anchors lie equally far from the start: which first two anchor bytes there are.
 */
struct scan_pairs {
	size_t anchor;
	unsigned char set[65536 / 8];
};

struct scanner {
	struct scan_signature *signatures;
	size_t nsignatures;
	struct scan_pairs *pairs;
	size_t npairs;
	struct scan_tables tables;
	size_t nearest, farthest; /* anchors */
	size_t reach;
	bool avx2;
};

/* ---- Choosing anchors ---- */

/* How common a byte is in what lies on disks; lower is better for an anchor. */
static unsigned
commonness(unsigned char c)
{
	if (c == 0)
		return 16;
	if (c == 0xff)
		return 4;
	if (c == ' ' || (c >= 'a' && c <= 'z'))
		return 3;
	if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c < 8)
		return 2;
	return 1;
}

static struct scan_pairs *
pairs_at(struct scanner *s, size_t anchor)
{
	for (size_t i = 0; i < s->npairs; i++)
		if (s->pairs[i].anchor == anchor)
			return &s->pairs[i];
	return NULL;
}

/* The rarest neighbouring bytes; a distance that another signature has already is worth much. */
static size_t
choose_anchor(struct scanner *s, const struct scan_signature *x)
{
	size_t best = x->at;
	unsigned lowest = UINT32_MAX;

	for (size_t i = 0; i == 0 || i + ANCHOR <= x->n; i++) {
		unsigned cost = pairs_at(s, x->at + i) ? 0 : 6;

		for (size_t k = 0; k < ANCHOR && i + k < x->n; k++)
			cost += commonness(x->bytes[i + k]);
		if (cost < lowest) {
			lowest = cost;
			best = x->at + i;
		}
	}
	return best;
}

/* ---- Tables ---- */

/* Any byte may stand where a signature is shorter than an anchor. */
static void
set_tables(struct scan_tables *t, const struct scan_signature *x, unsigned bucket)
{
	const unsigned char *p = x->bytes + (x->anchor - x->at);
	size_t n = x->n - (x->anchor - x->at);
	unsigned char bit = (unsigned char)(1u << bucket);

	for (size_t i = 0; i < ANCHOR; i++) {
		for (unsigned v = 0; v < 16; v++) {
			if (i >= n || (p[i] & 15) == v)
				t->low[i][v] |= bit;
			if (i >= n || p[i] >> 4 == v)
				t->high[i][v] |= bit;
		}
	}
}

/* How much of random data a bucket lets through. */
static double
passes(const struct scan_tables *t, unsigned bucket)
{
	double share = 1;

	for (size_t i = 0; i < ANCHOR; i++) {
		unsigned low = 0, high = 0;

		for (unsigned v = 0; v < 16; v++) {
			low += t->low[i][v] >> bucket & 1;
			high += t->high[i][v] >> bucket & 1;
		}
		share *= low * high / 256.0;
	}
	return share;
}

/*
 * Signatures that resemble each other share a bucket: it lets all mixtures of
 * their nibbles through.
 */
static void
add_to_tables(struct scanner *s, const struct scan_signature *x)
{
	unsigned best = 0;
	double lowest = 2;

	for (unsigned bucket = 0; bucket < SCAN_BUCKETS; bucket++) {
		struct scan_tables with = s->tables;

		set_tables(&with, x, bucket);
		double more = passes(&with, bucket) - passes(&s->tables, bucket);
		if (more < lowest) {
			lowest = more;
			best = bucket;
		}
	}
	set_tables(&s->tables, x, best);
}

static void
add_to_pairs(struct scanner *s, const struct scan_signature *x)
{
	struct scan_pairs *pairs = pairs_at(s, x->anchor);
	const unsigned char *p = x->bytes + (x->anchor - x->at);
	unsigned pair = (unsigned)p[0] | (unsigned)p[1] << 8;

	if (!pairs) {
		assert(s->npairs < DISTANCES_MAX);
		pairs = &s->pairs[s->npairs++];
		pairs->anchor = x->anchor;
	}
	pairs->set[pair >> 3] |= (unsigned char)(1u << (pair & 7));
}

static void
add_signature(struct scanner *s, const struct media_signature *m, uint64_t format)
{
	struct scan_signature x = {(const unsigned char *)m->bytes, m->n, m->at, 0, format};

	assert(m->n >= 2 && m->at + m->n <= SCAN_REACH_MAX);
	x.anchor = choose_anchor(s, &x);
	add_to_pairs(s, &x);
	add_to_tables(s, &x);
	if (s->nsignatures == 0 || x.anchor < s->nearest)
		s->nearest = x.anchor;
	if (x.anchor > s->farthest)
		s->farthest = x.anchor;
	if (x.at + x.n > s->reach)
		s->reach = x.at + x.n;
	s->signatures[s->nsignatures++] = x;
}

static size_t
count_signatures(const struct media_format *const *formats, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		for (const struct media_signature *x = formats[i]->signatures; x && x->n; x++)
			count++;
	return count;
}

struct scanner *
scanner_new(const struct media_format *const *formats, size_t n, uint64_t wanted)
{
	struct scanner *s = memory_zero(1, sizeof *s);

	assert(n <= SCAN_FORMATS_MAX);
	s->signatures = memory_zero(count_signatures(formats, n) + 1, sizeof *s->signatures);
	s->pairs = memory_zero(DISTANCES_MAX, sizeof *s->pairs);
	for (size_t i = 0; i < n; i++) {
		if (!(wanted >> i & 1))
			continue;
		for (const struct media_signature *m = formats[i]->signatures; m && m->n; m++)
			add_signature(s, m, (uint64_t)1 << i);
	}
	s->avx2 = scan_have_avx2();
	return s;
}

void
scanner_free(struct scanner **s)
{
	if (!*s)
		return;
	free((*s)->signatures);
	free((*s)->pairs);
	free(*s);
	*s = NULL;
}

size_t
scanner_reach(const struct scanner *s)
{
	return s->reach;
}

/* ---- Searching ---- */

/*
 * Most that get here differ in their first bytes: a call for each would cost more than
 * all the rest.
 */
static inline bool
stands(const struct scan_signature *x, const unsigned char *p, size_t n, size_t k)
{
	const unsigned char *at = p + k + x->at;

	if (n - k < x->at + x->n || at[0] != x->bytes[0] || at[1] != x->bytes[1])
		return false;
	return memcmp(at, x->bytes, x->n) == 0;
}

/* The formats whose signature stands at k, compared in full. */
static uint64_t
compare(const struct scanner *s, const unsigned char *p, size_t n, size_t k)
{
	uint64_t formats = 0;

	for (size_t i = 0; i < s->nsignatures; i++)
		if (stands(&s->signatures[i], p, n, k))
			formats |= s->signatures[i].format;
	return formats;
}

/* Could some anchor stand where it would for a file at k? Reads two bytes a distance. */
static bool
anchored(const struct scanner *s, const unsigned char *p, size_t n, size_t k)
{
	for (size_t i = 0; i < s->npairs; i++) {
		const struct scan_pairs *x = &s->pairs[i];

		if (n - k < x->anchor + 2)
			continue;
		const unsigned char *a = p + k + x->anchor;
		unsigned pair = (unsigned)a[0] | (unsigned)a[1] << 8;
		if (x->set[pair >> 3] >> (pair & 7) & 1)
			return true;
	}
	return false;
}

/*
 * The processor fetches ahead within a page, but a grid leaves most lines of it out: ask for the
 * lines that will be needed some steps from now.
 */
#define GRID_AHEAD 16

static size_t
next_on_grid(const struct scanner *s, const unsigned char *p, size_t n, size_t from, size_t step,
	     uint64_t *formats)
{
	for (size_t k = from; k < n; k += step) {
		if (step >= 64 && (n - k) / step > GRID_AHEAD)
			__builtin_prefetch(p + k + GRID_AHEAD * step);
		if (anchored(s, p, n, k) && (*formats = compare(s, p, n, k)) != 0)
			return k;
		if (step > n - k)
			break;
	}
	return n;
}

/* The first file, at or behind `from`, whose anchor stands at `place`; n: none. */
static size_t
file_of_anchor(const struct scanner *s, const unsigned char *p, size_t n, size_t from, size_t place)
{
	size_t first = n;

	for (size_t i = 0; i < s->nsignatures; i++) {
		const struct scan_signature *x = &s->signatures[i];

		if (place < x->anchor || place - x->anchor < from || place - x->anchor >= first)
			continue;
		if (stands(x, p, n, place - x->anchor))
			first = place - x->anchor;
	}
	return first;
}

/*
 * Anchors are met in order, but the files they belong to are not: one with a far anchor
 * begins before another whose near one was met first. So behind the first hit a few places
 * more are compared.
 */
static size_t
next_anywhere(const struct scanner *s, const unsigned char *p, size_t n, size_t from,
	      uint64_t *formats)
{
	size_t place = from + s->nearest;

	for (; s->avx2; place++) {
		bool agree = false;

		place = scan_avx2(&s->tables, p, n, place, &agree);
		if (!agree || file_of_anchor(s, p, n, from, place) < n)
			break;
	}
	if (place >= s->farthest && place - s->farthest > from)
		from = place - s->farthest;
	return next_on_grid(s, p, n, from, 1, formats);
}

size_t
scanner_next(const struct scanner *s, const unsigned char *p, size_t n, size_t from, size_t step,
	     uint64_t *formats)
{
	*formats = 0;
	if (from >= n || s->nsignatures == 0)
		return n;
	return step == 1 ? next_anywhere(s, p, n, from, formats)
			 : next_on_grid(s, p, n, from, step, formats);
}
