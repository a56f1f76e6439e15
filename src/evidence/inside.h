/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking inside files: a record of a holder (archive, document, cache) gives a record for each of
 * its members, and those for theirs. What no format explains is handed to a search for files in its
 * bytes, which carve/ brings.
 *
 * Limits keep hostile holders from costing more than they may; where one is met, the holder's
 * record carries a note.
 */
#ifndef WINNOW_EVIDENCE_INSIDE_H
#define WINNOW_EVIDENCE_INSIDE_H

#include "base/span.h"
#include "evidence/image.h"
#include "record/record.h"

#define INSIDE_DEPTH_MAX    6	      /* holders inside each other */
#define INSIDE_MEMBERS_MAX  10000000u /* records for one file, all depths together */
#define INSIDE_MEMBERS_FREE 100000u /* so many always, and one more for each so many bytes of it */
#define INSIDE_MEMBER_BYTES 4u
#define INSIDE_BYTES_FREE   ((uint64_t)4 << 30) /* members may always add up to so much */
#define INSIDE_RATIO	    1100u /* and beyond, to so many times the file: deflate ends at 1032 */
#define INSIDE_UNPACKED_FREE                                                                       \
	((uint64_t)2 << 30) /* what may be unpacked to look inside nested ones */
#define INSIDE_UNPACKED_RATIO 64u
#define INSIDE_LEAST	      64u /* no picture is smaller than that and in something else */

/* Finds files in bytes that no format explains. */
struct inside_search {
	void *(*open)(void);
	/*
	 * r: the record of the bytes; what begins before `from` is left out. Appends whole lines.
	 * -1: the run cannot go on.
	 */
	int (*search)(void *state, const struct record *r, struct bytes *b, uint64_t from,
		      struct buffer *lines, struct error *e);
	/* Can search() find anything in p[0..n)? Cheaper than search() by far. */
	bool (*hopes)(void *state, const unsigned char *p, size_t n);
	void (*close)(void *state);
};

struct inside_sink {
	int (*emit)(void *ctx, struct span lines, struct error *e); /* whole lines */
	void (*alive)(void *ctx, uint64_t bytes);		    /* bytes gone through */
	void *ctx;
};

enum inside_worth {
	INSIDE_NOTHING, /* known not to hold files: media, text, programs */
	INSIDE_HOLDER,
	INSIDE_UNKNOWN, /* for the search, a part of it or all */
};

/*
 * Judged by the content alone. Of what is known (a program, a song) only a part is searched:
 * [*from, *to) of INSIDE_UNKNOWN. A picture with something behind its end is searched from its
 * first byte, since alone it is another file; a long film from its end.
 */
enum inside_worth inside_worth(struct bytes *b, uint64_t *from, uint64_t *to);

/*
 * What a thumbnail of a Linux desktop says that it was made of (PNG with Thumb::URI, as the
 * Thumbnail Managing Standard has it), appended; false: it is none.
 */
bool inside_original_path(struct bytes *b, struct buffer *out);

/*
 * Does something stand behind a picture whose file ends as such pictures end, as one picture behind
 * another does? inside_worth() does not ask that, since it takes walking the picture: this is for
 * whoever reads all of it anyway.
 */
bool inside_behind(struct bytes *b);

struct inside;
/* search: may be NULL: what is unknown is not searched. */
struct inside *inside_new(struct image *image, const struct inside_search *search,
			  const struct inside_sink *sink);
void inside_free(struct inside **x);

/*
 * Shows names whose holder does not tell their code page by this one, which outlives x; NULL: as
 * they are. Ids are made without it, so that they are the same in every run.
 */
struct charset;
void inside_names(struct inside *x, const struct charset *names);

/* Lists no more members of a file than that. */
void inside_limit(struct inside *x, uint64_t members);

/*
 * Gives the file record in `line` (with its newline) with the notes that looking adds, and behind
 * it all that is inside it. Lines are gathered; inside_flush() hands the last of them on.
 */
int inside_record(struct inside *x, struct span line, struct error *e);
int inside_flush(struct inside *x, struct error *e);

/*
 * The members of the evidence itself as records of origin "logical" (a ZIP or tar given as
 * evidence): volume and path make their ids. nested: look inside them too. Notes of the evidence as
 * a whole are appended to *notes.
 */
int inside_evidence(struct inside *x, const char *volume, const char *evidence,
		    const char *evidence_id, bool nested, struct buffer *notes, struct error *e);

#endif
