/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hits, and the counting rule. An occurrence is one physical place: records of the same exhibit
 * that begin at the same byte of the image and have the same digest are parts of one hit (a deleted
 * file and its carved copy). Children and members of archives are counted apart, and so is what has
 * no place or no digest.
 */
#include "base/memory.h"
#include "report/collect.h"

#define NAMES_KEPT 20 /* further names of one hit */

/* ---- Digests ---- */

static void
take_hashes(struct collector *c, const struct record *r, struct hit *h)
{
	json_t *v = record_json(r, "hashes");
	h->md5 = value_json_text(c, json_object_get(v, "md5"));
	h->sha1 = value_json_text(c, json_object_get(v, "sha1"));
	h->sha256 = value_json_text(c, json_object_get(v, "sha256"));
	json_decref(v);
}

static const char *
best_digest(const struct hit *h)
{
	return *h->sha256 ? h->sha256 : *h->sha1 ? h->sha1 : h->md5;
}

/* ---- Where a hit is ---- */

static const char *
key_of(struct collector *c, size_t evidence, const char *a, const char *b)
{
	buffer_clear(&c->text);
	buffer_add_format(&c->text, "%zu\n%s\n%s", evidence, a, b);
	return text_pool_string(c->facts.pool, buffer_span(&c->text));
}

static const char *
place_key(struct collector *c, const struct hit *h)
{
	char offset[32];
	snprintf(offset, sizeof offset, "%llu", (unsigned long long)h->first_offset);
	return key_of(c, h->evidence, offset, best_digest(h));
}

/* Is it counted by its place? Else by its id alone. */
static bool
has_place(const struct record *r, const struct hit *h, const char *origin)
{
	return h->first_offset != UINT64_MAX && *best_digest(h) && !record_value(r, "parent").p &&
	       strcmp(origin, "archive") != 0 && strcmp(origin, "embedded") != 0;
}

/* ---- Parts ---- */

/* What the file system still names says more than what was found by searching. */
static int
rank_of(const char *origin)
{
	static const char *const order[] = {"allocated", "logical", "deleted",	"orphan", "archive",
					    "embedded",	 "slack",   "recorded", "carved"};
	int i = 0;
	while (i < 9 && strcmp(order[i], origin) != 0)
		i++;
	return i;
}

static void
add_part(struct hit *h, struct hit_part part)
{
	h->parts = memory_resize_array(h->parts, h->nparts + 1, sizeof *h->parts);
	size_t i = h->nparts++;
	for (; i > 0 && rank_of(h->parts[i - 1].origin) > rank_of(part.origin); i--)
		h->parts[i] = h->parts[i - 1];
	h->parts[i] = part;
}

static void
fill(const char **to, const char *from)
{
	if (!**to)
		*to = from;
}

/* What another record of the same occurrence knows and this one does not. */
static void
fill_gaps(struct hit *h, const struct hit *other)
{
	fill(&h->mime, other->mime);
	fill(&h->md5, other->md5);
	fill(&h->sha1, other->sha1);
	fill(&h->sha256, other->sha256);
	fill(&h->mtime, other->mtime);
	fill(&h->atime, other->atime);
	fill(&h->ctime, other->ctime);
	fill(&h->crtime, other->crtime);
	fill(&h->taken, other->taken);
	fill(&h->taken_field, other->taken_field);
	fill(&h->latitude, other->latitude);
	fill(&h->longitude, other->longitude);
	fill(&h->notes, other->notes);
	if (h->device == FACT_NONE)
		h->device = other->device;
	if (h->first_offset == UINT64_MAX)
		h->first_offset = other->first_offset;
}

/* ---- One record with alerts ---- */

/* With its offset from UTC where it has one. */
static void
take_time(struct collector *c, const struct record *r, struct hit *h)
{
	struct taken taken;
	(void)taken_read(r, &taken);
	buffer_clear(&c->text);
	buffer_add_format(&c->text, "%s%s%s", taken.time, *taken.offset ? " " : "", taken.offset);
	h->taken = text_pool_string(c->facts.pool, buffer_span(&c->text));
	h->taken_field = text_pool_string(c->facts.pool, span_of(taken.field));
	taken_release(&taken);
}

static void
read_hit(struct collector *c, const struct record *r, struct hit *h)
{
	h->size = value_u64(r, "size", UINT64_MAX);
	h->first_offset = value_first_offset(r);
	h->mime = value_text(c, r, "mime");
	take_hashes(c, r, h);
	h->mtime = value_text(c, r, "mtime");
	h->atime = value_text(c, r, "atime");
	h->ctime = value_text(c, r, "ctime");
	h->crtime = value_text(c, r, "crtime");
	take_time(c, r, h);
	json_t *gps = record_json(r, "gps");
	h->latitude = value_json_text(c, json_object_get(gps, "latitude"));
	h->longitude = value_json_text(c, json_object_get(gps, "longitude"));
	json_decref(gps);
	h->device = collect_device(c, r, false);
	h->notes = collect_notes_text(c, r);
}

