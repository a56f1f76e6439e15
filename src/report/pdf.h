/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages of a PDF: text set by Pango in whatever script it is, drawn by cairo, kept in a scratch
 * file, and finished by libqpdf (pdf_finish.h). Private to src/report.
 *
 * Everything on a page is a row of columns: a paragraph has one, a labelled value two. A row that
 * does not fit goes to the next page; one that fits on no page is split between its lines.
 * Lengths are points (1/72 inch), from the upper left corner.
 */
#ifndef WINNOW_REPORT_PDF_H
#define WINNOW_REPORT_PDF_H

#include <stdio.h>

#include "report/doc.h"

#define PDF_WIDTH  595.276 /* A4 */
#define PDF_HEIGHT 841.890
#define PDF_LEFT   51.0
#define PDF_RIGHT  (PDF_WIDTH - PDF_LEFT)
#define PDF_TOP	   62.0
#define PDF_BOTTOM (PDF_HEIGHT - 54.0)
#define PDF_TEXT   (PDF_RIGHT - PDF_LEFT)

#define PDF_DEPTH 4

enum pdf_ink {
	PDF_INK,
	PDF_QUIET,
	PDF_ACCENT,
	PDF_ALARM,
	PDF_GOOD,
	PDF_RULE,
	PDF_FAINT,
	PDF_PAPER
};

struct pdf_style {
	double size;
	bool bold;
	enum pdf_ink ink;
};

/* What stands in a column of a row. */
struct pdf_column {
	double x, width;
	const char *tag;	 /* "P", "TH", … */
	const struct cell *cell; /* or */
	struct span text;
	bool right;
	bool bar;		     /* `text` is a number of thousandths */
	struct _PangoLayout *layout; /* set by pdf_row(), or */
	struct pdf_plain *plain;
	int lines, next_line; /* for rows that are split */
};

struct pdf {
	struct doc *doc;
	FILE *scratch;
	/* Of cairo and Pango; by these names who only passes them on needs no headers of theirs. */
	struct _cairo_surface *surface;
	struct _cairo *cr;
	struct _PangoFontMap *fonts;
	struct _PangoContext *context;
	struct _PangoLayout *layouts[PDF_DEPTH][COLUMNS_MAX];
	struct pdf_faces *faces;
	struct pdf_plain *plains[PDF_DEPTH][COLUMNS_MAX];
	/* Rows under way: a row may end a page, whose margins are rows too. */
	unsigned depth;
	double y;
	bool on_page;
	unsigned page;	      /* number of the current page, as printed */
	unsigned contents_at; /* the page kept free for the contents; 0: none */
	bool tagged;
	const char *open_tag;	   /* "L" or "Table": closed and opened again where a page ends */
	const struct table *table; /* whose head is repeated */
	const char *banner;	   /* classification, on every page; or NULL */
	uint64_t unknown;	   /* characters that no font here can show */
};

/* `folder` holds the scratch file (pdf_confine.h). */
int pdf_open(struct pdf *p, struct doc *d, const char *folder, bool tagged, struct error *e);
void pdf_close(struct pdf *p); /* also after an error; twice is no harm */
/* Ends the last page and the file in `scratch`. */
int pdf_end(struct pdf *p, struct error *e);

/*
 * text_mask(), and code points that are no characters (U+FFFE and the like) as \u{H}: cairo draws
 * nothing more once it has met one.
 */
void pdf_mask(struct buffer *out, const char *text, size_t n);

void pdf_ink(struct pdf *p, enum pdf_ink ink);
void pdf_tag(struct pdf *p, const char *tag, const char *attributes);
void pdf_tag_end(struct pdf *p, const char *tag);

/* A new page; what was open is closed on the old one and opened again. */
void pdf_break(struct pdf *p);
/* A new page unless this much is left on the current one. */
void pdf_need(struct pdf *p, double height);
/* A page without header and footer, for what libqpdf moves to another place. */
void pdf_bare_page(struct pdf *p);
/* Fills *layout_of_column 0 and shows it at x, y. */
void pdf_show(struct pdf *p, struct pdf_style style, struct span text, double x, double y,
	      double width, bool right);

/* row_tag "TR" or NULL; `pad` above and below. */
void pdf_row(struct pdf *p, struct pdf_style style, struct pdf_column *columns, size_t n,
	     const char *row_tag, double pad);
/* A paragraph. */
void pdf_text(struct pdf *p, struct pdf_style style, const char *tag, struct span text,
	      double indent, double after);
void pdf_rule(struct pdf *p, enum pdf_ink ink, double width);

/* pdf_drawing.c */
void pdf_drawing(struct pdf *p, const struct drawing *g);

/* pdf_table.c */
void pdf_table_begin(struct pdf *p, const struct table *t);
void pdf_table_head(struct pdf *p);
void pdf_table_row(struct pdf *p, const struct cell *cells);
void pdf_table_end(struct pdf *p);
void pdf_table_fact(struct pdf *p, const char *label, const struct cell *value);

#endif
