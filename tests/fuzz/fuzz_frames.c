/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent against workers that were taken over. This file stands in for guard/pool.c: its
 * workers never run, and the input says what they answer. Whatever they say, workers are given
 * whole lines, the sink gets whole records, and the run ends.
 *
 * Input: a byte of modes (1 a source, 2 and 4 stages, 8 stages that need evidence, 16 rounds),
 * then answers: which worker, a kind (enum wire_kind; 0 it dies, above the last one it is silent),
 * the size of its bytes, a and b (16 bits each, little-endian), the bytes.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "flow/flow.h"
#include "flow/roles.h"
#include "guard/pool.h"

#define WORKERS	 2u
#define PLACES	 (2 * WORKERS)
#define IDLE_MAX 100 /* looks at workers that will never speak again: the parent hangs */
#define ANSWER	 8   /* bytes of its head */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* ---- The pool ---- */

struct pool {
	struct {
		uint64_t ticket;
		bool busy, held;
	} v[PLACES];
	struct buffer frame;
	unsigned idle;
};

/* pool_new() is given nothing that could tell it. */
static struct span answers;

struct pool *
pool_new(const struct worker_role *const *roles, size_t nroles, unsigned workers, uint64_t memory)
{
	(void)roles;
	(void)memory;
	require(nroles <= 2 && workers == WORKERS);
	return memory_zero(1, sizeof(struct pool));
}

void
pool_free(struct pool **pool)
{
	buffer_release(&(*pool)->frame);
	free(*pool);
	*pool = NULL;
}

static size_t
free_place(const struct pool *pool, unsigned role)
{
	size_t i = role * WORKERS;

	while (i < (role + 1) * WORKERS && pool->v[i].busy)
		i++;
	return i < (role + 1) * WORKERS ? i : PLACES;
}

bool
pool_has_room(const struct pool *pool, unsigned role, const char *binding, uint64_t kin)
{
	(void)kin;
	require(binding != NULL);
	return free_place(pool, role) < PLACES;
}

int
pool_submit(struct pool *pool, unsigned role, const char *binding, uint64_t kin, uint64_t ticket,
	    struct span task, struct error *e)
{
	size_t place = free_place(pool, role), head = sizeof(struct stage_task);

	(void)e;
	(void)kin;
	require(binding != NULL);
	require(role != 0 || (task.n > head && task.p[task.n - 1] == '\n'));
	if (place == PLACES)
		return 0;
	pool->v[place].ticket = ticket;
	pool->v[place].busy = true;
	pool->v[place].held = false;
	return 1;
}

void
pool_hold(struct pool *pool, uint64_t ticket, bool hold)
{
	for (size_t i = 0; i < PLACES; i++)
		if (pool->v[i].busy && pool->v[i].ticket == ticket)
			pool->v[i].held = hold;
}

void
pool_retire(struct pool *pool, unsigned role)
{
	(void)pool;
	(void)role;
}

unsigned
pool_busy(const struct pool *pool)
{
	unsigned busy = 0;

	for (size_t i = 0; i < PLACES; i++)
		busy += pool->v[i].busy;
	return busy;
}

unsigned
pool_lost(const struct pool *pool)
{
	(void)pool;
	return 0;
}

/* The n-th of the workers that have a task and are listened to, round and round; PLACES: none. */
static size_t
speaker(const struct pool *pool, unsigned n)
{
	size_t speaking[PLACES], found = 0;

	for (size_t i = 0; i < PLACES; i++)
		if (pool->v[i].busy && !pool->v[i].held)
			speaking[found++] = i;
	return found ? speaking[n % found] : PLACES;
}

static void
end_task(struct pool *pool, size_t place, enum pool_event_kind kind, struct pool_event *event)
{
	event->kind = kind;
	pool->v[place].busy = pool->v[place].held = false;
}

/* The frame as the parent takes it off a pipe, in memory of just its size. */
static void
make_event(struct pool *pool, size_t place, struct span answer, struct pool_event *event)
{
	const uint8_t *p = (const uint8_t *)answer.p;
	struct span bytes = {answer.p + ANSWER, answer.n - ANSWER};
	size_t at = 0;

	event->ticket = pool->v[place].ticket;
	if (p[1] == 0 || p[1] > WIRE_UNOPENED) {
		if (p[1] == 0)
			end_task(pool, place, POOL_LOST, event);
		return;
	}
	wire_add(&pool->frame, p[1], le16(p + 4), le16(p + 6), bytes);
	require(wire_take(pool->frame.data, pool->frame.n, &at, &event->head, &event->bytes) == 1);
	event->kind = POOL_FRAME;
	if (p[1] == WIRE_DONE || p[1] == WIRE_FAILED)
		end_task(pool, place, p[1] == WIRE_DONE ? POOL_DONE : POOL_FAILED, event);
	else if (p[1] == WIRE_UNOPENED)
		end_task(pool, place, POOL_UNOPENED, event);
	else if (p[1] == WIRE_READY)
		event->kind = POOL_TIMEOUT;
}

