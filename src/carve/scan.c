/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/scan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "carve/scan_private.h"
#include "media/bit_masks.h"

#define DISTANCES_MAX 32

struct scan_signature {
	const unsigned char *bytes;
	size_t n, at;	      /* at: of its first byte, from the start of the file */
	size_t anchor;	      /* of its anchor, from the start of the file */
	uint64_t format;      /* one bit */
	uint16_t pair;	      /* the first two bytes of its anchor */
	uint64_t first, mask; /* its first eight bytes as they lie in memory */
	bool (*head)(const unsigned char *p, size_t n); /* of its format */
};

/*
 * What eight bytes from an anchor on have in common in all signatures with its pair. Tested first,
 * so that what only begins like an anchor costs one comparison.
 */
struct scan_common {
	uint64_t value, mask;
	uint16_t first; /* signature */
};

/*
 * Signatures whose anchors lie equally far from the start: which first two anchor bytes there are.
 */
struct scan_pairs {
	size_t anchor;
	unsigned char set[65536 / 8];
};

struct scanner {
	struct scan_signature *signatures; /* by pair */
	size_t nsignatures;
	uint16_t of_pair[65536]; /* entry of common[]; that of 0 agrees with nothing */
	struct scan_common *common;
	size_t ncommon;
	struct scan_pairs *pairs;
	size_t npairs;
	struct scan_tables tables;
	double passing[SCAN_BUCKETS]; /* how much each of them lets through */
	unsigned char in_text[256];
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

/* How often a byte stands in text, in thousandths, nearly; others: never. */
static unsigned
in_text(unsigned c)
{
	static const unsigned char letters[26] = {65, 12, 22, 34, 100, 18, 16, 48, 56,
						  2,  6,  32, 20, 56,  60, 15, 1,  48,
						  50, 72, 22, 8,  19,  2,  16, 1};

	if (c >= 'a' && c <= 'z')
		return letters[c - 'a'];
	if (c >= 'A' && c <= 'Z')
		return 1 + letters[c - 'A'] / 10;
	if (c >= '0' && c <= '9')
		return 8;
	return c == ' ' ? 150 : c == '\n' ? 20 : c > ' ' && c < 0x7f ? 3 : 0;
}

/* The nibbles of a table that have the bucket, a bit each. */
static unsigned
nibbles(const unsigned char table[16], unsigned bucket)
{
	unsigned set = 0;

	for (unsigned v = 0; v < 16; v++)
		set |= (table[v] >> bucket & 1u) << v;
	return set;
}

/* How much a bucket lets through, of random data and of text. */
static double
passes(const struct scanner *s, const struct scan_tables *t, unsigned bucket)
{
	double noise = 1, text = 1;

	for (size_t i = 0; i < ANCHOR; i++) {
		unsigned low = nibbles(t->low[i], bucket), high = nibbles(t->high[i], bucket);
		unsigned letters = 0;

		for (unsigned h = high; h; h &= h - 1)
			for (unsigned l = low; l; l &= l - 1)
				letters += s->in_text[__builtin_ctz(h) << 4 | __builtin_ctz(l)];
		noise *= bit_count(low) * bit_count(high) / 256.0;
		text *= letters / 1200.0;
	}
	return noise + text;
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
		double more = passes(s, &with, bucket) - s->passing[bucket];
		if (more < lowest) {
			lowest = more;
			best = bucket;
		}
	}
	set_tables(&s->tables, x, best);
	s->passing[best] = passes(s, &s->tables, best);
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
add_signature(struct scanner *s, const struct media_signature *m, const struct media_format *of,
	      uint64_t format)
{
	struct scan_signature x = {.bytes = (const unsigned char *)m->bytes,
				   .n = m->n,
				   .at = m->at,
				   .format = format,
				   .head = of->head};

	assert(m->n >= 2 && m->at + m->n <= SCAN_REACH_MAX);
	memcpy(&x.first, m->bytes, m->n < sizeof x.first ? m->n : sizeof x.first);
	memset(&x.mask, 0xff, m->n < sizeof x.mask ? m->n : sizeof x.mask);
	x.anchor = choose_anchor(s, &x);
	x.pair = le16(x.bytes + (x.anchor - x.at));
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

static int
by_pair(const void *a, const void *b)
{
	const struct scan_signature *x = a, *y = b;

	return x->pair < y->pair ? -1 : x->pair > y->pair;
}

/* A signature, in order, joins those with its pair. */
static void
add_to_common(struct scanner *s, size_t i)
{
	const struct scan_signature *x = &s->signatures[i];
	size_t skip = x->anchor - x->at, n = x->n - skip < 8 ? x->n - skip : 8;
	uint64_t value = 0, mask = 0;
	struct scan_common *c = &s->common[s->ncommon];

	memcpy(&value, x->bytes + skip, n);
	memset(&mask, 0xff, n);
	if (s->ncommon == 0 || s->signatures[c->first].pair != x->pair) {
		c = &s->common[++s->ncommon];
		*c = (struct scan_common){value, mask, (uint16_t)i};
		s->of_pair[x->pair] = (uint16_t)s->ncommon;
	}
	c->mask &= mask & ~(c->value ^ value);
	c->value &= c->mask;
}

static void
sort_by_pair(struct scanner *s)
{
	assert(s->nsignatures < UINT16_MAX);
	if (s->nsignatures)
		qsort(s->signatures, s->nsignatures, sizeof *s->signatures, by_pair);
	s->common = memory_zero(s->nsignatures + 1, sizeof *s->common);
	s->common[0].value = 1;
	for (size_t i = 0; i < s->nsignatures; i++)
		add_to_common(s, i);
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
	for (unsigned c = 0; c < 256; c++)
		s->in_text[c] = (unsigned char)in_text(c);
	s->signatures = memory_zero(count_signatures(formats, n) + 1, sizeof *s->signatures);
	s->pairs = memory_zero(DISTANCES_MAX, sizeof *s->pairs);
	for (size_t i = 0; i < n; i++) {
		if (!(wanted >> i & 1))
			continue;
		for (const struct media_signature *m = formats[i]->signatures; m && m->n; m++)
			add_signature(s, m, formats[i], (uint64_t)1 << i);
	}
	sort_by_pair(s);
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
	free((*s)->common);
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
 * Most that get here differ in their first bytes. Eight bytes are compared at once wherever so many
 * can be read.
 */
static inline bool
stands(const struct scan_signature *x, const unsigned char *p, size_t n, size_t k)
{
	const unsigned char *at = p + k + x->at;
	uint64_t first;

	if (n - k < x->at + x->n)
		return false;
	if (n - k < x->at + sizeof first)
		return memcmp(at, x->bytes, x->n) == 0;
	memcpy(&first, at, sizeof first);
	return ((first ^ x->first) & x->mask) == 0 &&
	       (x->n <= sizeof first ||
		memcmp(at + sizeof first, x->bytes + sizeof first, x->n - sizeof first) == 0);
}

/* Words of a text that look like signatures end here, before they cost anything. */
static inline bool
begins(const struct scan_signature *x, const unsigned char *p, size_t n, size_t k)
{
	return stands(x, p, n, k) && (!x->head || n - k < MEDIA_HEAD || x->head(p + k, MEDIA_HEAD));
}

/* Hits under collection. */
struct gather {
	const struct scanner *s;
	const unsigned char *p;
	size_t n, from, to;
	struct scan_hit *hits;
	size_t max, nhits;
};

/* In order, and each position once. Hits come almost so. */
static void
add_hit(struct gather *g, size_t at, uint64_t format)
{
	size_t i = g->nhits;

	if (i == 0 || g->hits[i - 1].at < at) {
		g->hits[g->nhits++] = (struct scan_hit){at, format};
		return;
	}
	while (i && g->hits[i - 1].at > at)
		i--;
	if (i && g->hits[i - 1].at == at) {
		g->hits[i - 1].formats |= format;
		return;
	}
	memmove(&g->hits[i + 1], &g->hits[i], (g->nhits - i) * sizeof *g->hits);
	g->hits[i] = (struct scan_hit){at, format};
	g->nhits++;
}

/* The first signature that may have its anchor at `place`, of which two bytes are there. */
static inline const struct scan_signature *
first_at(const struct gather *g, size_t place)
{
	const struct scanner *s = g->s;
	const struct scan_common *c = &s->common[s->of_pair[le16(g->p + place)]];
	uint64_t v;

	if (g->n - place < sizeof v)
		return c->mask ? &s->signatures[c->first] : NULL;
	memcpy(&v, g->p + place, sizeof v);
	return (v & c->mask) == c->value ? &s->signatures[c->first] : NULL;
}

/* The files at k that have their anchor at `place`. */
static inline void
compare_at(struct gather *g, size_t k, size_t place)
{
	const struct scan_signature *x = first_at(g, place), *end;
	uint16_t pair = le16(g->p + place);

	end = g->s->signatures + g->s->nsignatures;
	for (; x && x < end && x->pair == pair; x++)
		if (k + x->anchor == place && begins(x, g->p, g->n, k))
			add_hit(g, k, x->format);
}

/* The formats whose signature stands at k, compared in full. */
static void
compare(struct gather *g, size_t k)
{
	for (size_t i = 0; i < g->s->npairs; i++)
		if (g->n - k >= g->s->pairs[i].anchor + 2)
			compare_at(g, k, k + g->s->pairs[i].anchor);
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
find_on_grid(struct gather *g, size_t from, size_t step)
{
	size_t k = from;

	while (k < g->to && g->nhits < g->max) {
		if (step >= 64 && (g->n - k) / step > GRID_AHEAD)
			__builtin_prefetch(g->p + k + GRID_AHEAD * step);
		if (anchored(g->s, g->p, g->n, k))
			compare(g, k);
		if (step > g->to - k)
			return g->to;
		k += step;
	}
	return k < g->to ? k : g->to;
}

/* The files whose anchor stands at `place`, of which at least two bytes are there. */
static inline void
take_anchor(struct gather *g, size_t place)
{
	const struct scan_signature *x = first_at(g, place), *end;
	uint16_t pair = le16(g->p + place);

	end = g->s->signatures + g->s->nsignatures;
	for (; x && x < end && x->pair == pair; x++) {
		size_t k = place - x->anchor;

		if (place >= x->anchor && k >= g->from && k < g->to && begins(x, g->p, g->n, k))
			add_hit(g, k, x->format);
	}
}

/* Room for all files that one place may be of: one a distance. */
static bool
has_room(const struct gather *g)
{
	return g->max - g->nhits >= DISTANCES_MAX;
}

#define PLACES_MAX 128

/* Looks at places 32 at a time; returns the first one that was not looked at. */
static size_t
find_by_vector(struct gather *g)
{
	const struct scanner *s = g->s;
	size_t place = g->from + s->nearest, last = g->to + s->farthest, n;
	size_t places[PLACES_MAX];

	if (last > g->n)
		last = g->n;
	do {
		place = scan_avx2(&s->tables, g->p, g->n, place, last, places, PLACES_MAX, &n);
		for (size_t i = 0; i < n; i++) {
			if (!has_room(g))
				return places[i];
			take_anchor(g, places[i]);
		}
	} while (n);
	return place;
}

/*
 * Anchors are met in order, but the files they belong to are not: one with a far anchor begins
 * before another whose near one was met first. So what begins within the farthest distance from
 * where the vectors end is known only once all its anchors were looked at.
 */
static size_t
find_anywhere(struct gather *g)
{
	size_t known = g->from;

	if (g->s->avx2) {
		size_t place = find_by_vector(g);

		if (place > g->from + g->s->farthest)
			known = place - g->s->farthest;
	}
	if (has_room(g)) /* the last few places, too few for a vector */
		known = find_on_grid(g, known, 1);
	while (g->nhits && g->hits[g->nhits - 1].at >= known)
		g->nhits--;
	return known < g->to ? known : g->to;
}

size_t
scanner_find(const struct scanner *s, const unsigned char *p, size_t n, size_t from, size_t to,
	     size_t step, struct scan_hit *hits, size_t max, size_t *nhits)
{
	struct gather g = {s, p, n, from, to, hits, max, 0};
	size_t decided = to;

	assert(max >= SCAN_HITS_LEAST && to <= n);
	if (from < to && s->nsignatures) {
		if (step > 1)
			decided = find_on_grid(&g, from, step);
		else
			decided = find_anywhere(&g);
	}
	*nhits = g.nhits;
	return decided;
}
