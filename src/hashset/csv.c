/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/csv.h"

/* Goes from p[at] to behind the next `c`, or to n. */
static size_t
skip_past(const char *p, size_t n, size_t at, char c)
{
	const char *found = memchr(p + at, c, n - at);
	return found ? (size_t)(found - p) + 1 : n;
}

bool
csv_scan(struct csv_scan *scan, const char *p, size_t n, char separator)
{
	size_t at = 0;
	while (at < n) {
		switch (scan->state) {
		case CSV_FIELD_START:
			scan->state = p[at] == '"' ? CSV_QUOTED : CSV_PLAIN;
			at += p[at] == '"';
			break;
		case CSV_PLAIN:
			at = skip_past(p, n, at, separator);
			if (p[at - 1] == separator)
				scan->state = CSV_FIELD_START;
			break;
		case CSV_QUOTED:
			at = skip_past(p, n, at, '"');
			if (p[at - 1] == '"')
				scan->state = CSV_QUOTE;
			break;
		case CSV_QUOTE: /* doubled, or it was the end */
			scan->state = p[at] == '"' ? CSV_QUOTED : CSV_PLAIN;
			at += p[at] == '"';
			break;
		}
	}
	return scan->state != CSV_QUOTED;
}

/* The field that begins at p[at]: where it ends, and what it holds, quotes undone in place. */
static size_t
take_field(char *p, size_t n, size_t at, char separator, struct span *field)
{
	size_t from = at, to = at;
	bool quoted = from < n && p[from] == '"';
	from += quoted;
	while (from < n && (quoted || p[from] != separator)) {
		if (quoted && p[from] == '"') {
			if (from + 1 < n && p[from + 1] == '"') {
				from++;
			} else { /* what stands behind the end is kept as it is */
				quoted = false;
				from++;
				continue;
			}
		}
		p[to++] = p[from++];
	}
	*field = (struct span){p + at, to - at};
	return from;
}

void
csv_split(struct buffer *b, char separator, struct csv_fields *out)
{
	size_t at = 0, n = b->n;
	buffer_text(b); /* there are bytes to point at even when the record is empty */
	out->n = 0;
	while (at <= n && out->n < CSV_FIELDS_MAX)
		at = take_field(b->data, n, at, separator, &out->v[out->n++]) + 1;
}
