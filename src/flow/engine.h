/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of the engine that records from a stream and records from a source share: stages
 * in, order out.
 */
#ifndef WINNOW_FLOW_ENGINE_H
#define WINNOW_FLOW_ENGINE_H

#include "flow/flow.h"
#include "flow/roles.h"
#include "flow/slots.h"
#include "guard/pool.h"

enum { ROLE_STAGES, ROLE_SOURCE, ROLES };

struct engine {
	const struct flow *flow;
	struct flow_result *result;
	struct pool *pool;
	struct stage_role stage_config;
	struct worker_role stage_role, *source_role;
	const struct worker_role *roles[ROLES];
	struct slot_queue slots;
	struct slot *open;  /* the last slot, still taking lines; NULL: none */
	uint64_t open_cost; /* bytes of evidence that its items ask for */
	bool light;	    /* no stage needs evidence: large slots pay */
	uint64_t tickets;
	struct record record;  /* of the line at hand */
	struct buffer binding; /* of the record at hand */
	unsigned needs;	       /* of all records so far, see binding_of() */
	uint64_t kin;	       /* of it */
};

/* source_role: NULL when there is no source. */
void engine_init(struct engine *g, const struct flow *flow, struct worker_role *source_role,
		 struct flow_result *result);
void engine_release(struct engine *g);

/* Takes a line (without its newline) that is scanned into g->record. */
void engine_line(struct engine *g);
/* Closes the open slot, and marks the end of a job of the plan. */
void engine_close_slot(struct engine *g);
void engine_mark(struct engine *g, uint64_t job);

/* No more lines should be taken just now. */
bool engine_full(const struct engine *g);
bool engine_empty(const struct engine *g);
bool engine_stopped(const struct engine *g);

/*
 * Hands waiting slots to workers, and what is finished at the front to the sink. An open slot is
 * closed when a worker waits for it.
 */
int engine_turn(struct engine *g, struct error *e);

/* An event of the stage workers. 1: it was one, 0: it was not ours, -1: the run cannot go on. */
int engine_event(struct engine *g, const struct pool_event *event, struct error *e);

/* -1 and what the worker said of its failure (POOL_FAILED, POOL_UNOPENED, POOL_LOST), if anything.
 */
int engine_worker_error(const struct pool_event *event, struct error *e);

#endif
