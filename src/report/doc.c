/* SPDX-License-Identifier: Apache-2.0 */
#include "report/doc.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"

#define FLUSH_AT ((size_t)1 << 16)

void
doc_init(struct doc *d, const struct doc_ops *ops, const struct facts *facts, struct output *output)
{
	memset(d, 0, sizeof *d);
	d->ops = ops;
	d->facts = facts;
	d->language = facts->language;
	d->output = output;
}

void
doc_flush(struct doc *d, bool all)
{
	if (d->out.n < FLUSH_AT && !all)
		return;
	if (d->error.kind == ERROR_NONE)
		(void)output_write(d->output, buffer_span(&d->out), &d->error);
	buffer_clear(&d->out);
}

int
doc_finish(struct doc *d, struct error *e)
{
	doc_flush(d, true);
	buffer_release(&d->out);
	buffer_release(&d->text);
	free(d->parts);
	if (d->error.kind == ERROR_NONE)
		return 0;
	return error_set(e, d->error.kind, "%s", d->error.text);
}

/* ---- Phrases ---- */

const char *
tr(const struct doc *d, const char *phrase)
{
	return language_phrase(d->language, phrase);
}

const char *
tr_n(const struct doc *d, const char *one, const char *many, uint64_t n)
{
	return language_plural(d->language, one, many, n);
}

static char *
scratch(struct doc *d)
{
	return d->scratch[d->next_scratch++ % (sizeof d->scratch / sizeof *d->scratch)];
}

const char *
doc_number(struct doc *d, uint64_t n)
{
	char digits[32], *out = scratch(d), *to = out;
	int length = snprintf(digits, sizeof digits, "%" PRIu64, n);
	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			to = stpcpy(to, d->language->group);
		*to++ = digits[i];
	}
	*to = '\0';
	return out;
}

/* Digits with a point, as the language writes them. */
static const char *
in_language(struct doc *d, const char *digits)
{
	const char *point = strchr(digits, '.');
	char *out = scratch(d);

	if (!point)
		snprintf(out, sizeof d->scratch[0], "%s", digits);
	else
		snprintf(out, sizeof d->scratch[0], "%.*s%s%s", (int)(point - digits), digits,
			 d->language->decimal, point + 1);
	return out;
}

const char *
doc_bytes(struct doc *d, uint64_t n)
{
	if (n == UINT64_MAX)
		return "";
	struct buffer human = BUFFER_EMPTY;
	const char *number = doc_number(d, n);
	char *out = scratch(d);
	text_human_size(&human, n);
	if (n < 1024)
		snprintf(out, sizeof d->scratch[0], tr_n(d, "%s byte", "%s bytes", n), number);
	else
		snprintf(out, sizeof d->scratch[0], tr(d, "%s bytes (%s)"), number,
			 in_language(d, buffer_text(&human)));
	buffer_release(&human);
	return out;
}

/* In thousandths, rounded down by integers: the same digits on every machine. */
static const char *
thousandths(struct doc *d, uint64_t n)
{
	char digits[40];

	snprintf(digits, sizeof digits, "%" PRIu64 ".%03" PRIu64, n / 1000, n % 1000);
	return in_language(d, digits);
}

const char *
doc_volume_of_data(struct doc *d, uint64_t n)
{
	const char *number = doc_number(d, n);
	const char *gb = thousandths(d, n / 1000000);
	const char *gib = thousandths(d, n / 1048576 * 1000 / 1024);
	char *out = scratch(d);

	snprintf(out, sizeof d->scratch[0], tr(d, "%s bytes (%s GB, %s GiB)"), number, gb, gib);
	return out;
}

const char *
doc_offset(struct doc *d, uint64_t n)
{
	if (n == UINT64_MAX)
		return "";
	char *out = scratch(d);
	snprintf(out, sizeof d->scratch[0], "%" PRIu64, n);
	return out;
}

/* ---- Blocks ---- */

static void
set_open(struct doc *d, enum doc_block what)
{
	if (d->open == what)
		return;
	if (d->open == DOC_LIST)
		d->ops->list(d, false);
	else if (d->open == DOC_FACTS)
		d->ops->facts(d, false);
	d->open = what;
	if (d->open == DOC_LIST)
		d->ops->list(d, true);
	else if (d->open == DOC_FACTS)
		d->ops->facts(d, true);
	doc_flush(d, false);
}

void
doc_section(struct doc *d, unsigned number, const char *anchor, const char *title)
{
	set_open(d, DOC_NOTHING);
	d->ops->section(d, number, anchor, title);
}

void
doc_heading(struct doc *d, const char *title)
{
	set_open(d, DOC_NOTHING);
	d->ops->heading(d, title);
}

void
doc_paragraph(struct doc *d, const char *format, ...)
{
	struct buffer b = BUFFER_EMPTY;
	va_list args;
	va_start(args, format);
	buffer_add_formatted(&b, format, args);
	va_end(args);
	set_open(d, DOC_NOTHING);
	d->ops->paragraph(d, LOOK_PLAIN, buffer_span(&b));
	buffer_release(&b);
}

