/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A piece of work in a process of its own, which can give up rights that its parent still needs.
 * It has everything its parent has, as it was; files that are open are shared, and that is how
 * results come back.
 */
#ifndef WINNOW_GUARD_APART_H
#define WINNOW_GUARD_APART_H

#include "base/error.h"

/*
 * Does work(ctx) in a child, which ends with it, and waits: 0, or -1 with its *e, or with one that
 * says how the child died while it was "setting the PDF" (`doing`). This process must have no
 * threads.
 */
int apart_run(int (*work)(void *ctx, struct error *e), void *ctx, const char *doing,
	      struct error *e);

#endif
