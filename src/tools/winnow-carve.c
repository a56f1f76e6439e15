/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/carve.h"
#include "tools/carve_parts.h"
#include "tools/tool.h"

struct words { /* options as given */
	const char *formats, *range;
	const char *budget;
	unsigned align;
	struct option_list parts;
};

static int
understand(const struct words *w, bool evidence, struct carve_config *config, struct error *e)
{
	if (!evidence && (w->range || config->slack || config->unfinished || w->parts.n))
		return error_set(e, ERROR_USAGE,
				 "--range, --slack, --unfinished and --finish are for EVIDENCE: of "
				 "records from standard input, each item is searched as a whole");
	if (config->no_join + config->unfinished + (w->parts.n > 0) > 1)
		return error_set(e, ERROR_USAGE,
				 "--no-join, --unfinished and --finish exclude each other");
	if (w->formats && carve_formats(w->formats, &config->formats, e))
		return -1;
	if (w->range && carve_range(w->range, config, e))
		return -1;
	config->align = w->align;
	return w->budget ? carve_join_budget(w->budget, config, e) : 0;
}

static int
carve_evidence(struct tool *tool, struct words *w, struct carve_config *config)
{
	struct buffer parts = BUFFER_EMPTY;
	int status;

	if (w->parts.n && carve_parts_read(tool, &w->parts, &parts)) {
		tool_fail(tool);
		status = tool_exit(tool);
	} else {
		if (w->parts.n)
			config->parts = (struct span){buffer_text(&parts), parts.n};
		status = tool_source(tool, &source_carve, config, NULL, 0);
	}
	buffer_release(&parts);
	option_list_release(&w->parts);
	return status;
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
		{0, "unfinished", NULL, N_("leave joining to a run with --finish"), OPTION_FLAG,
		 &config.unfinished, NULL, 0, 0},
		{0, "finish", "FILE", N_("search nothing, join what runs with --unfinished left"),
		 OPTION_LIST, &words.parts, NULL, 0, 0},
		OPTION_END};
	const struct stage_use stages[] = {{&stage_carve, &config}};
	struct tool tool = {.name = "winnow-carve",
			    .summary = N_("Finds media by their structure, in free space or inside "
					  "items."),
			    .usage = "[EVIDENCE]…",
			    .options = options,
			    .takes = TOOL_TAKES_RECORDS | TOOL_TAKES_EVIDENCE,
			    .libraries = {library_crypto, library_tsk, library_ewf, library_dav1d}};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	if (understand(&words, tool.noperands > 0, &config, &tool.error)) {
		tool_fail(&tool);
		return tool_exit(&tool);
	}
	return tool.noperands ? carve_evidence(&tool, &words, &config)
			      : tool_filter(&tool, stages, 1);
}
