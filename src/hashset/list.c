/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "hashset/list_format.h"

static const char *const reject_texts[LIST_REJECTS] = {
	[LIST_NO_DIGEST] = "no MD5, SHA-1 or SHA-256 digest in it",
	[LIST_OTHER_DIGEST] = "only digests of kinds that sets do not keep",
	[LIST_OF_NOTHING] = "the digest of the empty file",
	[LIST_LONG_LINE] = "longer than 1 MiB",
	[LIST_OPEN_QUOTE] = "a quoted field does not end",
	[LIST_FEW_COLUMNS] = "fewer columns than the header",
	[LIST_BAD_KIND] = "kind is not alert, ignore or info",
	[LIST_LONG_CATEGORY] = "a category or scheme longer than 64 bytes",
	[LIST_TWICE] = "a digest or the category stands there twice, differently",
	[LIST_PDQ_KEYED] = "PDQ digests cannot be kept in a keyed set",
	[LIST_BAD_RECORD] = "not what a record of this format looks like",
	[LIST_TOO_MANY_VERDICTS] = "more than 65536 different categories",
};

const char *
list_reject_text(enum list_reject why)
{
	return reject_texts[why];
}

static int
detect(struct list *l, const char *format, struct error *e)
{
	struct span head;
	if (lines_peek(&l->lines, &head, e))
		return -1;
	if (head.n == 0)
		return error_set(e, ERROR_INPUT, "%s is empty", l->name);
	for (const struct list_format *const *f = list_formats; *f; f++) {
		if (format ? strcmp((*f)->name, format) != 0 : !(*f)->accepts(head))
			continue;
		l->format = *f;
		return 0;
	}
	if (format)
		return error_set(e, ERROR_USAGE, "there is no list format %s", format);
	return error_set(e, ERROR_INPUT,
			 "%s is not a list of digests in a format that winnow-set reads "
			 "(winnow-set(1) names them)",
			 l->name);
}

int
list_open(struct list **out, int fd, const char *name, const char *format, struct error *e)
{
	struct list *l = memory_zero(1, sizeof *l);
	l->name = memory_string(name);
	if (lines_open(&l->lines, fd, l->name, LIST_LINE_MAX, e) || detect(l, format, e))
		list_close(&l);
	*out = l;
	return l ? 0 : -1;
}

void
list_close(struct list **l)
{
	if (!*l)
		return;
	lines_close(&(*l)->lines);
	free((*l)->name);
	free(*l);
	*l = NULL;
}

const char *
list_format_name(const struct list *l)
{
	return *l->title ? l->title : l->format->title;
}

const char *
list_unit(const struct list *l)
{
	return l->format->unit ? l->format->unit : "line";
}

void
list_format_names(struct buffer *out)
{
	for (const struct list_format *const *f = list_formats; *f; f++) {
		if (f != list_formats)
			buffer_add_text(out, ", ");
		buffer_add_text(out, (*f)->name);
	}
	buffer_text(out);
}

int
list_import(struct list *l, const struct list_sink *sink, struct error *e)
{
	struct span rest;
	int more;
	l->sink = sink;
	if (l->format->import(l, e))
		return -1;
	/* A format may end before its file does; the list's digest is that of the file. */
	while ((more = lines_block(&l->lines, &rest, e)) > 0)
		;
	return more;
}

uint64_t
list_rejected(const struct list_counts *c)
{
	uint64_t n = 0;
	for (int why = 0; why < LIST_REJECTS; why++)
		n += c->rejected[why];
	return n;
}

const struct list_counts *
list_counts(const struct list *l)
{
	return &l->counts;
}

uint64_t
list_bytes(const struct list *l)
{
	return l->lines.bytes;
}

const unsigned char *
list_digest(const struct list *l)
{
	return l->lines.digest;
}

/* ---- For the formats ---- */

uint64_t
list_where(const struct list *l)
{
	return l->format->unit ? l->record : l->lines.number;
}

