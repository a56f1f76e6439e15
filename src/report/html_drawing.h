/* SPDX-License-Identifier: Apache-2.0 */
/* A drawing of the report as SVG within the page, with the same in words. */
#ifndef WINNOW_REPORT_HTML_DRAWING_H
#define WINNOW_REPORT_HTML_DRAWING_H

#include "report/doc.h"
#include "report/drawing.h"

void html_drawing(struct doc *d, const struct drawing *g);

#endif
