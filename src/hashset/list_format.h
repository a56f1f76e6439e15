/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of list formats share: lines as UTF-8, rows handed on, rejects counted. */
#ifndef WINNOW_HASHSET_LIST_FORMAT_H
#define WINNOW_HASHSET_LIST_FORMAT_H

#include "hashset/lines.h"
#include "hashset/list.h"

struct list {
	char *name;
	const struct list_format *format;
	char title[64]; /* what the list is, where that is more than its format's title */
	struct lines lines;
	uint64_t record; /* the one at hand, from 1, of formats whose records are no lines */
	struct list_counts counts;
	const struct list_sink *sink; /* while importing */
};

struct list_format {
	const char *name;  /* one word: "vics" */
	const char *title; /* "VICS" */
	/*
	 * Is it of this format? head: its first bytes as UTF-8, up to LINES_HEAD, the last line
	 * maybe cut.
	 */
	bool (*accepts)(struct span head);
	int (*import)(struct list *l, struct error *e);
	const char *unit; /* what its records are; NULL: lines */
};

/* In the order in which they are asked; NULL ends it. */
extern const struct list_format *const list_formats[];
extern const struct list_format list_encase, list_hashdeep, list_hfind, list_ncmec, list_pdq,
	list_sql, list_sqlite, list_stopncii, list_sums, list_table, list_vics;

/* Where the record at hand stands: the number of its line, or its own. */
uint64_t list_where(const struct list *l);
/* Tells the sink what is known of the list before its rows. */
int list_header(struct list *l, const struct list_header *header, struct error *e);

/* Counts a record and hands it on. 0 / -1. */
int list_row(struct list *l, const struct list_row *row, struct error *e);
/* Counts a record that is not handed on, met at this line. */
void list_reject(struct list *l, enum list_reject why, uint64_t line);

/* Empty for the next record. */
void list_row_clear(struct list_row *row);

/*
 * Puts a digest in hex into the row. true: it is one. A digest of a kind we do not keep leaves the
 * row alone and sets *other.
 */
bool list_take_digest(struct list_row *row, struct span hex, bool *other);

/* Puts a PDQ digest in hex (64 digits) into the row. true: it is one. */
bool list_take_pdq(struct list_row *row, struct span hex);
/* Its quality, 0 to 100. true: it is one. */
bool list_take_quality(struct list_row *row, struct span text);

/* Is a text part of another? ASCII letters compare without case. */
bool list_has_text(struct span text, const char *part);

/*
 * The next line that is neither blank nor longer than LIST_LINE_MAX (that one is rejected):
 * 1, 0, -1.
 */
int list_next_line(struct list *l, struct span *line, struct error *e);

/* Blanks off both ends. */
struct span list_trim(struct span s);

#endif
