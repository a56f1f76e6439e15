/* SPDX-License-Identifier: Apache-2.0 */
/* A warning that every tool which matches gives: sets that are past the date their owner set. */
#ifndef WINNOW_TOOLS_EXPIRED_H
#define WINNOW_TOOLS_EXPIRED_H

#include "stage/match.h"
#include "tools/tool.h"

/* One line that names them; nothing when none is. */
void tool_warn_expired(struct tool *tool, const struct match_config *sets);

#endif
