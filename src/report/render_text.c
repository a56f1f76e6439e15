/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The report as plain text of 80 columns, for terminals, mail and printers that know nothing else.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "report/doc.h"
#include "report/drawing.h"
#include "report/edition.h"
#include "report/renderer.h"
#include "report/sections.h"
#include "report/wrap.h"

#define COLUMNS	 80
#define LABEL	 26 /* columns of the labels of facts */
#define BLOCK	 4  /* indent of a row that is set as a block */
#define ROWS_MAX ((size_t)2000)

/* ---- Lines ---- */

/* Masked, with an optional "label: " before it. */
static struct buffer
shown(struct doc *d, const char *label, struct span text)
{
	struct buffer b = BUFFER_EMPTY;
	(void)d;
	if (label) {
		text_mask(&b, label, strlen(label));
		buffer_add_text(&b, ": ");
	}
	text_mask(&b, text.p, text.n);
	return b;
}

static void
add_wrapped(struct doc *d, struct span text, size_t indent)
{
	struct buffer b = shown(d, NULL, text);
	wrap_blanks(&d->out, indent);
	wrap_add(&d->out, buffer_span(&b), COLUMNS, indent, indent);
	buffer_release(&b);
}

static void
add_line(struct doc *d, const char *text)
{
	add_wrapped(d, span_of(text), 0);
}

static void
underline(struct doc *d, char c, const char *text)
{
	size_t n = wrap_columns(span_of(text));
	for (size_t i = 0; i < n && i < COLUMNS; i++)
		buffer_add_byte(&d->out, c);
	buffer_add_byte(&d->out, '\n');
}

static void
new_line(struct doc *d)
{
	buffer_add_byte(&d->out, '\n');
}

/* There are no pages: the warning stands above every section instead. */
static void
add_banner(struct doc *d)
{
	if (!facts_incomplete(d->facts))
		return;
	add_line(d, tr(d, "*** INCOMPLETE - this report does not show all that was to be examined "
			  "***"));
	new_line(d);
}

/* ---- Blocks ---- */

static void
text_begin(struct doc *d)
{
	const char *title = tr(d, "Forensic triage report");
	const char *banner = case_data_get(d->facts->case_data, "report", "classification");
	add_banner(d);
	if (banner) {
		add_line(d, banner);
		new_line(d);
	}
	add_line(d, title);
	underline(d, '=', title);
	new_line(d);
}

static void
text_end(struct doc *d)
{
	add_banner(d);
}

static void
text_section(struct doc *d, unsigned number, const char *anchor, const char *title)
{
	struct buffer line = BUFFER_EMPTY;
	(void)anchor;
	new_line(d);
	if (number == 0)
		return;
	new_line(d);
	add_banner(d);
	buffer_add_format(&line, "%u  %s", number, title);
	add_line(d, buffer_text(&line));
	underline(d, '-', buffer_text(&line));
	new_line(d);
	buffer_release(&line);
}

static void
text_heading(struct doc *d, const char *title)
{
	new_line(d);
	add_line(d, title);
	new_line(d);
}

static void
text_paragraph(struct doc *d, enum look look, struct span text)
{
	(void)look;
	add_wrapped(d, text, 0);
	new_line(d);
}

static void
text_notice(struct doc *d, enum notice kind, const char *title, struct span text)
{
	struct buffer line = shown(d, title, text);
	(void)kind;
	new_line(d);
	buffer_add_text(&d->out, "  | ");
	struct span rest = buffer_span(&line);
	for (bool first = true; first || rest.n > 0; first = false) {
		struct span part = wrap_line(&rest, COLUMNS - 4);
		buffer_add_text(&d->out, first ? "" : "  | ");
		buffer_add(&d->out, part.p, part.n);
		new_line(d);
	}
	new_line(d);
	buffer_release(&line);
}

static void
text_list(struct doc *d, bool begins)
{
	if (!begins)
		new_line(d);
}

static void
text_item(struct doc *d, struct span text)
{
	struct buffer b = shown(d, NULL, text);
	buffer_add_text(&d->out, "  - ");
	wrap_add(&d->out, buffer_span(&b), COLUMNS, 4, 4);
	buffer_release(&b);
}

