/* SPDX-License-Identifier: Apache-2.0 */
/* A file of its own, so that a tool that does not match is not linked with sets. */
#include "tools/expired.h"

void
tool_warn_expired(struct tool *tool, const struct match_config *sets)
{
	struct buffer names = BUFFER_EMPTY;

	match_expired(sets, &names);
	if (names.n)
		tool_warn(tool, "expired, by their owner's word: %s", buffer_text(&names));
	buffer_release(&names);
}
