/* SPDX-License-Identifier: Apache-2.0 */
/* Tables: their head is repeated on every page, and each page's part is a table of its own, since
 * what reads aloud needs the head as well. */
#include "report/pdf.h"

#define GAP   7.0
#define LABEL 132.0 /* width of the labels of facts */

static const struct pdf_style body = {7.8, false, PDF_INK};
static const struct pdf_style narrow = {7.2, false, PDF_INK};
static const struct pdf_style head = {7.8, true, PDF_INK};

static void
place_columns(const struct table *t, struct pdf_column *columns)
{
	double x = PDF_LEFT;
	for (size_t i = 0; i < t->ncolumns; i++) {
		double width = PDF_TEXT * t->columns[i].share / 100;
		bool last = i + 1 == t->ncolumns;
		/* The next column begins close behind one that ends at its right edge. */
		columns[i] = (struct pdf_column){.x = x,
						 .width = last ? PDF_RIGHT - x : width - GAP,
						 .right = t->columns[i].kind == COLUMN_NUMBER};
		x += width;
	}
}

void
pdf_table_head(struct pdf *p)
{
	struct pdf_column columns[COLUMNS_MAX];
	const struct table *t = p->table;
	place_columns(t, columns);
	p->table = NULL; /* the head of the head */
	pdf_rule(p, PDF_INK, 1);
	for (size_t i = 0; i < t->ncolumns; i++) {
		columns[i].tag = "TH";
		columns[i].text = span_of(tr(p->doc, t->columns[i].title));
	}
	pdf_row(p, head, columns, t->ncolumns, "TR", 2.2);
	pdf_rule(p, PDF_INK, 0.6);
	p->table = t;
}

void
pdf_table_begin(struct pdf *p, const struct table *t)
{
	static const struct pdf_style caption = {8.5, true, PDF_INK};
	pdf_need(p, 90);
	p->y += 4;
	pdf_text(p, caption, "P", span_of(tr(p->doc, t->caption)), 0, 3);
	p->open_tag = "Table";
	p->table = t;
	pdf_tag(p, "Table", NULL);
	pdf_table_head(p);
}

void
pdf_table_row(struct pdf *p, const struct cell *cells)
{
	struct pdf_column columns[COLUMNS_MAX];
	const struct table *t = p->table;
	place_columns(t, columns);
	for (size_t i = 0; i < t->ncolumns; i++) {
		columns[i].tag = "TD";
		columns[i].cell = &cells[i];
		columns[i].bar = t->columns[i].kind == COLUMN_BAR;
	}
	pdf_row(p, t->wide ? narrow : body, columns, t->ncolumns, "TR", 2.2);
	pdf_rule(p, PDF_FAINT, 0.5);
}

void
pdf_table_end(struct pdf *p)
{
	p->table = NULL;
	p->open_tag = NULL;
	pdf_tag_end(p, "Table");
	p->y -= 0.5;
	pdf_rule(p, PDF_INK, 0.6);
	p->y += 11;
}

void
pdf_table_fact(struct pdf *p, const char *label, const struct cell *value)
{
	static const struct pdf_style style = {8.6, false, PDF_INK};
	struct piece piece = {NULL, span_of(label), LOOK_QUIET};
	struct cell name = {&piece, 1};
	struct pdf_column columns[] = {
		{.x = PDF_LEFT, .width = LABEL - 10, .tag = "TH", .cell = &name},
		{.x = PDF_LEFT + LABEL, .width = PDF_TEXT - LABEL, .tag = "TD", .cell = value}};
	pdf_need(p, 16);
	pdf_row(p, style, columns, 2, "TR", 1.8);
	pdf_rule(p, PDF_FAINT, 0.5);
}
