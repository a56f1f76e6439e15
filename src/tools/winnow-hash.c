/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/hash.h"
#include "tools/tool.h"

int
main(int argc, char **argv)
{
	struct hash_config config = {0};
	const struct option_spec options[] = {
		{0, "media", NULL, N_("hash only what is or could be a picture or video"),
		 OPTION_FLAG, &config.media_only, NULL, 0, 0},
		OPTION_END};
	const struct stage_use stages[] = {{&stage_hash, &config}};
	struct tool tool = {.name = "winnow-hash",
			    .summary = N_("Adds MD5, SHA-1 and SHA-256 of each item to records."),
			    .usage = "[FILE]…",
			    .options = options,
			    .takes = TOOL_TAKES_RECORDS,
			    .libraries = {library_tsk, library_ewf, library_crypto}};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	return tool_filter(&tool, stages, 1);
}
