/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a list to a set: which kind each row is of, by its own word, by its category's scheme, or
 * by what the list as a whole was said to be. One place decides, so that nothing becomes an
 * alert by accident.
 */
#ifndef WINNOW_HASHSET_INTAKE_H
#define WINNOW_HASHSET_INTAKE_H

#include "hashset/build.h"
#include "hashset/list.h"
#include "hashset/scheme.h"

/* Stands for the scheme of categories whose list tells each row's kind but not what they mean. */
#define SCHEME_UNNAMED "unnamed"

struct intake {
	struct builder *builder;
	uint32_t set; /* where all rows go without set_named */
	/* Of rows that say nothing of their own. */
	enum verdict_kind kind;
	bool kind_given;	     /* someone said so: else a catalogue is info, not alert */
	const struct scheme *scheme; /* NULL: none was named; the list's own, if it tells one */
	bool ignore_categories;	     /* someone said that they mean nothing */
	bool keyed;		     /* the builder is */
	bool remove;		     /* what the list holds is taken back, not added */
	const char *list;	     /* its name, for messages */
	bool never_alert;	     /* set by the list's header */

	/* The scheme of that name, which outlives the intake; NULL with *e: there is none. */
	const struct scheme *(*scheme_named)(void *ctx, const char *name, struct error *e);
	/* The number of the set of that name, absent where a row tells none. May be NULL. */
	uint32_t (*set_named)(void *ctx, struct span name);
	void *ctx;
};

/* A sink for list_import(); intake is borrowed. */
struct list_sink intake_sink(struct intake *in);

/* The kind that rows without a word of their own get. */
enum verdict_kind intake_default_kind(const struct intake *in);

#endif
