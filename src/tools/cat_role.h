/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker of winnow-cat: a task is the line of one file record. What comes back are WIRE_DATA
 * frames: the item's bytes in order, then an empty one whose a is the size and whose b is how
 * many of the bytes are zeros because they could not be read. When the task fails, some bytes
 * may have come.
 */
#ifndef WINNOW_TOOLS_CAT_ROLE_H
#define WINNOW_TOOLS_CAT_ROLE_H

#include "flow/binding.h"
#include "guard/worker.h"

struct cat_role {
	struct evidence_moves moves;
};

/* config is borrowed as long as the pool lives. */
struct worker_role cat_worker(const struct cat_role *config, unsigned seconds);

#endif
