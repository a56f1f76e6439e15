/* SPDX-License-Identifier: Apache-2.0 */
/* Links as records and as CSV. */
#include "base/i18n.h"
#include "record/json.h"
#include "report/csv.h"
#include "tools/link_tool.h"

static void
add_examples(struct buffer *out, const struct link_member *m)
{
	json_key(out, "examples");
	buffer_add_byte(out, '[');
	for (size_t i = 0; i < m->nexamples; i++) {
		json_comma(out);
		buffer_add_byte(out, '{');
		buffer_add(out, m->examples[i].p, m->examples[i].n);
		buffer_add_byte(out, '}');
	}
	buffer_add_byte(out, ']');
}

void
link_as_record(struct buffer *out, const struct link_context *x, const struct link *link)
{
	buffer_add_text(out, "{\"record\":\"link\"");
	json_member_text(out, "by", link_kind_name(link->kind));
	json_member_span(out, "key", link->key);
	if (link->kind == LINK_PDQ) {
		json_member_span(out, "other", link->other);
		json_member_u64(out, "distance", link->distance);
	}
	json_member_text(out, "meaning", link_meaning(link->kind));
	json_member_bool(out, "alert", link->alert);
	json_member_u64(out, "items", link->items);
	json_key(out, "exhibits");
	buffer_add_byte(out, '[');
	for (size_t i = 0; i < link->nmembers; i++) {
		const struct link_member *m = &link->members[i];

		json_comma(out);
		buffer_add_byte(out, '{');
		json_member_text(out, "evidence", x->exhibits[m->exhibit].evidence);
		json_member_text(out, "evidence_id", x->exhibits[m->exhibit].evidence_id);
		json_member_u64(out, "items", m->items);
		add_examples(out, m);
		buffer_add_byte(out, '}');
	}
	buffer_add_text(out, "]}\n");
}

void
exhibit_as_record(struct buffer *out, const struct link_exhibit *x)
{
	buffer_add_text(out, "{\"record\":\"evidence\"");
	json_member_text(out, "evidence", x->evidence);
	json_member_text(out, "evidence_id", x->evidence_id);
	buffer_add_text(out, "}\n");
}

/* ---- CSV ---- */

void
link_csv_head(struct buffer *out)
{
	static const char *const names[] = {"link",	"by",	      "key",	     "other",
					    "distance", "alert",      "evidence",    "evidence_id",
					    "items",	"example_id", "example_path"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		csv_text(out, names[i]);
	csv_end(out);
}

static void
add_first_example(struct buffer *out, const struct link_member *m)
{
	struct buffer line = BUFFER_EMPTY, id = BUFFER_EMPTY, path = BUFFER_EMPTY;
	struct record r = RECORD_EMPTY;
	struct error e = {0};

	buffer_add_byte(&line, '{');
	if (m->nexamples > 0)
		buffer_add(&line, m->examples[0].p, m->examples[0].n);
	buffer_add_byte(&line, '}');
	if (record_scan(&r, line.data, line.n, &e) == 0) {
		record_text(&r, "id", &id);
		record_text(&r, "path", &path);
	}
	error_clear(&e);
	csv_span(out, buffer_span(&id));
	csv_span(out, buffer_span(&path));
	record_release(&r);
	buffer_release(&line);
	buffer_release(&id);
	buffer_release(&path);
}

void
link_as_csv(struct buffer *out, const struct link_context *x, const struct link *link)
{
	struct buffer name = BUFFER_EMPTY;

	buffer_add_format(&name, "%s:%.*s", link_kind_name(link->kind), (int)link->key.n,
			  link->key.p);
	if (link->other.n > 0)
		buffer_add_format(&name, ":%.*s", (int)link->other.n, link->other.p);
	for (size_t i = 0; i < link->nmembers; i++) {
		const struct link_member *m = &link->members[i];

		csv_span(out, buffer_span(&name));
		csv_text(out, link_kind_name(link->kind));
		csv_span(out, link->key);
		csv_span(out, link->other);
		csv_u64(out, link->kind == LINK_PDQ ? link->distance : UINT64_MAX);
		csv_text(out, link->alert ? "yes" : "no");
		csv_text(out, x->exhibits[m->exhibit].evidence);
		csv_text(out, x->exhibits[m->exhibit].evidence_id);
		csv_u64(out, m->items);
		add_first_example(out, m);
		csv_end(out);
	}
	buffer_release(&name);
}
