/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts for research and for national figures, in which nobody can be found again: by category,
 * class of device and exhibit, with small cells suppressed.
 *
 * A count above 0 and below STATISTICS_LEAST is suppressed. Pictures and videos are suppressed
 * together, since one tells the other; with the occurrences goes the whole row. Where the total and
 * the rest of a column would give a cell away, the smallest further cells of it are suppressed too,
 * until at least two are that together are not small.
 */
#ifndef WINNOW_REPORT_STATISTICS_H
#define WINNOW_REPORT_STATISTICS_H

#include "report/facts.h"

#define STATISTICS_LEAST 5

enum stat_column { STAT_DISTINCT = 1, STAT_OCCURRENCES = 2, STAT_SPLIT = 4, STAT_ALL = 7 };

struct stat_row {
	const char *name; /* of a category or class; exhibits are numbered */
	uint64_t occurrences, distinct, pictures, videos;
	unsigned hidden; /* bits of stat_column */
};

struct stat_table {
	const char *what; /* "category", "device", "exhibit" */
	struct stat_row *rows;
	size_t n;
	struct stat_row total;
};

#define STATISTICS_TABLES 3
struct statistics {
	struct stat_table tables[STATISTICS_TABLES];
};

void statistics_make(struct statistics *s, const struct facts *f);
void statistics_release(struct statistics *s);

/* Fills `hidden` of one table's rows and total by the rule above. */
void statistics_suppress(struct stat_table *t);

/* "phone", "camera", "drone or action camera", "other device", by maker and model. */
const char *statistics_device_class(const struct device_fact *x);

#endif