int
pool_wait(struct pool *pool, int extra_fd, int timeout_ms, struct pool_event *event,
	  struct error *e)
{
	static const char death[ANSWER];
	struct span answer = {death, sizeof death};
	size_t place;

	(void)timeout_ms;
	(void)e;
	*event = (struct pool_event){0};
	buffer_release(&pool->frame);
	if (extra_fd >= 0) {
		event->kind = POOL_INPUT;
		return 0;
	}
	place = speaker(pool, answers.n ? (unsigned char)answers.p[0] : 0);
	require(place < PLACES || ++pool->idle < IDLE_MAX);
	if (place == PLACES)
		return 0;
	if (answers.n >= ANSWER) {
		size_t n = ANSWER + le16((const unsigned char *)answers.p + 2);

		answer = (struct span){answers.p, n < answers.n ? n : answers.n};
	}
	answers.n = answers.n > answer.n ? answers.n - answer.n : 0;
	answers.p += answer.n;
	make_event(pool, place, answer, event);
	return 0;
}

/* ---- The run ---- */

struct seen {
	uint64_t files, jobs;
};

static int
take_record(void *ctx, const struct record *r, struct span line, struct error *e)
{
	struct seen *seen = ctx;

	(void)e;
	require(line.n > 1 && memchr(line.p, '\n', line.n) == line.p + line.n - 1);
	require(r->line.n == line.n - 1);
	seen->files += record_is(r, "file");
	return 0;
}

static int
take_job(void *ctx, uint64_t job, struct error *e)
{
	struct seen *seen = ctx;

	(void)e;
	require(job == seen->jobs++);
	return 0;
}

static int
run_records(const struct flow *flow, struct flow_result *result)
{
	static const char text[] =
		"{\"record\":\"run\",\"run_id\":\"1\"}\n"
		"{\"record\":\"file\",\"evidence\":\"a\",\"id\":\"1\",\"size\":1}\n"
		"{\"record\":\"file\",\"evidence\":\"a\",\"id\":\"2\",\"size\":9000000}\n"
		"{\"record\":\"name\"}\n"
		"{\"record\":\"file\",\"evidence\":\"b\",\"id\":\"3\"}\n"
		"{\"record\":\"end\",\"run_id\":\"1\",\"items\":3,\"status\":0}\n";
	int fd = memfd_create("records", MFD_CLOEXEC);
	struct flow_input input = {line_reader_new(fd, "records"), fd, "records"};
	struct stream_verdict verdict;
	struct error e = {0};
	int r;

	require(write(fd, text, sizeof text - 1) == sizeof text - 1 && lseek(fd, 0, SEEK_SET) == 0);
	r = flow_records(flow, &input, result, &verdict, &e);
	require(r == 0 || e.text[0]);
	line_reader_free(&input.reader);
	close(fd);
	return r;
}

/* It would run in a worker. */
static int
next(const struct source_input *in, struct span kept, struct emitter *out, struct error *e)
{
	(void)in;
	(void)kept;
	(void)out;
	(void)e;
	abort();
}

static int
run_source(const struct flow *flow, bool rounds, struct flow_result *result)
{
	const struct source source = {.tool = "winnow-ls", .plan_next = rounds ? next : NULL};
	struct error e = {0};
	int r = flow_evidence(flow, &source, NULL, "disk", result, &e);

	require(r == 0 || e.text[0]);
	return r;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t mode = size ? data[0] : 0;
	const struct stage first = {.tool = "winnow-type", .needs_evidence = mode & 8};
	const struct stage second = {.tool = "winnow-hash"};
	const struct stage_use stages[] = {{&first, NULL}, {&second, NULL}};
	struct seen seen = {0, 0};
	struct flow flow = {.stages = stages,
			    .nstages = (mode & 4u) ? 2 : (mode & 2u) / 2,
			    .sink = {take_record, take_job, NULL, &seen},
			    .workers = WORKERS};
	struct flow_result result = {0};
	int r;

	answers = (struct span){(const char *)data + (size > 0), size - (size > 0)};
	r = mode & 1 ? run_source(&flow, mode & 16, &result) : run_records(&flow, &result);
	require(r < 0 || result.items == seen.files);
	return 0;
}
