/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists with one digest a line and whatever else behind it:
 *
 *	d41d8cd98f00b204e9800998ecf8427e                   a plain list
 *	d41d8cd98f00b204e9800998ecf8427e  name             md5sum, sha1sum, sha256sum
 *	\d41d8cd98f00b204e9800998ecf8427e  na\nme          the same, when the name needs escapes
 *	"d41d8cd98f00b204e9800998ecf8427e",more,more       a table without a header
 *	MD5 (name) = d41d8cd98f00b204e9800998ecf8427e      BSD, and md5sum --tag
 *	MD5(name)= d41d8cd98f00b204e9800998ecf8427e        openssl dgst
 *
 * Names are not kept. Lines that begin with # are comments.
 */
#include <string.h>

#include "hashset/list_format.h"

static inline bool
is_separator(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '|' || c == '"';
}

/* The first field of a line, without quotes. */
static struct span
first_field(struct span line)
{
	size_t n = 0;
	if (line.n > 0 && (line.p[0] == '\\' || line.p[0] == '"')) {
		line.p++;
		line.n--;
	}
	while (n < line.n && !is_separator(line.p[n]))
		n++;
	return (struct span){line.p, n};
}

/* "LABEL (name) = HEX": the label names the kind, the digest stands after the last blank. */
static bool
take_tagged(struct span line, struct list_row *row, bool *other)
{
	const char *paren = memchr(line.p, '(', line.n < 24 ? line.n : 24);
	const char *equals = memrchr(line.p, '=', line.n);
	if (!paren || !equals || equals < paren)
		return false;
	struct span label = list_trim((struct span){line.p, (size_t)(paren - line.p)});
	struct span hex =
		list_trim((struct span){equals + 1, (size_t)(line.p + line.n - equals - 1)});
	int kind = digest_of_name(label);
	if (kind < 0) {
		*other = *other || hex.n >= 32;
		return false;
	}
	return hex.n == 2 * digest_size((enum digest_kind)kind) &&
	       list_take_digest(row, hex, other);
}

/* Most lines are a digest and then a separator or nothing: no need to look for its end. */
static bool
take_leading(struct span line, struct list_row *row, bool *other)
{
	for (int kind = DIGEST_KINDS - 1; kind >= 0; kind--) {
		size_t n = 2 * digest_size((enum digest_kind)kind);
		if (line.n == n || (line.n > n && is_separator(line.p[n])))
			return list_take_digest(row, (struct span){line.p, n}, other);
	}
	return false;
}

static bool
take_line(struct span line, struct list_row *row, bool *other)
{
	line = list_trim(line);
	return take_leading(line, row, other) || list_take_digest(row, first_field(line), other) ||
	       take_tagged(line, row, other);
}

/* One line with a digest among the first ones will do: some lists begin with a title. */
static bool
accepts(struct span head)
{
	struct list_row row = {0};
	bool other = false;
	while (head.n > 0) {
		const char *newline = memchr(head.p, '\n', head.n);
		size_t n = newline ? (size_t)(newline - head.p) : head.n;
		struct span line = {head.p, n > 0 && head.p[n - 1] == '\r' ? n - 1 : n};
		if (take_line(line, &row, &other) || other)
			return true;
		n += newline != NULL;
		head.p += n;
		head.n -= n;
	}
	return false;
}

static int
import(struct list *l, struct error *e)
{
	struct list_row row = {0};
	struct span line;
	int more;
	list_row_clear(&row);
	while ((more = list_next_line(l, &line, e)) > 0) {
		bool other = false;
		if (line.p[0] == '#')
			continue;
		row.digests = 0; /* nothing else of it is ever filled */
		if (!take_line(line, &row, &other))
			list_reject(l, other ? LIST_OTHER_DIGEST : LIST_NO_DIGEST, l->lines.number);
		else if (list_row(l, &row, e))
			return -1;
	}
	return more;
}

const struct list_format list_sums = {"sums", "plain list or checksums", accepts, import, NULL};
