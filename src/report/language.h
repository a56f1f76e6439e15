/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The language of a report: its phrases and how it writes numbers. Catalogues (in po/) are part of
 * the program, so that a report is the same on a machine that has no such locale, whatever the
 * terminal speaks.
 */
#ifndef WINNOW_REPORT_LANGUAGE_H
#define WINNOW_REPORT_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct language {
	const char *code;    /* "vi", as HTML's lang and --language have it */
	const char *name;    /* in itself */
	const char *group;   /* between thousands, UTF-8 */
	const char *decimal; /* before the fraction, UTF-8 */
	const unsigned char
		*catalogue; /* a .mo file of gettext; NULL: the language of the source */
	size_t size;
	size_t (*plural)(uint64_t n); /* which of its plural forms n takes */
};

/* English first; ends with one whose code is NULL. */
extern const struct language languages[];

/* NULL: there is none with this code. */
const struct language *language_by_code(const char *code);

#define LANGUAGES_MAX 8

/* What a report speaks, each language once. */
struct language_list {
	const struct language *v[LANGUAGES_MAX];
	size_t n;
};

/*
 * Adds the languages of codes such as "vi" and "vi, en"; one that is there already is not added
 * again. -1: there is none with such a code.
 */
int language_list_add(struct language_list *l, const char *codes, struct error *e);

/* The phrase in the language, or itself where the catalogue lacks it. */
const char *language_phrase(const struct language *l, const char *phrase)
	__attribute__((format_arg(2)));
const char *language_plural(const struct language *l, const char *one, const char *many, uint64_t n)
	__attribute__((format_arg(2), format_arg(3)));

#endif
