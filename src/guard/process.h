/* SPDX-License-Identifier: Apache-2.0 */
/* One worker as its parent sees it: process, pipes, what it is doing. Used by pool.c alone. */
#ifndef WINNOW_GUARD_PROCESS_H
#define WINNOW_GUARD_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "guard/silence.h"
#include "guard/worker.h"

struct process {
	const struct worker_role *role;
	unsigned role_index;
	char *binding;
	pid_t pid;
	int in, out;	      /* we write tasks to in and read frames from out; both non-blocking */
	struct buffer unsent; /* of the task */
	struct buffer got;
	size_t at; /* frames before it were taken */
	bool opened, busy, held, hung_up;
	bool stopped_for_time, stopped_for_memory;
	uint64_t kin;	       /* of the last task that had one */
	uint64_t ticket, used; /* used: a counter for retiring the least recently used */
	struct silence silence;
	char how_silent[SILENCE_TEXT_MAX]; /* when it was stopped for that */
};

int process_start(struct process *p, const struct worker_role *role, const char *binding,
		  uint64_t memory, struct error *e);
/* Closes, kills and reaps; says in *how (may be NULL) how it ended. */
void process_end(struct process *p, struct buffer *how);

void process_give(struct process *p, uint64_t ticket, struct span task);
/* Sends what the pipe takes. */
void process_send(struct process *p);
/* Reads what is there; sets hung_up at the end. */
void process_receive(struct process *p);

/* A sign of life. */
void process_heard(struct process *p);

/* Stops one that has been silent for too long or holds more memory of its own than allowed. */
void process_watch(struct process *p, uint64_t memory);

#endif
