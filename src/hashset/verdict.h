/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a set says about an entry: which set, of which kind, by which scheme and category. Few are
 * different from one another, so entries refer to a table of them.
 */
#ifndef WINNOW_HASHSET_VERDICT_H
#define WINNOW_HASHSET_VERDICT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/span.h"

/* These values stand in set files. */
enum verdict_kind { VERDICT_ALERT = 1, VERDICT_IGNORE = 2, VERDICT_INFO = 3 };

const char *verdict_kind_name(enum verdict_kind kind); /* "alert" */
int verdict_kind_of(struct span name);		       /* either case; -1: no such kind */

struct verdict_key {
	uint32_t set;
	enum verdict_kind kind;
	struct span scheme;   /* "us-vics"; absent: no scheme */
	struct span category; /* "1", "A1": as the list has it */
	struct span label;    /* the category's name in the scheme */
};

/* The different verdicts of a file being made, numbered as they come. */
struct verdict_table;

struct verdict_table *verdict_table_new(struct buffer *strings); /* strings: of the set file */
void verdict_table_free(struct verdict_table **t);
/* The verdict's number, or UINT32_MAX when there would be more than WSET_VERDICTS_MAX. */
uint32_t verdict_number(struct verdict_table *t, const struct verdict_key *key);
size_t verdict_count(const struct verdict_table *t);
uint32_t verdict_set(const struct verdict_table *t, uint32_t number);
void verdict_add_entries(struct verdict_table *t, uint32_t number, uint64_t entries);
/* The rows as they stand in the file. */
void verdict_rows(const struct verdict_table *t, struct buffer *out);

/* Appends a string to the strings of a set file; where it stands, or WSET_NO_STRING when absent. */
uint32_t strings_add(struct buffer *strings, struct span s);

#endif
