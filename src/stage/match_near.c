/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/match_near.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "hashset/near.h"
#include "media/pdq.h"
#include "record/json.h"

/*
 * Comparing one digest with all costs 1 unit a digest, making the index about this many. So it is
 * made when as much has been spent on comparing: at worst that doubles the cost.
 */
#define INDEX_COST 200

/* A digest of the item that may be matched. */
struct subject {
	unsigned char bits[PDQ_BYTES];
	unsigned quality;
	double time; /* of a frame; seconds */
};

/* What one verdict of a set has in common with the item. */
struct relation {
	uint32_t verdict;
	unsigned distance; /* of the nearest */
	size_t nearest;	   /* the subject with it */
	size_t frames;	   /* that are near it */
	size_t last;	   /* the last of them: each counts once */
};

struct near_set {
	const struct hashset *set;
	const unsigned char *digests;
	size_t n;
	uint64_t compared;
	struct near_index *index;
};

struct match_near {
	unsigned distance;
	struct near_set *sets;
	size_t nsets;
	struct subject *subjects;
	size_t nsubjects, subjects_cap;
	size_t frames; /* of the video, those of a low quality too; 0: a picture */
	struct relation *relations;
	size_t nrelations, relations_cap;
	struct near_hits hits;
};

struct match_near *
match_near_new(const struct match_config *config)
{
	struct match_near *n = memory_zero(1, sizeof *n);

	n->distance = config->distance;
	n->nsets = config->near ? config->nsets : 0;
	n->sets = memory_zero(n->nsets + 1, sizeof *n->sets);
	for (size_t i = 0; i < n->nsets; i++) {
		n->sets[i].set = config->sets[i];
		n->sets[i].n = (size_t)hashset_pdq(config->sets[i], &n->sets[i].digests);
	}
	return n;
}

void
match_near_free(struct match_near **n)
{
	if (!*n)
		return;
	for (size_t i = 0; i < (*n)->nsets; i++)
		near_free(&(*n)->sets[i].index);
	near_hits_release(&(*n)->hits);
	free((*n)->sets);
	free((*n)->subjects);
	free((*n)->relations);
	free(*n);
	*n = NULL;
}

/* ---- The item ---- */

static bool
some_set_is_near(const struct match_near *n)
{
	for (size_t i = 0; i < n->nsets; i++)
		if (n->sets[i].n)
			return true;
	return false;
}

/* {"hash","quality"}, with "time" when it is a frame. */
static void
add_subject(struct match_near *n, const json_t *pdq)
{
	const char *hash = json_string_value(json_object_get(pdq, "hash"));
	json_int_t quality = json_integer_value(json_object_get(pdq, "quality"));
	struct subject s = {.time = json_number_value(json_object_get(pdq, "time"))};

	if (!hash || quality < PDQ_QUALITY_MATCHED || quality > 100 ||
	    !pdq_from_hex(hash, strlen(hash), s.bits))
		return;
	s.quality = (unsigned)quality;
	if (n->nsubjects == n->subjects_cap) {
		n->subjects_cap = n->subjects_cap ? n->subjects_cap * 2 : 16;
		n->subjects =
			memory_resize_array(n->subjects, n->subjects_cap, sizeof *n->subjects);
	}
	n->subjects[n->nsubjects++] = s;
}

bool
match_near_read(struct match_near *n, const struct item *item)
{
	struct span picture = item_value(item, "pdq"), video = item_value(item, "pdq_frames");
	json_t *value, *frame;
	size_t i;

	n->nsubjects = n->frames = 0;
	if ((!picture.p && !video.p) || !some_set_is_near(n))
		return false;
	value = record_parse(picture.p ? picture : video);
	if (picture.p)
		add_subject(n, value);
	n->frames = json_array_size(value);
	json_array_foreach(value, i, frame)
	{
		add_subject(n, frame);
	}
	json_decref(value);
	return n->nsubjects > 0;
}

/* ---- One set ---- */