static void
text_facts(struct doc *d, bool begins)
{
	if (!begins)
		new_line(d);
}

static void
text_fact(struct doc *d, const char *label, const struct cell *value)
{
	struct buffer name = shown(d, NULL, span_of(label));
	size_t used = wrap_columns(buffer_span(&name));
	buffer_add(&d->out, buffer_text(&name), name.n);
	buffer_release(&name);
	if (used + 1 > LABEL) {
		new_line(d);
		used = 0;
	}
	for (size_t i = 0; i < value->n; i++) {
		const struct piece *p = &value->pieces[i];
		struct buffer line = shown(d, p->label, p->text);
		size_t width = wrap_columns(buffer_span(&line)), indent = LABEL;
		if (p->look == LOOK_CODE && width > COLUMNS - LABEL && width <= COLUMNS - BLOCK) {
			/*
			 * A digest is compared by eye or copied: better whole on a line of its own.
			 */
			indent = BLOCK;
			if (i == 0 && used > 0)
				new_line(d);
			used = 0;
		}
		wrap_blanks(&d->out, indent - (i == 0 ? used : 0));
		wrap_add(&d->out, buffer_span(&line), COLUMNS, indent, indent);
		buffer_release(&line);
	}
}

/* ---- Tables ---- */

/* Columns beside one another get their share of the line, less the two blanks between them. */
static size_t
width_of(const struct table *t, size_t column)
{
	size_t width = (size_t)t->columns[column].share * COLUMNS / 100;
	return width > 4 ? width - 2 : 2;
}

static void
rule(struct doc *d, const struct table *t)
{
	for (size_t i = 0; i < t->ncolumns; i++) {
		for (size_t k = 0; k < width_of(t, i); k++)
			buffer_add_byte(&d->out, '-');
		buffer_add_text(&d->out, i + 1 < t->ncolumns ? "  " : "\n");
	}
}

/* One line of every cell that has something left; false when none had. */
static bool
add_row_line(struct doc *d, const struct table *t, struct span *rest)
{
	bool any = false;
	size_t owed = 0; /* blanks that are only written when something follows */
	for (size_t i = 0; i < t->ncolumns; i++)
		any |= rest[i].n > 0;
	for (size_t i = 0; any && i < t->ncolumns; i++) {
		size_t width = width_of(t, i);
		/* Lines of one cell are kept apart by newlines. */
		const char *newline = rest[i].n ? memchr(rest[i].p, '\n', rest[i].n) : NULL;
		struct span line = {rest[i].p, newline ? (size_t)(newline - rest[i].p) : rest[i].n};
		struct span left = line, part = wrap_line(&left, width);
		size_t taken = left.n > 0 ? line.n - left.n : line.n + (newline ? 1 : 0);
		rest[i] = (struct span){rest[i].p + taken, rest[i].n - taken};
		size_t used = wrap_columns(part), pad = used < width ? width - used : 0;
		bool right = t->columns[i].kind == COLUMN_NUMBER;
		if (part.n > 0) {
			wrap_blanks(&d->out, owed + (right ? pad : 0));
			buffer_add(&d->out, part.p, part.n);
			owed = 2 + (right ? 0 : pad);
		} else {
			owed += width + 2;
		}
	}
	if (any)
		new_line(d);
	return any;
}

static void
add_side_by_side(struct doc *d, const struct table *t, const struct buffer *cells)
{
	struct span rest[COLUMNS_MAX];
	for (size_t i = 0; i < t->ncolumns; i++)
		rest[i] = buffer_span(&cells[i]);
	while (add_row_line(d, t, rest))
		;
}

static void
add_bar(struct buffer *out, const struct cell *cell, size_t width)
{
	unsigned long long thousandths = 0;
	if (cell->n > 0)
		(void)text_to_u64(cell->pieces[0].text.p, cell->pieces[0].text.n, &thousandths);
	size_t full = thousandths > 1000 ? width : (size_t)thousandths * width / 1000;
	for (size_t i = 0; i < full; i++)
		buffer_add_byte(out, '#');
}

