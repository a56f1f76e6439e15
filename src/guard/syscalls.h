/* SPDX-License-Identifier: Apache-2.0 */
/* The system calls a worker keeps, as seccomp filters (seccomp(2), libseccomp). */
#ifndef WINNOW_GUARD_SYSCALLS_H
#define WINNOW_GUARD_SYSCALLS_H

#include <stdbool.h>

#include "base/error.h"

/* Takes away the network, programs, new processes and looking into others. 1 done, 0 no seccomp
 * here, -1 with *e. */
int syscalls_restrict_early(struct error *e);

/* The same, but threads may be started. */
int syscalls_restrict_threads(struct error *e);

/*
 * Leaves only computing, reading open files, writing to write_fd and CONFINE_SIDE_FD, and vectors
 * to vector_fd (-1: none); all else fails with EPERM. folder: files are still opened from
 * CONFINE_FOLDER_FD on, for reading.
 */
int syscalls_restrict(int write_fd, int vector_fd, bool folder, struct error *e);

#endif
