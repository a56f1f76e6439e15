/* SPDX-License-Identifier: Apache-2.0 */
/* All matches as a PDF of its own: untagged, so that it takes no memory that grows with it. */
#ifndef WINNOW_REPORT_PDF_LISTING_H
#define WINNOW_REPORT_PDF_LISTING_H

#include "report/doc.h"
#include "report/pdf_finish.h"

/* d: for phrases and facts; nothing is written to it. */
int pdf_listing(struct doc *d, const struct pdf_about *about, struct output *out, struct error *e);

#endif
