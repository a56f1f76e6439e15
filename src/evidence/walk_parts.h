/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the walk share; nobody outside walk*.c includes it. */
#ifndef WINNOW_EVIDENCE_WALK_PARTS_H
#define WINNOW_EVIDENCE_WALK_PARTS_H

#include <stdbool.h>

#include "base/buffer.h"
#include "evidence/filesystem.h"
#include "evidence/walk.h"
#include "evidence/walk_seen.h"

#define WALK_TOOL      "winnow-ls"
#define WALK_DEPTH_MAX 256
#define WALK_RUNS_MAX  10000

/* A folder being gone through. */
struct walk_frame {
	TSK_FS_DIR *dir;
	size_t next;   /* entry */
	size_t path_n; /* bytes of walk.path that name this folder, its slash included */
};

struct walk {
	struct image *image;
	const struct volume *volume;
	const char *evidence, *evidence_id;
	struct filesystem *filesystem;
	TSK_FS_INFO *fs;     /* of filesystem; NULL until opened */
	TSK_FS_FILE *handle; /* one for every inode looked at: opening each anew costs more than
				reading it */
	struct walk_seen files, folders;
	struct walk_frame *frames; /* WALK_DEPTH_MAX of them */
	size_t depth;
	bool named;	  /* walk_names() is through */
	bool silent;	  /* note what is seen, emit nothing */
	bool has_orphans; /* libtsk can look for orphans here */
	bool in_orphans;  /* below $OrphanFiles */
	bool too_deep;	  /* said once */
	bool unread_live; /* one of those was not deleted */
	unsigned unread;  /* folders that could not be read */
	uint64_t faults;  /* image_faults() before the inode in `handle` was read */
	const struct walk_sink *sink;
	struct buffer *volume_notes;
	struct buffer path;  /* of the entry at hand */
	struct buffer line;  /* record under construction */
	struct buffer runs;  /* its byte_runs */
	struct buffer notes; /* its notes */
};

/* Where the bytes of an item lie. */
struct walk_runs {
	uint64_t covered; /* bytes that lie plainly in the image */
	uint64_t cut;	  /* bytes that would lie past the end of the image */
	size_t n;
	bool too_many;
};

/*
 * Writes the pieces of an attribute that lie plainly in the image as the elements of byte_runs.
 * attr may be NULL: nothing.
 */
void walk_runs_add(const struct walk *w, const TSK_FS_ATTR *attr, struct buffer *out,
		   struct walk_runs *runs);

/* How many of a deleted item's blocks are in use (by others, then). Looks at the first 262,144. */
uint64_t walk_runs_in_use(const struct walk *w, const TSK_FS_ATTR *attr);

/*
 * The file record of one attribute of the inode in w->handle (attr NULL: it has none), named
 * w->path with `stream` behind a colon unless that is NULL.
 */
int walk_emit_file(struct walk *w, const TSK_FS_ATTR *attr, const char *stream, const char *origin,
		   struct error *e);

/* A name record: w->path is a name of `address`, or of its attribute unless attr is NULL. */
int walk_emit_name(struct walk *w, TSK_INUM_T address, const TSK_FS_ATTR *attr, const char *state,
		   struct error *e);

/* ---- One name (walk_name.c) ---- */

/*
 * Looks at an entry of the folder at hand, whose path is in w->path; gives what it leads to, once.
 */
int walk_visit(struct walk *w, const TSK_FS_NAME *name, struct error *e);
/*
 * Begins with a folder unless it was begun before; its path is in w->path. live: it
 * should be readable.
 */
void walk_enter(struct walk *w, TSK_INUM_T address, bool live);
/*
 * Opens a folder if its inode is in order; NULL and why, which is valid until libtsk's next error.
 */
TSK_FS_DIR *walk_open_folder(struct walk *w, TSK_INUM_T address, const char **why);
/* Reads an inode into w->handle. */
bool walk_load(struct walk *w, TSK_INUM_T address);
/* Of what is in w->handle and was found by name (NULL: without one). */
const char *walk_origin(const struct walk *w, const TSK_FS_NAME *name);
/* Says how many more folders could not be read than were named, and counts anew. */
void walk_note_unread(struct walk *w);

/* ---- One inode (walk_items.c) ---- */

/* Is it a file, or something else that has bytes which it should not have? */
bool walk_holds_data(const TSK_FS_META *meta);
/* Is the inode in w->handle freed, of a file system that lists blocks one by one, and its size more
 * than there are blocks? Such a list is garbage, and following it can take libtsk for ever. */
bool walk_claims_too_much(const struct walk *w);
/* Which of its attributes is what such a file holds; NULL: that cannot be told. Not for NTFS. */
const TSK_FS_ATTR *walk_content_attribute(struct walk *w);
/* The records of all items of the inode in w->handle. */
int walk_emit_items(struct walk *w, const char *origin, struct error *e);

/* Opens file system and root folder if they are not; false: noted on the volume. */
bool walk_open_filesystem(struct walk *w);

/* A note on the volume. */
void walk_note(struct walk *w, int level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
