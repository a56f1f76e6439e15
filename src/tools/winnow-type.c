/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-type: adds the media type, judged by structure. */
#include "stage/type.h"
#include "tools/tool.h"

int
main(int argc, char **argv)
{
	const struct option_spec options[] = {OPTION_END};
	const struct stage_use stages[] = {{&stage_type, NULL}};
	struct tool tool = {.name = "winnow-type",
			    .summary = N_("Says what type each item is, judged by its structure."),
			    .usage = "[FILE]…",
			    .options = options,
			    .takes = TOOL_TAKES_RECORDS,
			    .libraries = {library_tsk, library_ewf, library_magic}};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	return tool_filter(&tool, stages, 1);
}
