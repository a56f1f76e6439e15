/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing CSV (RFC 4180, UTF-8, CRLF).
 *
 * Spreadsheets take a cell that begins with = + - or @ for a formula, and names on evidence are
 * chosen by strangers: such a text gets an apostrophe before it. Line breaks, escapes and other
 * control characters are masked, so that no cell can begin a new row in a careless reader. Numbers
 * of our own stand as they are.
 */
#ifndef WINNOW_REPORT_CSV_H
#define WINNOW_REPORT_CSV_H

#include <stdint.h>

#include "base/buffer.h"

/* Each adds one field to the row at the end of out; the comma before it comes of itself. */
void csv_span(struct buffer *out, struct span text);
void csv_text(struct buffer *out, const char *text); /* NULL: empty */
void csv_u64(struct buffer *out, uint64_t n);	     /* UINT64_MAX: empty */
/* A decimal number as it was written ("-12.5"); anything else is written as text. */
void csv_decimal(struct buffer *out, const char *text);

void csv_end(struct buffer *out);

#endif
