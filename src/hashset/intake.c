/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/intake.h"

#include <string.h>

#include "hashset/deletions.h"

enum verdict_kind
intake_default_kind(const struct intake *in)
{
	/* Rows of a list with a scheme that have no category have not been judged by anybody. */
	bool unjudged = in->never_alert || in->scheme;
	return unjudged && !in->kind_given ? VERDICT_INFO : in->kind;
}

static int
take_header(void *ctx, const struct list_header *header, struct error *e)
{
	struct intake *in = ctx;
	/* Of what is known by its categories alone, who names a scheme knows better. */
	in->never_alert = header->never_alert && !(in->scheme && header->scheme);
	if (in->never_alert && in->kind_given && in->kind == VERDICT_ALERT)
		return error_set(
			e, ERROR_USAGE,
			"%s is a catalogue of known software (NSRL); its entries cannot be "
			"alerts: use --kind ignore or --kind info",
			in->list);
	if (header->scheme && !in->scheme && !in->ignore_categories && !in->remove) {
		in->scheme = in->scheme_named(in->ctx, header->scheme, e);
		if (!in->scheme)
			return -1;
	}
	if (header->has_category && !header->has_kind && !in->scheme && !in->ignore_categories &&
	    !in->remove)
		return error_set(e, ERROR_USAGE,
				 "%s has a column of categories; say with --scheme NAME what they "
				 "mean, or with --scheme none that they mean nothing",
				 in->list);
	return 0;
}

/* Categories of another scheme than the one that was loaded are unknown: info. */
static void
judge_category(const struct intake *in, const struct list_row *row, struct verdict_key *v)
{
	const struct scheme *s = in->scheme;
	if (s && row->scheme.p && !span_equal(row->scheme, s->name))
		s = NULL;
	const struct scheme_category *c = s ? scheme_find(s, row->category) : NULL;
	v->kind = c ? c->kind : VERDICT_INFO;
	if (s)
		v->scheme = span_of(s->name);
	else
		v->scheme = row->scheme.p ? row->scheme : span_of(SCHEME_UNNAMED);
	v->category = c ? span_of(c->category) : row->category;
	if (c && *c->name)
		v->label = span_of(c->name);
	else if (!s && row->label.n > 0)
		v->label = row->label;
}

/* Rejects of the list, or LIST_REJECTS when the verdict is filled. */
static int
judge(const struct intake *in, const struct list_row *row, struct verdict_key *v)
{
	v->kind = intake_default_kind(in);
	v->scheme = v->category = v->label = (struct span){NULL, 0};
	if (row->category.p && !in->ignore_categories)
		judge_category(in, row, v);
	if (row->kind.p) {
		int kind = verdict_kind_of(row->kind);
		if (kind < 0)
			return LIST_BAD_KIND;
		v->kind = (enum verdict_kind)kind;
	}
	if (in->never_alert && v->kind == VERDICT_ALERT)
		v->kind = VERDICT_INFO;
	return LIST_REJECTS;
}

/* ---- Rows ---- */

static int
take_back(const struct intake *in, const struct list_row *row, uint32_t set, struct error *e)
{
	struct builder *b = in->builder;
	for (unsigned kind = 0; kind < DIGEST_KINDS; kind++) {
		struct span digest = {(const char *)row->digest[kind],
				      digest_size((enum digest_kind)kind)};
		if ((row->digests & 1U << kind) && builder_delete(b, set, kind, digest, true, e))
			return -1;
	}
	struct span pdq = {(const char *)row->pdq, PDQ_SIZE};
	if (row->has_pdq && builder_delete(b, set, DELETION_PDQ, pdq, true, e))
		return -1;
	if (row->id.n > 0 && builder_delete(b, set, DELETION_ID, row->id, true, e))
		return -1;
	return LIST_REJECTS;
}

/* Field by field: what is not there is not cleared either, since lists have millions of rows. */
static void
fill_entry(const struct intake *in, const struct list_row *row, struct builder_entry *entry)
{
	entry->digests = row->digests;
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (row->digests & 1U << kind)
			memcpy(entry->digest[kind], row->digest[kind], DIGEST_MAX);
	}
	entry->has_pdq = row->has_pdq && !in->keyed;
	entry->quality = row->quality;
	if (entry->has_pdq)
		memcpy(entry->pdq, row->pdq, PDQ_SIZE);
	entry->flags = row->flags;
	entry->size = row->size;
	entry->comment = row->comment;
	entry->details = row->details;
	entry->id = row->id;
}

static int
add(const struct intake *in, const struct list_row *row, uint32_t set, struct error *e)
{
	struct builder_entry entry;
	entry.verdict.set = set;
	int verdict = judge(in, row, &entry.verdict);
	if (verdict != LIST_REJECTS)
		return verdict;
	fill_entry(in, row, &entry);
	if (!entry.digests && !entry.has_pdq)
		return LIST_PDQ_KEYED;
	if (row->action == LIST_REPLACE &&
	    builder_delete(in->builder, set, DELETION_ID, row->id, false, e))
		return -1;
	int added = builder_add(in->builder, &entry, e);
	if (added < 0)
		return -1;
	return added ? LIST_REJECTS : LIST_TOO_MANY_VERDICTS;
}

static int
take_row(void *ctx, const struct list_row *row, struct error *e)
{
	const struct intake *in = ctx;
	uint32_t set = in->set;
	if (in->set_named)
		set = in->set_named(in->ctx, row->set);
	if (in->remove || row->action == LIST_DELETE)
		return take_back(in, row, set, e);
	return add(in, row, set, e);
}

struct list_sink
intake_sink(struct intake *in)
{
	return (struct list_sink){.row = take_row, .header = take_header, .ctx = in};
}
