/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading lists of digests, whatever their format: it is told by content, and the list is streamed,
 * so its size does not matter. Every record of a list is either handed on or counted as rejected,
 * with the reason and the first line where it was met.
 *
 * Adding a format: one file with a `const struct list_format`, one line in list_formats.c.
 */
#ifndef WINNOW_HASHSET_LIST_H
#define WINNOW_HASHSET_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/span.h"
#include "hashset/digest.h"
#include "hashset/entry_flags.h"

enum list_action {
	LIST_ADD,
	LIST_REPLACE, /* adds it in place of what came with the same id before */
	LIST_DELETE,  /* what came with its id or one of its digests is taken back */
};

/* One record of a list. Spans are borrowed and absent ({NULL, 0}) where the list says nothing. */
struct list_row {
	enum list_action action;
	unsigned digests; /* bit 1 << enum digest_kind */
	unsigned char digest[DIGEST_KINDS][DIGEST_MAX];
	bool has_pdq;
	unsigned char pdq[PDQ_SIZE];
	unsigned char quality; /* of pdq: 0 to 100, or PDQ_NO_QUALITY */
	struct entry_flags flags;
	uint64_t size; /* bytes, UINT64_MAX: not said */
	struct span set, scheme, category, label, kind, comment;
	struct span id;	     /* the list's own name for the entry */
	struct span details; /* a JSON object of what else is told: id, series, photodna … */
};

enum list_reject {
	LIST_NO_DIGEST,	    /* nothing in it is a digest of a kind we keep */
	LIST_OTHER_DIGEST,  /* a digest of a kind that is not kept (SHA-512 …) */
	LIST_OF_NOTHING,    /* the digest of the empty file */
	LIST_LONG_LINE,	    /* longer than LIST_LINE_MAX */
	LIST_OPEN_QUOTE,    /* a quoted field that does not end */
	LIST_FEW_COLUMNS,   /* fewer than the header promises */
	LIST_BAD_KIND,	    /* kind is not alert, ignore or info */
	LIST_LONG_CATEGORY, /* no real category or scheme is that long */
	LIST_TWICE,	    /* a digest or the category stands there twice, differently */
	LIST_PDQ_KEYED,	    /* only a PDQ digest, and the set is keyed */
	LIST_BAD_RECORD,    /* it does not have the shape that the format gives it */
	LIST_TOO_MANY_VERDICTS,
	LIST_REJECTS
};

#define LIST_LINE_MAX	  ((size_t)1 << 20) /* bytes of one record */
#define LIST_CATEGORY_MAX 64		    /* bytes */
#define LIST_SET_MAX	  200		    /* bytes of a set's name */

/* "no digest of a kind that is kept (MD5, SHA-1, SHA-256)" */
const char *list_reject_text(enum list_reject why);

struct list_counts {
	uint64_t read;	    /* records; not blank lines, comments and headers */
	uint64_t deletions; /* of them: records that take entries back */
	uint64_t rejected[LIST_REJECTS];
	uint64_t first_line[LIST_REJECTS]; /* or record, list_unit(); 1 the first; 0: none */
	/* Rows kept without one of their digests because its cell holds something else. */
	uint64_t odd_cells, first_odd_cell;
};

struct list_header {
	bool has_category, has_kind; /* rows may have one */
	bool never_alert;   /* a catalogue of known software (NSRL): its entries are no alerts */
	const char *scheme; /* whose categories they are, if the format tells; or NULL */
};

/* Who takes the rows. */
struct list_sink {
	/* LIST_REJECTS: taken; another: not taken, and why; -1 with *e: the run cannot go on. */
	int (*row)(void *ctx, const struct list_row *row, struct error *e);
	/*
	 * Called before rows by formats that have a header. -1 with *e: cannot go on.
	 * NULL: not wanted.
	 */
	int (*header)(void *ctx, const struct list_header *header, struct error *e);
	void *ctx;
};

struct list;

/*
 * fd is read to its end, not closed; name: for messages. -1: it is of no known format. format: the
 * name of the only one that is tried (one of list_format_names()), NULL: told by content.
 */
int list_open(struct list **out, int fd, const char *name, const char *format, struct error *e);
void list_close(struct list **l);

/* What it is, for people: "VICS 1.3 hash set". Exact once its first record was met. */
const char *list_format_name(const struct list *l);
/* What its records are counted by: "line", "record" or "row". */
const char *list_unit(const struct list *l);
/* The words by which formats are asked for, with commas between. */
void list_format_names(struct buffer *out);

/* Hands every row to the sink. */
int list_import(struct list *l, const struct list_sink *sink, struct error *e);

/* After list_import(). */
const struct list_counts *list_counts(const struct list *l);
/* Records rejected for whatever reason. */
uint64_t list_rejected(const struct list_counts *c);
uint64_t list_bytes(const struct list *l);
const unsigned char *list_digest(const struct list *l); /* SHA-256 of the list, 32 bytes */

#endif
