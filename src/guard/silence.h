/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long a process of ours has given no sign of life. What counts is the time of a processor that
 * it used: on a busy machine, or one that slept, an honest process is silent for long, and what is
 * lost must not depend on the day. One that waits (a dead disk, a lock) uses none, and is given
 * SILENCE_WAITING times as long by the clock.
 */
#ifndef WINNOW_GUARD_SILENCE_H
#define WINNOW_GUARD_SILENCE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"

#define SILENCE_WAITING	 10
#define SILENCE_TEXT_MAX 128

struct silence {
	double since; /* clock_monotonic() of the last sign of life */
	double used;  /* seconds of a processor that it had used by then */
};

/* A sign of life. */
void silence_end(struct silence *s, pid_t pid);

/*
 * Is it longer than `limit` seconds of a processor, or so much more of waiting? Says in *how (may
 * be NULL) how long it was.
 */
bool silence_is_too_long(const struct silence *s, pid_t pid, unsigned limit, struct buffer *how);

#endif
