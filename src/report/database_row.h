/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filling the tables of a case row by row: row_begin(), a value a column in order, row_end().
 */
#ifndef WINNOW_REPORT_DATABASE_ROW_H
#define WINNOW_REPORT_DATABASE_ROW_H

#include <jansson.h>
#include <sqlite3.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "report/database.h"

/* One statement a table that is filled row by row. */
enum table {
	FACT,
	EVIDENCE,
	VOLUME,
	RUN,
	HASH_SET,
	DEVICE,
	FILE_ITEM,
	BYTE_RUN,
	MATCH,
	NOTE,
	EXIF,
	TABLES
};

struct database {
	sqlite3 *handle;
	sqlite3_stmt *insert[TABLES];
	int column; /* of the row that is being filled */
	uint64_t files;
};

/* -1, with what SQLite says. */
int database_broken(struct database *d, struct error *e);

void row_begin(struct database *d);
int row_end(struct database *d, enum table t, struct error *e);

void put_text(struct database *d, enum table t, struct span text);
void put_null(struct database *d, enum table t);
void put(struct database *d, enum table t, const char *text); /* NULL where there is none */
/* SQLite's integers end at 2^63 - 1; what is larger, or not known, is NULL. */
void put_u64(struct database *d, enum table t, uint64_t v);
/* A string or number as such, NULL for null and for no value, JSON text of anything else. */
void put_json(struct database *d, enum table t, const json_t *v);

#endif
