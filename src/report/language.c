/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Catalogues are read as the gettext manual describes .mo files ("The Format of GNU MO Files"):
 * sorted originals and their translations, found by halving. They are our own, made with the
 * program; a test looks every phrase up.
 */
#include "report/language.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "report/catalogues.inc"

#define MO_MAGIC 0x950412deU
#define MO_HEAD	 20

static size_t
one_and_many(uint64_t n)
{
	return n != 1;
}

/* French: nothing is singular too. */
static size_t
up_to_one_and_many(uint64_t n)
{
	return n > 1;
}

static size_t
no_plural(uint64_t n)
{
	(void)n;
	return 0;
}

const struct language languages[] = {
	{"en", "English", ",", ".", NULL, 0, one_and_many},
	{"vi", "Tiếng Việt", ".", ",", catalogue_vi, sizeof catalogue_vi, no_plural},
	{"fr", "Français", "\xe2\x80\xaf", ",", catalogue_fr, sizeof catalogue_fr,
	 up_to_one_and_many},
	{NULL, NULL, NULL, NULL, NULL, 0, NULL},
};

static const struct language *
language_of(const char *code, size_t n)
{
	for (const struct language *l = languages; l->code; l++)
		if (strlen(l->code) == n && memcmp(l->code, code, n) == 0)
			return l;
	return NULL;
}

const struct language *
language_by_code(const char *code)
{
	return language_of(code, strlen(code));
}

static void
add_once(struct language_list *l, const struct language *language)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i] == language)
			return;
	assert(l->n < LANGUAGES_MAX);
	l->v[l->n++] = language;
}

int
language_list_add(struct language_list *l, const char *codes, struct error *e)
{
	static const char between[] = ", \t";

	do {
		codes += strspn(codes, between);
		size_t n = strcspn(codes, between);
		const struct language *found = language_of(codes, n);

		if (!found)
			return error_set(
				e, ERROR_USAGE,
				"there is no report in the language '%.*s', only en, fr, vi",
				n > 40 ? 40 : (int)n, codes);
		add_once(l, found);
		codes += n;
	} while (codes[strspn(codes, between)]);
	return 0;
}

/* ---- The catalogue ---- */

static uint32_t
number(const struct language *l, size_t at)
{
	const unsigned char *p = l->catalogue + at;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* String i of the table at `table`: a length and an offset each. */
static const char *
string(const struct language *l, size_t table, uint32_t i, size_t *n)
{
	*n = number(l, table + (size_t)i * 8);
	return (const char *)l->catalogue + number(l, table + (size_t)i * 8 + 4);
}

/* NULL: the catalogue has no such phrase. A plural's original is its singular. */
static const char *
find(const struct language *l, const char *phrase, size_t *n)
{
	uint32_t low = 0, high;

	if (l->size < MO_HEAD || number(l, 0) != MO_MAGIC || !*phrase)
		return NULL;
	for (high = number(l, 8); low < high;) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(phrase, string(l, number(l, 12), middle, n));

		if (order == 0)
			return string(l, number(l, 16), middle, n);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *
language_phrase(const struct language *l, const char *phrase)
{
	size_t n;
	const char *found = l->catalogue ? find(l, phrase, &n) : NULL;

	return found && *found ? found : phrase;
}

const char *
language_plural(const struct language *l, const char *one, const char *many, uint64_t n)
{
	size_t size, form = l->plural(n);
	const char *found = l->catalogue ? find(l, one, &size) : NULL;
	const char *end = found ? found + size : NULL;

	if (!found || !*found)
		return n == 1 ? one : many;
	for (; form > 0 && found + strlen(found) < end; form--)
		found += strlen(found) + 1;
	/* Two phrases of a table, each translated for itself, are no plural of the catalogue. */
	return form > 0 ? language_phrase(l, many) : found;
}
