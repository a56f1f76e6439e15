/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PDQ digests, one a line, with their quality and anything else behind:
 *
 *	f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22,100,name
 *
 * 64 hex digits may be SHA-256, too. A list is taken for PDQ when a quality (0 to 100) follows each
 * of its first digests, or when they are many and each has about as many ones as zeros, as PDQ's
 * median makes it: of 256 random bits 127 or 128 are ones in one case out of ten.
 */
#include <string.h>

#include "base/text.h"
#include "hashset/list_format.h"

#define DIGITS	  (2 * (size_t)PDQ_SIZE)
#define MANY	  8  /* lines that must be so */
#define LOOKED_AT 64 /* lines */

static bool
is_separator(char c)
{
	return c == ',' || c == '\t' || c == ' ' || c == ';' || c == '|';
}

/* The digits in front and the word behind them. */
static bool
split(struct span line, struct span *hex, struct span *quality)
{
	line = list_trim(line);
	if (line.n < DIGITS || (line.n > DIGITS && !is_separator(line.p[DIGITS])))
		return false;
	*hex = (struct span){line.p, DIGITS};
	struct span rest = {line.p + DIGITS, line.n - DIGITS};
	while (rest.n > 0 && is_separator(rest.p[0]))
		rest.p++, rest.n--;
	size_t n = 0;
	while (n < rest.n && !is_separator(rest.p[n]))
		n++;
	*quality = (struct span){rest.p, n};
	return true;
}

static bool
is_balanced(const unsigned char *pdq)
{
	int ones = 0;
	for (size_t i = 0; i < PDQ_SIZE; i++)
		ones += __builtin_popcount(pdq[i]);
	return ones == 127 || ones == 128;
}

static bool
accepts(struct span head)
{
	unsigned lines = 0, qualities = 0, balanced = 0;
	while (head.n > 0 && lines < LOOKED_AT) {
		struct list_row row = {.digests = 0};
		struct span hex, quality;
		const char *newline = memchr(head.p, '\n', head.n);
		size_t n = newline ? (size_t)(newline - head.p) : head.n;
		struct span line = {head.p, n > 0 && head.p[n - 1] == '\r' ? n - 1 : n};
		n += newline != NULL;
		head.p += n;
		head.n -= n;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (!split(line, &hex, &quality) || !list_take_pdq(&row, hex))
			return false;
		lines++;
		qualities += list_take_quality(&row, quality);
		balanced += is_balanced(row.pdq);
	}
	return lines > 0 && (qualities == lines || (lines >= MANY && balanced == lines));
}

static int
take_line(struct list *l, struct span line, struct error *e)
{
	struct list_row row = {0};
	struct span hex, quality;
	list_row_clear(&row);
	if (split(line, &hex, &quality) && list_take_pdq(&row, hex)) {
		list_take_quality(&row, quality);
		return list_row(l, &row, e);
	}
	list_reject(l, LIST_BAD_RECORD, l->lines.number);
	return 0;
}

static int
import(struct list *l, struct error *e)
{
	struct list_header header = {.has_category = false};
	struct span line;
	int more;
	if (list_header(l, &header, e))
		return -1;
	while ((more = list_next_line(l, &line, e)) > 0) {
		if (line.p[0] != '#' && take_line(l, line, e))
			return -1;
	}
	return more;
}

const struct list_format list_pdq = {"pdq", "PDQ list", accepts, import, NULL};
