/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The main job: every exhibit walked and carved, each item read once for type, digests, matches and
 * metadata, into a case folder that can be gone on with after any interruption.
 */
#ifndef WINNOW_TOOLS_TRIAGE_H
#define WINNOW_TOOLS_TRIAGE_H

#include <sys/types.h>

#include "case/act.h"
#include "case/case_folder.h"
#include "case/checkpoint.h"
#include "case/records_file.h"
#include "record/known_items.h"
#include "stage/match.h"
#include "tools/tool.h"

struct triage_options {
	struct option_list sets;      /* -s */
	struct option_list keys;      /* --key */
	int bloom_kind;		      /* index into triage_bloom_kinds */
	bool fast;		      /* read only files whose size a set knows */
	const char *case_file;	      /* --case */
	struct option_list languages; /* --language: kept in the case file of the folder */
	bool all;		      /* hash everything, not only what is or could be media */
	bool slack;		      /* carve in file slack, too */
	bool pdq;		      /* perceptual digests, though no set holds any */
	bool resume;
	const char *charset; /* --names-charset */
	int verify;	     /* index into triage_verify_words */
};

struct triage {
	struct tool *tool;
	struct triage_options options;
	int nexhibits;
	char *const *exhibits;

	struct case_folder *folder;
	struct act act;
	struct records_file *records;
	struct known_items *known; /* items of earlier runs on this case; NULL: none */
	struct checkpoint done;	   /* how far this run came */
	struct checkpoint before;  /* how far the run gone on with came */
	uint64_t items_before;	   /* of that run */
	struct run run;
	struct match_config sets;
	struct charset *names; /* of --names-charset; or NULL */
	bool by_size;	       /* --fast, and the sets know all sizes */
	struct buffer libraries, confinement;
	struct flow_result result;

	bool exhibit_begun;   /* something of the exhibit at hand was recorded */
	uint64_t known_items; /* met in the evidence and in the case already */
	uint64_t hits;
	double started, first_hit; /* clock_monotonic(); first_hit 0: none yet */

	const volatile int *stop; /* a signal asked for the end */
	pid_t verifier;		  /* of --verify, 0: none is at work */
	int verifier_out;
	struct buffer verified; /* by the run gone on with: "when\0path\0" … */
};

/* The words of --bloom-kind, NULL at the end. */
extern const char *const triage_bloom_kinds[];

/* The words of --verify. */
extern const char *const triage_verify_words[];

/* Everything from opening the case to the manifest. Gives the exit status. */
int triage_run(struct triage *t);

/* ---- triage_sink.c: records into the case, hits to the person at the screen ---- */

struct sink triage_sink(struct triage *t);
/* Writes down that nothing was read of an exhibit, and why. */
int triage_refuse(struct triage *t, const char *exhibit, const char *why, struct error *e);

/* ---- triage_verify.c: digests of the exhibits, beside the work and after it ---- */

int triage_verify_begin(struct triage *t, const char *path, struct error *e);
int triage_verify_end(struct triage *t, const char *path, struct error *e);
void triage_verify_abandon(struct triage *t);
/* A verification record of the run that is gone on with. */
void triage_verify_remember(struct triage *t, const struct record *r);

/*
 * ---- triage_task.c: what a run was asked to do, kept in the case so that --resume needs
 * no arguments ----
 */

/*
 * Writes task.json: the words of the command, the folder it was given in and the part of the audit
 * that the run will open. A run that is gone on with keeps the one it has.
 */
int triage_task_save(struct triage *t, struct error *e);
/*
 * Reads it, changes to that folder and gives the words back (NULL-terminated; freed by
 * the caller, each).
 */
int triage_task_load(struct case_folder *folder, int *argc, char ***argv, struct error *e);

/* ---- triage_close.c: the audit, what people know ---- */

/* How the audit names the act. */
struct audit_act triage_act(const struct triage *t);
/* Its entry, the manifest, STATUS. complete: the run came to its end. */
int triage_end_act(struct triage *t, bool complete, struct error *e);
/*
 * What people know of the case (--case) becomes part of it, so that the report can be made again.
 */
int triage_keep_case_data(struct triage *t, struct error *e);

#endif
