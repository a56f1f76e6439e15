/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-ls: a record for each file of the evidence. */
#include "evidence/source_walk.h"
#include "tools/tool.h"

int
main(int argc, char **argv)
{
	bool inside = false;
	const struct option_spec options[] = {
		{'r', "recursive", NULL, N_("look inside files too (no format is looked into yet)"),
		 OPTION_FLAG, &inside, NULL, 0, 0},
		OPTION_END};
	struct tool tool = {.name = "winnow-ls",
			    .summary =
				    N_("Lists every file of the evidence: live, deleted, orphan, "
				       "alternate streams."),
			    .usage = "EVIDENCE…",
			    .options = options,
			    .takes = TOOL_TAKES_EVIDENCE,
			    .libraries = {library_tsk, library_ewf}};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	return tool_source(&tool, &source_walk, NULL);
}
