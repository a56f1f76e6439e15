/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resume.json: how far a run came, so that `winnow triage --resume` goes on from there. Replaced
 * atomically at job ends, removed when the run is complete.
 */
#ifndef WINNOW_CASE_CHECKPOINT_H
#define WINNOW_CASE_CHECKPOINT_H

#include <stdint.h>

#include "case/case_folder.h"
#include "case/records_file.h"

#define CHECKPOINT_TEXT_MAX 80

struct checkpoint {
	char run_id[RUN_ID_MAX];	       /* the open run */
	char evidence_id[CHECKPOINT_TEXT_MAX]; /* of the exhibit under way */
	uint64_t exhibit;		       /* its place in what was asked for, from 0 */
	char source[CHECKPOINT_TEXT_MAX];      /* "winnow-ls", "winnow-carve": its part under way */
	uint64_t jobs_done;		       /* of that source's plan */
	uint64_t records_bytes; /* of records.jsonl that were safe by then; set by save */
};

/*
 * Syncs the records, then replaces resume.json: what the checkpoint claims is on the
 * disk before it.
 */
int checkpoint_save(struct case_folder *folder, struct records_file *records,
		    struct checkpoint *checkpoint, struct error *e);

/* 1 read, 0 there is none, -1 it cannot be understood. */
int checkpoint_load(const struct case_folder *folder, struct checkpoint *checkpoint,
		    struct error *e);

/* The run is complete. No resume.json is no error. */
int checkpoint_remove(struct case_folder *folder, struct error *e);

#endif
