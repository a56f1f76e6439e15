/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Quantities that a jurisdiction's law names, from a data file that anybody can correct
 * (examples/jurisdictions/), so that a report can print what was counted beside them. The report
 * never says which provision is reached: that is for a court. Same syntax as a case file
 * (case_data.h):
 *
 *	[jurisdiction]
 *	name = …
 *	provision = …
 *	source = …
 *	as_of = 2026-11-23
 *	open_point = …                  (given again: one more line)
 *	categories = us-vics: 1; us-vics: 2     (only these are counted; left out: all)
 *	[quantity pictures]             pictures, videos, other, items or bytes
 *	label = pictures
 *	unit = 1000000000               (bytes only: what one step counts; left out: 1)
 *	unit_label = GB
 *	steps = 100; 200; 500
 */
#ifndef WINNOW_REPORT_COUNTING_H
#define WINNOW_REPORT_COUNTING_H

#include "report/facts.h"

enum quantity_kind {
	QUANTITY_ITEMS,
	QUANTITY_PICTURES,
	QUANTITY_VIDEOS,
	QUANTITY_OTHER, /* neither pictures nor videos */
	QUANTITY_BYTES,
};

struct quantity {
	enum quantity_kind kind;
	const char *label, *unit_label; /* "" when not given */
	uint64_t unit;
	const char *steps; /* as written */
};

struct counting {
	struct case_data *data; /* holds the strings */
	const char *name, *provision, *source, *as_of, *open_points;
	const char *categories; /* "" for all */
	struct quantity *quantities;
	size_t n;
	char sha256[SHA256_HEX_MAX]; /* of the file */
};

/* -1 with what is wrong and where. */
int counting_load(struct counting **out, const char *path, struct error *e);
int counting_parse(struct counting *c, struct span text, struct error *e);
struct counting *counting_new(void);
void counting_free(struct counting **c);

/* What was counted of one kind, among hits of the file's categories. */
struct counted {
	uint64_t distinct, occurrences;
};
struct counted counting_count(const struct counting *c, const struct facts *f,
			      enum quantity_kind kind);

#endif
