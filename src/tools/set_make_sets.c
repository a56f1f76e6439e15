/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/json.h"
#include "tools/set_make.h"

/* What the metadata of a set may take before further lists are left out of it. */
#define LISTS_MAX_BYTES ((size_t)48 << 10)

struct made_set *
set_make_named(struct set_make *m, struct span name)
{
	for (size_t i = 0; i < m->nsets; i++) {
		if (span_equal(name, m->sets[i].name))
			return &m->sets[i];
	}
	m->sets = memory_resize_array(m->sets, m->nsets + 1, sizeof *m->sets);
	struct made_set *set = &m->sets[m->nsets++];
	struct buffer text = BUFFER_EMPTY;
	text_to_utf8(&text, name.p, name.n);
	buffer_text(&text);
	*set = (struct made_set){.number = builder_set(m->builder, text.data), .name = text.data};
	return set;
}

void
set_make_report(struct set_make *m, const char *path, const struct list *l)
{
	const struct list_counts *c = list_counts(l);
	const char *unit = list_unit(l);
	uint64_t rejected = list_rejected(c);
	tool_info(m->tool, "%s (%s): %" PRIu64 " records read, %" PRIu64 " rejected", path,
		  list_format_name(l), c->read, rejected);
	if (c->deletions > 0)
		tool_info(m->tool, "%s: %" PRIu64 " records take entries back", path, c->deletions);
	for (int why = 0; why < LIST_REJECTS; why++) {
		if (c->rejected[why] > 0)
			tool_info(m->tool, "%s: %" PRIu64 " rejected: %s (first on %s %" PRIu64 ")",
				  path, c->rejected[why], list_reject_text((enum list_reject)why),
				  unit, c->first_line[why]);
	}
	if (c->odd_cells > 0)
		tool_info(m->tool,
			  "%s: %" PRIu64 " kept without one of their digests, whose cell holds "
			  "something else (first on %s %" PRIu64 ")",
			  path, c->odd_cells, unit, c->first_odd_cell);
}

void
set_make_remember(struct made_set *set, const char *path, const struct list *l)
{
	const struct list_counts *c = list_counts(l);
	struct buffer *out = &set->lists;
	struct buffer hex = BUFFER_EMPTY;
	const char *slash = strrchr(path, '/');
	if (out->n > LISTS_MAX_BYTES) {
		set->left_out++;
		return;
	}
	text_hex(&hex, list_digest(l), 32);
	if (out->n > 0)
		buffer_add_byte(out, ',');
	buffer_add_byte(out, '{');
	json_member_path(out, "file", slash ? slash + 1 : path);
	json_member_text(out, "format", list_format_name(l));
	json_member_u64(out, "bytes", list_bytes(l));
	json_member_span(out, "sha256", buffer_span(&hex));
	json_member_u64(out, "read", c->read);
	json_member_u64(out, "rejected", list_rejected(c));
	buffer_add_byte(out, '}');
	buffer_release(&hex);
}

/* ---- Metadata ---- */

static void
optional(json_t *out, const char *key, const char *value)
{
	if (value)
		json_object_set_new(out, key, json_string(value));
}

static json_t *
lists_of(const struct made_set *set)
{
	struct buffer text = BUFFER_EMPTY;
	buffer_add_byte(&text, '[');
	buffer_add(&text, set->lists.data, set->lists.n);
	buffer_add_byte(&text, ']');
	json_t *lists = json_loadb(text.data, text.n, 0, NULL);
	buffer_release(&text);
	return lists;
}

/* What was said of the set it comes from stays, unless something else is said now. */
static json_t *
metadata_of(const struct set_make *m, const struct made_set *set)
{
	const struct set_options *o = m->o;
	const struct scheme *scheme = m->scheme.name	 ? &m->scheme
				      : m->nimplied == 1 ? &m->implied[0]
							 : NULL;
	json_t *out = set->base.n ? json_loadb(set->base.data, set->base.n, 0, NULL) : NULL;
	bool fresh = !json_is_object(out);
	if (fresh) {
		json_decref(out);
		out = json_object();
	}
	optional(out, "owner", o->owner);
	optional(out, "version", o->version);
	optional(out, "date", o->date);
	optional(out, "licence", o->licence);
	optional(out, "tlp", o->tlp);
	optional(out, "expires", o->expires);
	if (scheme && set->lists.n > 0) {
		optional(out, "scheme", scheme->name);
		optional(out, "scheme_title", scheme->title);
	}
	if (m->key)
		json_object_set_new(out, "keyed", json_true());
	char now[CLOCK_TEXT_MAX];
	clock_now(now);
	optional(out, fresh ? "built" : "changed", now);
	optional(out, "builder", "winnow-set " PACKAGE_VERSION);
	return out;
}

static void
describe_set(const struct set_make *m, const struct made_set *set, struct buffer *out)
{
	const struct builder_counts *c = builder_counts(m->builder, set->number);
	json_t *metadata = metadata_of(m, set);
	json_t *lists = json_object_get(metadata, "lists"), *more = lists_of(set);
	if (set->left_out > 0)
		json_object_set_new(metadata, "further_lists", json_integer(set->left_out));
	json_object_set_new(metadata, "duplicates", json_integer((json_int_t)c->duplicate));
	if (c->deleted > 0)
		json_object_set_new(metadata, "deleted", json_integer((json_int_t)c->deleted));
	if (json_is_array(lists))
		json_array_extend(lists, more);
	else
		json_object_set(metadata, "lists", more);
	json_decref(more);
	json_add_value(out, metadata);
	if (out->n > LISTS_MAX_BYTES + 4096) { /* many updates: the newest lists are what counts */
		json_object_set_new(metadata, "lists", lists_of(set));
		buffer_clear(out);
		json_add_value(out, metadata);
	}
	json_decref(metadata);
}

void
set_make_describe(struct set_make *m)
{
	for (size_t i = 0; i < m->nsets; i++) {
		const struct made_set *set = &m->sets[i];
		const struct builder_counts *c = builder_counts(m->builder, set->number);
		struct buffer metadata = BUFFER_EMPTY;
		describe_set(m, set, &metadata);
		builder_metadata(m->builder, set->number, buffer_span(&metadata));
		buffer_release(&metadata);
		m->kept += c->kept;
		tool_info(m->tool, "set %s: %" PRIu64 " entries kept, %" PRIu64 " duplicates",
			  set->name, c->kept, c->duplicate);
		if (c->deleted > 0)
			tool_info(m->tool, "set %s: %" PRIu64 " entries taken back", set->name,
				  c->deleted);
	}
}
