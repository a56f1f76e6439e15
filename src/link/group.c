/* SPDX-License-Identifier: Apache-2.0 */
#include "link/group.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

bool
group_takes(const struct group *g, const struct entry *x)
{
	return g->n == 0 || (g->kind == x->kind && memcmp(g->key, x->key, ENTRY_KEY) == 0);
}

static struct member *
member_of(struct group *g, uint32_t exhibit)
{
	if (g->n > 0 && g->members[g->n - 1].exhibit == exhibit)
		return &g->members[g->n - 1];
	if (g->n == g->cap) {
		g->cap = g->cap ? g->cap * 2 : 8;
		g->members = memory_resize_array(g->members, g->cap, sizeof *g->members);
	}
	g->members[g->n] = (struct member){.exhibit = exhibit};
	return &g->members[g->n++];
}

static void
add_example(struct member *m, struct place example)
{
	if (m->nexamples < LINK_EXAMPLES)
		m->examples[m->nexamples++] = example;
}

void
group_add(struct group *g, const struct entry *x)
{
	bool first = g->n == 0;
	struct member *m = member_of(g, x->exhibit);

	g->flags |= x->flags;
	if (first) {
		g->kind = x->kind;
		memcpy(g->key, x->key, ENTRY_KEY);
		g->key_text = (struct place){x->offset + x->key_at, x->key_text};
		g->content = x->content;
	}
	g->mixed |= x->content != g->content;
	/* The same item in two of the streams is one. */
	if (m->items > 0 && x->item == g->last_item)
		return;
	g->last_item = x->item;
	m->items++;
	g->items++;
	add_example(m, (struct place){x->offset, x->example});
}

void
group_empty(struct group *g)
{
	g->n = 0;
	g->items = 0;
	g->flags = 0;
	g->mixed = false;
}

void
group_release(struct group *g)
{
	free(g->members);
	*g = (struct group){0};
}

void
group_join(struct group *out, const struct group *a, const struct group *b)
{
	size_t i = 0, k = 0;

	group_empty(out);
	out->kind = a->kind;
	memcpy(out->key, a->key, ENTRY_KEY);
	out->key_text = (struct place){0};
	out->flags = a->flags | b->flags;
	out->items = a->items + b->items;
	while (i < a->n || k < b->n) {
		bool from_a =
			k == b->n || (i < a->n && a->members[i].exhibit <= b->members[k].exhibit);
		const struct member *from = from_a ? &a->members[i++] : &b->members[k++];
		struct member *m = member_of(out, from->exhibit);

		m->items += from->items;
		for (uint32_t x = 0; x < from->nexamples; x++)
			add_example(m, from->examples[x]);
	}
}

/* ---- Telling ---- */

static size_t
key_size(enum link_kind kind)
{
	return kind == LINK_SHA1 ? 20 : kind == LINK_MD5 ? 16 : ENTRY_KEY;
}

/* All texts stand in one buffer; it must have grown to its end before spans are taken from it. */
static int
read_texts(const struct group *g, struct store *texts, struct buffer *out, struct error *e)
{
	if (g->key_text.n == 0)
		text_hex(out, g->key, key_size(g->kind));
	else if (store_read(texts, g->key_text.offset, g->key_text.n, out, e))
		return -1;
	for (size_t i = 0; i < g->n; i++)
		for (uint32_t x = 0; x < g->members[i].nexamples; x++)
			if (store_read(texts, g->members[i].examples[x].offset,
				       g->members[i].examples[x].n, out, e))
				return -1;
	return 0;
}

static struct span
take(const char **at, size_t n)
{
	struct span s = {*at, n};

	*at += n;
	return s;
}

static void
fill_members(const struct group *g, const char *at, struct link_member *members)
{
	for (size_t i = 0; i < g->n; i++) {
		members[i] = (struct link_member){.exhibit = g->members[i].exhibit,
						  .items = g->members[i].items,
						  .nexamples = g->members[i].nexamples};
		for (uint32_t x = 0; x < g->members[i].nexamples; x++)
			members[i].examples[x] = take(&at, g->members[i].examples[x].n);
	}
}

int
group_tell(const struct group *g, const unsigned char *other, unsigned distance,
	   struct store *texts, int (*fn)(void *ctx, const struct link *link, struct error *e),
	   void *ctx, struct error *e)
{
	struct buffer text = BUFFER_EMPTY, hex = BUFFER_EMPTY;
	struct link_member *members = memory_zero(g->n, sizeof *members);
	struct link link = {.kind = g->kind,
			    .distance = distance,
			    .alert = g->flags & ENTRY_ALERT,
			    .items = g->items,
			    .members = members,
			    .nmembers = g->n};
	int r = read_texts(g, texts, &text, e);

	if (r == 0) {
		const char *at = buffer_text(&text);

		link.key = take(&at, g->key_text.n ? g->key_text.n : 2 * key_size(g->kind));
		fill_members(g, at, members);
		if (other)
			text_hex(&hex, other, ENTRY_KEY);
		link.other = buffer_span(&hex);
		r = fn(ctx, &link, e);
	}
	free(members);
	buffer_release(&text);
	buffer_release(&hex);
	return r;
}
