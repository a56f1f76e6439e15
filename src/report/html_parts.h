/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One page in several languages: each is a part of its own, with its own anchors. Radio buttons and
 * style alone choose what a screen shows, all of them side by side or one; paper, and readers that
 * know no style, get one after another.
 */
#ifndef WINNOW_REPORT_HTML_PARTS_H
#define WINNOW_REPORT_HTML_PARTS_H

#include "report/doc.h"

/* Is the page in several languages? */
bool html_has_parts(const struct doc *d);

/* "summary", or "vi-summary" in the part of a language. */
void html_add_anchor(struct doc *d, const char *anchor);

/* What the style sheet says of the parts; nothing for one language. */
void html_add_parts_style(struct doc *d);

/* The buttons, before <main>; and around each part. */
void html_add_choice(struct doc *d);
void html_part_begin(struct doc *d);
void html_part_end(struct doc *d);

#endif
