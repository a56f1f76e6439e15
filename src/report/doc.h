/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The report as a document. Sections (section_*.c) say what stands in it, piece by piece and in
 * order; renderers of documents (html, text) say how each piece is set. Nothing is kept: a row is
 * written when it ends, so a listing of any length costs the memory of one row.
 *
 * Texts handed in are not masked or escaped: evidence chose some of them, and every renderer
 * masks and escapes all of them. Errors of writing stick to the document and are asked for once,
 * at the end.
 */
#ifndef WINNOW_REPORT_DOC_H
#define WINNOW_REPORT_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "report/facts.h"
#include "report/output.h"

/* How a text is meant. */
enum look {
	LOOK_PLAIN,
	LOOK_NAME, /* chosen by the evidence: its reading direction must not reach its surroundings
		    */
	LOOK_CODE, /* digests, identifiers, offsets, commands */
	LOOK_STRONG,
	LOOK_QUIET, /* remarks, "not provided" */
};

struct piece {		   /* one line of a cell */
	const char *label; /* before the text; or NULL */
	struct span text;
	enum look look;
};

struct cell {
	const struct piece *pieces;
	size_t n;
};

enum column_kind {
	COLUMN_TEXT,
	COLUMN_NUMBER, /* set to the right */
	COLUMN_BAR,    /* its text is a number of thousandths, drawn as a bar */
};

#define COLUMNS_MAX 8

struct column {
	const char *title;
	unsigned share; /* of the width, in percent; of all columns together 100 */
	enum column_kind kind;
};

struct table {
	const char *caption; /* what the table lists, in a few words */
	const struct column *columns;
	size_t ncolumns;
	bool wide; /* long texts: where there is little room a row is set as a block of labelled
		      lines */
};

enum notice {
	NOTICE_GOOD,
	NOTICE_PLAIN,
	NOTICE_ALARM, /* the report is incomplete */
};

struct doc;
struct drawing;

/*
 * What a renderer does with each piece. Lists and fact lists are opened and closed
 * around their members.
 */
struct doc_ops {
	void (*begin)(struct doc *d);
	void (*end)(struct doc *d);
	void (*section)(struct doc *d, unsigned number, const char *anchor, const char *title);
	void (*heading)(struct doc *d, const char *title);
	void (*paragraph)(struct doc *d, enum look look, struct span text);
	void (*notice)(struct doc *d, enum notice kind, const char *title, struct span text);
	void (*list)(struct doc *d, bool begins);
	void (*item)(struct doc *d, struct span text);
	void (*facts)(struct doc *d, bool begins);
	void (*fact)(struct doc *d, const char *label, const struct cell *value);
	void (*table)(struct doc *d, const struct table *t, bool begins);
	void (*row)(struct doc *d, const struct table *t, const struct cell *cells);
	void (*signature)(struct doc *d, const char *role, const char *name);
	void (*drawing)(struct doc *d, const struct drawing *g);
	/* Leads to where the listing of matches goes on (limits.rest); may be NULL. */
	void (*more)(struct doc *d);
};

/* What stands open and must be closed before something else begins. */
enum doc_block { DOC_NOTHING, DOC_LIST, DOC_FACTS };

struct doc_limits {
	size_t rows; /* of a long listing; beyond that the reader is sent to the CSV; 0: no limit */
	const char *rest;     /* where the listing goes on or stands in full: file names; or NULL */
	const char *all_hits; /* where all hits stand: a file name or a command */
	const char *all_items; /* where all items stand */
};

struct doc {
	const struct doc_ops *ops;
	const struct facts *facts;
	const struct language *language; /* that is being written; at first the facts' */
	struct doc_limits limits;
	struct buffer out; /* what the renderer wrote and doc_flush() has not handed on */
	void *state;	   /* the renderer's own */

	/* Private to doc.c from here on. */
	struct output *output;
	struct error error;
	enum doc_block open;
	const struct table *table;
	struct buffer text; /* of the row under way */
	struct {
		const char *label;
		size_t at, n;
		enum look look;
	} * parts; /* pieces of the row under way, as places in `text` */
	size_t nparts, cap;
	size_t ends[COLUMNS_MAX]; /* of each finished cell, in parts */
	size_t ncells;
	char scratch[8][128];
	unsigned next_scratch;
};

void doc_init(struct doc *d, const struct doc_ops *ops, const struct facts *facts,
	      struct output *output);
/* Hands what was rendered to the output when it is much, or when `all`. */
void doc_flush(struct doc *d, bool all);
/* Flushes and releases: 0, or -1 with the first error of writing. */
int doc_finish(struct doc *d, struct error *e);

/* The whole report, from begin() to end(). sections.c */
void doc_write_report(struct doc *d);
/* Rows of the listing of matches: n of them, from the row `from` on. section_matches.c */
void doc_write_matches(struct doc *d, size_t from, size_t n);
/* How many rows it has: a match in several groups has one in each. */
size_t doc_count_matches(const struct doc *d);

/* ---- Phrases ---- */

/*
 * A phrase of the report in the report's language. The language is the report's own, not that of
 * the terminal or the process, since the same records must give the same bytes everywhere.
 */
const char *tr(const struct doc *d, const char *phrase) __attribute__((format_arg(2)));
const char *tr_n(const struct doc *d, const char *one, const char *many, uint64_t n)
	__attribute__((format_arg(2), format_arg(3)));

/* These stay valid until eight more were asked for. */
const char *doc_number(struct doc *d, uint64_t n);	   /* "1,234,567" */
const char *doc_bytes(struct doc *d, uint64_t n);	   /* "1,234 bytes (1.2 KiB)" */
const char *doc_volume_of_data(struct doc *d, uint64_t n); /* with GB (10^9) and GiB */
const char *doc_offset(struct doc *d, uint64_t n);	   /* plain digits; "" for UINT64_MAX */

/* ---- What sections write ---- */

void doc_section(struct doc *d, unsigned number, const char *anchor, const char *title);
void doc_heading(struct doc *d, const char *title);
void doc_paragraph(struct doc *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
void doc_remark(struct doc *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
void doc_notice(struct doc *d, enum notice kind, const char *title, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void doc_item(struct doc *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
void doc_drawing(struct doc *d, const struct drawing *g);
void doc_signature(struct doc *d, const char *role, const char *name);

/*
 * A labelled value; NULL or "" is printed as "not provided". Lines of `text` become lines
 * of the value.
 */
void doc_fact(struct doc *d, const char *label, enum look look, const char *text);
/* The label with the pieces added since the last cell or fact ended. */
void doc_fact_cell(struct doc *d, const char *label);

void doc_table(struct doc *d, const struct table *t); /* t must outlive the table */
/* A line of the cell under way; label may be NULL; nothing is added for NULL or "". */
void doc_piece(struct doc *d, const char *label, enum look look, const char *text);
void doc_piece_format(struct doc *d, const char *label, enum look look, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void doc_cell_end(struct doc *d);
/* A cell of one piece; "–" where there is nothing to say. */
void doc_cell(struct doc *d, enum look look, const char *text);
void doc_row_end(struct doc *d);
void doc_table_end(struct doc *d);

#endif
