/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQL text that fills tables with digests, as NSRL hands out the changes of a quarter (.sql):
 *
 *	INSERT INTO FILE(sha256,sha1,md5,crc32,file_name,file_size,package_id)
 *		VALUES('…','…','…','…','a.dll',1024,7), (…);
 *	DELETE FROM FILE WHERE md5='…';
 *
 * Nothing is run: each row of values is read as a record, by the names of its columns where they
 * stand there and by length where not. A DELETE that names digests takes them back.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "hashset/columns.h"

#define COLUMNS_MAX 64
#define WORD_MAX    4096 /* bytes of a literal that are kept */

enum token { TOKEN_ERROR = -1, TOKEN_END, TOKEN_WORD, TOKEN_TEXT, TOKEN_SIGN };

struct sql {
	struct list *list;
	struct span block;
	struct buffer text; /* of the token */
	int sign;	    /* of TOKEN_SIGN */
	int is[COLUMNS_MAX];
	size_t columns; /* named; 0: none */
	struct buffer cells[COLUMNS_MAX];
	struct list_record record;
	bool catalogue;
};

/* ---- Tokens ---- */

/* The next byte without taking it, -2 at the end, -1. */
static int
peek(struct sql *s, struct error *e)
{
	while (s->block.n == 0) {
		int more = lines_block(&s->list->lines, &s->block, e);
		if (more <= 0)
			return more < 0 ? -1 : -2;
	}
	return (unsigned char)s->block.p[0];
}

static void
take(struct sql *s)
{
	s->block.p++;
	s->block.n--;
}

static void
keep(struct sql *s, int c)
{
	if (s->text.n < WORD_MAX)
		buffer_add_byte(&s->text, (char)c);
}

/* 'text' with '' for a quote; "name", [name] and `name` alike. */
static enum token
quoted(struct sql *s, int close, enum token token, struct error *e)
{
	int c;
	take(s);
	while ((c = peek(s, e)) >= 0) {
		take(s);
		if (c == close) {
			c = peek(s, e);
			if (c != close || close == ']')
				return c == -1 ? TOKEN_ERROR : token;
			take(s);
		}
		keep(s, c);
	}
	return c == -1 ? TOKEN_ERROR
		       : (enum token)error_set(e, ERROR_INPUT, "%s ends inside a quoted text",
					       s->list->name);
}

static bool
is_word(int c)
{
	return isalnum(c) || c == '_' || c == '.' || c == '$' || c >= 0x80;
}

/* The rest of a line, behind "--". */
static int
skip_line(struct sql *s, struct error *e)
{
	int c;
	while ((c = peek(s, e)) >= 0 && c != '\n')
		take(s);
	return c;
}

static enum token
next(struct sql *s, struct error *e)
{
	int c;
	buffer_clear(&s->text);
	while ((c = peek(s, e)) >= 0 && (isspace(c) || c == '-')) {
		take(s);
		if (c == '-' && peek(s, e) == '-')
			skip_line(s, e);
	}
	if (c < 0)
		return c == -1 ? TOKEN_ERROR : TOKEN_END;
	if (c == '\'')
		return quoted(s, '\'', TOKEN_TEXT, e);
	if (c == '"' || c == '`' || c == '[')
		return quoted(s, c == '[' ? ']' : c, TOKEN_WORD, e);
	if (!is_word(c)) {
		take(s);
		s->sign = c;
		return TOKEN_SIGN;
	}
	while ((c = peek(s, e)) >= 0 && is_word(c)) {
		keep(s, c);
		take(s);
	}
	return c == -1 ? TOKEN_ERROR : TOKEN_WORD;
}

static bool
is(const struct sql *s, enum token token, const char *word)
{
	return token == TOKEN_WORD && s->text.n == strlen(word) &&
	       strncasecmp(s->text.data, word, s->text.n) == 0;
}

static bool
is_sign(const struct sql *s, enum token token, int sign)
{
	return token == TOKEN_SIGN && s->sign == sign;
}

/* ---- Statements ---- */

static enum token
skip_statement(struct sql *s, enum token token, struct error *e)
{
	while (token > TOKEN_END && !is_sign(s, token, ';'))
		token = next(s, e);
	return token;
}

static int
give(struct sql *s, size_t n, struct error *e)
{
	list_record_clear(&s->record);
	s->list->record++;
	for (size_t i = 0; i < n; i++) {
		struct span cell = list_trim(buffer_span(&s->cells[i]));
		int length = digest_of_length(cell.n);
		struct list_row probe = {.digests = 0};
		if (i < s->columns)
			column_take(&s->record, s->is[i], cell);
		else if (!s->columns && length >= 0 &&
			 list_take_digest(&probe, cell, &s->record.other))
			list_record_digest(&s->record, length, cell);
	}
	return list_record_give(s->list, &s->record, e);
}

