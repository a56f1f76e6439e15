/* SPDX-License-Identifier: Apache-2.0 */
/* The sets that the match stage looks into: opening them, and saying which they are. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/json.h"
#include "stage/match.h"

static int
open_one(struct match_config *c, const char *path, bool locked, struct error *e)
{
	if (bloom_is(path)) {
		if (bloom_open(&c->blooms[c->nblooms], path, e))
			return -1;
		c->nblooms++;
		return 0;
	}
	if (hashset_open(&c->sets[c->nsets], path, e))
		return -1;
	c->nsets++;
	return locked ? 0 : key_ring_unlock(&c->keys, c->sets[c->nsets - 1], e);
}

int
match_config_open(struct match_config *c, const struct match_request *r, struct error *e)
{
	c->sets = memory_zero(r->npaths + 1, sizeof *c->sets);
	c->blooms = memory_zero(r->npaths + 1, sizeof *c->blooms);
	c->nsets = c->nblooms = 0;
	c->bloom_kind = r->bloom_kind ? r->bloom_kind : VERDICT_INFO;
	int status = key_ring_open(&c->keys, r->keys, r->nkeys, e);
	for (size_t i = 0; i < r->npaths && status == 0; i++)
		status = open_one(c, r->paths[i], r->locked, e);
	if (status)
		match_config_close(c);
	return status;
}

void
match_config_close(struct match_config *c)
{
	for (size_t i = 0; i < c->nsets; i++)
		hashset_close(&c->sets[i]);
	for (size_t i = 0; i < c->nblooms; i++)
		bloom_close(&c->blooms[i]);
	key_ring_close(&c->keys);
	free(c->sets);
	free(c->blooms);
	c->sets = NULL;
	c->blooms = NULL;
	c->nsets = c->nblooms = 0;
}

bool
match_wants_pdq(const struct match_config *c)
{
	const unsigned char *digests;

	for (size_t i = 0; i < c->nsets; i++)
		if (hashset_pdq(c->sets[i], &digests) > 0)
			return true;
	return false;
}

struct kind_counts {
	uint64_t of[VERDICT_INFO + 1]; /* by enum verdict_kind */
};

static int
count_kinds(const struct hashset *s, struct kind_counts *counts, struct error *e)
{
	struct hashset_verdict v;

	for (uint32_t i = 0; i < hashset_verdicts(s); i++) {
		if (hashset_verdict(s, i, &v, e))
			return -1;
		counts[v.set].of[v.kind] += v.entries;
	}
	return 0;
}

/* Is the day named by `expires` (YYYY-MM-DD) over, by UTC? */
static bool
is_past(struct span expires)
{
	char now[CLOCK_TEXT_MAX];

	clock_now(now);
	return expires.n == 12 && memcmp(expires.p + 1, now, 10) < 0;
}

static bool
is_expired(struct span metadata)
{
	struct record r = RECORD_EMPTY;
	struct error e = {0};
	bool expired = metadata.n > 0 && record_scan(&r, metadata.p, metadata.n, &e) == 0 &&
		       is_past(record_value(&r, "expires"));

	record_release(&r);
	return expired;
}

/* What the file says about itself goes into the stream only when it is what it should be. */
static void
add_metadata(struct buffer *out, struct span metadata)
{
	struct record r = RECORD_EMPTY;
	struct error e = {0};

	if (metadata.n > 0 && record_scan(&r, metadata.p, metadata.n, &e) == 0)
		json_member_raw(out, "metadata", metadata);
	record_release(&r);
}

static void
add_set(const struct hashset *s, const struct hashset_name *name, const struct kind_counts *counts,
	struct buffer *out)
{
	uint64_t entries = 0;
	struct buffer hex = BUFFER_EMPTY;

	text_hex(&hex, hashset_digest(s), 32);
	buffer_text(&hex);
	buffer_add_byte(out, '{');
	json_member_text(out, "record", "set");
	json_member_span(out, "set", name->name);
	json_member_path(out, "file", hashset_path(s));
	json_member_text(out, "sha256", hex.data);
	for (int kind = VERDICT_ALERT; kind <= VERDICT_INFO; kind++)
		entries += counts->of[kind];
	json_member_u64(out, "entries", entries);
	json_key(out, "kind_counts");
	buffer_add_byte(out, '{');
	for (int kind = VERDICT_ALERT; kind <= VERDICT_INFO; kind++)
		json_member_u64(out, verdict_kind_name((enum verdict_kind)kind), counts->of[kind]);
	buffer_add_byte(out, '}');
	add_metadata(out, name->metadata);
	if (is_expired(name->metadata))
		json_member_bool(out, "expired", true);
	buffer_add_text(out, "}\n");
	buffer_release(&hex);
}

