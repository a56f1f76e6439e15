/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "hashset/hits.h"
#include "record/json.h"
#include "stage/match_near.h"

struct match_state {
	const struct match_config *config;
	struct record hashes;  /* of the item at hand */
	struct record details; /* of an entry at hand */
	struct hits hits;
	struct buffer matches;
	struct match_near *near;
};

static int
match_open(void **state, const void *config, struct error *e)
{
	struct match_state *m = memory_zero(1, sizeof *m);

	(void)e;
	m->config = config;
	m->near = match_near_new(config);
	*state = m;
	return 0;
}

static void
match_close(void *state)
{
	struct match_state *m = state;

	if (!m)
		return;
	record_release(&m->hashes);
	record_release(&m->details);
	hits_release(&m->hits);
	buffer_release(&m->matches);
	match_near_free(&m->near);
	free(m);
}

/* ---- What is known of the item ---- */

static void
take_digest(struct match_state *m, struct item *item, enum digest_kind kind, struct hits_query *q)
{
	struct span value = record_value(&m->hashes, digest_name(kind));
	enum digest_kind found;
	unsigned char digest[DIGEST_MAX];

	if (!value.p || span_equal(value, "null"))
		return;
	struct span hex = {value.p + 1, value.n - (value.n > 1 ? 2 : value.n)};
	if (value.p[0] != '"' || digest_parse(hex, &found, digest) || found != kind) {
		item_note(item, NOTE_ERROR, "hashes.%s is not such a digest and was not looked up",
			  digest_name(kind));
		return;
	}
	memcpy(q->digest[kind], digest, digest_size(kind));
	q->digests |= 1U << kind;
}

static void
read_hashes(struct match_state *m, struct item *item, struct hits_query *q)
{
	struct span hashes = item_value(item, "hashes");
	struct error e = {0};

	q->digests = 0;
	if (!hashes.p)
		return;
	if (record_scan(&m->hashes, hashes.p, hashes.n, &e)) {
		item_note(item, NOTE_ERROR, "hashes is not an object and was not looked up");
		return;
	}
	for (int kind = 0; kind < DIGEST_KINDS; kind++)
		take_digest(m, item, (enum digest_kind)kind, q);
}

/* ---- What the sets say ---- */

static void
add_flags(struct buffer *out, struct entry_flags flags)
{
	if (!flags.set)
		return;
	json_key(out, "flags");
	buffer_add_byte(out, '[');
	for (int flag = 0; flag < ENTRY_FLAGS; flag++) {
		if (!(flags.set & 1U << flag))
			continue;
		json_comma(out);
		json_add_text(out, entry_flag_name((enum entry_flag)flag));
	}
	buffer_add_byte(out, ']');
}

/* The series that the entry belongs to, by its list's details. */
static int
add_series(struct match_state *m, const struct hashset *s, uint32_t row, struct buffer *out,
	   struct error *e)
{
	struct hashset_entry entry;
	struct error ignored = {0};

	if (hashset_row(s, row, &entry, e))
		return -1;
	if (entry.details.n > 0 &&
	    record_scan(&m->details, entry.details.p, entry.details.n, &ignored) == 0) {
		struct span series = record_value(&m->details, "series");
		if (series.n > 0 && series.p[0] == '"')
			json_member_raw(out, "series", series);
	}
	return 0;
}

static void
render_match(struct buffer *out, const struct hashset_verdict *v, enum digest_kind by,
	     struct entry_flags flags)
{
	buffer_add_byte(out, '{');
	json_member_span(out, "set", v->set_name);
	json_member_text(out, "kind", verdict_kind_name(v->kind));
	json_member_text(out, "by", digest_name(by));
	if (v->scheme.p)
		json_member_span(out, "scheme", v->scheme);
	if (v->category.p)
		json_member_span(out, "category", v->category);
	if (v->label.p)
		json_member_span(out, "category_name", v->label);
	add_flags(out, flags);
}

/* A second run with the same set says nothing new. */
static bool
said_before(struct span earlier, struct span match)
{
	return earlier.p && memmem(earlier.p, earlier.n, match.p, match.n) != NULL;
}

static int
add_matches(struct match_state *m, const struct hashset *s, struct span earlier, struct error *e)
{
	struct buffer *out = &m->matches;
	struct hashset_verdict verdict;

	for (size_t i = 0; i < m->hits.n; i++) {
		const struct hit *hit = &m->hits.v[i];
		if (hashset_verdict(s, hit->verdict, &verdict, e))
			return -1;
		size_t before = out->n;
		if (before > 1)
			buffer_add_byte(out, ',');
		size_t start = out->n;
		render_match(out, &verdict, hit->by, hit->flags);
		if (hit->row != HITS_NO_ROW && add_series(m, s, hit->row, out, e))
			return -1;
		buffer_add_byte(out, '}');
		if (said_before(earlier, (struct span){out->data + start, out->n - start}))
			out->n = before;
	}
	return 0;
}

