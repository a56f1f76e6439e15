/*
 * What every tool's main shares: options common to all, messages to people, the run/end bracket on
 * stdout, the exit status that only worsens. Mains build their option table on the stack and call here.
 *
 *	int
 *	main(int argc, char **argv)
 *	{
 *		struct hash_config config = {0};
 *		const struct option_spec options[] = {
 *			{0, "media", NULL, N_("hash only …"), OPTION_FLAG, &config.media, NULL, 0, 0},
 *			OPTION_END};
 *		const struct stage_use stages[] = {{&stage_hash, &config}};
 *		struct tool tool = {.name = "winnow-hash", .summary = N_("…"), .usage = "[OPTION]… [FILE]…",
 *				    .options = options};
 *
 *		if (tool_start(&tool, argc, argv))
 *			return tool_exit(&tool);
 *		return tool_filter(&tool, stages, 1);
 *	}
 */
#ifndef WINNOW_TOOLS_TOOL_H
#define WINNOW_TOOLS_TOOL_H

#include <stdbool.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/options.h"
#include "base/progress.h"
#include "flow/flow.h"

enum tool_takes {
	TOOL_TAKES_RECORDS = 1, /* adds --bare and --evidence */
	TOOL_TAKES_EVIDENCE = 2,
};

struct tool {
	/* Set by main. */
	const char *name;
	const char *summary; /* one line, N_() */
	const char *usage;   /* operands, without the name */
	const struct option_spec *options;
	unsigned takes; /* enum tool_takes */

	/* Set by tool_start(). */
	int argc;
	char **argv;
	int noperands;
	char **operands;
	unsigned workers;
	const char *output; /* -o, or NULL */
	bool quiet, verbose, bare, help, version;
	int progress_when;
	struct option_list moves;
	struct progress progress;
	struct error error;
	int status; /* worst so far */
};

/* Locale, stdio sanity, options. Non-zero: the tool is done (help, version, bad usage): return tool_exit(). */
int tool_start(struct tool *tool, int argc, char **argv);

/* Worsens the exit status; 0, 1, 2, 3. */
void tool_worsen(struct tool *tool, int status);
/* Says the error in tool->error (or text) on stderr in one masked line, and worsens the status. */
void tool_fail(struct tool *tool);
void tool_warn(struct tool *tool, const char *format, ...) __attribute__((format(printf, 2, 3)));
void tool_info(struct tool *tool, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Flushes, closes stdout (failure: status 3) and gives the status main returns. */
int tool_exit(struct tool *tool);

/* A tool that reads record streams (operands or stdin) and runs stages on each file record. */
int tool_filter(struct tool *tool, const struct stage_use *stages, size_t nstages);

/* A tool that makes records from the evidence operands. */
int tool_source(struct tool *tool, const struct source *source, const void *config);

/* An output stream of the tool's own with its run and end records (for tools that are not one of the two above). */
struct tool_output;
int tool_output_open(struct tool *tool, struct tool_output **out); /* -o or stdout; writes run */
int tool_output_line(struct tool_output *out, struct span line, struct error *e);
int tool_output_close(struct tool *tool, struct tool_output **out, uint64_t items, uint64_t noted); /* writes end */

#endif
