/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Landlock (landlock(7)) by its bare system calls: glibc has no wrappers and headers
 * lag behind kernels.
 */
#ifndef WINNOW_GUARD_LANDLOCK_H
#define WINNOW_GUARD_LANDLOCK_H

#include "base/error.h"

/* The kernel's Landlock ABI version, 0 when it has none. */
int landlock_abi(void);

/*
 * Takes away every file (and, where the ABI knows it, TCP, abstract socket and signal) right but
 * reading `places` (files, or folders with
 * what lies below; NULL-terminated; NULL: none). May be called again to take more away. 1 done, 0
 * the kernel has no Landlock, -1 with *e.
 */
int landlock_restrict(const char *const *places, struct error *e);

/*
 * The same for a program that makes a file: besides, files in `folder` may be read, written, made
 * and removed.
 */
int landlock_restrict_maker(const char *const *places, const char *folder, struct error *e);

#endif
