/* SPDX-License-Identifier: Apache-2.0 */
/* Writing the entries of a set as text, one file a format. */
#ifndef WINNOW_TOOLS_SET_EXPORT_H
#define WINNOW_TOOLS_SET_EXPORT_H

#include "hashset/each.h"
#include "tools/set_tool.h"

struct set_export {
	const struct hashset *set;
	const char *only; /* the name of the set that is wanted; NULL: all */
	struct set_output out;
	uint64_t written;
	uint64_t left_out; /* entries that the format cannot hold */
	uint64_t less;	   /* entries that it holds without something that matters */
	char scheme[65];   /* whose categories are written (VICS); empty: nobody's */
};

struct set_format {
	/* Before the entries; NULL: nothing to do. */
	int (*begin)(struct set_export *x, struct error *e);
	int (*entry)(struct set_export *x, const struct each_entry *entry,
		     const struct hashset_verdict *verdict, struct error *e);
	void (*end)(struct set_export *x);
	/* What left_out and less are, for people; NULL: there are none. */
	const char *left_out, *less;
};

extern const struct set_format set_format_csv, set_format_hashdeep, set_format_vics, set_format_pdq;

/* "us-vics:1", or nothing. */
void set_export_category(struct buffer *out, const struct hashset_verdict *v);

#endif
