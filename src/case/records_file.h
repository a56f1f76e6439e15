/* SPDX-License-Identifier: Apache-2.0 */
/*
 * records.jsonl of a case folder: appended to while a run is under way, mended after one was cut
 * off.
 *
 * What a run adds is buffered; records_file_sync() is the promise that it outlives a power cut. The
 * order is always records first, resume.json after (case/checkpoint.h), so that the checkpoint
 * never claims what is not on the disk.
 */
#ifndef WINNOW_CASE_RECORDS_FILE_H
#define WINNOW_CASE_RECORDS_FILE_H

#include <stdint.h>

#include "case/case_folder.h"
#include "record/stream.h"

struct records_file;

/* Opens for appending; made when not there. One process at a time (the case folder's lock). */
int records_file_open(struct records_file **out, struct case_folder *folder, struct error *e);
/* Flushes and closes; frees *f even when that fails. */
int records_file_close(struct records_file **f, struct error *e);

/* Whole lines, newline included. -1: the disk is full or gone; what was synced before stands. */
int records_file_add(struct records_file *f, struct span lines, struct error *e);
/* Hands everything to the kernel, so that a reader of the file sees it. */
int records_file_flush(struct records_file *f, struct error *e);
/* Flush, then wait until the disk has it. */
int records_file_sync(struct records_file *f, struct error *e);

uint64_t records_file_size(const struct records_file *f); /* bytes, the buffered ones included */
/*
 * Monotonic seconds at the last sync: callers sync at job ends, but not more often than they like.
 */
double records_file_synced(const struct records_file *f);

/* ---- Going on after a cut ---- */

struct records_found {
	uint64_t records, bytes; /* whole records that stand; the file's size after mending */
	uint64_t cut_bytes; /* of a torn last line (or of what follows `trusted`) that were removed
			     */
	char open_run[RUN_ID_MAX]; /* the newest run without its end, or "" */
};

/*
 * Reads every record, hands it to `each` (may be NULL; -1 ends the reading) and cuts the file
 * behind the last whole one. Bytes up to `trusted` were synced: a broken line there is damage and
 * an error, never cut; pass the checkpoint's records_bytes, or 0 when there is none. Not while a
 * records_file is open. A file that is not there counts as empty.
 */
int records_file_mend(struct case_folder *folder, uint64_t trusted,
		      int (*each)(void *ctx, const struct record *r, struct error *e), void *ctx,
		      struct records_found *found, struct error *e);

#endif
