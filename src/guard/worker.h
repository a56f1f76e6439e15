/* SPDX-License-Identifier: Apache-2.0 */
/* A worker's life: open, confine, then one task after the other until the parent hangs up. */
#ifndef WINNOW_GUARD_WORKER_H
#define WINNOW_GUARD_WORKER_H

#include <stdint.h>

#include "guard/emit.h"
#include "guard/wire.h"

/* What a worker sends through; out is written when it is large or has waited long. */
struct port {
	struct emitter emitter; /* the same port as sources see it */
	int fd;
	struct buffer out;
	double flushed; /* clock_monotonic() of the last write */
};

int port_send(struct port *port, enum wire_kind kind, uint64_t a, uint64_t b, struct span bytes,
	      struct error *e);

struct worker_role {
	const char *name;
	/*
	 * Before the lock-down: load own data, then confine_early(), then open the evidence named
	 * by `binding`. *state is never freed: the process ends instead.
	 */
	int (*open)(const void *config, const char *binding, void **state, struct error *e);
	/* After it. -1: the task failed and *e says why; the worker goes on with the next. */
	int (*task)(void *state, struct span task, struct port *port, struct error *e);
	const void *config;
	/* Of a processor without a sign of life before it is stopped; ten times that of waiting. */
	unsigned seconds;
};

/* The body of a worker process; does not return. */
void worker_run(const struct worker_role *role, const char *binding, int in, int out,
		uint64_t memory_limit) __attribute__((noreturn));

#endif
