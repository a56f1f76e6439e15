/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/statement.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
is_key(char c)
{
	return (c >= 'a' && c <= 'z') || c == '-';
}

/* The character that a backslash and c stand for; 0 when they stand for none. */
static char
unescape(char c)
{
	return c == '"' || c == '\\' ? c : c == 'n' ? '\n' : 0;
}

/*
 * Decodes a quoted string in place; *p stands on the opening quote and ends behind the closing one.
 */
static int
cut_quoted(char **p, char **word, struct error *e)
{
	char *to = *word = *p + 1, *from = to;

	for (; *from && *from != '"'; from++) {
		if (*from != '\\')
			*to++ = *from;
		else if (!(*to++ = unescape(*++from)))
			return error_set(e, ERROR_INPUT,
					 "only \\\", \\\\ and \\n may stand behind a backslash");
	}
	if (!*from)
		return error_set(e, ERROR_INPUT, "a quotation mark is not closed");
	*p = from + 1;
	if (**p && !is_blank(**p))
		return error_set(e, ERROR_INPUT, "a blank must follow a closing quotation mark");
	if (**p)
		(*p)++;
	*to = 0;
	return 0;
}

static int
cut_word(char **p, char **word, struct error *e)
{
	if (**p == '"')
		return cut_quoted(p, word, e);
	for (*word = *p; **p && !is_blank(**p); (*p)++)
		if (**p == '"')
			return error_set(e, ERROR_INPUT, "a quotation mark stands inside a word");
	if (**p)
		*(*p)++ = 0;
	return 0;
}

/* The length of "key=" at p; 0 when no attribute starts here. */
static size_t
key_length(const char *p)
{
	size_t n = 0;

	while (is_key(p[n]))
		n++;
	return n && p[n] == '=' ? n + 1 : 0;
}

static int
cut_one(struct statement *s, char **p, struct error *e)
{
	size_t key = key_length(*p);
	char *start = *p, *word;

	*p += key;
	if (cut_word(p, &word, e))
		return -1;
	if (s->nattributes == STATEMENT_WORDS_MAX || s->noperands == STATEMENT_WORDS_MAX)
		return error_set(e, ERROR_INPUT, "too many words on one line");
	if (key) {
		start[key - 1] = 0;
		s->attributes[s->nattributes++] = (struct attribute){start, word, false};
	} else if (!s->directive) {
		s->directive = word;
	} else {
		s->operands[s->noperands++] = word;
	}
	return 0;
}

int
statement_cut(struct statement *s, char *line, struct error *e)
{
	char *p = line;

	*s = (struct statement){0};
	for (;;) {
		while (is_blank(*p))
			p++;
		if (!*p || *p == '#')
			return 0;
		if (cut_one(s, &p, e))
			return -1;
	}
}

int
statement_operands(struct statement *s, size_t n, const char *usage, struct error *e)
{
	if (s->noperands < n)
		return error_set(e, ERROR_INPUT, "too few words; write: %s %s", s->directive,
				 usage);
	for (size_t i = n; i < s->noperands; i++) {
		if (s->nattributes == STATEMENT_WORDS_MAX)
			return error_set(e, ERROR_INPUT, "too many words on one line");
		s->attributes[s->nattributes++] = (struct attribute){s->operands[i], NULL, false};
	}
	s->noperands = n;
	return 0;
}

/* The attribute, marked as used; NULL when it is not there. Given twice is an error. */
static int
take(struct statement *s, const char *key, bool flag, struct attribute **out, struct error *e)
{
	*out = NULL;
	for (size_t i = 0; i < s->nattributes; i++) {
		struct attribute *a = &s->attributes[i];

		if (strcmp(a->key, key))
			continue;
		if (*out)
			return error_set(e, ERROR_INPUT, "'%s' is given twice", key);
		if (flag && a->value)
			return error_set(e, ERROR_INPUT, "'%s' takes no value", key);
		if (!flag && !a->value)
			return error_set(e, ERROR_INPUT, "'%s' needs a value: %s=…", key, key);
		a->used = true;
		*out = a;
	}
	return 0;
}

int
take_text(struct statement *s, const char *key, const char **out, struct error *e)
{
	struct attribute *a;

	if (take(s, key, false, &a, e))
		return -1;
	if (a)
		*out = a->value;
	return 0;
}

int
take_size(struct statement *s, const char *key, uint64_t max, uint64_t *out, struct error *e)
{
	unsigned long long v;
	struct attribute *a;

	if (take(s, key, false, &a, e))
		return -1;
	if (!a)
		return 0;
	if (text_to_size(a->value, strlen(a->value), &v) || v > max)
		return error_set(
			e, ERROR_INPUT,
			"%s=%s is not a size up to %llu bytes; write bytes, or K, M, G behind", key,
			a->value, (unsigned long long)max);
	*out = v;
	return 0;
}

int
take_number(struct statement *s, const char *key, unsigned min, unsigned max, unsigned *out,
	    struct error *e)
{
	unsigned long long v;
	struct attribute *a;

	if (take(s, key, false, &a, e))
		return -1;
	if (!a)
		return 0;
	if (text_to_u64(a->value, strlen(a->value), &v) || v < min || v > max)
		return error_set(e, ERROR_INPUT, "%s=%s is not a whole number from %u to %u", key,
				 a->value, min, max);
	*out = (unsigned)v;
	return 0;
}

int
take_moment(struct statement *s, const char *key, struct moment *out, struct error *e)
{
	struct attribute *a;

	if (take(s, key, false, &a, e))
		return -1;
	return a && moment_parse(out, a->value, e) ? error_prefix(e, "%s", key) : 0;
}

int
take_offset(struct statement *s, const char *key, int64_t *out, struct error *e)
{
	struct attribute *a;

	if (take(s, key, false, &a, e))
		return -1;
	return a && offset_parse(out, a->value, e) ? error_prefix(e, "%s", key) : 0;
}

int
choose(const char *what, const char *word, const char *const *choices, struct error *e)
{
	struct buffer list = BUFFER_EMPTY;

	for (int i = 0; choices[i]; i++)
		if (!strcmp(choices[i], word))
			return i;
	for (int i = 0; choices[i]; i++)
		buffer_add_format(&list, "%s%s", i ? ", " : "", choices[i]);
	error_set(e, ERROR_INPUT, "'%s' is not a %s; choose from: %s", word, what,
		  buffer_text(&list));
	buffer_release(&list);
	return -1;
}

int
take_choice(struct statement *s, const char *key, const char *const *choices, int *out,
	    struct error *e)
{
	struct attribute *a;
	int i;

	if (take(s, key, false, &a, e))
		return -1;
	if (!a)
		return 0;
	if ((i = choose(key, a->value, choices, e)) < 0)
		return -1;
	*out = i;
	return 0;
}

int
take_flag(struct statement *s, const char *key, bool *out, struct error *e)
{
	struct attribute *a;

	if (take(s, key, true, &a, e))
		return -1;
	if (a)
		*out = true;
	return 0;
}

int
statement_finish(const struct statement *s, struct error *e)
{
	for (size_t i = 0; i < s->nattributes; i++)
		if (!s->attributes[i].used)
			return error_set(
				e, ERROR_INPUT, "'%s' knows no '%s'%s; see winnow-recipe(5)",
				s->directive, s->attributes[i].key,
				s->attributes[i].value ? ""
						       : " (a path or text with blanks needs "
							 "quotation marks)");
	return 0;
}
