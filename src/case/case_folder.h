/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The case folder of `winnow triage -o CASE`.
 *
 *	case.json        what makes the folder a case: its format, id and the time it was made
 *	STATUS           one sentence for people: INCOMPLETE as long as an act goes on
 *	records.jsonl    the record stream winnow-1 (case/records_file.h)
 *	resume.json      how far an unfinished run came (case/checkpoint.h); not there when complete
 *	audit-0001.jsonl what was done to the case, hash-chained, a part for each act (case/audit.h)
 *	report.*         the reports
 *	MANIFEST.sha256  over every other file, written last (case/manifest.h)
 *	MANIFEST.sha256.*  signature and time stamp over it (case/attached.h)
 *	manifests/       the manifests before it, with what was attached to them
 *
 * Files are made inside the open folder without following links, readable by their owner alone.
 * While it is open the folder is locked: a second run is refused instead of mixing its records in.
 */
#ifndef WINNOW_CASE_CASE_FOLDER_H
#define WINNOW_CASE_CASE_FOLDER_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/span.h"

#define CASE_ID_MAX    40
#define CASE_FILE_MODE 0600

#define CASE_JSON     "case.json"
#define CASE_STATUS   "STATUS"
#define CASE_RECORDS  "records.jsonl"
#define CASE_RESUME   "resume.json"
#define CASE_TASK     "task.json"
#define CASE_HEAD     "audit.head"
#define CASE_MANIFEST "MANIFEST.sha256"

struct case_folder;

/*
 * Makes the folder (mode 0700; its parent must be there) or opens one that is a case already. An
 * empty folder becomes a case; a folder that holds anything else and no case.json is refused, as is
 * one that another run holds open.
 */
int case_folder_open(struct case_folder **out, const char *path, struct error *e);
/* Gives up the lock. What has not been written is not written here. */
void case_folder_close(struct case_folder **folder);

const char *case_folder_path(const struct case_folder *folder); /* as given */
const char *case_folder_id(const struct case_folder *folder);	/* the case's UUID */
int case_folder_descriptor(const struct case_folder *folder); /* for openat(); stays the folder's */
bool case_folder_is_new(const struct case_folder *folder);    /* made just now */

/* ---- STATUS ---- */

enum case_state {
	CASE_FRESH,	 /* nothing was ever begun in it */
	CASE_INCOMPLETE, /* an act was begun and did not come to its end */
	CASE_COMPLETE,
};
/* From STATUS, and from records.jsonl being there without it. */
int case_state_read(const struct case_folder *folder, enum case_state *state, struct error *e);

/* Says INCOMPLETE since `time`, and how to go on. Lasts through a power cut once this returns 0. */
int case_state_begin(const struct case_folder *folder, const char *time, struct error *e);
/*
 * What STATUS will say when the act is through. The manifest is written over this text before
 * case_state_complete() puts it there: so STATUS never calls a case complete whose manifest is not
 * there.
 */
void case_state_text(struct buffer *out, const char *time);
int case_state_complete(const struct case_folder *folder, const char *time, struct error *e);

#endif
