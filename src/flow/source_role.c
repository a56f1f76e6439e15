/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/memory.h"
#include "flow/roles.h"

struct source_worker_state {
	const struct source_role *role;
	struct image *image;
	char id[IMAGE_ID_MAX];
	void *state; /* the source's own */
};

static int
source_open(const void *config, const char *binding, void **state, struct error *e)
{
	const struct source_role *role = config;
	struct source_worker_state *w = memory_zero(1, sizeof *w);

	w->role = role;
	*state = w;
	if (binding_open(binding, &role->flow->moves, &w->image, e))
		return -1;
	return image_id(w->image, w->id, e);
}

static int
source_run(void *state, struct span bytes, struct port *port, struct error *e)
{
	struct source_worker_state *w = state;
	const struct source *source = w->role->source;
	struct source_input in = {w->image,	   w->role->evidence, w->id,
				  w->role->config, w->role->shared,   0};
	struct source_task task;

	memcpy(&task, bytes.p, sizeof task);
	bytes.p += sizeof task;
	bytes.n -= sizeof task;
	in.round = task.round;
	if (task.plan)
		return task.round ? source->plan_next(&in, bytes, &port->emitter, e)
				  : source->plan(&in, &port->emitter, e);
	return source->run(&in, &w->state, bytes, &port->emitter, e);
}

struct worker_role
source_worker(const struct source_role *config, unsigned seconds)
{
	return (struct worker_role){"source", source_open, source_run, config, seconds};
}
