/* SPDX-License-Identifier: Apache-2.0 */
/* How work done in a worker hands results to the parent. */
#ifndef WINNOW_GUARD_EMIT_H
#define WINNOW_GUARD_EMIT_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

/*
 * Of an address space that the whole plan shares. The parent holds a job to it, so that a worker
 * that was taken over hides no items of other parts of the evidence.
 */
struct job_place {
	uint64_t start, end; /* items begin in [start, end) */
	uint64_t limit;	     /* none goes on behind it */
};

struct emitter {
	/* Whole record lines, each with its newline. */
	int (*lines)(struct emitter *self, struct span lines, struct error *e);
	/*
	 * As lines(), for items found by searching (carving): they occupy [start, end) of the
	 * plan's address space, within the job's place. The parent drops what starts before the end
	 * of an item already kept, so that the border between two jobs shows nothing twice. Starts
	 * must not fall within a job.
	 */
	int (*placed)(struct emitter *self, uint64_t start, uint64_t end, struct span lines,
		      struct error *e);
	/* Bytes of evidence gone through since the last call, for the progress line. */
	void (*progress)(struct emitter *self, uint64_t bytes);
	/*
	 * Plans only: one job for run(), in the order in which results must stand. place: where
	 * placed() may put its items; NULL: it has none.
	 */
	int (*job)(struct emitter *self, struct span job, uint64_t bytes_expected,
		   const struct job_place *place, struct error *e);
	/* Plans only, at most once in each: a blob that every worker's run() is handed. */
	int (*share)(struct emitter *self, struct span blob, struct error *e);
	/* run() only: bytes that plan_next() is given once the round is over. */
	int (*keep)(struct emitter *self, struct span bytes, struct error *e);
};

#endif
