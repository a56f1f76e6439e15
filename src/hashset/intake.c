/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/intake.h"

#include <string.h>

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
	in->never_alert = header->never_alert;
	if (in->never_alert && in->kind_given && in->kind == VERDICT_ALERT)
		return error_set(
			e, ERROR_USAGE,
			"%s is a catalogue of known software (NSRL); its entries cannot be "
			"alerts: use --kind ignore or --kind info",
			in->list);
	if (header->has_category && !header->has_kind && !in->scheme && !in->ignore_categories)
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
}

/* Rejects of the list, or LIST_REJECTS when the verdict is filled. */
static int
judge(const struct intake *in, const struct list_row *row, struct verdict_key *v)
{
	v->set = in->set;
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

static int
take_row(void *ctx, const struct list_row *row, struct error *e)
{
	const struct intake *in = ctx;
	struct builder_entry entry = {.size = BUILDER_NO_SIZE};
	int verdict = judge(in, row, &entry.verdict);
	if (verdict != LIST_REJECTS)
		return verdict;
	entry.digests = row->digests;
	memcpy(entry.digest, row->digest, sizeof entry.digest);
	entry.size = row->size;
	entry.comment = row->comment;
	int added = builder_add(in->builder, &entry, e);
	if (added < 0)
		return -1;
	return added ? LIST_REJECTS : LIST_TOO_MANY_VERDICTS;
}

struct list_sink
intake_sink(struct intake *in)
{
	return (struct list_sink){.row = take_row, .header = take_header, .ctx = in};
}
