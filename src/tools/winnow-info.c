/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-info: what an image is, and the volumes on it. */
#include "evidence/source_info.h"
#include "tools/tool.h"

int
main(int argc, char **argv)
{
	const struct option_spec options[] = {OPTION_END};
	struct tool tool = {.name = "winnow-info",
			    .summary =
				    N_("Shows container, acquisition, partitions and file systems "
				       "of the evidence."),
			    .usage = "EVIDENCE…",
			    .options = options,
			    .takes = TOOL_TAKES_EVIDENCE,
			    .libraries = {library_tsk, library_ewf}};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	return tool_source(&tool, &source_info, NULL, NULL, 0);
}
