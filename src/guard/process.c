/* SPDX-License-Identifier: Apache-2.0 */
#include "guard/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

#define PIPE_BYTES (1 << 20)
#define READ_BYTES ((size_t)256 << 10)

static void
close_both(int fd[2])
{
	close(fd[0]);
	close(fd[1]);
}

static void
prepare_pipe(int fd)
{
	fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES); /* a wish: the default works, with more switches */
	fcntl(fd, F_SETFL, O_NONBLOCK);
}

void
process_heard(struct process *p)
{
	silence_end(&p->silence, p->pid);
}

int
process_start(struct process *p, const struct worker_role *role, const char *binding,
	      uint64_t memory, struct error *e)
{
	int to[2], from[2];

	if (pipe2(to, O_CLOEXEC))
		return error_system(e, "pipe for a worker");
	if (pipe2(from, O_CLOEXEC)) {
		close_both(to);
		return error_system(e, "pipe for a worker");
	}
	*p = (struct process){.role = role, .in = to[1], .out = from[0]};
	p->pid = fork();
	if (p->pid == 0)
		worker_run(role, binding, to[0], from[1], memory);
	close(to[0]);
	close(from[1]);
	if (p->pid < 0) {
		close(p->in);
		close(p->out);
		return error_system(e, "a worker could not be started");
	}
	prepare_pipe(p->in);
	prepare_pipe(p->out);
	p->binding = memory_string(binding);
	process_heard(p);
	return 0;
}

static void
describe_end(const struct process *p, int status, struct buffer *how)
{
	if (p->stopped_for_time)
		buffer_add_format(how, "its worker %s and was stopped", p->how_silent);
	else if (p->stopped_for_memory)
		buffer_add_text(how, "its worker used too much memory and was stopped");
	else if (WIFSIGNALED(status))
		buffer_add_format(how, "its worker died of signal %d (%s)", WTERMSIG(status),
				  strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == 3)
		buffer_add_text(how, "its worker ran out of memory");
	else
		buffer_add_format(how, "its worker ended with status %d", WEXITSTATUS(status));
}

void
process_end(struct process *p, struct buffer *how)
{
	int status = 0;

	close(p->in);
	close(p->out);
	/* One that hung up is ending by itself, and how it ends is what we want to know. */
	if (!p->hung_up)
		kill(p->pid, SIGKILL);
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (how)
		describe_end(p, status, how);
	free(p->binding);
	buffer_release(&p->unsent);
	buffer_release(&p->got);
	*p = (struct process){0};
}

void
process_give(struct process *p, uint64_t ticket, struct span task)
{
	wire_add(&p->unsent, WIRE_TASK, 0, 0, task);
	p->ticket = ticket;
	p->busy = true;
	process_heard(p);
	process_send(p);
}

void
process_send(struct process *p)
{
	while (p->unsent.n) {
		ssize_t w = write(p->in, p->unsent.data, p->unsent.n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0) {
			if (errno != EAGAIN) { /* it would wait for the rest of its task for ever */
				buffer_clear(&p->unsent);
				kill(p->pid, SIGKILL);
			}
			return;
		}
		buffer_drop(&p->unsent, (size_t)w);
	}
}

void
process_receive(struct process *p)
{
	ssize_t r;

	if (p->at) {
		buffer_drop(&p->got, p->at);
		p->at = 0;
	}
	r = read(p->out, buffer_reserve(&p->got, READ_BYTES), READ_BYTES);
	if (r > 0) {
		p->got.n += (size_t)r;
		process_heard(p);
	} else if (r == 0 || (errno != EAGAIN && errno != EINTR)) {
		p->hung_up = true;
	}
}

/* Pages that are the worker's own: not those of mapped evidence. 0 when it cannot be told. */
static uint64_t
own_memory(pid_t pid)
{
	unsigned long long total, resident, shared;
	char path[64];
	FILE *f;
	int n;

	snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	n = fscanf(f, "%llu %llu %llu", &total, &resident, &shared);
	fclose(f);
	return n == 3 && resident > shared
		       ? (resident - shared) * (unsigned long long)sysconf(_SC_PAGESIZE)
		       : 0;
}

static bool
is_silent_for_too_long(struct process *p)
{
	struct buffer how = BUFFER_EMPTY;
	bool r = silence_is_too_long(&p->silence, p->pid, p->role->seconds, &how);

	snprintf(p->how_silent, sizeof p->how_silent, "%s", r ? buffer_text(&how) : "");
	buffer_release(&how);
	return r;
}

void
process_watch(struct process *p, uint64_t memory)
{
	if (!p->busy || p->hung_up)
		return;
	if (!p->held && is_silent_for_too_long(p))
		p->stopped_for_time = true;
	else if (memory && own_memory(p->pid) > memory)
		p->stopped_for_memory = true;
	else
		return;
	kill(p->pid, SIGKILL);
}
