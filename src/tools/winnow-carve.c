/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/carve.h"
#include "tools/tool.h"

struct words { /* options as given */
	const char *formats, *range;
	const char *budget;
	unsigned align;
};

static int
understand(const struct words *w, bool evidence, struct carve_config *config, struct error *e)
{
	if (!evidence && (w->range || config->slack))
		return error_set(e, ERROR_USAGE,
				 "--range and --slack are for EVIDENCE: of records from standard "
				 "input, each item is searched as a whole");
	if (w->formats && carve_formats(w->formats, &config->formats, e))
		return -1;
	if (w->range && carve_range(w->range, config, e))
		return -1;
	config->align = w->align;
	return w->budget ? carve_join_budget(w->budget, config, e) : 0;
}

int
main(int argc, char **argv)
{
	struct words words = {0};
	struct carve_config config = {0};
	const struct option_spec options[] = {
		{'f', "format", "LIST", N_("only these formats: jpeg,png …"), OPTION_TEXT,
		 &words.formats, NULL, 0, 0},
		{0, "range", "OFF:LEN", N_("items that begin in this part of the image"),
		 OPTION_TEXT, &words.range, NULL, 0, 0},
		{0, "align", "N", N_("items begin on multiples of N bytes; 1: anywhere"),
		 OPTION_COUNT, &words.align, NULL, 1, 1u << 20},
		{0, "slack", NULL, N_("file slack, too: what files were given and did not fill"),
		 OPTION_FLAG, &config.slack, NULL, 0, 0},
		{0, "no-join", NULL, N_("leave broken files as they are"), OPTION_FLAG,
		 &config.no_join, NULL, 0, 0},
		{0, "join-budget", "SIZE",
		 N_("bytes to look at for the rest of one broken file (default 16M)"), OPTION_TEXT,
		 &words.budget, NULL, 0, 0},
		OPTION_END};
	const struct stage_use stages[] = {{&stage_carve, &config}};
	struct tool tool = {.name = "winnow-carve",
			    .summary = N_("Finds media by their structure, in free space or inside "
					  "items."),
			    .usage = "[EVIDENCE]…",
			    .options = options,
			    .takes = TOOL_TAKES_RECORDS | TOOL_TAKES_EVIDENCE,
			    .libraries = {library_crypto, library_tsk, library_ewf}};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	if (understand(&words, tool.noperands > 0, &config, &tool.error)) {
		tool_fail(&tool);
		return tool_exit(&tool);
	}
	return tool.noperands ? tool_source(&tool, &source_carve, &config)
			      : tool_filter(&tool, stages, 1);
}