static size_t
new_hit(struct collector *c, const struct hit *h, const char *id_key)
{
	struct facts *f = &c->facts;
	f->hits = memory_resize_array(f->hits, f->nhits + 1, sizeof *f->hits);
	f->hits[f->nhits] = *h;
	const char *digest = best_digest(h);
	f->hits[f->nhits].distinct = *digest ? digest : id_key;
	return f->nhits++;
}

/* The occurrence that this record tells of, found or made. */
static struct hit *
hit_of(struct collector *c, const struct record *r, size_t evidence)
{
	struct hit fresh = {.evidence = evidence};
	struct hit_part part = {value_text(c, r, "id"), value_text(c, r, "path"),
				value_text(c, r, "origin"), value_text(c, r, "state")};
	read_hit(c, r, &fresh);
	const char *id_key = key_of(c, evidence, "id", part.id);
	size_t i = *part.id ? index_find(c->hits_by_id, span_of(id_key)) : INDEX_NONE;
	bool same_item = i != INDEX_NONE;
	bool placed = has_place(r, &fresh, part.origin);
	const char *place = placed ? place_key(c, &fresh) : NULL;
	if (!same_item && placed)
		i = index_find(c->hits_by_place, span_of(place));
	if (i == INDEX_NONE)
		i = new_hit(c, &fresh, id_key);
	struct hit *h = &c->facts.hits[i];
	if (!same_item) {
		add_part(h, part);
		index_add(c->hits_by_id, span_of(id_key), i);
	}
	if (placed)
		index_add(c->hits_by_place, span_of(place), i);
	fill_gaps(h, &fresh);
	return h;
}

/* ---- Matches ---- */

static bool
same_match(const struct hit_match *a, const struct hit_match *b)
{
	return strcmp(a->set, b->set) == 0 && strcmp(a->by, b->by) == 0 &&
	       strcmp(a->scheme, b->scheme) == 0 && strcmp(a->category, b->category) == 0;
}

static void
add_match(struct hit *h, const struct hit_match *m)
{
	for (size_t i = 0; i < h->nmatches; i++)
		if (same_match(&h->matches[i], m))
			return;
	h->matches = memory_resize_array(h->matches, h->nmatches + 1, sizeof *h->matches);
	h->matches[h->nmatches++] = *m;
}

static uint64_t
number_or_none(const json_t *v)
{
	return json_is_integer(v) && json_integer_value(v) >= 0 ? (uint64_t)json_integer_value(v)
								: UINT64_MAX;
}

static struct hit_match
read_match(struct collector *c, const json_t *v)
{
	struct hit_match m = {
		.set = value_json_text(c, json_object_get(v, "set")),
		.by = value_json_text(c, json_object_get(v, "by")),
		.scheme = value_json_text(c, json_object_get(v, "scheme")),
		.category = value_json_text(c, json_object_get(v, "category")),
		.label = value_json_text(c, json_object_get(v, "category_name")),
		.distance = number_or_none(json_object_get(v, "distance")),
		.quality = number_or_none(json_object_get(v, "quality")),
	};
	/* Only these three prove that content is identical; anything else is at most alike. */
	m.similar = strcmp(m.by, "sha256") != 0 && strcmp(m.by, "sha1") != 0 &&
		    strcmp(m.by, "md5") != 0;
	return m;
}

/* Counts the match in its set; is it an alert? */
static bool
count_match(struct collector *c, const json_t *v, const char *set_name, bool again)
{
	struct set_fact *set = collect_set_named(c, set_name);
	const char *kind = value_json_text(c, json_object_get(v, "kind"));
	bool alert = strcmp(kind, "alert") == 0;
	if (again)
		return alert;
	set->alert += alert;
	set->ignore += strcmp(kind, "ignore") == 0;
	set->info += strcmp(kind, "info") == 0;
	return alert;
}

void
collect_matches(struct collector *c, const struct record *r, size_t evidence, bool again)
{
	json_t *matches = record_json(r, "matches"), *v;
	struct hit *h = NULL;
	size_t i;
	json_array_foreach(matches, i, v)
	{
		struct hit_match m = read_match(c, v);
		if (!count_match(c, v, m.set, again))
			continue;
		if (!h)
			h = hit_of(c, r, evidence);
		add_match(h, &m);
	}
	json_decref(matches);
}

/* ---- Further names ---- */

void
collect_name(struct collector *c, const struct record *r)
{
	c->facts.items.names++;
	const char *id = value_text(c, r, "id"), *path = value_text(c, r, "path");
	const char *key = key_of(c, collect_exhibit_of(c, r), "id", id);
	size_t i = *id && *path ? index_find(c->hits_by_id, span_of(key)) : INDEX_NONE;
	if (i == INDEX_NONE)
		return;
	struct hit *h = &c->facts.hits[i];
	if (h->nnames >= NAMES_KEPT)
		return;
	h->names = memory_resize_array(h->names, h->nnames + 1, sizeof *h->names);
	h->names[h->nnames++] = path;
}
