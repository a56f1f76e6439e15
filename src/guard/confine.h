/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Giving up rights. A worker confines itself in two steps: confine_early() before it opens evidence
 * (no network, no programs, nothing written, files only below the evidence's folder),
 * confine_self() once everything is open (compute, read what is open, write to one descriptor;
 * nothing else).
 */
#ifndef WINNOW_GUARD_CONFINE_H
#define WINNOW_GUARD_CONFINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

struct confinement {
	bool no_new_privs;
	int landlock_abi; /* 0: the kernel has none */
	bool seccomp;
	uint64_t memory_limit; /* RLIMIT_DATA, bytes; 0: off (sanitizer builds) */
};

/*
 * A worker's second way out: the socket of a helper program that a stage started before the
 * lock-down. It leads nowhere unless a stage puts one there.
 */
#define CONFINE_SIDE_FD 5

/*
 * Where the directory is open that a worker's evidence is. A worker that has one goes on opening
 * what lies below it for reading, and nothing else; the early ruleset of Landlock, which must
 * name that directory alone, stays in force then.
 */
#define CONFINE_FOLDER_FD 200

/*
 * From here on this process may open files for reading below `folder` only (NULL: nowhere),
 * and neither starts programs nor touches the network. What the kernel could not grant is left
 * out of *got.
 */
int confine_early(const char *const *places, struct confinement *got, struct error *e);

/*
 * For a program that reads what it does not trust and makes one file of it: no network, no
 * programs, files read at `places` only (NULL-terminated), written in `folder` only. What the
 * kernel could not grant is left out of *got.
 */
int confine_maker(const char *const *places, const char *folder, struct confinement *got,
		  struct error *e);

/* The same for one whose libraries work in threads: they may be started, processes may not. */
int confine_maker_threads(const char *const *places, const char *folder, struct confinement *got,
			  struct error *e);

/*
 * The last step: no file is opened any more, writes go to write_fd and
 * CONFINE_SIDE_FD alone, memory is limited (0:
 * not). Calls that are not on the list fail with EPERM.
 */
int confine_self(int write_fd, uint64_t memory_limit, struct confinement *got, struct error *e);

/*
 * The same for a process that answers the kernel on a device (winnow-mount): it writes vectors to
 * device_fd besides.
 */
int confine_answering(int write_fd, int device_fd, uint64_t memory_limit, struct confinement *got,
		      struct error *e);

/* What both steps would get here, found out in a child. */
int confine_probe(uint64_t memory_limit, struct confinement *got, struct error *e);

/* As the JSON object of the run record; "missing" names what the kernel could not grant. */
void confine_describe(const struct confinement *c, struct buffer *out);

#endif
