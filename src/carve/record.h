/* SPDX-License-Identifier: Apache-2.0 */
/* A find as a file record of the stream. */
#ifndef WINNOW_CARVE_RECORD_H
#define WINNOW_CARVE_RECORD_H

#include "base/buffer.h"
#include "carve/search.h"

#define CARVE_TOOL "winnow-carve"

/* A run of a carved item. `offset` is in the image, or in the parent item. */
struct carve_run {
	uint64_t file_offset, offset, size;
};

struct carve_runs {
	struct carve_run *v;
	size_t n, cap;
};

/*
 * Most runs one record can list within the line limit of the stream. An item in more pieces than
 * that is cut there and said to be.
 */
#define CARVE_RUNS_MAX ((size_t)100000)

/* Adds a run, joined to the last one where it goes on. */
void carve_runs_add(struct carve_runs *runs, uint64_t offset, uint64_t size);
void carve_runs_release(struct carve_runs *runs);

struct carve_record {
	struct span where; /* raw JSON members: evidence, evidence_id */
	const char *id;
	const char *origin; /* "carved", "embedded", "slack" */
	const struct find *find;
	const struct carve_runs *runs;
	const char *note;   /* what else is to be said of it; NULL or "": nothing */
	const char *lost;   /* which of its bytes could not be read; NULL or "": none */
	struct span parent; /* raw JSON: the id of the item that it was found in; or empty */
	/* Raw JSON: that item's content, for {"how":"inside"}; empty: runs are of the image. */
	struct span content;
};

/* Appends one line with its newline. */
void carve_record_write(const struct carve_record *r, struct buffer *out);

/*
 * Appends a line for each file inside r's (children.h), each followed by those of what is inside
 * it. file: the bytes of r's file; r->runs says where they lie.
 */
void carve_record_children(const struct carve_record *r, struct bytes *file, struct buffer *out);

#endif
