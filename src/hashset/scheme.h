/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scheme says what the categories of a list mean and of which kind each is. Schemes are text
 * files that can be edited (hashsets/schemes/); a category that a scheme does not know is
 * `info`, never `alert`.
 *
 *	# comment
 *	scheme = us-vics
 *	title = Project VIC, United States
 *
 *	[1]
 *	name = Child abuse material
 *	kind = alert
 */
#ifndef WINNOW_HASHSET_SCHEME_H
#define WINNOW_HASHSET_SCHEME_H

#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "hashset/verdict.h"

struct scheme_category {
	char *category; /* as lists have it: "1", "A1" */
	char *name;	/* may be empty */
	enum verdict_kind kind;
};

struct scheme {
	char *name;  /* "us-vics" */
	char *title; /* for people; may be empty */
	struct scheme_category *categories;
	size_t n;
};

#define SCHEME_CATEGORIES_MAX 1000

/* text: the file's content; path: for messages. -1 names the line. */
int scheme_parse(struct scheme *out, struct span text, const char *path, struct error *e);
/*
 * name: a path if it has a slash or ends in .ini, else NAME.ini in `folder`.
 */
int scheme_load(struct scheme *out, const char *name, const char *folder, struct error *e);
void scheme_release(struct scheme *s);

/* NULL: unknown. Letters compare without case; "01" is not "1". */
const struct scheme_category *scheme_find(const struct scheme *s, struct span category);

#endif
