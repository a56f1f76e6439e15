/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pool of workers as the parent sees it. A worker has a role and is bound to one evidence; it is
 * started when there is work for it and retired when another evidence needs its place. One that
 * dies, hangs or eats memory costs the task it was doing; whoever submitted the task decides what
 * to do about it.
 */
#ifndef WINNOW_GUARD_POOL_H
#define WINNOW_GUARD_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "guard/worker.h"

struct pool;

enum pool_event_kind {
	POOL_TIMEOUT,  /* nothing happened in the time given */
	POOL_INPUT,    /* the extra descriptor can be read */
	POOL_FRAME,    /* a frame of a running task; bytes are valid until the next pool call */
	POOL_DONE,     /* the task is done */
	POOL_FAILED,   /* the task says in `bytes` why it could not be done */
	POOL_LOST,     /* the worker is gone; `bytes` says how; the task may be submitted again */
	POOL_UNOPENED, /* no worker can be had for this binding; `bytes` says why */
};

struct pool_event {
	enum pool_event_kind kind;
	uint64_t ticket;
	struct wire_head head; /* POOL_FRAME */
	struct span bytes;
};

/*
 * roles are borrowed; `workers` is the most of each role at a time; memory in bytes for each,
 * 0 no limit.
 */
struct pool *pool_new(const struct worker_role *const *roles, size_t nroles, unsigned workers,
		      uint64_t memory);
/* Stops what is running. */
void pool_free(struct pool **pool);

/*
 * 1 taken, 0 every worker of the role is busy, -1 a worker could not be started. kin: tasks of the
 * same kin but 0 profit from the worker that did the last of them: while it is busy there is no
 * room for another.
 */
int pool_submit(struct pool *pool, unsigned role, const char *binding, uint64_t kin,
		uint64_t ticket, struct span task, struct error *e);

/* Could a task be submitted now? */
bool pool_has_room(const struct pool *pool, unsigned role, const char *binding, uint64_t kin);

/* Stops (or goes on) reading what the task's worker sends: it waits once its pipe is full. */
void pool_hold(struct pool *pool, uint64_t ticket, bool hold);

/*
 * Retires the idle workers of a role, so that the next ones start with what the parent
 * has learnt since.
 */
void pool_retire(struct pool *pool, unsigned role);

/* Tasks under way. */
unsigned pool_busy(const struct pool *pool);
unsigned pool_lost(const struct pool *pool);

/* The next event. extra_fd: -1 for none. timeout in ms, -1 for ever. */
int pool_wait(struct pool *pool, int extra_fd, int timeout_ms, struct pool_event *event,
	      struct error *e);

#endif
