/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only people know about a case: agency, authority, examiner, exhibits, custody. From a text
 * file in the manner of an .ini (examples/case.ini is the commented template); the report prints
 * every field, and "not provided" where the file says nothing.
 *
 *	# a comment
 *	[case]
 *	number = 2026-0042
 *	[exhibit A-1]
 *	file = disk.E01
 *	description = Portable disk,
 *	    black, from the desk            (indented: goes on)
 *	[custody]
 *	entry = 2026-11-20 09:00; received from …   (given again: one more line)
 *
 * UTF-8. A key that is not in the table is kept and shown as a further field, so that a laboratory
 * can add its own and a slip of the pen is seen.
 */
#ifndef WINNOW_REPORT_CASE_DATA_H
#define WINNOW_REPORT_CASE_DATA_H

#include <stddef.h>

#include "base/error.h"
#include "base/span.h"

struct case_field {
	const char *section, *key;
	const char *label; /* untranslated, N_() */
};

/* Fields of the case itself, in the order in which they are printed; ends with a NULL section. */
extern const struct case_field case_fields[];
/* Fields of one exhibit ([exhibit NAME]). */
extern const struct case_field case_exhibit_fields[];

struct case_extra {
	char *section, *key, *value;
};

struct case_exhibit {
	char *name;    /* the exhibit number */
	char **values; /* one for each of case_exhibit_fields, NULL: not provided */
	struct case_extra *extras;
	size_t nextras;
};

struct case_data {
	char **values; /* one for each of case_fields, NULL: not provided; lines joined by '\n' */
	struct case_exhibit *exhibits;
	size_t nexhibits;
	struct case_extra *extras;
	size_t nextras;
};

struct case_data *case_data_new(void); /* nothing provided */
void case_data_free(struct case_data **c);

/* -1 with the line's number when the text is not of this form. */
int case_data_parse(struct case_data *c, struct span text, struct error *e);

/*
 * "SECTION.KEY=VALUE": the field takes this value instead of what the text gave. The last dot
 * before the = divides the two. -1 (ERROR_USAGE) when it is not of this form.
 */
int case_data_set(struct case_data *c, const char *assignment, struct error *e);

/* The value, or NULL when it was not provided. The field must be in the table. */
const char *case_data_get(const struct case_data *c, const char *section, const char *key);
const char *case_exhibit_get(const struct case_exhibit *x, const char *key);

/*
 * The exhibit whose `evidence_id` begins the id, or whose `file` is the path or its last
 * part; or NULL.
 */
const struct case_exhibit *case_data_exhibit(const struct case_data *c, const char *evidence_path,
					     const char *evidence_id);

#endif
