/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/near.h"
#include "stage/match.h"
#include "tools/expired.h"
#include "tools/tool.h"

static void
note_alert(void *ctx, const struct record *r)
{
	bool *found = ctx;

	if (!*found && record_is(r, "file"))
		*found = match_has_alert(r);
}

/* What test scripts ask: 0 an alert, 1 none; that the run went wrong is worth more. */
static int
test_status(int status, bool found)
{
	if (status >= 2)
		return status;
	return found ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct match_config config = {.distance = NEAR_DISTANCE};
	struct option_list sets = {0}, keys = {0};
	int bloom_kind = 0;
	bool test = false, found = false, exact = false;
	static const char *const kinds[] = {"info", "ignore", "alert", NULL};
	const struct option_spec options[] = {
		{'s', "set", "SET", N_("look up in SET; may be given several times"), OPTION_LIST,
		 &sets, NULL, 0, 0},
		{0, "distance", "N",
		 N_("perceptual digests are similar when at most N of 256 bits differ (31)"),
		 OPTION_COUNT, &config.distance, NULL, 0, NEAR_FARTHEST},
		{0, "exact", NULL, N_("do not look perceptual digests up"), OPTION_FLAG, &exact,
		 NULL, 0, 0},
		{0, "key", "KEYFILE", N_("the key of a keyed set; may be given several times"),
		 OPTION_LIST, &keys, NULL, 0, 0},
		{0, "bloom-kind", "KIND",
		 N_("what a Bloom filter's files are: info (default), ignore or alert"),
		 OPTION_CHOICE, &bloom_kind, kinds, 0, 0},
		{0, "test", NULL, N_("no output; exit 0 if something matches as alert, 1 if not"),
		 OPTION_FLAG, &test, NULL, 0, 0},
		OPTION_END};
	const struct stage_use stages[] = {{&stage_match, &config}};
	struct tool tool = {.name = "winnow-match",
			    .summary =
				    N_("Looks up the digests of records in sets of known files."),
			    .usage = "-s SET [FILE]…",
			    .options = options,
			    .takes = TOOL_TAKES_RECORDS,
			    .libraries = {library_crypto},
			    .preamble = match_describe,
			    .preamble_ctx = &config,
			    .watch = note_alert,
			    .watch_ctx = &found};

	if (tool_start(&tool, argc, argv)) {
		option_list_release(&sets);
		option_list_release(&keys);
		return tool_exit(&tool);
	}
	config.near = !exact;
	const struct match_request request = {
		.paths = sets.v,
		.npaths = sets.n,
		.keys = keys.v,
		.nkeys = keys.n,
		.bloom_kind = (enum verdict_kind)verdict_kind_of(span_of(kinds[bloom_kind]))};
	if (sets.n == 0)
		tool_usage(&tool, "no set is named; -s SET says which");
	else if (match_config_open(&config, &request, &tool.error))
		tool_fail(&tool);
	else
		tool_warn_expired(&tool, &config);
	tool.silent = test;
	int status = tool.status ? tool_exit(&tool) : tool_filter(&tool, stages, 1);
	match_config_close(&config);
	option_list_release(&sets);
	option_list_release(&keys);
	return test ? test_status(status, found) : status;
}
