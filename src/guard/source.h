/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A source makes records from evidence. In a confined worker, plan() says what there is to do and
 * run() does one job of it; jobs may run side by side in several workers, their records still come
 * out in the order of the plan. What a job does must depend on the evidence and the job alone.
 *
 * Work that needs an overview of what was found before it can go on comes in rounds: what the jobs
 * of one round keep is given, in order, to plan_next(), which plans the round behind.
 */
#ifndef WINNOW_GUARD_SOURCE_H
#define WINNOW_GUARD_SOURCE_H

#include "guard/emit.h"

struct image;

struct source_input {
	struct image *image;
	const char *evidence; /* path as it stands in records */
	const char *evidence_id;
	const void *config; /* the source's own */
	struct span shared; /* what the last plan gave to share(); empty in plan() itself */
	unsigned round;	    /* that is planned or run; the first is 0 */
};

struct source {
	const char *tool; /* "winnow-ls": the name in notes */
	int (*plan)(const struct source_input *in, struct emitter *out, struct error *e);
	/*
	 * NULL: there is one round. kept: what the jobs of the round before kept, end to end; of a
	 * job that was lost, what came before. No job: the run is over. Its lines stand behind
	 * those of all jobs before.
	 */
	int (*plan_next)(const struct source_input *in, struct span kept, struct emitter *out,
			 struct error *e);
	/* *state: kept by the worker from job to job, NULL at first; freed by close(). */
	int (*run)(const struct source_input *in, void **state, struct span job,
		   struct emitter *out, struct error *e);
	void (*close)(void *state);
	/*
	 * NULL: none. The whole record lines that a job was given and has to give again; the parent
	 * gives them, with a note, where the job was lost before it gave anything.
	 */
	struct span (*entrusted)(struct span job);
};

#endif
