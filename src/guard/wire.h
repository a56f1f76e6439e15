/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames between a worker and its parent, over a pair of pipes. Both are the same program on the
 * same machine, so heads are plain structs; the parent still checks every size, since a worker
 * reads hostile bytes and may have been taken over by them.
 */
#ifndef WINNOW_GUARD_WIRE_H
#define WINNOW_GUARD_WIRE_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/span.h"

enum wire_kind {
	WIRE_TASK = 1, /* parent to worker: do this */
	WIRE_READY,    /* worker: opened and confined */
	WIRE_LINES,    /* record lines */
	WIRE_PLACED, /* record lines of an item that occupies [a, b) of the plan's address space */
	WIRE_PROGRESS, /* a: bytes of evidence gone through */
	WIRE_JOB,      /* one job of a plan: its struct job_place, itself; a: bytes expected */
	WIRE_SHARE,    /* a plan's blob for every worker */
	WIRE_KEEP,     /* what a job keeps for the plan of the next round */
	WIRE_DATA,     /* bytes of an item (winnow-cat) */
	WIRE_DONE,     /* the task is done */
	WIRE_FAILED,   /* the task could not be done; text */
	WIRE_UNOPENED, /* the worker could not open what it needs; text */
};

struct wire_head {
	uint32_t kind, size; /* size: bytes that follow the head */
	uint64_t a, b;
};

#define WIRE_SIZE_MAX ((uint32_t)1 << 30)

/* Appends a frame. bytes.n must not pass WIRE_SIZE_MAX. */
void wire_add(struct buffer *out, enum wire_kind kind, uint64_t a, uint64_t b, struct span bytes);

/*
 * Takes a frame off [*at, n) of a buffer: 1 and *at moved behind it, 0 more bytes are needed, -1 it
 * cannot be a frame. *bytes points into p.
 */
int wire_take(const char *p, size_t n, size_t *at, struct wire_head *head, struct span *bytes);

/* Writes all of it to a blocking descriptor. */
int wire_write(int fd, struct span bytes, struct error *e);

#endif
