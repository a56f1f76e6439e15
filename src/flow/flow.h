/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine: source → stages → sink over confined workers. The parent shuttles lines; workers read
 * evidence. Output order is input order whatever the number of workers, and what comes out depends
 * on the evidence and the options alone.
 */
#ifndef WINNOW_FLOW_FLOW_H
#define WINNOW_FLOW_FLOW_H

#include "base/progress.h"
#include "flow/binding.h"
#include "guard/source.h"
#include "record/stream.h"
#include "stage/stage.h"

/* Takes what comes out, in order. Runs in the parent. */
struct sink {
	/* One record line with newline, scanned. -1 ends the run (output could not be written). */
	int (*record)(void *ctx, const struct record *r, struct span line, struct error *e);
	/* A job of the plan and all records before it are through. NULL: not interested. */
	int (*job_done)(void *ctx, uint64_t job, struct error *e);
	/* Nothing more is on hand just now: a good time to flush. */
	int (*idle)(void *ctx, struct error *e);
	void *ctx;
};

struct flow {
	const struct stage_use *stages;
	size_t nstages;
	struct sink sink;
	unsigned workers;	/* of each kind; at least 1 */
	unsigned item_seconds;	/* clock per item */
	uint64_t worker_memory; /* bytes */
	struct evidence_moves moves;
	struct progress *progress; /* may be NULL */
	const volatile int *stop;  /* set by a signal handler: finish what is under way and return;
				      may be NULL */
	/* Triage, going on: jobs of the plan already done, and items not to be repeated. */
	uint64_t jobs_done;
	bool (*known)(void *ctx, const struct record *r);
	void *known_ctx;
};

struct flow_input {
	struct line_reader *reader;
	int fd;		  /* that the reader reads */
	const char *name; /* for messages */
};

struct flow_result {
	uint64_t items, noted; /* file records written; those with a note of level error */
	uint64_t bytes;
	bool stopped;
	unsigned workers_lost; /* died or were stopped */
	uint64_t broken_lines; /* of the input: no records; left out */
	struct error broken;   /* the first of them */
};

/* Walks or carves one evidence. */
int flow_evidence(const struct flow *flow, const struct source *source, const void *source_config,
		  const char *evidence, struct flow_result *result, struct error *e);

/*
 * Reads a record stream and runs the stages on each file record; everything else passes through.
 * *verdict is the state of what was read.
 */
int flow_records(const struct flow *flow, const struct flow_input *input,
		 struct flow_result *result, struct stream_verdict *verdict, struct error *e);

#endif
