/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records of a table in text, RFC 4180: fields in quotes may hold separators, line breaks, and
 * quotes written twice. The separator may be another than the comma.
 */
#ifndef WINNOW_HASHSET_CSV_H
#define WINNOW_HASHSET_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/span.h"

#define CSV_FIELDS_MAX 256 /* further ones are left out */

struct csv_fields {
	struct span v[CSV_FIELDS_MAX]; /* quotes undone; they point into the record */
	size_t n;
};

/* Follows a record as its lines come; all zero at its start. */
struct csv_scan {
	enum { CSV_FIELD_START, CSV_PLAIN, CSV_QUOTED, CSV_QUOTE } state;
};

/* More bytes of the record, its line breaks too. true: it may end here, no quoted field is open. */
bool csv_scan(struct csv_scan *scan, const char *p, size_t n, char separator);

/* Splits a whole record (csv_scan() said so), changing it. */
void csv_split(struct buffer *b, char separator, struct csv_fields *out);

#endif
