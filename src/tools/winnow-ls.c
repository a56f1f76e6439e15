/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-ls: a record for each file of the evidence. */
#include "base/charset.h"
#include "carve/carve.h"
#include "evidence/source_walk.h"
#include "tools/tool.h"

int
main(int argc, char **argv)
{
	struct walk_config config = {.search = &carve_inside};
	struct charset *charset = NULL;
	const char *names = NULL;
	int status;
	static const struct stage_use behind = {&stage_behind, NULL};
	const struct option_spec options[] = {
		{'r', "recursive", NULL, N_("look inside files too: archives, documents, caches"),
		 OPTION_FLAG, &config.inside, NULL, 0, 0},
		{0, "names-charset", "CODEPAGE",
		 N_("code page of names in old archives, as CP932 or CP866"), OPTION_TEXT, &names,
		 NULL, 0, 0},
		OPTION_END};
	struct tool tool = {.name = "winnow-ls",
			    .summary =
				    N_("Lists every file of the evidence: live, deleted, orphan, "
				       "alternate streams."),
			    .usage = "EVIDENCE…",
			    .options = options,
			    .takes = TOOL_TAKES_EVIDENCE,
			    .libraries = {library_tsk, library_ewf, library_archive, library_zlib}};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	if (names && charset_open(&charset, names, &tool.error)) {
		tool_fail(&tool);
		return tool_exit(&tool);
	}
	config.names = charset;
	status = tool_source(&tool, &source_walk, &config, &behind, config.inside ? 1 : 0);
	charset_free(&charset);
	return status;
}
