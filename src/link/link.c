/* SPDX-License-Identifier: Apache-2.0 */
#include "link/link.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/memory.h"
#include "hashset/sort.h"
#include "link/facts.h"
#include "link/similar.h"

struct linker {
	struct link_options options;
	struct sort_budget budget;
	struct sorter *sorter;
	struct store *texts;
	struct link_exhibit *exhibits;
	size_t nexhibits, cap;
	size_t last; /* exhibit of the record before: most follow one another */
	struct item_facts facts;
};

int
linker_open(struct linker **out, const struct link_options *options, struct error *e)
{
	struct linker *l = memory_zero(1, sizeof *l);

	*out = l;
	l->options = *options;
	sort_budget_init(&l->budget, options->memory, options->folder);
	return sorter_open(&l->sorter, &l->budget, ENTRY_SIZE, e) ||
			       store_open(&l->texts, options->folder, e)
		       ? -1
		       : 0;
}

void
linker_close(struct linker **out)
{
	struct linker *l = *out;

	if (!l)
		return;
	sorter_close(&l->sorter);
	store_close(&l->texts);
	for (size_t i = 0; i < l->nexhibits; i++) {
		free(l->exhibits[i].evidence);
		free(l->exhibits[i].evidence_id);
	}
	free(l->exhibits);
	item_facts_release(&l->facts);
	free(l);
	*out = NULL;
}

const struct link_exhibit *
linker_exhibits(const struct linker *l, size_t *n)
{
	*n = l->nexhibits;
	return l->exhibits;
}

/* ---- Taking records ---- */

static size_t
add_exhibit(struct linker *l, const char *id, const char *evidence)
{
	if (l->nexhibits == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 16;
		l->exhibits = memory_resize_array(l->exhibits, l->cap, sizeof *l->exhibits);
	}
	l->exhibits[l->nexhibits] = (struct link_exhibit){.evidence = memory_string(evidence),
							  .evidence_id = memory_string(id)};
	return l->nexhibits++;
}

/* There are as many exhibits as images, and items of one follow one another. */
static size_t
exhibit_of(struct linker *l, const struct record *r)
{
	struct buffer id = BUFFER_EMPTY, evidence = BUFFER_EMPTY;
	size_t i = l->last;

	record_text(r, "evidence_id", &id);
	record_text(r, "evidence", &evidence);
	if (i >= l->nexhibits || strcmp(l->exhibits[i].evidence_id, buffer_text(&id)) != 0)
		for (i = 0; i < l->nexhibits; i++)
			if (strcmp(l->exhibits[i].evidence_id, buffer_text(&id)) == 0)
				break;
	if (i == l->nexhibits)
		i = add_exhibit(l, buffer_text(&id), buffer_text(&evidence));
	l->last = i;
	buffer_release(&id);
	buffer_release(&evidence);
	return i;
}

int
linker_record(struct linker *l, const struct record *r, struct error *e)
{
	unsigned char packed[ENTRY_SIZE];
	uint64_t offset;
	size_t exhibit;

	if (!record_is(r, "file") && !record_is(r, "evidence"))
		return 0;
	exhibit = exhibit_of(l, r);
	if (!record_is(r, "file"))
		return 0;
	item_facts(&l->facts, r, &l->options);
	if (l->facts.n == 0)
		return 0;
	if (store_add(l->texts, buffer_span(&l->facts.text), &offset, e))
		return -1;
	for (size_t i = 0; i < l->facts.n; i++) {
		l->facts.entries[i].exhibit = (uint32_t)exhibit;
		l->facts.entries[i].offset = offset;
		entry_pack(&l->facts.entries[i], packed);
		if (sorter_add(l->sorter, packed, e))
			return -1;
	}
	return 0;
}

/* ---- Telling links ---- */

struct telling {
	struct linker *l;
	struct similar *similar;
	int (*fn)(void *ctx, const struct link *link, struct error *e);
	void *ctx;
};

/*
 * A weaker digest ties only what has no stronger one; equal PDQ digests of equal files say nothing
 * that the files do not.
 */
static bool
is_link(const struct group *g)
{
	if (g->n < 2)
		return false;
	if (g->kind == LINK_SHA1 || g->kind == LINK_MD5)
		return g->flags & ENTRY_WEAK;
	return g->kind != LINK_PDQ || g->mixed;
}

static int
end_group(struct telling *t, struct group *g, struct error *e)
{
	int r = 0;

	if (g->n == 0)
		return 0;
	if (is_link(g))
		r = group_tell(g, g->kind == LINK_PDQ ? g->key : NULL, 0, t->l->texts, t->fn,
			       t->ctx, e);
	if (r == 0 && g->kind == LINK_PDQ)
		r = similar_add(t->similar, g, e);
	group_empty(g);
	return r;
}

static int
tell_equal(struct telling *t, struct error *e)
{
	const unsigned char *packed;
	struct group g = {0};
	struct entry x;
	int more = sorter_finish(t->l->sorter, false, e) ? -1 : 1, r = 0;

	while (more > 0 && r == 0 && (more = sorter_next(t->l->sorter, &packed, e)) > 0) {
		entry_unpack(packed, &x);
		if (!group_takes(&g, &x))
			r = end_group(t, &g, e);
		if (r == 0)
			group_add(&g, &x);
	}
	if (more == 0 && r == 0)
		r = end_group(t, &g, e);
	group_release(&g);
	return more < 0 ? -1 : r;
}

int
linker_each(struct linker *l, int (*fn)(void *ctx, const struct link *link, struct error *e),
	    void *ctx, struct error *e)
{
	struct telling t = {.l = l, .fn = fn, .ctx = ctx};
	int r = similar_open(&t.similar, l->options.folder, e);

	if (r == 0)
		r = tell_equal(&t, e);
	if (r == 0 && !l->options.no_near)
		r = similar_each(t.similar, l->options.distance, l->options.memory, l->texts, fn,
				 ctx, e);
	similar_close(&t.similar);
	return r;
}

/* ---- Words ---- */

const char *
link_kind_name(enum link_kind kind)
{
	static const char *const names[LINK_KINDS] = {
		[LINK_SHA256] = "sha256", [LINK_SHA1] = "sha1", [LINK_MD5] = "md5",
		[LINK_DEVICE] = "device", [LINK_LENS] = "lens", [LINK_OWNER] = "owner",
		[LINK_PLACE] = "place",	  [LINK_PDQ] = "pdq",
	};

	return names[kind];
}

const char *
link_meaning(enum link_kind kind)
{
	switch (kind) {
	case LINK_SHA256:
	case LINK_SHA1:
	case LINK_MD5:
		return N_("identical content");
	case LINK_DEVICE:
		return N_("consistent with the same device; metadata can be altered");
	case LINK_LENS:
		return N_("consistent with the same lens; metadata can be altered");
	case LINK_OWNER:
		return N_("the same owner's name is stored; names are not unique");
	case LINK_PLACE:
		return N_("the metadata names the same place and hour; metadata can be altered");
	default:
		/*
		 * TRANSLATORS: of a match by a perceptual digest. It must not be read as “the
		 * same”.
		 */
		return N_("similar, not identical");
	}
}
