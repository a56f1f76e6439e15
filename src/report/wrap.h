/* SPDX-License-Identifier: Apache-2.0 */
/* Breaking text into lines of a fixed number of columns, for the plain-text report. */
#ifndef WINNOW_REPORT_WRAP_H
#define WINNOW_REPORT_WRAP_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/span.h"

/*
 * Columns that a code point takes: 0 for combining marks, 2 for wide East Asian ones and
 * emoji, else 1.
 */
unsigned wrap_width_of(unsigned code);
/* Of a whole text of valid UTF-8. */
size_t wrap_columns(struct span text);

/*
 * Takes the next line of at most `columns` (at least 2) from the front of *text and drops the
 * blanks at the break; words that are longer are cut. The line is a part of the text. Never empty
 * unless *text is.
 */
struct span wrap_line(struct span *text, size_t columns);

/* Appends text in lines of `columns`, the first begun at the column `used`, the others indented. */
void wrap_add(struct buffer *out, struct span text, size_t columns, size_t used, size_t indent);

void wrap_blanks(struct buffer *out, size_t n);

#endif
