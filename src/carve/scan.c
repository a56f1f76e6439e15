/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/scan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "carve/scan_private.h"

struct scan_signature {
	const unsigned char *bytes;
	size_t n, at;
	uint64_t format; /* one bit */
};

struct scanner {
	struct scan_signature *signatures;
	size_t nsignatures;
	struct scan_group groups[SCAN_GROUPS_MAX];
	size_t ngroups;
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

static struct scan_group *
group_at(struct scanner *s, size_t at)
{
	for (size_t i = 0; i < s->ngroups; i++)
		if (s->groups[i].at == at)
			return &s->groups[i];
	return NULL;
}

/* The rarest four neighbouring bytes; a distance that another signature has already is worth much.
 */
static size_t
choose_anchor(struct scanner *s, const struct scan_signature *x)
{
	size_t best = x->at;
	unsigned lowest = UINT32_MAX;

	for (size_t i = 0; i == 0 || i + ANCHOR <= x->n; i++) {
		unsigned cost = group_at(s, x->at + i) ? 0 : 6;

		for (size_t k = 0; k < ANCHOR && i + k < x->n; k++)
			cost += commonness(x->bytes[i + k]);
		if (cost < lowest) {
			lowest = cost;
			best = x->at + i;
		}
	}
	return best;
}

/* Any byte may stand where a signature is shorter than an anchor. */
static void
set_tables(struct scan_group *g, const struct scan_signature *x, unsigned bucket)
{
	const unsigned char *anchor = x->bytes + (g->at - x->at);
	size_t n = x->n - (g->at - x->at);
	unsigned char bit = (unsigned char)(1u << bucket);

	for (size_t i = 0; i < ANCHOR; i++) {
		for (unsigned v = 0; v < 16; v++) {
			if (i >= n || (anchor[i] & 15) == v)
				g->low[i][v] |= bit;
			if (i >= n || anchor[i] >> 4 == v)
				g->high[i][v] |= bit;
		}
	}
	unsigned pair = (unsigned)anchor[0] | (unsigned)anchor[1] << 8;
	g->first[pair >> 3] |= (unsigned char)(1u << (pair & 7));
}

static void
add_signature(struct scanner *s, const struct scan_signature *x)
{
	size_t at = choose_anchor(s, x);
	struct scan_group *g = group_at(s, at);

	if (!g) {
		assert(s->ngroups < SCAN_GROUPS_MAX);
		g = &s->groups[s->ngroups++];
		g->at = at;
	}
	set_tables(g, x, g->members++ % 8);
	if (x->at + x->n > s->reach)
		s->reach = x->at + x->n;
	s->signatures[s->nsignatures++] = *x;
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
	for (size_t i = 0; i < n; i++) {
		if (!(wanted >> i & 1))
			continue;
		for (const struct media_signature *m = formats[i]->signatures; m && m->n; m++) {
			struct scan_signature x = {(const unsigned char *)m->bytes, m->n, m->at,
						   (uint64_t)1 << i};

			assert(m->n >= 2 && m->at + m->n <= SCAN_REACH_MAX);
			add_signature(s, &x);
		}
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
	free(*s);
	*s = NULL;
}

size_t
scanner_reach(const struct scanner *s)
{
	return s->reach;
}

/* ---- Searching ---- */

/* The formats whose signature stands at k, compared in full. */
static uint64_t
compare(const struct scanner *s, const unsigned char *p, size_t n, size_t k)
{
	uint64_t formats = 0;

	for (size_t i = 0; i < s->nsignatures; i++) {
		const struct scan_signature *x = &s->signatures[i];

		if (n - k >= x->at + x->n && memcmp(p + k + x->at, x->bytes, x->n) == 0)
			formats |= x->format;
	}
	return formats;
}

/* Could some group's anchor begin at k? Reads two bytes a group. */
static bool
anchored(const struct scanner *s, const unsigned char *p, size_t n, size_t k)
{
	for (size_t i = 0; i < s->ngroups; i++) {
		const struct scan_group *g = &s->groups[i];

		if (n - k < g->at + 2)
			continue;
		const unsigned char *a = p + k + g->at;
		unsigned pair = (unsigned)a[0] | (unsigned)a[1] << 8;
		if (g->first[pair >> 3] >> (pair & 7) & 1)
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

static size_t
next_anywhere(const struct scanner *s, const unsigned char *p, size_t n, size_t from,
	      uint64_t *formats)
{
	size_t k = from;

	while (s->avx2 && k < n) {
		bool agree = false;

		k = scan_groups_avx2(s->groups, s->ngroups, p, n, k, &agree);
		if (!agree)
			break;
		if ((*formats = compare(s, p, n, k)) != 0)
			return k;
		k++;
	}
	return next_on_grid(s, p, n, k, 1, formats);
}

size_t
scanner_next(const struct scanner *s, const unsigned char *p, size_t n, size_t from, size_t step,
	     uint64_t *formats)
{
	*formats = 0;
	if (from >= n)
		return n;
	return step == 1 ? next_anywhere(s, p, n, from, formats)
			 : next_on_grid(s, p, n, from, step, formats);
}