void
doc_remark(struct doc *d, const char *format, ...)
{
	struct buffer b = BUFFER_EMPTY;
	va_list args;
	va_start(args, format);
	buffer_add_formatted(&b, format, args);
	va_end(args);
	set_open(d, DOC_NOTHING);
	d->ops->paragraph(d, LOOK_QUIET, buffer_span(&b));
	buffer_release(&b);
}

void
doc_notice(struct doc *d, enum notice kind, const char *title, const char *format, ...)
{
	struct buffer b = BUFFER_EMPTY;
	va_list args;
	va_start(args, format);
	buffer_add_formatted(&b, format, args);
	va_end(args);
	set_open(d, DOC_NOTHING);
	d->ops->notice(d, kind, title, buffer_span(&b));
	buffer_release(&b);
}

void
doc_item(struct doc *d, const char *format, ...)
{
	struct buffer b = BUFFER_EMPTY;
	va_list args;
	va_start(args, format);
	buffer_add_formatted(&b, format, args);
	va_end(args);
	set_open(d, DOC_LIST);
	d->ops->item(d, buffer_span(&b));
	buffer_release(&b);
}

void
doc_drawing(struct doc *d, const struct drawing *g)
{
	set_open(d, DOC_NOTHING);
	d->ops->drawing(d, g);
}

void
doc_signature(struct doc *d, const char *role, const char *name)
{
	set_open(d, DOC_NOTHING);
	d->ops->signature(d, role, name);
}

/* ---- Cells, rows, facts ---- */

void
doc_piece(struct doc *d, const char *label, enum look look, const char *text)
{
	if (!text || !*text)
		return;
	if (d->nparts == d->cap) {
		d->cap = d->cap ? d->cap * 2 : 32;
		d->parts = memory_resize_array(d->parts, d->cap, sizeof *d->parts);
	}
	d->parts[d->nparts].label = label;
	d->parts[d->nparts].at = d->text.n;
	d->parts[d->nparts].n = strlen(text);
	d->parts[d->nparts].look = look;
	d->nparts++;
	buffer_add_text(&d->text, text);
}

void
doc_piece_format(struct doc *d, const char *label, enum look look, const char *format, ...)
{
	struct buffer b = BUFFER_EMPTY;
	va_list args;
	va_start(args, format);
	buffer_add_formatted(&b, format, args);
	va_end(args);
	doc_piece(d, label, look, buffer_text(&b));
	buffer_release(&b);
}

void
doc_cell_end(struct doc *d)
{
	assert(d->ncells < COLUMNS_MAX);
	d->ends[d->ncells++] = d->nparts;
}

void
doc_cell(struct doc *d, enum look look, const char *text)
{
	if (text && *text)
		doc_piece(d, NULL, look, text);
	else
		doc_piece(d, NULL, LOOK_QUIET, "–");
	doc_cell_end(d);
}

/* The row under way as cells of pieces; the pieces are freed by the caller. */
static struct piece *
resolve_row(struct doc *d, struct cell cells[COLUMNS_MAX])
{
	struct piece *pieces = memory_zero(d->nparts + 1, sizeof *pieces);
	for (size_t i = 0; i < d->nparts; i++)
		pieces[i] = (struct piece){d->parts[i].label,
					   {d->text.data + d->parts[i].at, d->parts[i].n},
					   d->parts[i].look};
	size_t from = 0;
	for (size_t i = 0; i < d->ncells; i++) {
		cells[i] = (struct cell){pieces + from, d->ends[i] - from};
		from = d->ends[i];
	}
	return pieces;
}

static void
clear_row(struct doc *d)
{
	d->nparts = d->ncells = 0;
	buffer_clear(&d->text);
}

void
doc_fact_cell(struct doc *d, const char *label)
{
	struct cell cells[COLUMNS_MAX];
	if (d->nparts == 0)
		doc_piece(d, NULL, LOOK_QUIET, tr(d, "not provided"));
	doc_cell_end(d);
	set_open(d, DOC_FACTS);
	struct piece *pieces = resolve_row(d, cells);
	d->ops->fact(d, label, &cells[0]);
	free(pieces);
	clear_row(d);
}

void
doc_fact(struct doc *d, const char *label, enum look look, const char *text)
{
	struct buffer line = BUFFER_EMPTY;
	for (const char *end; text && *text; text = *end ? end + 1 : end) {
		end = text + strcspn(text, "\n");
		buffer_clear(&line);
		buffer_add(&line, text, (size_t)(end - text));
		doc_piece(d, NULL, look, buffer_text(&line));
	}
	buffer_release(&line);
	doc_fact_cell(d, label);
}

void
doc_table(struct doc *d, const struct table *t)
{
	set_open(d, DOC_NOTHING);
	d->table = t;
	d->ops->table(d, t, true);
}

void
doc_row_end(struct doc *d)
{
	struct cell cells[COLUMNS_MAX];
	assert(d->table && d->ncells == d->table->ncolumns);
	struct piece *pieces = resolve_row(d, cells);
	d->ops->row(d, d->table, cells);
	free(pieces);
	clear_row(d);
	doc_flush(d, false);
}

void
doc_table_end(struct doc *d)
{
	d->ops->table(d, d->table, false);
	d->table = NULL;
}
