/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables whose first line names the columns: CSV, TSV, and the same with ; or | (RFC 4180
 * quoting). Any column order; names are compared without case, blanks and punctuation. Columns not
 * known are ignored.
 */
#include <stdio.h>
#include <string.h>

#include "hashset/columns.h"
#include "hashset/csv.h"

struct table {
	char separator;
	int is[CSV_FIELDS_MAX]; /* columns.h */
	size_t n;
	struct csv_fields fields;
	struct list_record row;
	struct buffer record;
	uint64_t line; /* where the record begins */
	struct buffer
		again; /* lines taken for part of a field that did not end, to be read again */
	size_t again_at;
};

/* ---- The header ---- */

static void
name_columns(struct table *t)
{
	t->n = t->fields.n;
	for (size_t i = 0; i < t->n; i++)
		t->is[i] = column_of(t->fields.v[i]);
}

static bool
has_column(const struct table *t, int first, int last)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->is[i] >= first && t->is[i] <= last)
			return true;
	}
	return false;
}

/* Finds the separator under which a line names a digest column. */
static bool
read_header(struct table *t, struct span line)
{
	static const char separators[] = ",;\t|";
	for (size_t i = 0; i + 1 < sizeof separators; i++) {
		buffer_clear(&t->record);
		buffer_add(&t->record, line.p, line.n);
		t->separator = separators[i];
		csv_split(&t->record, t->separator, &t->fields);
		name_columns(t);
		if (has_column(t, 0, COLUMN_PDQ))
			return true;
	}
	return false;
}

/*
 * Lines before the header: comments, and the separator as some spreadsheets want it told. A
 * comment may be the header itself, of several columns: "#file<TAB>sha256".
 */
static bool
before_header(struct table *t, struct span *line)
{
	struct span inner = {line->p + 1, line->n - 1};
	if (line->n == 0 || (line->n == 5 && memcmp(line->p, "sep=", 4) == 0))
		return true;
	if (line->p[0] != '#')
		return false;
	if (!read_header(t, list_trim(inner)) || t->n < 2)
		return true;
	*line = list_trim(inner);
	return false;
}

static void
table_release(struct table *t)
{
	buffer_release(&t->record);
	buffer_release(&t->again);
	list_record_release(&t->row);
}

static bool
accepts(struct span head)
{
	struct table t = {.n = 0};
	bool found = false;
	while (head.n > 0) {
		const char *newline = memchr(head.p, '\n', head.n);
		size_t n = newline ? (size_t)(newline - head.p) : head.n;
		struct span line = {head.p, n > 0 && head.p[n - 1] == '\r' ? n - 1 : n};
		line = list_trim(line);
		if (!before_header(&t, &line)) {
			found = read_header(&t, line);
			break;
		}
		n += newline != NULL;
		head.p += n;
		head.n -= n;
	}
	table_release(&t);
	return found;
}

/* ---- Records ---- */

/* The next line, from what is to be read again or from the list. */
static int
next_line(struct list *l, struct table *t, struct span *line, struct error *e)
{
	if (t->again_at == t->again.n)
		return list_next_line(l, line, e);
	const char *p = t->again.data + t->again_at;
	const char *newline = memchr(p, '\n', t->again.n - t->again_at);
	*line = (struct span){p, (size_t)(newline - p)};
	t->again_at += line->n + 1;
	return 1;
}

/*
 * A quote that never ends would swallow the rest of the list: only its own line is given up, and
 * what was taken for its field is read again. None of those lines can do the same, since every
 * quote in them was doubled.
 */
static int
give_up_quote(struct list *l, struct table *t)
{
	const char *newline = memchr(t->record.data, '\n', t->record.n);
	list_reject(l, LIST_OPEN_QUOTE, t->line);
	struct buffer rest = BUFFER_EMPTY;
	if (newline) {
		size_t first = (size_t)(newline - t->record.data) + 1;
		buffer_add(&rest, t->record.data + first, t->record.n - first);
		buffer_add_byte(&rest, '\n');
	}
	if (t->again.n)
		buffer_add(&rest, t->again.data + t->again_at, t->again.n - t->again_at);
	buffer_release(&t->again);
	t->again = rest;
	t->again_at = 0;
	t->fields.n = 0;
	return 1;
}

