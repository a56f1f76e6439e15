/* SPDX-License-Identifier: Apache-2.0 */
#include "link/similar.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "hashset/near.h"

#define INDEX_BYTES    ((size_t)140) /* a digest takes in the near index (hashset/near.h) */
#define INDEX_LEAST    ((size_t)1024)
#define INDEX_MOST     ((size_t)UINT32_MAX)
#define NEIGHBOURS_MAX 64 /* told of one digest; a burst of pictures has more, all alike */

struct row {
	uint64_t members; /* offset of the first */
	uint64_t items;
	uint32_t n;
	uint32_t flags;
};

struct similar {
	struct store *digests, *rows, *members;
	uint64_t n;
};

int
similar_open(struct similar **out, const char *folder, struct error *e)
{
	struct similar *s = memory_zero(1, sizeof *s);

	*out = s;
	return store_open(&s->digests, folder, e) || store_open(&s->rows, folder, e) ||
			       store_open(&s->members, folder, e)
		       ? -1
		       : 0;
}

void
similar_close(struct similar **s)
{
	if (!*s)
		return;
	store_close(&(*s)->digests);
	store_close(&(*s)->rows);
	store_close(&(*s)->members);
	free(*s);
	*s = NULL;
}

static struct span
bytes_of(const void *p, size_t n)
{
	return (struct span){p, n};
}

int
similar_add(struct similar *s, const struct group *g, struct error *e)
{
	struct row row = {.items = g->items, .n = (uint32_t)g->n, .flags = g->flags};
	uint64_t at;

	if (store_add(s->members, bytes_of(g->members, g->n * sizeof *g->members), &row.members,
		      e) ||
	    store_add(s->digests, bytes_of(g->key, ENTRY_KEY), &at, e) ||
	    store_add(s->rows, bytes_of(&row, sizeof row), &at, e))
		return -1;
	s->n++;
	return 0;
}

/* ---- Comparing ---- */

struct comparing {
	struct similar *s;
	const unsigned char *digests;
	const struct row *rows;
	struct store *texts;
	int (*fn)(void *ctx, const struct link *link, struct error *e);
	void *ctx;
	unsigned distance;
	struct group a, b, both;
	struct buffer bytes;
	uint64_t loaded; /* whose group a is, plus 1 */
};

static int
load(struct comparing *c, uint64_t i, struct group *g, struct error *e)
{
	const struct row *row = &c->rows[i];

	buffer_clear(&c->bytes);
	if (store_read(c->s->members, row->members, row->n * sizeof *g->members, &c->bytes, e))
		return -1;
	if (g->cap < row->n) {
		g->cap = row->n;
		g->members = memory_resize_array(g->members, g->cap, sizeof *g->members);
	}
	memcpy(g->members, c->bytes.data, row->n * sizeof *g->members);
	g->n = row->n;
	g->items = row->items;
	g->flags = (uint8_t)row->flags;
	g->kind = LINK_PDQ;
	memcpy(g->key, c->digests + i * ENTRY_KEY, ENTRY_KEY);
	return 0;
}

static int
tell_pair(struct comparing *c, uint64_t a, uint64_t b, unsigned distance, struct error *e)
{
	if (c->loaded != a + 1 && load(c, a, &c->a, e))
		return -1;
	c->loaded = a + 1;
	if (load(c, b, &c->b, e))
		return -1;
	group_join(&c->both, &c->a, &c->b);
	if (c->both.n < 2)
		return 0;
	return group_tell(&c->both, c->b.key, distance, c->texts, c->fn, c->ctx, e);
}

/* Digests from `first` on are in the index; each pair is told by the one that stands first. */
static int
ask(struct comparing *c, struct near_index *x, uint64_t first, uint64_t query,
    struct near_hits *hits, struct error *e)
{
	unsigned told = 0;

	near_find(x, c->digests + query * ENTRY_KEY, c->distance, hits);
	for (size_t i = 0; i < hits->n && told < NEIGHBOURS_MAX; i++) {
		uint64_t other = first + hits->v[i].position;

		if (other <= query)
			continue;
		if (tell_pair(c, query, other, hits->v[i].distance, e))
			return -1;
		told++;
	}
	return 0;
}

static int
compare_with_block(struct comparing *c, uint64_t first, size_t n, struct error *e)
{
	struct near_index *x = near_new(c->digests + first * ENTRY_KEY, n);
	struct near_hits hits = {0};
	int r = 0;

	for (uint64_t query = 0; r == 0 && query < first + n; query++)
		r = ask(c, x, first, query, &hits, e);
	near_hits_release(&hits);
	near_free(&x);
	return r;
}

static size_t
block_of(size_t memory)
{
	size_t n = memory / INDEX_BYTES;

	return n < INDEX_LEAST ? INDEX_LEAST : n > INDEX_MOST ? INDEX_MOST : n;
}

int
similar_each(struct similar *s, unsigned distance, size_t memory, struct store *texts,
	     int (*fn)(void *ctx, const struct link *link, struct error *e), void *ctx,
	     struct error *e)
{
	struct comparing c = {.s = s, .texts = texts, .fn = fn, .ctx = ctx, .distance = distance};
	const unsigned char *rows;
	size_t block = block_of(memory);
	int r = store_map(s->digests, &c.digests, e) || store_map(s->rows, &rows, e) ? -1 : 0;

	if (r == 0)
		c.rows = (const void *)rows;
	for (uint64_t first = 0; r == 0 && first < s->n; first += block) {
		uint64_t left = s->n - first;

		r = compare_with_block(&c, first, left < block ? (size_t)left : block, e);
	}
	group_release(&c.a);
	group_release(&c.b);
	group_release(&c.both);
	buffer_release(&c.bytes);
	return r;
}