static void
list_kinds(struct buffer *out, unsigned kinds)
{
	for (int kind = DIGEST_KINDS - 1; kind >= 0; kind--) {
		if (!(kinds & 1U << kind))
			continue;
		if (out->n > 0)
			buffer_add_text(out, ", ");
		buffer_add_text(out, digest_name((enum digest_kind)kind));
	}
	buffer_text(out);
}

/* format takes: the digests that agree, the set's name, the digests that differ. */
static int
note_row(const struct hashset *s, const struct hits_row *row, struct item *item, const char *before,
	 const char *after, struct error *e)
{
	struct buffer agree = BUFFER_EMPTY, differ = BUFFER_EMPTY;
	struct hashset_verdict v;

	if (hashset_verdict(s, row->verdict, &v, e))
		return -1;
	list_kinds(&agree, row->agreed);
	list_kinds(&differ, row->common & ~row->agreed);
	item_note(item, NOTE_WARNING, "%s is that of an entry in set %.*s whose %s differs: %s%s",
		  agree.data, (int)(v.set_name.n < 200 ? v.set_name.n : 200), v.set_name.p,
		  differ.data, before, after);
	buffer_release(&agree);
	buffer_release(&differ);
	return 0;
}

static int
note_odd(struct match_state *m, const struct hashset *s, struct item *item, struct error *e)
{
	if (m->hits.contradicted &&
	    note_row(s, m->hits.contradicted, item, "", "not taken for a match", e))
		return -1;
	if (m->hits.inconsistent && note_row(s, m->hits.inconsistent, item, "taken for a match, ",
					     "but the set's entry does not fit together", e))
		return -1;
	if (m->hits.cut)
		item_note(item, NOTE_WARNING,
			  "%s has more than %d entries with this digest; the others were left out",
			  hashset_path(s), HITS_MAX);
	return 0;
}

/* ---- What the filters say ---- */

/* The strongest digest that a filter knows, or -1. */
static int
filter_knows(const struct bloom *b, const struct hits_query *q)
{
	for (int kind = DIGEST_KINDS - 1; kind >= 0; kind--) {
		if ((q->digests & 1U << kind) &&
		    bloom_has(b, (enum digest_kind)kind, q->digest[kind]))
			return kind;
	}
	return -1;
}

/* That it may be a mistake, and how often it is one, stands in each match. */
static void
ask_filter(struct match_state *m, const struct bloom *b, const struct hits_query *q,
	   struct span earlier)
{
	struct buffer *out = &m->matches;
	int kind = filter_knows(b, q);
	size_t before = out->n;

	if (kind < 0)
		return;
	if (before > 1)
		buffer_add_byte(out, ',');
	size_t start = out->n;
	buffer_add_byte(out, '{');
	json_member_text(out, "set", bloom_name(b));
	json_member_text(out, "kind", verdict_kind_name(m->config->bloom_kind));
	json_member_text(out, "by", digest_name((enum digest_kind)kind));
	json_key(out, "false_positive_rate");
	json_add_double(out, bloom_rate(b, (unsigned)__builtin_popcount(q->digests)));
	buffer_add_byte(out, '}');
	if (said_before(earlier, (struct span){out->data + start, out->n - start}))
		out->n = before;
}

static void
start_array(struct buffer *out, struct span earlier)
{
	buffer_clear(out);
	if (earlier.n > 1 && earlier.p[0] == '[')
		buffer_add(out, earlier.p, earlier.n - 1);
	else
		buffer_add_byte(out, '[');
	while (out->n > 1 && strchr(" \t\r", out->data[out->n - 1]))
		out->n--;
}

/* What one set says, by its number in the config. */
static int
ask_set(struct match_state *m, struct item *item, size_t set, const struct hits_query *q, bool near,
	struct span earlier, struct error *e)
{
	const struct hashset *s = m->config->sets[set];

	m->hits.n = 0;
	if (q->digests && (hits_find(s, q, &m->hits, e) || add_matches(m, s, earlier, e) ||
			   note_odd(m, s, item, e)))
		return -1;
	return near ? match_near_add(m->near, set, &m->hits, earlier, &m->matches, e) : 0;
}

static int
match_apply(void *state, struct item *item, struct error *e)
{
	struct match_state *m = state;
	struct hits_query q;
	bool near = m->config->near && match_near_read(m->near, item);

	read_hashes(m, item, &q);
	if (!q.digests && !near)
		return 0;
	struct span earlier = item_value(item, "matches");
	start_array(&m->matches, earlier);
	size_t before = m->matches.n;
	for (size_t i = 0; i < m->config->nsets; i++)
		if (ask_set(m, item, i, &q, near, earlier, e))
			return -1;
	for (size_t i = 0; i < m->config->nblooms; i++)
		ask_filter(m, m->config->blooms[i], &q, earlier);
	if (m->matches.n == before)
		return 0;
	buffer_add_byte(&m->matches, ']');
	edit_set(item->edit, "matches", buffer_span(&m->matches));
	return 0;
}

const struct stage stage_match = {.tool = "winnow-match",
				  .needs_evidence = false,
				  .open = match_open,
				  .apply = match_apply,
				  .close = match_close};
