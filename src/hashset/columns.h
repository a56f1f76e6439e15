/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a column of a table means by its name, whoever made the table: CSV of laboratories, our own
 * export, NSRL, HashKeeper, ILook, INTERPOL's ICSE, SQLite data bases.
 */
#ifndef WINNOW_HASHSET_COLUMNS_H
#define WINNOW_HASHSET_COLUMNS_H

#include "hashset/list_record.h"

/* An enum digest_kind, or one of these; flags are COLUMN_FLAG + enum entry_flag. */
enum {
	COLUMN_DIGEST = DIGEST_KINDS, /* any kind, told by its length */
	COLUMN_PDQ,
	COLUMN_QUALITY,
	COLUMN_SCHEME,
	COLUMN_CATEGORY,
	COLUMN_LABEL, /* the category's name */
	COLUMN_BASELINE,
	COLUMN_KIND,
	COLUMN_SET,
	COLUMN_SIZE,
	COLUMN_COMMENT,
	COLUMN_PHOTODNA,
	COLUMN_SERIES,
	COLUMN_DETAILS,
	COLUMN_CATALOGUE, /* of NSRL's tables only */
	COLUMN_OTHER,
	COLUMN_FLAG = 32,
};

int column_of(struct span name);

static inline bool
column_is_digest(int column)
{
	return column <= COLUMN_PDQ;
}

/*
 * A cell of a row being put together. Spans of the row borrow from the cell where it is text; the
 * record's own members are used for what becomes details.
 */
void column_take(struct list_record *r, int column, struct span cell);

#endif