/* "(" was read. Cells up to ")". */
static enum token
read_tuple(struct sql *s, size_t *n, struct error *e)
{
	enum token token;
	size_t at = 0;
	unsigned depth = 0;
	buffer_clear(&s->cells[0]);
	while ((token = next(s, e)) > TOKEN_END) {
		if (is_sign(s, token, ')') && depth-- == 0)
			break;
		depth += is_sign(s, token, '(');
		if (is_sign(s, token, ',') && depth == 0 && ++at < COLUMNS_MAX)
			buffer_clear(&s->cells[at]);
		else if (token != TOKEN_SIGN && at < COLUMNS_MAX && s->text.n > 0 &&
			 !is(s, token, "null"))
			buffer_add(&s->cells[at], s->text.data, s->text.n);
	}
	*n = at < COLUMNS_MAX ? at + 1 : COLUMNS_MAX;
	return token;
}

static void
name_columns(struct sql *s, size_t n)
{
	s->columns = n;
	for (size_t i = 0; i < n; i++) {
		int column = column_of(buffer_span(&s->cells[i]));
		bool used = column_is_digest(column) || column == COLUMN_SIZE;
		s->is[i] = used ? column : COLUMN_OTHER;
	}
}

/* Tables of packages, makers and systems hold no digests; their rows are no records. */
static bool
names_digests(const struct sql *s)
{
	for (size_t i = 0; i < s->columns; i++) {
		if (column_is_digest(s->is[i]))
			return true;
	}
	return s->columns == 0;
}

static bool
is_of_files(const struct sql *s)
{
	return is(s, TOKEN_WORD, "file") || is(s, TOKEN_WORD, "metadata") ||
	       is(s, TOKEN_WORD, "hashes");
}

/* INSERT [OR …] INTO was read. */
static enum token
read_insert(struct sql *s, struct error *e)
{
	enum token token = next(s, e);
	bool files = is_of_files(s);
	size_t n;
	s->columns = 0;
	token = token > TOKEN_END ? next(s, e) : token;
	if (is_sign(s, token, '(')) {
		token = read_tuple(s, &n, e);
		name_columns(s, n);
		files = files || names_digests(s);
		token = token > TOKEN_END ? next(s, e) : token;
	}
	if (!files || !names_digests(s) || !is(s, token, "values"))
		return skip_statement(s, token, e);
	while ((token = next(s, e)) > TOKEN_END && !is_sign(s, token, ';')) {
		if (!is_sign(s, token, '('))
			continue;
		token = read_tuple(s, &n, e);
		if (token <= TOKEN_END)
			return token < TOKEN_END
				       ? token
				       : (enum token)error_set(e, ERROR_INPUT, "%s is cut off",
							       s->list->name);
		if (give(s, n, e))
			return TOKEN_ERROR;
	}
	return token;
}

/* DELETE was read: every digest that the statement names is taken back. */
static enum token
read_delete(struct sql *s, struct error *e)
{
	enum token token;
	unsigned found = 0;
	while ((token = next(s, e)) > TOKEN_END && !is_sign(s, token, ';')) {
		int kind = digest_of_length(s->text.n);
		list_record_clear(&s->record);
		if (token != TOKEN_TEXT || kind < 0)
			continue;
		list_record_digest(&s->record, kind, buffer_span(&s->text));
		s->record.row.action = LIST_DELETE;
		s->list->record++;
		found++;
		if (list_record_give(s->list, &s->record, e))
			return TOKEN_ERROR;
	}
	if (token != TOKEN_ERROR && found == 0) {
		s->list->record++;
		list_reject(s->list, LIST_BAD_RECORD, s->list->record);
	}
	return token;
}

static enum token
read_statement(struct sql *s, enum token token, struct error *e)
{
	if (is(s, token, "delete"))
		return read_delete(s, e);
	if (!is(s, token, "insert"))
		return skip_statement(s, token, e);
	while ((token = next(s, e)) > TOKEN_END && !is(s, token, "into")) {
		if (is_sign(s, token, ';'))
			return token;
	}
	return token > TOKEN_END ? read_insert(s, e) : token;
}

static bool
accepts(struct span head)
{
	return list_has_text(head, "insert into") &&
	       (list_has_text(head, "values") || list_has_text(head, "begin"));
}

static int
import(struct list *l, struct error *e)
{
	struct sql s = {.list = l};
	struct list_header header = {.has_category = false};
	struct span head;
	enum token token = TOKEN_END;
	if (lines_peek(&l->lines, &head, e))
		return -1;
	header.never_alert =
		list_has_text(head, "package_id") || list_has_text(head, "into file") ||
		list_has_text(head, "into \"file\"") || list_has_text(head, "into metadata");
	if (list_header(l, &header, e))
		return -1;
	while ((token = next(&s, e)) > TOKEN_END) {
		if (!is_sign(&s, token, ';') && (token = read_statement(&s, token, e)) <= TOKEN_END)
			break;
	}
	buffer_release(&s.text);
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		buffer_release(&s.cells[i]);
	list_record_release(&s.record);
	return token == TOKEN_ERROR ? -1 : 0;
}

const struct list_format list_sql = {"sql", "SQL text", accepts, import, "row"};