static void
ask(struct match_near *n, struct near_set *s, const unsigned char *bits)
{
	if (!s->index && s->compared / INDEX_COST > s->n)
		s->index = near_new(s->digests, s->n);
	if (s->index)
		near_find(s->index, bits, n->distance, &n->hits);
	else
		near_scan(s->digests, s->n, bits, n->distance, &n->hits);
	s->compared += s->n;
}

static struct relation *
relation_to(struct match_near *n, uint32_t verdict)
{
	for (size_t i = 0; i < n->nrelations; i++)
		if (n->relations[i].verdict == verdict)
			return &n->relations[i];
	if (n->nrelations == n->relations_cap) {
		n->relations_cap = n->relations_cap ? n->relations_cap * 2 : 8;
		n->relations =
			memory_resize_array(n->relations, n->relations_cap, sizeof *n->relations);
	}
	n->relations[n->nrelations] = (struct relation){verdict, PDQ_BITS, 0, 0, SIZE_MAX};
	return &n->relations[n->nrelations++];
}

static bool
is_exact(const struct hits *exact, uint32_t verdict)
{
	for (size_t i = 0; i < exact->n; i++)
		if (exact->v[i].verdict == verdict)
			return true;
	return false;
}

static int
relate(struct match_near *n, struct near_set *s, size_t subject, const struct hits *exact,
       struct error *e)
{
	for (size_t i = 0; i < n->hits.n; i++) {
		const struct near_hit *hit = &n->hits.v[i];
		unsigned quality = hashset_pdq_quality(s->set, hit->position);
		struct hashset_entry entry;
		struct relation *r;

		if (quality < PDQ_QUALITY_MATCHED)
			continue;
		if (hashset_pdq_entry(s->set, hit->position, &entry, e))
			return -1;
		if (is_exact(exact, entry.verdict))
			continue;
		r = relation_to(n, entry.verdict);
		r->frames += r->last != subject;
		r->last = subject;
		if (hit->distance < r->distance) {
			r->distance = hit->distance;
			r->nearest = subject;
		}
	}
	return 0;
}

static void
render_frames(const struct match_near *n, const struct relation *r, struct buffer *out)
{
	json_member_u64(out, "frames", n->frames);
	json_member_u64(out, "frames_near", r->frames);
	json_key(out, "time");
	json_add_double(out, n->subjects[r->nearest].time);
}

/* A second run with the same set says nothing new. */
static void
keep_unless_said(struct buffer *out, size_t before, struct span earlier)
{
	size_t start = before + (before > 1);

	if (earlier.p && memmem(earlier.p, earlier.n, out->data + start, out->n - start))
		out->n = before;
}

static int
render(struct match_near *n, const struct near_set *s, const struct relation *r,
       struct span earlier, struct buffer *out, struct error *e)
{
	struct hashset_verdict v;
	size_t before = out->n;

	if (hashset_verdict(s->set, r->verdict, &v, e))
		return -1;
	json_comma(out);
	buffer_add_byte(out, '{');
	json_member_span(out, "set", v.set_name);
	json_member_text(out, "kind", verdict_kind_name(v.kind));
	json_member_text(out, "by", "pdq");
	json_member_u64(out, "distance", r->distance);
	json_member_u64(out, "quality", n->subjects[r->nearest].quality);
	json_member_text(out, "meaning", "similar, not identical");
	if (n->frames)
		render_frames(n, r, out);
	if (v.scheme.p)
		json_member_span(out, "scheme", v.scheme);
	if (v.category.p)
		json_member_span(out, "category", v.category);
	if (v.label.p)
		json_member_span(out, "category_name", v.label);
	buffer_add_byte(out, '}');
	keep_unless_said(out, before, earlier);
	return 0;
}

int
match_near_add(struct match_near *n, size_t set, const struct hits *exact, struct span earlier,
	       struct buffer *out, struct error *e)
{
	struct near_set *s = &n->sets[set];

	n->nrelations = 0;
	if (s->n == 0)
		return 0;
	for (size_t i = 0; i < n->nsubjects; i++) {
		ask(n, s, n->subjects[i].bits);
		if (relate(n, s, i, exact, e))
			return -1;
	}
	for (size_t i = 0; i < n->nrelations; i++)
		if (render(n, s, &n->relations[i], earlier, out, e))
			return -1;
	return 0;
}
