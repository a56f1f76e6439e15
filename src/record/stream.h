/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading and writing winnow-1 streams: lines, the run/end bracket of each tool, and the verdict on
 * a whole stream (complete, cut off, empty, filtered between tools, worst status carried along).
 */
#ifndef WINNOW_RECORD_STREAM_H
#define WINNOW_RECORD_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "record/record.h"

/* ---- Lines ---- */

struct line_reader; /* buffers one descriptor */
/* name: for messages. fd is borrowed. */
struct line_reader *line_reader_new(int fd, const char *name);
void line_reader_free(struct line_reader **r);
/*
 * 1 and a line without its newline (valid until the next call), 0 at the end, -1 on a read error or
 * a line over RECORD_LINE_MAX. *complete is false for a last line without newline.
 */
int line_reader_next(struct line_reader *r, struct span *line, bool *complete, struct error *e);
/*
 * What was read and not yet handed out, after reading on where nothing new was there: 1; 0: the
 * stream has no more than what the last call gave; -1. Valid until the next call.
 */
int line_reader_ahead(struct line_reader *r, struct span *ahead, struct error *e);
/* Lines handed out so far. */
uint64_t line_reader_count(const struct line_reader *r);
/* True when a whole line is in the buffer, so that next() will not block. */
bool line_reader_ready(const struct line_reader *r);

/* ---- The verdict on a stream ---- */

struct stream_check; /* fed every record in order */
struct stream_check *stream_check_new(void);
void stream_check_free(struct stream_check **c);
/*
 * Takes note of run, end and file records. A run with "resumes": ID takes over the open run ID and
 * what it counted (an interrupted triage that was gone on with).
 */
void stream_check_record(struct stream_check *c, const struct record *r);

struct stream_verdict {
	uint64_t records, files;
	unsigned runs, open_runs; /* open: a run without its end: cut off upstream */
	unsigned stray_ends;	  /* an end whose run is not there */
	uint64_t filtered;	  /* file records that an end counted and that are not here */
	bool bare;		  /* records, but no run */
	bool empty;		  /* no record at all */
	int worst_status;	  /* of every end.status */
	char cut_tool[64];	  /* a tool whose end is missing */
};
void stream_check_verdict(const struct stream_check *c, struct stream_verdict *v);

/*
 * What a reader does about it: the exit status that follows (0, 1, 3), and in *e one sentence when
 * it is 3 for a reason of the stream's own. bare_allowed: --bare.
 */
int stream_status(const struct stream_verdict *v, bool bare_allowed, struct error *e);

/* ---- This tool's own bracket ---- */

#define RUN_ID_MAX 40

struct run {
	char id[RUN_ID_MAX];
	const char *tool; /* "winnow-ls" */
	int argc;
	char *const *argv;
	const char *resumes;	 /* run id taken over, or NULL */
	struct span libraries;	 /* JSON object: {"libtsk":"4.11.1", …} */
	struct span confinement; /* JSON object, as guard/ wrote it */
};

void run_id_new(char id[RUN_ID_MAX]); /* random UUID (version 4) */
/* Whole lines, newline included. */
void run_write(struct buffer *out, const struct run *run);
void end_write(struct buffer *out, const struct run *run, uint64_t items, uint64_t noted,
	       int status);

#endif