int
list_header(struct list *l, const struct list_header *header, struct error *e)
{
	return l->sink->header ? l->sink->header(l->sink->ctx, header, e) : 0;
}

void
list_reject(struct list *l, enum list_reject why, uint64_t line)
{
	l->counts.read++;
	if (l->counts.rejected[why]++ == 0)
		l->counts.first_line[why] = line;
}

static bool
is_of_nothing(const struct list_row *row)
{
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if ((row->digests & 1U << kind) &&
		    digest_is_of_nothing((enum digest_kind)kind, row->digest[kind]))
			return true;
	}
	return false;
}

int
list_row(struct list *l, const struct list_row *row, struct error *e)
{
	if (is_of_nothing(row)) {
		list_reject(l, LIST_OF_NOTHING, list_where(l));
		return 0;
	}
	if (row->category.n > LIST_CATEGORY_MAX || row->scheme.n > LIST_CATEGORY_MAX ||
	    row->set.n > LIST_SET_MAX) {
		list_reject(l, LIST_LONG_CATEGORY, list_where(l));
		return 0;
	}
	int taken = l->sink->row(l->sink->ctx, row, e);
	if (taken < 0)
		return -1;
	l->counts.deletions += taken == LIST_REJECTS && row->action == LIST_DELETE;
	if (taken == LIST_REJECTS)
		l->counts.read++;
	else
		list_reject(l, (enum list_reject)taken, list_where(l));
	return 0;
}

void
list_row_clear(struct list_row *row)
{
	static const struct span none = {NULL, 0};
	row->action = LIST_ADD;
	row->digests = 0;
	row->has_pdq = false;
	row->quality = PDQ_NO_QUALITY;
	row->flags = (struct entry_flags){0, 0};
	row->size = UINT64_MAX;
	row->set = row->scheme = row->category = row->label = none;
	row->kind = row->comment = row->id = row->details = none;
}

static bool
is_hex(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!strchr("0123456789abcdefABCDEF", s.p[i]) || s.p[i] == '\0')
			return false;
	}
	return true;
}

/* SHA-224, SHA-384 and Tiger, SHA-512 and Whirlpool. */
static bool
is_other_digest(struct span s)
{
	return (s.n == 48 || s.n == 56 || s.n == 96 || s.n == 128) && is_hex(s);
}

bool
list_take_digest(struct list_row *row, struct span hex, bool *other)
{
	enum digest_kind kind;
	unsigned char digest[DIGEST_MAX];
	if (digest_parse(hex, &kind, digest)) {
		*other = *other || is_other_digest(hex);
		return false;
	}
	memcpy(row->digest[kind], digest, digest_size(kind));
	row->digests |= 1U << kind;
	return true;
}

bool
list_take_pdq(struct list_row *row, struct span hex)
{
	if (hex.n != 2 * PDQ_SIZE || !is_hex(hex))
		return false;
	text_unhex(hex.p, hex.n, row->pdq);
	row->has_pdq = true;
	return true;
}

bool
list_take_quality(struct list_row *row, struct span text)
{
	unsigned long long quality;
	if (text_to_u64(text.p, text.n, &quality) || quality > 100)
		return false;
	row->quality = (unsigned char)quality;
	return true;
}

bool
list_has_text(struct span text, const char *part)
{
	size_t n = strlen(part);
	for (size_t i = 0; i + n <= text.n; i++) {
		if (strncasecmp(text.p + i, part, n) == 0)
			return true;
	}
	return false;
}

struct span
list_trim(struct span s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s.p++, s.n--;
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

int
list_next_line(struct list *l, struct span *line, struct error *e)
{
	bool cut;
	int more;
	while ((more = lines_next(&l->lines, line, &cut, e)) > 0) {
		if (cut)
			list_reject(l, LIST_LONG_LINE, l->lines.number);
		else if (list_trim(*line).n > 0)
			break;
	}
	return more;
}
