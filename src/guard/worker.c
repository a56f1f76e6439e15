/* SPDX-License-Identifier: Apache-2.0 */
#include "guard/worker.h"

#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "guard/confine.h"

#define FLUSH_BYTES   ((size_t)32 << 10)
#define FLUSH_SECONDS 0.1

static int
port_flush(struct port *port, struct error *e)
{
	int r = wire_write(port->fd, buffer_span(&port->out), e);

	buffer_clear(&port->out);
	port->flushed = clock_monotonic();
	return r;
}

int
port_send(struct port *port, enum wire_kind kind, uint64_t a, uint64_t b, struct span bytes,
	  struct error *e)
{
	if (bytes.n > WIRE_SIZE_MAX)
		return error_set(e, ERROR_INPUT, "a result of %zu bytes is too large to pass on",
				 bytes.n);
	wire_add(&port->out, kind, a, b, bytes);
	if (port->out.n < FLUSH_BYTES && clock_monotonic() - port->flushed < FLUSH_SECONDS)
		return 0;
	return port_flush(port, e);
}

static int
emit_lines(struct emitter *self, struct span lines, struct error *e)
{
	return port_send((struct port *)self, WIRE_LINES, 0, 0, lines, e);
}

static int
emit_placed(struct emitter *self, uint64_t start, uint64_t end, struct span lines, struct error *e)
{
	return port_send((struct port *)self, WIRE_PLACED, start, end, lines, e);
}

static void
emit_progress(struct emitter *self, uint64_t bytes)
{
	struct error ignored = {0}; /* a parent that is gone is met again by the next result */

	port_send((struct port *)self, WIRE_PROGRESS, bytes, 0, (struct span){"", 0}, &ignored);
}

static int
emit_job(struct emitter *self, struct span job, uint64_t bytes_expected,
	 const struct job_place *place, struct error *e)
{
	const struct job_place nowhere = {0, 0, 0};
	struct buffer b = BUFFER_EMPTY;
	int status;

	buffer_add(&b, place ? place : &nowhere, sizeof *place);
	buffer_add(&b, job.p, job.n);
	status = port_send((struct port *)self, WIRE_JOB, bytes_expected, 0, buffer_span(&b), e);
	buffer_release(&b);
	return status;
}

static int
emit_share(struct emitter *self, struct span blob, struct error *e)
{
	return port_send((struct port *)self, WIRE_SHARE, 0, 0, blob, e);
}

static int
emit_keep(struct emitter *self, struct span bytes, struct error *e)
{
	return port_send((struct port *)self, WIRE_KEEP, 0, 0, bytes, e);
}

/* The terminal and the parent's other descriptors are none of a worker's business. */
static void
shut_out(int *in, int *out)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	*in = fcntl(*in, F_DUPFD, 100);
	*out = fcntl(*out, F_DUPFD, 100);
	dup2(null, 0);
	dup2(null, 1);
#ifndef WITH_SANITIZERS
	dup2(null, 2);
#endif
	dup2(*in, 3);
	dup2(*out, 4);
	dup2(null, CONFINE_SIDE_FD);
	*in = 3;
	*out = 4;
	syscall(SYS_close_range, CONFINE_SIDE_FD + 1u, ~0u, 0u);
}

static void
settle(int *in, int *out)
{
#ifndef WITH_SANITIZERS
	static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
#endif

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN); /* the parent decides what an interrupt means */
	signal(SIGTERM, SIG_DFL);
#ifndef WITH_SANITIZERS
	for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
		signal(crashes[i],
		       SIG_DFL); /* the parent reads the cause of death off the signal */
#endif
	signal(SIGPIPE, SIG_IGN);
	shut_out(in, out);
	/*
	 * libtsk shifts FAT's local times by the process's zone; with UTC0 they come as they stand.
	 */
	setenv("TZ", "UTC0", 1);
	tzset();
}

static int
read_all(int fd, void *p, size_t n)
{
	char *at = p;

	while (n) {
		ssize_t r = read(fd, at, n);

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return -1;
		at += r;
		n -= (size_t)r;
	}
	return 0;
}

static int
next_task(int in, struct buffer *task)
{
	struct wire_head head;

	buffer_clear(task);
	if (read_all(in, &head, sizeof head) || head.kind != WIRE_TASK)
		return -1;
	if (read_all(in, buffer_reserve(task, head.size), head.size))
		return -1;
	task->n = head.size;
	return 0;
}

static void
say(struct port *port, enum wire_kind kind, const char *text)
{
	struct error ignored = {0};

	wire_add(&port->out, kind, 0, 0, span_of(text));
	if (port_flush(port, &ignored))
		_exit(4); /* the parent waits for this word; the end of the pipe tells it as much */
}

void
worker_run(const struct worker_role *role, const char *binding, int in, int out,
	   uint64_t memory_limit)
{
	struct confinement got = {0};
	struct error e = {0};
	struct buffer task = BUFFER_EMPTY;
	void *state = NULL;
	struct port port = {.emitter = {emit_lines, emit_placed, emit_progress, emit_job,
					emit_share, emit_keep}};

	settle(&in, &out);
	port.fd = out;
	if (role->open(role->config, binding, &state, &e) ||
	    confine_self(out, memory_limit, &got, &e)) {
		say(&port, WIRE_UNOPENED, e.text);
		_exit(0);
	}
	say(&port, WIRE_READY, "");
	while (next_task(in, &task) == 0) {
		int r = role->task(state, buffer_span(&task), &port, &e);

		say(&port, r ? WIRE_FAILED : WIRE_DONE, e.text);
		error_clear(&e);
	}
	_exit(0);
}
