/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line of a recipe cut into words: a directive, its operands, and key=value attributes or flags
 * in any order behind it. "…" keeps blanks, with \", \\ and \n inside; # starts a comment.
 */
#ifndef WINNOW_PRACTICE_STATEMENT_H
#define WINNOW_PRACTICE_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "practice/moment.h"

#define STATEMENT_WORDS_MAX 32

struct attribute {
	const char *key, *value; /* value NULL: a flag */
	bool used;
};

struct statement {
	const char *directive; /* NULL: nothing on the line */
	const char *operands[STATEMENT_WORDS_MAX];
	size_t noperands;
	struct attribute attributes[STATEMENT_WORDS_MAX];
	size_t nattributes;
};

/* Cuts a line (NUL-terminated, decoded in place; the statement points into it). */
int statement_cut(struct statement *s, char *line, struct error *e);

/*
 * Bare words past the first n become flags: how many operands there are is known by the directive.
 */
int statement_operands(struct statement *s, size_t n, const char *usage, struct error *e);

/*
 * Take an attribute's value into *out, which keeps its value when the attribute is not there. -1
 * when it is there but wrong. Sizes take K M G T; whole numbers are bounded, both inclusive.
 */
int take_text(struct statement *s, const char *key, const char **out, struct error *e);
int take_size(struct statement *s, const char *key, uint64_t max, uint64_t *out, struct error *e);
int take_number(struct statement *s, const char *key, unsigned min, unsigned max, unsigned *out,
		struct error *e);
int take_moment(struct statement *s, const char *key, struct moment *out, struct error *e);
int take_offset(struct statement *s, const char *key, int64_t *out, struct error *e);
/* One of a NULL-terminated list, by index. */
int take_choice(struct statement *s, const char *key, const char *const *choices, int *out,
		struct error *e);
int take_flag(struct statement *s, const char *key, bool *out, struct error *e);

/* The index of `word` in a NULL-terminated list; -1 with a sentence that lists the choices. */
int choose(const char *what, const char *word, const char *const *choices, struct error *e);

/* -1 when an attribute was not taken by anyone: a slip of the pen must not pass in silence. */
int statement_finish(const struct statement *s, struct error *e);

#endif