static int
describe_file(const struct hashset *s, struct buffer *out, struct error *e)
{
	struct kind_counts *counts = memory_zero((size_t)hashset_sets(s) + 1, sizeof *counts);
	struct hashset_name name;
	int status = count_kinds(s, counts, e);

	for (uint32_t i = 0; i < hashset_sets(s) && status == 0; i++) {
		status = hashset_name(s, i, &name, e);
		if (status == 0)
			add_set(s, &name, &counts[i], out);
	}
	free(counts);
	return status;
}

static int
describe_filter(const struct match_config *c, const struct bloom *b, struct buffer *out,
		struct error *e)
{
	struct bloom_facts facts;
	unsigned char digest[32];
	struct buffer hex = BUFFER_EMPTY;

	if (bloom_digest(b, digest, e))
		return -1;
	bloom_facts(b, &facts);
	text_hex(&hex, digest, sizeof digest);
	buffer_add_byte(out, '{');
	json_member_text(out, "record", "set");
	json_member_text(out, "set", bloom_name(b));
	json_member_path(out, "file", bloom_path(b));
	json_member_text(out, "sha256", buffer_text(&hex));
	json_member_u64(out, "entries", facts.entries);
	json_key(out, "kind_counts");
	buffer_add_byte(out, '{');
	for (int kind = VERDICT_ALERT; kind <= VERDICT_INFO; kind++)
		json_member_u64(out, verdict_kind_name((enum verdict_kind)kind),
				kind == (int)c->bloom_kind ? facts.entries : 0);
	buffer_add_byte(out, '}');
	json_key(out, "filter");
	buffer_add_text(out, "{\"capacity\":");
	json_add_u64(out, facts.capacity);
	json_key(out, "false_positive_rate");
	json_add_double(out, facts.rate);
	buffer_add_text(out, "}}\n");
	buffer_release(&hex);
	return 0;
}

int
match_describe(const void *config, struct buffer *lines, struct error *e)
{
	const struct match_config *c = config;

	for (size_t i = 0; i < c->nsets; i++) {
		if (describe_file(c->sets[i], lines, e))
			return -1;
	}
	for (size_t i = 0; i < c->nblooms; i++) {
		if (describe_filter(c, c->blooms[i], lines, e))
			return -1;
	}
	return 0;
}

bool
match_knows_sizes(const struct match_config *c, struct buffer *why)
{
	for (size_t i = 0; i < c->nblooms; i++)
		buffer_add_format(why, "%s%s is a Bloom filter", why->n ? "; " : "",
				  bloom_path(c->blooms[i]));
	for (size_t i = 0; i < c->nsets; i++) {
		if (!hashset_sizes_complete(c->sets[i]))
			buffer_add_format(why, "%s%s has entries without a size",
					  why->n ? "; " : "", hashset_path(c->sets[i]));
	}
	return why->n == 0;
}

bool
match_has_size(const struct match_config *c, uint64_t size)
{
	for (size_t i = 0; i < c->nsets; i++) {
		if (hashset_has_size(c->sets[i], size))
			return true;
	}
	return false;
}

void
match_expired(const struct match_config *c, struct buffer *names)
{
	struct hashset_name name;
	struct error e = {0};

	for (size_t i = 0; i < c->nsets; i++) {
		for (uint32_t n = 0; n < hashset_sets(c->sets[i]); n++) {
			if (hashset_name(c->sets[i], n, &name, &e) || !is_expired(name.metadata))
				continue;
			if (names->n > 0)
				buffer_add_text(names, ", ");
			text_to_utf8(names, name.name.p, name.name.n);
		}
	}
	buffer_text(names);
}

bool
match_has_alert(const struct record *r)
{
	json_t *matches = record_json(r, "matches");
	json_t *match;
	size_t i;
	bool alert = false;

	json_array_foreach(matches, i, match)
	{
		const char *kind = json_string_value(json_object_get(match, "kind"));
		alert = alert || (kind && strcmp(kind, "alert") == 0);
	}
	json_decref(matches);
	return alert;
}
