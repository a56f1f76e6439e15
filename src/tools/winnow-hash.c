/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/hash.h"
#include "stage/match.h"
#include "tools/tool.h"

static bool
set_has_size(const void *sets, uint64_t size)
{
	return match_has_size(sets, size);
}

/* Sizes can only stand in for digests where every set tells the size of every entry. */
static int
open_sets(struct tool *tool, const struct option_list *paths, struct match_config *known,
	  struct hash_config *config)
{
	const struct match_request request = {
		.paths = paths->v, .npaths = paths->n, .locked = true};
	struct buffer why = BUFFER_EMPTY;
	int status = match_config_open(known, &request, &tool->error);

	if (status == 0 && !match_knows_sizes(known, &why))
		status = error_set(&tool->error, ERROR_USAGE, "--sizes: %s", buffer_text(&why));
	if (status)
		tool_fail(tool);
	config->wants_size = set_has_size;
	config->wants_ctx = known;
	buffer_release(&why);
	return status;
}

int
main(int argc, char **argv)
{
	struct hash_config config = {0};
	struct match_config known = {0};
	struct option_list sets = {0};
	const struct option_spec options[] = {
		{0, "media", NULL, N_("hash only what is or could be a picture or video"),
		 OPTION_FLAG, &config.media_only, NULL, 0, 0},
		{0, "sizes", "SET",
		 N_("hash only items of a size that SET knows; may be given several times"),
		 OPTION_LIST, &sets, NULL, 0, 0},
		OPTION_END};
	const struct stage_use stages[] = {{&stage_hash, &config}};
	struct tool tool = {.name = "winnow-hash",
			    .summary = N_("Adds MD5, SHA-1 and SHA-256 of each item to records."),
			    .usage = "[FILE]…",
			    .options = options,
			    .takes = TOOL_TAKES_RECORDS,
			    .libraries = {library_tsk, library_ewf, library_crypto}};

	int status = tool_start(&tool, argc, argv);
	if (status == 0 && sets.n > 0)
		status = open_sets(&tool, &sets, &known, &config);
	status = status ? tool_exit(&tool) : tool_filter(&tool, stages, 1);
	match_config_close(&known);
	option_list_release(&sets);
	return status;
}