/* 1: a record is split into fields (none: it was given up), 0: none is left, -1. */
static int
next_record(struct list *l, struct table *t, struct error *e)
{
	struct csv_scan scan = {CSV_FIELD_START};
	struct span line;
	int more;
	buffer_clear(&t->record);
	while ((more = next_line(l, t, &line, e)) > 0) {
		size_t before = t->record.n;
		if (before == 0)
			t->line = l->lines.number;
		else
			buffer_add_byte(&t->record, '\n');
		buffer_add(&t->record, line.p, line.n);
		if (csv_scan(&scan, t->record.data + before, t->record.n - before, t->separator)) {
			csv_split(&t->record, t->separator, &t->fields);
			return 1;
		}
		if (t->record.n > LIST_LINE_MAX)
			return give_up_quote(l, t);
	}
	return more == 0 && t->record.n > 0 ? give_up_quote(l, t) : more;
}

static int
take_record(struct list *l, struct table *t, struct error *e)
{
	struct list_record *r = &t->row;
	list_record_clear(r);
	for (size_t i = 0; i < t->n && i < t->fields.n; i++)
		column_take(r, t->is[i], list_trim(t->fields.v[i]));
	l->record = t->line;
	return list_record_give(l, r, e);
}

static void
forget_column(struct table *t, int column)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->is[i] == column)
			t->is[i] = COLUMN_OTHER;
	}
}

/* What a column means may depend on the others. */
static void
settle_columns(struct table *t)
{
	bool ours = has_column(t, COLUMN_KIND, COLUMN_KIND) &&
		    has_column(t, COLUMN_SCHEME, COLUMN_SCHEME);
	if (!ours) /* only in what was exported are they what they are called */
		forget_column(t, COLUMN_SET);
	if (!ours)
		forget_column(t, COLUMN_LABEL);
	if (has_column(t, COLUMN_CATEGORY, COLUMN_CATEGORY))
		forget_column(t, COLUMN_BASELINE);
	if (!has_column(t, COLUMN_QUALITY, COLUMN_QUALITY) ||
	    has_column(t, COLUMN_PDQ, COLUMN_PDQ) || has_column(t, 0, COLUMN_DIGEST - 1))
		return;
	for (size_t i = 0; i < t->n; i++) { /* "hash,quality" */
		if (t->is[i] == COLUMN_DIGEST)
			t->is[i] = COLUMN_PDQ;
	}
}

static bool
has_name(const struct table *t, const char *name)
{
	char folded[32];
	for (size_t i = 0; i < t->fields.n; i++) {
		digest_fold_name(t->fields.v[i], folded, sizeof folded);
		if (strcmp(folded, name) == 0)
			return true;
	}
	return false;
}

static void
describe(struct list *l, const struct table *t, struct list_header *header)
{
	const char *title = NULL;
	if (has_column(t, COLUMN_BASELINE, COLUMN_BASELINE)) {
		title = "INTERPOL ICSE table";
		header->has_category = true;
		header->scheme = "interpol-baseline";
	} else if (header->never_alert) {
		title = "NSRL RDS 2 table";
	} else if (has_name(t, "v1hash") || has_name(t, "v3hash") || has_name(t, "v4hash")) {
		title = "ILook table";
	} else if (has_name(t, "hashsetid")) {
		title = "HashKeeper table";
	}
	if (title)
		snprintf(l->title, sizeof l->title, "%s", title);
}

static int
skip_to_header(struct list *l, struct table *t, struct error *e)
{
	struct span line;
	int more;
	while ((more = list_next_line(l, &line, e)) > 0) {
		if (!before_header(t, &line))
			break;
	}
	if (more <= 0 || !read_header(t, line))
		return more < 0 ? -1 : error_set(e, ERROR_INPUT, "%s has no header", l->name);
	settle_columns(t);
	struct list_header header = {
		.has_category = has_column(t, COLUMN_CATEGORY, COLUMN_CATEGORY),
		.has_kind = has_column(t, COLUMN_KIND, COLUMN_KIND),
		.never_alert = has_column(t, COLUMN_CATALOGUE, COLUMN_CATALOGUE)};
	describe(l, t, &header);
	return list_header(l, &header, e);
}

static int
import(struct list *l, struct error *e)
{
	struct table t = {.n = 0};
	int more = skip_to_header(l, &t, e) ? -1 : 1;
	while (more > 0) {
		more = next_record(l, &t, e);
		if (more > 0 && t.fields.n > 0 && take_record(l, &t, e))
			more = -1;
	}
	table_release(&t);
	return more;
}

const struct list_format list_table = {"table", "table", accepts, import, "line"};
