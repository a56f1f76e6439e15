/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Indexes that hfind (The Sleuth Kit) makes of other lists, NAME-md5.idx and NAME-sha1.idx: two
 * lines whose digests are 0 and 1 tell the kind and the name of the list, then sorted lines of a
 * digest and where it stands in the list.
 *
 *	00000000000000000000000000000000000000000|nsrl
 *	00000000000000000000000000000000000000001|NSRLFile.txt
 *	000000206738748EDD92C4E3D2E823896700F849|0000000000000199
 */
#include <string.h>

#include "hashset/list_format.h"

#define ZEROS 40 /* in front of 0 or 1 */

static bool
is_head(struct span line)
{
	size_t n = 0;
	while (n < line.n && line.p[n] == '0')
		n++;
	return n >= ZEROS && n + 1 < line.n &&
	       (line.p[n] == '|' || (line.p[n] == '1' && line.p[n + 1] == '|'));
}

static bool
accepts(struct span head)
{
	const char *newline = memchr(head.p, '\n', head.n);
	return is_head((struct span){head.p, newline ? (size_t)(newline - head.p) : head.n});
}

/* What hfind calls the kind of list that the index is of. */
static bool
is_nsrl(struct span line)
{
	return line.n > 4 && memcmp(line.p + line.n - 4, "nsrl", 4) == 0;
}

static int
take_line(struct list *l, struct span line, struct error *e)
{
	struct list_row row = {0};
	bool other = false;
	const char *bar = memchr(line.p, '|', line.n);
	list_row_clear(&row);
	if (bar && list_take_digest(&row, (struct span){line.p, (size_t)(bar - line.p)}, &other))
		return list_row(l, &row, e);
	list_reject(l, other ? LIST_OTHER_DIGEST : LIST_NO_DIGEST, l->lines.number);
	return 0;
}

static int
import(struct list *l, struct error *e)
{
	struct list_header header = {.has_category = false};
	struct span line;
	int more = list_next_line(l, &line, e);
	if (more <= 0)
		return more;
	header.never_alert = is_nsrl(line);
	if (list_header(l, &header, e))
		return -1;
	do {
		if (!is_head(line) && take_line(l, line, e))
			return -1;
	} while ((more = list_next_line(l, &line, e)) > 0);
	return more;
}

const struct list_format list_hfind = {"hfind", "hfind index", accepts, import, NULL};
