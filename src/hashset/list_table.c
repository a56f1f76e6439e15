/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables whose first line names the columns: CSV, TSV, and the same with ; or | (RFC 4180
 * quoting). Any column order; names are compared without case, blanks and punctuation. Columns not
 * known are ignored.
 */
#include <string.h>

#include "base/text.h"
#include "hashset/csv.h"
#include "hashset/list_format.h"

enum column {
	COLUMN_DIGEST = DIGEST_KINDS, /* any kind, told by its length; below: an enum digest_kind */
	COLUMN_SCHEME,
	COLUMN_CATEGORY,
	COLUMN_KIND,
	COLUMN_SIZE,
	COLUMN_COMMENT,
	COLUMN_CATALOGUE, /* of NSRL's tables only */
	COLUMN_OTHER,
};

struct table {
	char separator;
	enum column is[CSV_FIELDS_MAX];
	size_t n;
	struct csv_fields fields;
	struct buffer record;
	uint64_t line; /* where the record begins */
	struct buffer
		again; /* lines taken for part of a field that did not end, to be read again */
	size_t again_at;
};

static enum column
column_of(struct span name)
{
	static const struct {
		const char *name;
		enum column is;
	} names[] = {
		{"hash", COLUMN_DIGEST},
		{"hashvalue", COLUMN_DIGEST},
		{"digest", COLUMN_DIGEST},
		{"checksum", COLUMN_DIGEST},
		{"category", COLUMN_CATEGORY},
		{"scheme", COLUMN_SCHEME},
		{"kind", COLUMN_KIND},
		{"size", COLUMN_SIZE},
		{"filesize", COLUMN_SIZE},
		{"mediasize", COLUMN_SIZE},
		{"comment", COLUMN_COMMENT},
		{"comments", COLUMN_COMMENT},
		{"specialcode", COLUMN_CATALOGUE},
		{"opsystemcode", COLUMN_CATALOGUE},
	};
	char folded[32];
	int kind = digest_of_name(name);
	if (kind >= 0)
		return (enum column)kind;
	digest_fold_name(name, folded, sizeof folded);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(names[i].name, folded) == 0)
			return names[i].is;
	}
	return COLUMN_OTHER;
}

/* ---- The header ---- */

static void
name_columns(struct table *t)
{
	t->n = t->fields.n;
	for (size_t i = 0; i < t->n; i++)
		t->is[i] = column_of(t->fields.v[i]);
}

static bool
has_column(const struct table *t, enum column first, enum column last)
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
		if (has_column(t, 0, COLUMN_DIGEST))
			return true;
	}
	return false;
}

/* Lines before the header: comments, and the separator as some spreadsheets want it told. */
static bool
before_header(struct span line)
{
	return line.n == 0 || line.p[0] == '#' || (line.n == 5 && memcmp(line.p, "sep=", 4) == 0);
}

static void
table_release(struct table *t)
{
	buffer_release(&t->record);
	buffer_release(&t->again);
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
		if (!before_header(list_trim(line))) {
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

static bool
is_blank(struct span cell)
{
	char folded[8];
	digest_fold_name(cell, folded, sizeof folded);
	return *folded == '\0' || strcmp(folded, "null") == 0 || strcmp(folded, "na") == 0 ||
	       strcmp(folded, "none") == 0;
}

/* A digest cell; odd: it holds something that is not one. */
static void
take_digest_cell(struct list_row *row, enum column is, struct span cell, bool *odd, bool *other)
{
	if (is_blank(cell))
		return;
	bool fits = is == COLUMN_DIGEST || cell.n == 2 * digest_size((enum digest_kind)is);
	if (!fits || !list_take_digest(row, cell, other))
		*odd = true;
}

static void
take_cell(struct list_row *row, enum column is, struct span cell)
{
	unsigned long long size;
	struct span said = cell.n ? cell : (struct span){NULL, 0};
	switch (is) {
	case COLUMN_SCHEME:
		row->scheme = said;
		break;
	case COLUMN_CATEGORY:
		row->category = said;
		break;
	case COLUMN_KIND:
		row->kind = said;
		break;
	case COLUMN_COMMENT:
		row->comment = said;
		break;
	case COLUMN_SIZE:
		if (text_to_u64(cell.p, cell.n, &size) == 0)
			row->size = size;
		break;
	default:
		break;
	}
}

static int
take_record(struct list *l, const struct table *t, struct error *e)
{
	struct list_row row = {0};
	bool odd = false, other = false;
	list_row_clear(&row);
	for (size_t i = 0; i < t->n && i < t->fields.n; i++) {
		struct span cell = list_trim(t->fields.v[i]);
		if (t->is[i] <= COLUMN_DIGEST)
			take_digest_cell(&row, t->is[i], cell, &odd, &other);
		else
			take_cell(&row, t->is[i], cell);
	}
	if (!row.digests) {
		list_reject(l, other ? LIST_OTHER_DIGEST : LIST_NO_DIGEST, t->line);
		return 0;
	}
	if (odd && l->counts.odd_cells++ == 0)
		l->counts.first_odd_cell = t->line;
	return list_row(l, &row, e);
}

static int
skip_to_header(struct list *l, struct table *t, struct error *e)
{
	struct span line;
	int more;
	while ((more = list_next_line(l, &line, e)) > 0) {
		if (!before_header(line))
			break;
	}
	if (more <= 0 || !read_header(t, line))
		return more < 0 ? -1 : error_set(e, ERROR_INPUT, "%s has no header", l->name);
	struct list_header header = {
		.has_category = has_column(t, COLUMN_CATEGORY, COLUMN_CATEGORY),
		.has_kind = has_column(t, COLUMN_KIND, COLUMN_KIND),
		.never_alert = has_column(t, COLUMN_CATALOGUE, COLUMN_CATALOGUE)};
	return l->sink->header ? l->sink->header(l->sink->ctx, &header, e) : 0;
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

const struct list_format list_table = {"table", accepts, import};
