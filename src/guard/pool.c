/* SPDX-License-Identifier: Apache-2.0 */
#include "guard/pool.h"

#include <assert.h>
#include <config.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "guard/process.h"

#define WATCH_MS 250

struct pool {
	const struct worker_role *const *roles;
	size_t nroles;
	unsigned workers;
	uint64_t memory;
	struct process *v;   /* nroles * workers places; pid 0: free */
	struct pollfd *poll; /* two a place, one for the extra descriptor */
	size_t n;
	uint64_t counter;
	unsigned lost;
	size_t next;	    /* whose frames are looked at first: nobody starves */
	struct buffer text; /* of the last event */
	double watched;
};

struct pool *
pool_new(const struct worker_role *const *roles, size_t nroles, unsigned workers, uint64_t memory)
{
	struct pool *pool = memory_zero(1, sizeof *pool);

	pool->roles = roles;
	pool->nroles = nroles;
	pool->workers = workers;
	pool->n = nroles * workers;
	pool->v = memory_zero(pool->n, sizeof *pool->v);
	pool->poll = memory_zero(2 * pool->n + 1, sizeof *pool->poll);
#ifndef WITH_SANITIZERS
	pool->memory = memory;
#else
	(void)memory;
#endif
	return pool;
}

void
pool_free(struct pool **pool)
{
	if (!*pool)
		return;
	for (size_t i = 0; i < (*pool)->n; i++)
		if ((*pool)->v[i].pid)
			process_end(&(*pool)->v[i], NULL);
	buffer_release(&(*pool)->text);
	free((*pool)->v);
	free((*pool)->poll);
	free(*pool);
	*pool = NULL;
}

/* The worker that did the last task of the kin; NULL: none is left. */
static struct process *
find_kin(const struct pool *pool, unsigned role, const char *binding, uint64_t kin)
{
	for (size_t i = role * pool->workers; kin && i < (role + 1) * pool->workers; i++) {
		struct process *p = &pool->v[i];

		if (p->pid && p->kin == kin && strcmp(p->binding, binding) == 0)
			return p;
	}
	return NULL;
}

/* An idle worker that fits, else a free place, else the idle worker that was longest not used. */
static struct process *
find_place(const struct pool *pool, unsigned role, const char *binding, uint64_t kin)
{
	struct process *best = NULL, *own = find_kin(pool, role, binding, kin);

	if (own)
		return own->busy ? NULL : own;

	for (size_t i = role * pool->workers; i < (role + 1) * pool->workers; i++) {
		struct process *p = &pool->v[i];

		if (p->pid && p->busy)
			continue;
		if (p->pid && strcmp(p->binding, binding) == 0)
			return p;
		if (!best || (best->pid && (!p->pid || p->used < best->used)))
			best = p;
	}
	return best;
}

bool
pool_has_room(const struct pool *pool, unsigned role, const char *binding, uint64_t kin)
{
	return find_place(pool, role, binding, kin) != NULL;
}

int
pool_submit(struct pool *pool, unsigned role, const char *binding, uint64_t kin, uint64_t ticket,
	    struct span task, struct error *e)
{
	struct process *p = find_place(pool, role, binding, kin);

	assert(role < pool->nroles);
	if (!p)
		return 0;
	if (p->pid && strcmp(p->binding, binding) != 0)
		process_end(p, NULL);
	if (!p->pid) {
		if (process_start(p, pool->roles[role], binding, pool->memory, e)) {
			*p = (struct process){0};
			return -1;
		}
		p->role_index = role;
	}
	p->used = ++pool->counter;
	if (kin)
		p->kin = kin;
	process_give(p, ticket, task);
	return 1;
}

void
pool_hold(struct pool *pool, uint64_t ticket, bool hold)
{
	for (size_t i = 0; i < pool->n; i++) {
		struct process *p = &pool->v[i];

		if (!p->pid || !p->busy || p->ticket != ticket || p->held == hold)
			continue;
		p->held = hold;
		process_heard(p);
	}
}

void
pool_retire(struct pool *pool, unsigned role)
{
	for (size_t i = 0; i < pool->n; i++)
		if (pool->v[i].pid && pool->v[i].role_index == role && !pool->v[i].busy)
			process_end(&pool->v[i], NULL);
}

unsigned
pool_busy(const struct pool *pool)
{
	unsigned busy = 0;

	for (size_t i = 0; i < pool->n; i++)
		busy += pool->v[i].pid && pool->v[i].busy;
	return busy;
}

unsigned
pool_lost(const struct pool *pool)
{
	return pool->lost;
}

