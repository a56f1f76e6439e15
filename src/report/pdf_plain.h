/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns of plain text (pdf_face.h) broken into lines and drawn without shaping. Private to
 * src/report.
 */
#ifndef WINNOW_REPORT_PDF_PLAIN_H
#define WINNOW_REPORT_PDF_PLAIN_H

#include "report/pdf.h"

#define PDF_SANS "Noto Sans, DejaVu Sans, sans-serif"
#define PDF_MONO "DejaVu Sans Mono, Noto Sans Mono, monospace"
#define PDF_CODE 0.88 /* size of digests and identifiers, of that of the text around them */

struct pdf_faces; /* that have been used so far */
struct pdf_plain; /* the lines of a column */

struct pdf_faces *pdf_faces_new(struct _PangoContext *context);
void pdf_faces_free(struct pdf_faces **faces);

struct pdf_plain *pdf_plain_new(struct pdf_faces *faces); /* borrows them */
void pdf_plain_free(struct pdf_plain **plain);

/* Breaks the column's text into lines. False: some of it has to be shaped. */
bool pdf_plain_set(struct pdf_plain *plain, struct pdf_style style, const struct pdf_column *c);
double pdf_plain_height(const struct pdf_plain *plain);
void pdf_plain_draw(struct pdf_plain *plain, struct pdf *p, double x, double y);

#endif
