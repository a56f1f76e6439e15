/* SPDX-License-Identifier: Apache-2.0 */
/* How work done in a worker hands results to the parent. */
#ifndef WINNOW_GUARD_EMIT_H
#define WINNOW_GUARD_EMIT_H

#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

struct emitter {
	/* Whole record lines, each with its newline. */
	int (*lines)(struct emitter *self, struct span lines, struct error *e);
	/*
	 * As lines(), for items found by searching (carving): they occupy [start, end) of an
	 * address space that the whole plan shares. The parent drops what starts before the end of
	 * an item already kept, so that the border between two jobs shows nothing twice. Starts
	 * must not fall within a job.
	 */
	int (*placed)(struct emitter *self, uint64_t start, uint64_t end, struct span lines,
		      struct error *e);
	/* Bytes of evidence gone through since the last call, for the progress line. */
	void (*progress)(struct emitter *self, uint64_t bytes);
	/* Plans only: one job for run(), in the order in which results must stand. */
	int (*job)(struct emitter *self, struct span job, uint64_t bytes_expected, struct error *e);
	/* Plans only, at most once in each: a blob that every worker's run() is handed. */
	int (*share)(struct emitter *self, struct span blob, struct error *e);
	/* run() only: bytes that plan_next() is given once the round is over. */
	int (*keep)(struct emitter *self, struct span bytes, struct error *e);
};

#endif
