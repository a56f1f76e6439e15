/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What cairo cannot put into a PDF, added with libqpdf: the number of all pages on each page, the
 * contents moved to their place, XMP metadata and the output intent (ISO 19005-2, level U), a file
 * identifier made from the content. The result has a plain cross-reference table and no object
 * streams, so that a signature can be appended to it.
 */
#ifndef WINNOW_REPORT_PDF_FINISH_H
#define WINNOW_REPORT_PDF_FINISH_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "report/output.h"

struct pdf_about {
	const char *title, *author, *subject, *language; /* UTF-8; author may be NULL */
	const char *date;     /* "2026-11-23T05:30:00Z"; "" when none is known */
	unsigned contents_at; /* the number that the page of contents takes; 0: there is none */
	const char *folder;   /* for scratch files */
	const char *const *alternatives; /* of the figures, in order; ends with NULL */
};

/*
 * `drawn` ends with the page of contents (if there is one) and a page that shows the number of all
 * pages. It is read to its end and stays open.
 */
int pdf_finish(FILE *drawn, const struct pdf_about *about, struct output *out, struct error *e);

#endif