static void
text_columns(struct doc *d, const struct table *t, const struct cell *cells)
{
	struct buffer lines[COLUMNS_MAX] = {BUFFER_EMPTY};
	for (size_t i = 0; i < t->ncolumns; i++) {
		if (t->columns[i].kind == COLUMN_BAR) {
			add_bar(&lines[i], &cells[i], width_of(t, i));
			continue;
		}
		for (size_t k = 0; k < cells[i].n; k++) {
			const struct piece *p = &cells[i].pieces[k];
			struct buffer line = shown(d, p->label, p->text);
			if (k > 0)
				buffer_add_byte(&lines[i], '\n');
			buffer_add(&lines[i], buffer_text(&line), line.n);
			buffer_release(&line);
		}
	}
	add_side_by_side(d, t, lines);
	for (size_t i = 0; i < t->ncolumns; i++)
		buffer_release(&lines[i]);
}

/* "[12]" and every piece on lines of its own below it. */
static void
text_block(struct doc *d, const struct table *t, const struct cell *cells)
{
	for (size_t i = 0; i < t->ncolumns; i++)
		for (size_t k = 0; k < cells[i].n; k++) {
			const struct piece *p = &cells[i].pieces[k];
			struct buffer line = shown(d, p->label, p->text);
			if (i == 0) {
				buffer_add_format(&d->out, "[%s]\n", buffer_text(&line));
			} else {
				wrap_blanks(&d->out, BLOCK);
				wrap_add(&d->out, buffer_span(&line), COLUMNS, BLOCK, BLOCK + 2);
			}
			buffer_release(&line);
		}
	new_line(d);
}

static void
text_table(struct doc *d, const struct table *t, bool begins)
{
	if (!begins) {
		new_line(d);
		return;
	}
	new_line(d);
	add_line(d, tr(d, t->caption));
	new_line(d);
	if (t->wide)
		return;
	struct buffer titles[COLUMNS_MAX] = {BUFFER_EMPTY};
	for (size_t i = 0; i < t->ncolumns; i++)
		buffer_add_text(&titles[i], tr(d, t->columns[i].title));
	add_side_by_side(d, t, titles);
	rule(d, t);
	for (size_t i = 0; i < t->ncolumns; i++)
		buffer_release(&titles[i]);
}

static void
text_row(struct doc *d, const struct table *t, const struct cell *cells)
{
	if (t->wide)
		text_block(d, t, cells);
	else
		text_columns(d, t, cells);
}

/* The words that stand for it. */
static void
text_drawing(struct doc *d, const struct drawing *g)
{
	struct buffer line = shown(d, g->title, buffer_span(&g->alternative));
	new_line(d);
	wrap_add(&d->out, buffer_span(&line), COLUMNS, 0, 0);
	new_line(d);
	buffer_release(&line);
}

static void
text_signature(struct doc *d, const char *role, const char *name)
{
	struct piece p = {NULL, span_of(name ? name : tr(d, "not provided")), LOOK_PLAIN};
	struct cell cell = {&p, 1};
	text_fact(d, role, &cell);
	new_line(d);
	add_line(d, tr(d, "Date and signature: ________________________________________"));
	new_line(d);
}

static const struct doc_ops text_ops = {
	.begin = text_begin,
	.end = text_end,
	.section = text_section,
	.heading = text_heading,
	.paragraph = text_paragraph,
	.notice = text_notice,
	.list = text_list,
	.item = text_item,
	.facts = text_facts,
	.fact = text_fact,
	.table = text_table,
	.row = text_row,
	.signature = text_signature,
	.drawing = text_drawing,
};

static int
render(struct rendering *r, const struct facts *facts, struct error *e)
{
	struct doc d;
	doc_init(&d, &text_ops, facts, r->output);
	d.limits = (struct doc_limits){ROWS_MAX, NULL, r->options->all_hits,
				       r->options->all_items_where};
	doc_write_report(&d);
	return doc_finish(&d, e);
}

const struct renderer renderer_text = {
	.name = "text",
	.file = "report.txt",
	.extensions = "txt text",
	.help = N_("plain text of 80 columns"),
	.editions = EDITIONS_ALL,
	.one_language = true,
	.finish = render,
};
