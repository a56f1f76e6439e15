/* SPDX-License-Identifier: Apache-2.0 */
/* What can be said only after the last record: groups of hits, totals, the order of devices. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "report/collect.h"

static bool
is_class(const struct hit *h, const char *class)
{
	return strncmp(h->mime, class, strlen(class)) == 0;
}

static uint64_t
size_of(const struct hit *h)
{
	return h->size == UINT64_MAX ? 0 : h->size;
}

/* True once for each key. */
static bool
is_first(struct collector *c, struct index *seen, const char *scope, size_t number,
	 const char *what)
{
	buffer_clear(&c->text);
	buffer_add_format(&c->text, "%s\n%zu\n%s", scope, number, what);
	const char *key = text_pool_string(c->facts.pool, buffer_span(&c->text));
	if (index_find(seen, span_of(key)) != INDEX_NONE)
		return false;
	index_add(seen, span_of(key), 0);
	return true;
}

/* ---- Groups ---- */

static size_t
group_of(struct collector *c, struct index *groups, const struct hit_match *m)
{
	struct facts *f = &c->facts;
	buffer_clear(&c->text);
	buffer_add_format(&c->text, "%s\n%s\n%s", m->set, m->scheme, m->category);
	const char *key = text_pool_string(f->pool, buffer_span(&c->text));
	size_t i = index_add(groups, span_of(key), f->ngroups);
	if (i < f->ngroups) {
		f->groups[i].label = *f->groups[i].label ? f->groups[i].label : m->label;
		return i;
	}
	f->groups = memory_resize_array(f->groups, f->ngroups + 1, sizeof *f->groups);
	f->groups[f->ngroups++] = (struct hit_group){
		.set = m->set, .scheme = m->scheme, .category = m->category, .label = m->label};
	return i;
}

/* Is it in the group by a perceptual digest alone? */
static bool
only_similar(const struct hit *h, const struct hit_group *g)
{
	for (size_t i = 0; i < h->nmatches; i++) {
		const struct hit_match *m = &h->matches[i];
		if (!m->similar && strcmp(m->set, g->set) == 0 &&
		    strcmp(m->scheme, g->scheme) == 0 && strcmp(m->category, g->category) == 0)
			return false;
	}
	return true;
}

static void
add_to_group(struct collector *c, struct index *seen, size_t group, size_t hit)
{
	struct hit_group *g = &c->facts.groups[group];
	const struct hit *h = &c->facts.hits[hit];
	if (g->occurrences > 0 && g->hits[g->occurrences - 1] == hit)
		return; /* several digests of it matched entries of the same category */
	if ((g->occurrences & (g->occurrences - 1)) == 0) /* grows at powers of two */
		g->hits = memory_resize_array(g->hits, g->occurrences ? g->occurrences * 2 : 1,
					      sizeof *g->hits);
	g->hits[g->occurrences++] = hit;
	g->distinct += is_first(c, seen, "group", group, h->distinct);
	g->similar += only_similar(h, g);
	g->bytes = value_sum(g->bytes, size_of(h));
	g->pictures += is_class(h, "image/");
	g->videos += is_class(h, "video/");
}

/* Numbers by value, the rest by bytes. */
static int
compare_categories(const char *a, const char *b)
{
	unsigned long long x, y;
	if (text_to_u64(a, strlen(a), &x) == 0 && text_to_u64(b, strlen(b), &y) == 0 && x != y)
		return x < y ? -1 : 1;
	return strcmp(a, b);
}

static int
compare_groups(const void *left, const void *right)
{
	const struct hit_group *a = left, *b = right;
	int order = strcmp(a->set, b->set);
	if (order == 0)
		order = strcmp(a->scheme, b->scheme);
	return order ? order : compare_categories(a->category, b->category);
}

static void
sum_groups(struct collector *c, struct index *seen)
{
	struct facts *f = &c->facts;
	struct index *groups = index_new();
	for (size_t i = 0; i < f->nhits; i++)
		for (size_t k = 0; k < f->hits[i].nmatches; k++)
			add_to_group(c, seen, group_of(c, groups, &f->hits[i].matches[k]), i);
	index_free(&groups);
	if (f->ngroups > 1)
		qsort(f->groups, f->ngroups, sizeof *f->groups, compare_groups);
}

/* ---- Totals ---- */

static bool
all_similar(const struct hit *h)
{
	for (size_t i = 0; i < h->nmatches; i++)
		if (!h->matches[i].similar)
			return false;
	return true;
}

static void
sum_hit(struct collector *c, struct index *seen, const struct hit *h)
{
	struct hit_total *t = &c->facts.total;
	bool picture = is_class(h, "image/"), video = is_class(h, "video/");
	t->occurrences++;
	t->bytes = value_sum(t->bytes, size_of(h));
	t->pictures += picture;
	t->videos += video;
	t->similar += all_similar(h);
	struct tally *origin = tally_of(&t->by_origin, h->parts[0].origin);
	origin->n++;
	origin->bytes = value_sum(origin->bytes, size_of(h));
	if (is_first(c, seen, "all", 0, h->distinct)) {
		t->distinct++;
		t->distinct_bytes = value_sum(t->distinct_bytes, size_of(h));
		t->distinct_pictures += picture;
		t->distinct_videos += video;
	}
	if (h->evidence != FACT_NONE) {
		struct evidence_fact *x = &c->facts.evidence[h->evidence];
		x->hit_occurrences++;
		x->hit_distinct += is_first(c, seen, "exhibit", h->evidence, h->distinct);
	}
	if (h->device != FACT_NONE)
		c->facts.devices[h->device].hit_items++;
}

/* ---- Devices ---- */

struct device_order {
	const struct device_fact *device;
	size_t was;
};

static int
compare_devices(const void *left, const void *right)
{
	const struct device_order *a = left, *b = right;
	if (a->device->items != b->device->items)
		return a->device->items > b->device->items ? -1 : 1;
	return a->was < b->was ? -1 : a->was > b->was;
}

static void
sort_devices(struct facts *f)
{
	struct device_order *order = memory_zero(f->ndevices + 1, sizeof *order);
	struct device_fact *sorted = memory_zero(f->ndevices + 1, sizeof *sorted);
	size_t *now = memory_zero(f->ndevices + 1, sizeof *now);
	for (size_t i = 0; i < f->ndevices; i++)
		order[i] = (struct device_order){&f->devices[i], i};
	qsort(order, f->ndevices, sizeof *order, compare_devices);
	for (size_t i = 0; i < f->ndevices; i++) {
		sorted[i] = *order[i].device;
		now[order[i].was] = i;
	}
	for (size_t i = 0; i < f->nhits; i++)
		if (f->hits[i].device != FACT_NONE)
			f->hits[i].device = now[f->hits[i].device];
	free(f->devices);
	f->devices = sorted;
	free(now);
	free(order);
}

void
collect_sum(struct collector *c)
{
	struct index *seen = index_new();
	sum_groups(c, seen);
	for (size_t i = 0; i < c->facts.nhits; i++)
		sum_hit(c, seen, &c->facts.hits[i]);
	index_free(&seen);
	sort_devices(&c->facts);
	for (size_t i = 0; i < c->facts.nevidence; i++) {
		struct evidence_fact *x = &c->facts.evidence[i];
		x->exhibit = case_data_exhibit(c->facts.case_data, x->path, x->id);
	}
}
