/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every tool's main shares: options common to all, messages to people, the run/end
 * bracket on stdout, the exit status that only worsens. Mains build their option table on the
 * stack and call here.
 *
 *	int
 *	main(int argc, char **argv)
 *	{
 *		struct hash_config config = {0};
 *		const struct option_spec options[] = {
 *			{0, "media", NULL, N_("hash only …"), OPTION_FLAG, &config.media, NULL, 0, 0},
 *			OPTION_END,
 *		};
 *		const struct stage_use stages[] = {{&stage_hash, &config}};
 *		struct tool tool = {
 *			.name = "winnow-hash",
 *			.summary = N_("…"),
 *			.usage = "[FILE]…",
 *			.options = options,
 *			.takes = TOOL_TAKES_RECORDS,
 *			.libraries = {library_crypto, library_tsk, library_ewf},
 *		};
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
#include "tools/libraries.h"

enum tool_takes {
	TOOL_TAKES_RECORDS = 1,	 /* record streams, FILE… or stdin: adds --bare and --evidence */
	TOOL_TAKES_EVIDENCE = 2, /* evidence operands */
	TOOL_USES_WORKERS = 4,	 /* adds -j, --progress, --timeout, --memory */
};

#define TOOL_LIBRARIES_MAX 12

struct tool {
	/* Set by main. */
	const char *name;
	const char *summary; /* one line, N_() */
	const char *usage;   /* operands and the like, without the name */
	const char *further; /* where --help leads on to, N_(); NULL: nowhere */
	const struct option_spec *options;
	unsigned takes; /* enum tool_takes; both of the first two imply workers */
	library_version *libraries[TOOL_LIBRARIES_MAX]; /* versions for -V and the run record */
	const char *output_argument, *output_help; /* of -o, where it names no stream; or NULL */
	/* Whole record lines to stand right behind the run record; may be NULL. */
	int (*preamble)(const void *ctx, struct buffer *lines, struct error *e);
	const void *preamble_ctx;
	/* Sees each record that goes out; with `silent` nothing is written. */
	void (*watch)(void *ctx, const struct record *r);
	void *watch_ctx;
	bool silent;

	/* Set by tool_start(). */
	int argc;
	char **argv;	 /* as given */
	void *lha_names; /* iconv's table for names in LHA, kept open for the workers */
	int noperands;
	char **operands;
	unsigned workers, seconds;
	uint64_t memory;
	const char *output; /* -o, or NULL */
	bool quiet, verbose, bare, help, version;
	int progress_when;
	struct option_list moves;
	struct progress progress;
	struct error error;
	int status; /* worst so far */
};

/*
 * Locale, stdio sanity, options. Non-zero: the tool is done (help, version, bad
 * usage): return tool_exit().
 */
int tool_start(struct tool *tool, int argc, char **argv);

/* Worsens the exit status: 0, 1, 2, 3. */
void tool_worsen(struct tool *tool, int status);
/*
 * Says tool->error on stderr in one masked line, clears it and worsens the status (2 for
 * usage, else 3).
 */
void tool_fail(struct tool *tool);
/* Usage error of main's own: fills and says tool->error. */
void tool_usage(struct tool *tool, const char *format, ...) __attribute__((format(printf, 2, 3)));
void tool_warn(struct tool *tool, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Nothing with -q. */
void tool_info(struct tool *tool, const char *format, ...) __attribute__((format(printf, 2, 3)));
/*
 * Says the warnings and errors (with -v all notes) of an evidence, volume or incident record on
 * stderr; files' notes stay in the stream.
 */
void tool_tell_notes(struct tool *tool, const struct record *r);
/* Flushes and closes stdout (failure: status 3) and gives the status main returns. */
int tool_exit(struct tool *tool);

/* A tool that reads record streams (operands or stdin) and runs stages on each file record. Gives
 * the exit status. */
int tool_filter(struct tool *tool, const struct stage_use *stages, size_t nstages);

/* A tool that makes records from the evidence operands, and takes them through stages. Gives the
 * exit status. */
int tool_source(struct tool *tool, const struct source *source, const void *config,
		const struct stage_use *stages, size_t nstages);

/*
 * Calls fn with a reader for each operand, or for stdin without one ("-" is stdin). Stops at -1.
 * Files that cannot be opened are an error.
 */
int tool_each_input(struct tool *tool,
		    int (*fn)(void *ctx, const struct flow_input *input, struct error *e),
		    void *ctx, struct error *e);

/* The flow configuration that the common options ask for; borrows from the tool. */
struct flow tool_flow(struct tool *tool);

/* The versions of tool->libraries as a JSON object. */
void tool_describe_libraries(const struct tool *tool, struct buffer *out);

/* What the state of an input means for the exit status; says so on stderr. broken: the first line
 * that was no record, or NULL. */
void tool_judge(struct tool *tool, const struct stream_verdict *verdict,
		const struct error *broken);

/* ---- Output: run record, lines, end record, on stdout or -o FILE ---- */

struct tool_output;
/* uses_workers: the run record tells the confinement in force. -1: said. */
int tool_output_open(struct tool *tool, bool uses_workers, struct tool_output **out);
int tool_output_line(struct tool_output *out, struct span line, struct error *e);
int tool_output_flush(struct tool_output *out, struct error *e);
/* Writes the end record with tool->status and closes. */
void tool_output_close(struct tool *tool, struct tool_output **out, uint64_t items, uint64_t noted);

/*
 * Opens `path` for writing what `tool` makes. A regular file is replaced only if it is empty or
 * begins with one of the bytes in `first`, so that a slip of the hand never overwrites evidence;
 * block devices and operands of the tool are refused. Descriptor or -1.
 */
int tool_create(const struct tool *tool, const char *path, const char *first, struct error *e);

#endif
