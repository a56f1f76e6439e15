/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of inside.h share; nobody outside inside*.c includes it. */
#ifndef WINNOW_EVIDENCE_INSIDE_PARTS_H
#define WINNOW_EVIDENCE_INSIDE_PARTS_H

#include <jansson.h>

#include "evidence/inside.h"
#include "inside/holder.h"
#include "record/edit.h"

#define INSIDE_TOOL "winnow-ls"

struct image_run {
	uint64_t file_offset, offset, size;
};

/* A file that is looked into. */
struct node {
	const struct node *parent; /* NULL: the file that the look began with */
	struct bytes *bytes;
	struct holder *holder;	  /* while it is gone through */
	struct buffer id;	  /* text */
	struct buffer path;	  /* for people; UTF-8 */
	struct buffer path_bytes; /* as stored; empty: as path */
	struct buffer content;	  /* as it stands in the content of its members */
	struct image_run *runs;	  /* where it lies in the image; n 0: not plainly */
	size_t nruns;
	unsigned depth; /* holders around its members, itself included */
	/* Its record among the lines given so far, for notes that come later. */
	uint64_t line_at;
	size_t line_n;
	struct buffer notes;
	const char *origin;    /* of its members, or NULL: by its kind */
	const char *separator; /* between its id and a member's name */
};

struct name_set; /* names given already in one holder */

struct inside {
	struct image *image;
	const struct inside_search *search;
	void *search_state;
	struct inside_sink sink;
	const struct charset *names; /* or NULL */
	struct buffer where;	     /* raw members: evidence, evidence_bytes, evidence_id */
	struct buffer out;	     /* lines not handed on yet */
	uint64_t handed_on;	     /* bytes of lines before them */
	struct record record;
	/* Of the file that the look began with. */
	uint64_t size, listed, unpacked, members;
	uint64_t most; /* members */
	bool stopped;  /* a limit was met: no more members are listed */
	bool spent;    /* enough was unpacked: members are not looked into any more */
	bool nested;   /* members are looked into, too */
};

/* ---- Lines (inside_out.c) ---- */

/* Begins a line: says where it will stand. */
uint64_t inside_line_begin(const struct inside *x);
int inside_hand_on(struct inside *x, bool all, struct error *e);
/* A note on the holder, given with its record where that is still at hand. */
void node_note(struct node *n, enum note_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/*
 * Marks the node's record, should it be at hand, as of a file whose contents have records of their
 * own behind it: who searches the items of this stream must not report them again.
 */
void node_mark_looked_inside(struct inside *x, struct node *n);
/* Puts the notes into the record of the node, or gives a record that carries them. */
void node_settle_notes(struct inside *x, struct node *n);

/* ---- Records of members (inside_record.c) ---- */

/*
 * Makes the node of a member of `parent` (whose bytes are not opened yet) and appends its record.
 * number: 1, or of how many of that name it is.
 */
void node_of_member(struct inside *x, struct node *parent, const struct member *m, unsigned number,
		    struct node *out);
/* The extents of a plain member as runs of its holder; a new reference. */
json_t *member_runs(const struct member *m);
void node_release(struct node *n);
/* Where the file of a record lies in the image, of its byte_runs (NULL: nowhere plainly). */
void node_take_runs(struct node *n, const json_t *byte_runs);

/* ---- What hides in files of known kinds (inside_hidden.c) ---- */

/*
 * Where a picture or film ends by what can be told without reading it; b->size: nothing stands
 * behind it, or nobody knows. head: its first 4096 bytes.
 */
uint64_t inside_media_end(struct bytes *b, const unsigned char *head);

/*
 * A program, a song: [*from, *to) is what may hold files (what was put behind it, its covers), and
 * may be empty. false: it is of no such kind.
 */
bool inside_known_part(struct bytes *b, const unsigned char *head, size_t n, uint64_t *from,
		       uint64_t *to);

/* ---- Names (inside_names.c) ---- */

struct name_set *name_set_new(void);
/* How many of that name there are with this one. */
unsigned name_set_add(struct name_set *s, const char *p, size_t n);
void name_set_free(struct name_set **s);

#endif