static void
lose(struct pool *pool, struct process *p, struct pool_event *event)
{
	bool opened = p->opened;

	buffer_clear(&pool->text);
	process_end(p, &pool->text);
	pool->lost++;
	event->kind = opened ? POOL_LOST : POOL_UNOPENED;
	event->bytes = buffer_span(&pool->text);
}

static void
keep_text(struct pool *pool, struct span text, struct pool_event *event)
{
	buffer_clear(&pool->text);
	buffer_add(&pool->text, text.p, text.n);
	event->bytes = buffer_span(&pool->text);
}

/* Turns a frame into an event; false: nothing for the caller. */
static bool
take_frame(struct pool *pool, struct process *p, struct pool_event *event)
{
	switch (event->head.kind) {
	case WIRE_READY:
		p->opened = true;
		return false;
	case WIRE_UNOPENED:
		keep_text(pool, event->bytes, event);
		process_end(p, NULL);
		event->kind = POOL_UNOPENED;
		return true;
	case WIRE_DONE:
	case WIRE_FAILED:
		event->kind = event->head.kind == WIRE_DONE ? POOL_DONE : POOL_FAILED;
		p->busy = p->held = false;
		return true;
	default:
		event->kind = POOL_FRAME;
		return true;
	}
}

static bool
next_of(struct pool *pool, struct process *p, struct pool_event *event)
{
	int r = 1;

	while (!p->held && p->busy && r > 0) {
		event->ticket = p->ticket;
		r = wire_take(p->got.data, p->got.n, &p->at, &event->head, &event->bytes);
		if (r > 0 && take_frame(pool, p, event))
			return true;
		if (!p->pid)
			return false;
	}
	/* What stands no frame from a worker that cannot be trusted any more is its end. */
	if (r < 0 || (p->hung_up && !p->held)) {
		event->ticket = p->ticket;
		lose(pool, p, event);
		return true;
	}
	return false;
}

static bool
next_event(struct pool *pool, struct pool_event *event)
{
	for (size_t i = 0; i < pool->n; i++) {
		struct process *p = &pool->v[(pool->next + i) % pool->n];

		if (!p->pid || !next_of(pool, p, event))
			continue;
		pool->next = (pool->next + i + (event->kind != POOL_FRAME)) % pool->n;
		return true;
	}
	return false;
}

static size_t
gather(struct pool *pool, int extra_fd)
{
	size_t n = 0;

	for (size_t i = 0; i < pool->n; i++) {
		const struct process *p = &pool->v[i];
		bool alive = p->pid && !p->hung_up;

		pool->poll[n++] = (struct pollfd){alive && !p->held ? p->out : -1, POLLIN, 0};
		pool->poll[n++] = (struct pollfd){alive && p->unsent.n ? p->in : -1, POLLOUT, 0};
	}
	pool->poll[n++] = (struct pollfd){extra_fd, POLLIN, 0};
	return n;
}

static void
exchange(struct pool *pool)
{
	for (size_t i = 0; i < pool->n; i++) {
		if (pool->poll[2 * i].revents)
			process_receive(&pool->v[i]);
		if (pool->v[i].pid && pool->poll[2 * i + 1].revents)
			process_send(&pool->v[i]);
	}
}

static void
watch(struct pool *pool)
{
	if (clock_monotonic() - pool->watched < WATCH_MS / 1000.0)
		return;
	pool->watched = clock_monotonic();
	for (size_t i = 0; i < pool->n; i++)
		if (pool->v[i].pid)
			process_watch(&pool->v[i], pool->memory);
}

/*
 * An idle worker that died (its parent hung up on it, an operator killed it) is simply not
 * there any more.
 */
static void
bury_idle(struct pool *pool)
{
	for (size_t i = 0; i < pool->n; i++)
		if (pool->v[i].pid && !pool->v[i].busy && pool->v[i].hung_up)
			process_end(&pool->v[i], NULL);
}

int
pool_wait(struct pool *pool, int extra_fd, int timeout_ms, struct pool_event *event,
	  struct error *e)
{
	double until = clock_monotonic() + timeout_ms / 1000.0;

	*event = (struct pool_event){0};
	for (;;) {
		int wait = timeout_ms < 0 || timeout_ms > WATCH_MS ? WATCH_MS : timeout_ms;
		size_t n;

		bury_idle(pool);
		if (next_event(pool, event))
			return 0;
		n = gather(pool, extra_fd);
		if (poll(pool->poll, n, wait) < 0 && errno != EINTR)
			return error_system(e, "waiting for workers");
		exchange(pool);
		watch(pool);
		if (extra_fd >= 0 && pool->poll[n - 1].revents)
			event->kind = POOL_INPUT;
		else if (timeout_ms < 0 || clock_monotonic() < until)
			continue;
		return 0;
	}
}
