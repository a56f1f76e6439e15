/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hashdeep's own format, version 1.0:
 *
 *	%%%% HASHDEEP-1.0
 *	%%%% size,md5,sha256,filename
 *	## comments
 *	1024,0f343b0931126a20f133d67c2b018a3b,5f70…,name, that may hold commas
 *
 * Fields are not quoted; the name is the last, and every further comma is its own. Lists laid one
 * behind the other, each with its header, are read as one.
 */
#include <string.h>

#include "base/text.h"
#include "hashset/list_format.h"

#define COLUMNS_MAX 16

enum column { COLUMN_OTHER = -1, COLUMN_SIZE = DIGEST_KINDS }; /* or an enum digest_kind */

struct columns {
	int is[COLUMNS_MAX];
	size_t n; /* with the name */
};

static bool
starts_with(struct span line, const char *head)
{
	size_t n = strlen(head);
	return line.n >= n && memcmp(line.p, head, n) == 0;
}

static bool
accepts(struct span head)
{
	return starts_with(head, "%%%% HASHDEEP-1.");
}

/* Takes the next field off *rest; more: a comma stood behind it. */
static struct span
next_field(struct span *rest, bool *more)
{
	const char *comma = memchr(rest->p, ',', rest->n);
	struct span field = {rest->p, comma ? (size_t)(comma - rest->p) : rest->n};
	*more = comma != NULL;
	rest->p += field.n + *more;
	rest->n -= field.n + *more;
	return field;
}

static void
read_columns(struct columns *c, struct span names)
{
	bool more = true;
	c->n = 0;
	while (more && c->n < COLUMNS_MAX) {
		struct span name = list_trim(next_field(&names, &more));
		c->is[c->n++] = span_equal(name, "size") ? COLUMN_SIZE : digest_of_name(name);
	}
}

/* false: too few columns. */
static bool
read_row(const struct columns *c, struct span line, struct list_row *row, bool *other)
{
	unsigned long long size;
	bool more = c->n > 0;
	for (size_t i = 0; i + 1 < c->n && more; i++) {
		struct span field = next_field(&line, &more);
		if (c->is[i] == COLUMN_SIZE && text_to_u64(field.p, field.n, &size) == 0)
			row->size = size;
		else if (c->is[i] >= 0 && c->is[i] < DIGEST_KINDS &&
			 field.n == 2 * digest_size((enum digest_kind)c->is[i]))
			list_take_digest(row, field, other);
		else if (c->is[i] == COLUMN_OTHER)
			*other = true;
	}
	return more;
}

static int
take_row(struct list *l, const struct columns *c, struct span line, struct error *e)
{
	struct list_row row = {0};
	bool other = false;
	list_row_clear(&row);
	if (!read_row(c, line, &row, &other))
		list_reject(l, LIST_FEW_COLUMNS, l->lines.number);
	else if (!row.digests)
		list_reject(l, other ? LIST_OTHER_DIGEST : LIST_NO_DIGEST, l->lines.number);
	else
		return list_row(l, &row, e);
	return 0;
}

static int
import(struct list *l, struct error *e)
{
	struct columns columns = {.n = 0};
	struct span line;
	int more;
	while ((more = list_next_line(l, &line, e)) > 0) {
		if (starts_with(line, "%%%% HASHDEEP-"))
			columns.n = 0;
		else if (starts_with(line, "%%%% "))
			read_columns(&columns, (struct span){line.p + 5, line.n - 5});
		else if (line.p[0] != '#' && take_row(l, &columns, line, e))
			return -1;
	}
	return more;
}

const struct list_format list_hashdeep = {"hashdeep", "hashdeep", accepts, import, NULL};
