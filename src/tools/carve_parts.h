/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-carve --finish: what the streams of other runs leave to be joined. */
#ifndef WINNOW_TOOLS_CARVE_PARTS_H
#define WINNOW_TOOLS_CARVE_PARTS_H

#include "base/buffer.h"
#include "tools/tool.h"

/*
 * Appends the unfinished records of the streams (unfinished_add()); what the streams say of
 * themselves worsens the tool's status. -1 with tool->error when one cannot be read.
 */
int carve_parts_read(struct tool *tool, const struct option_list *files, struct buffer *all);

#endif
