/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ogg (RFC 3533): pages, each with the sum of its bytes and its number in its stream. All streams
 * begin together; the file ends when the last page of each was met, and what begins behind it is
 * another file.
 */
#include <string.h>

#include "media/chain.h"
#include "media/tags.h"

#define PAGE_HEAD   27
#define STREAMS_MAX 16

enum {
	FLAG_CONTINUED = 1,
	FLAG_BEGINS = 2,
	FLAG_ENDS = 4,
};

struct stream {
	uint32_t serial, next; /* next: number of the page to come */
	bool over;
};

struct ogg {
	struct chain c;
	struct stream v[STREAMS_MAX];
	size_t n, open;
	uint32_t missing; /* pages whose number was not the next one */
	bool data;	  /* pages behind the beginnings were met */
	uint32_t table[256];
};

struct page {
	unsigned flags;
	uint32_t serial, number, sum;
	uint64_t body, end;
};

static bool
head(const unsigned char *p, size_t n)
{
	return n >= PAGE_HEAD && memcmp(p, "OggS", 5) == 0 && p[5] == FLAG_BEGINS && p[26] > 0;
}

/* The sum of RFC 3533: polynomial 04c11db7, nothing inverted. */
static void
make_table(uint32_t *table)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t v = i << 24;

		for (int k = 0; k < 8; k++)
			v = v << 1 ^ (v >> 31 ? 0x04c11db7u : 0);
		table[i] = v;
	}
}

static uint32_t
add_to_sum(const uint32_t *table, uint32_t sum, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sum = sum << 8 ^ table[(sum >> 24 ^ p[i]) & 0xff];
	return sum;
}

/* 1 a page's head stands at c->at, 0 the bytes end within it, -1 none does. */
static int
page_at(struct chain *c, struct page *g)
{
	unsigned char p[PAGE_HEAD + 255];
	size_t n = bytes_read(c->b, c->at, p, sizeof p), size = 0;

	if (n < PAGE_HEAD)
		return n >= 5 && memcmp(p, "OggS", 5) != 0 ? -1 : 0;
	if (memcmp(p, "OggS", 5) != 0 || p[5] > 7)
		return -1;
	if (n < PAGE_HEAD + (size_t)p[26])
		return 0;
	for (size_t i = 0; i < p[26]; i++)
		size += p[PAGE_HEAD + i];
	g->flags = p[5];
	g->serial = le32(p + 14);
	g->number = le32(p + 18);
	g->sum = le32(p + 22);
	g->body = c->at + PAGE_HEAD + p[26];
	g->end = g->body + size;
	return 1;
}

/* The sum over the page with zeros in place of the sum; the page is all there. */
static bool
sum_agrees(const struct ogg *k, const struct page *g)
{
	size_t n = (size_t)(g->end - k->c.at), head_size = (size_t)(g->body - k->c.at);
	unsigned char first[PAGE_HEAD + 255];
	const unsigned char *p;
	uint32_t sum;

	bytes_read(k->c.b, k->c.at, first, head_size);
	memset(first + 22, 0, 4);
	sum = add_to_sum(k->table, 0, first, head_size);
	p = n > head_size ? bytes_exact(k->c.b, g->body, n - head_size) : NULL;
	if (p)
		sum = add_to_sum(k->table, sum, p, n - head_size);
	return sum == g->sum;
}

/* What a stream's first packet says it is. */
static void
take_beginning(struct ogg *k, const struct page *g)
{
	unsigned char p[32] = {0};
	uint64_t n = g->end - g->body;
	struct media_walk *w = k->c.w;

	bytes_read(k->c.b, g->body, p, (size_t)(n < sizeof p ? n : sizeof p));
	if (!w->mime)
		w->mime = "audio/ogg";
	if (memcmp(p, "\x80theora", 7) == 0) {
		w->width = be32(p + 14) >> 8;
		w->height = be32(p + 17) >> 8;
		w->mime = "video/ogg";
	} else if (memcmp(p, "BBCD\0", 5) == 0 || memcmp(p, "\1video\0\0\0", 9) == 0 ||
		   memcmp(p, "OVP80", 5) == 0) {
		w->mime = "video/ogg";
	}
}

static struct stream *
stream_of(struct ogg *k, uint32_t serial)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->v[i].serial == serial)
			return &k->v[i];
	return NULL;
}

static bool
begin_stream(struct ogg *k, const struct page *g)
{
	if (k->data || k->n == STREAMS_MAX || stream_of(k, g->serial))
		return false;
	k->v[k->n++] = (struct stream){g->serial, g->number, false};
	k->open++;
	take_beginning(k, g);
	return true;
}

/* Does the page go on with one of the streams, or begin one while they may begin? */
static bool
belongs(struct ogg *k, const struct page *g)
{
	struct stream *s;

	if (g->flags & FLAG_BEGINS) {
		if (!begin_stream(k, g))
			return false;
	} else {
		k->data = true;
	}
	s = stream_of(k, g->serial);
	if (!s || s->over)
		return false;
	if (g->number != s->next) {
		k->missing++;
		if (g->number < s->next)
			return false;
	}
	s->next = g->number + 1;
	if (g->flags & FLAG_ENDS) {
		s->over = true;
		k->open--;
	}
	return true;
}

static bool
begin(struct chain *c)
{
	struct ogg *k = (struct ogg *)c;
	unsigned char p[PAGE_HEAD];

	make_table(k->table);
	return bytes_read(c->b, c->at, p, sizeof p) == sizeof p && head(p, sizeof p);
}

static bool
step(struct chain *c)
{
	struct ogg *k = (struct ogg *)c;
	struct page g;
	int r = page_at(c, &g);

	if (k->data && k->open == 0)
		return chain_whole(c, c->at, k->missing ? 0.9 : 0.97,
				   "the sums of all pages agree, every stream ends");
	if (r == 0 || (r > 0 && g.end > c->b->size))
		return chain_ends(c);
	if (r < 0)
		return chain_breaks(c, c->at, "no page stands");
	if (!sum_agrees(k, &g))
		return chain_breaks(c, c->at, "the sum of a page does not agree");
	if (!belongs(k, &g))
		return chain_breaks(c, c->at, "a page of another file stands");
	c->elements++;
	c->frames += k->data;
	c->at = c->sure = g.end;
	return true;
}

/* Over a page whose head stands. */
static bool
skip(struct chain *c)
{
	struct ogg *k = (struct ogg *)c;
	struct page g;

	if (page_at(c, &g) <= 0 || !belongs(k, &g))
		return false;
	c->at = g.end;
	return true;
}

extern const struct media_format media_ogg;

const struct media_chain chain_ogg = {
	.format = &media_ogg,
	.state = sizeof(struct ogg),
	.begin = begin,
	.step = step,
	.skip = skip,
	.firm = 1,
};

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_ogg, b, start, w, LOOK_INSIDE);
}

static const struct media_signature signatures[] = {{"OggS\0\2", 6, 0}, {NULL, 0, 0}};

const struct media_format media_ogg = {
	.name = "ogg",
	.extensions = "ogv ogg oga ogx opus spx ogm",
	.mime = "video/ogg",
	.signatures = signatures,
	.max_length = (uint64_t)16 << 30,
	.head = head,
	.walk = walk,
	.tags = ogg_tags,
};
