/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine's workers do: run stages over lines, plan a source, do one job of its plan. */
#ifndef WINNOW_FLOW_ROLES_H
#define WINNOW_FLOW_ROLES_H

#include "flow/flow.h"
#include "guard/worker.h"

/* Head of a stage task; record lines follow. Stages [first, end) are applied. */
struct stage_task {
	uint32_t first, end;
};

struct stage_role {
	const struct flow *flow;
};

/* Head of a source task; the job follows. */
struct source_task {
	uint32_t plan;	/* 1: the plan of the round; what was kept follows in place of a job */
	uint32_t round; /* the first is 0 */
};

struct source_role {
	const struct flow *flow;
	const struct source *source;
	const void *config;
	const char *evidence;
	struct span shared; /* inherited at fork: set once plan() is through */
};

/* config is a struct stage_role / struct source_role that outlives the pool. */
struct worker_role stage_worker(const struct stage_role *config, unsigned seconds);
struct worker_role source_worker(const struct source_role *config, unsigned seconds);

#endif
