/* SPDX-License-Identifier: Apache-2.0 */
/* winnow: the main job, and the way to every other tool. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "report/language.h"
#include "tools/triage.h"

/* Whether a folder of PATH holds the program: execvp() says EACCES of unsearchable folders, too. */
static int
in_path(const char *name)
{
	const char *path = getenv("PATH"), *end;
	struct buffer file = BUFFER_EMPTY;
	int found = 0;

	for (; path && !found; path = *end ? end + 1 : NULL) {
		end = path + strcspn(path, ":");
		buffer_clear(&file);
		buffer_add(&file, path, (size_t)(end - path));
		buffer_add_format(&file, "%s%s", end > path ? "/" : "", name);
		found = access(buffer_text(&file), F_OK) == 0;
	}
	buffer_release(&file);
	return found;
}

/* `winnow NAME …` runs winnow-NAME from PATH, so that laboratories can add their own. */
static int
run_other(char **argv)
{
	struct buffer name = BUFFER_EMPTY, shown = BUFFER_EMPTY;
	int cause = ENOENT;

	buffer_add_format(&name, "winnow-%s", argv[0]);
	if (!strchr(argv[0], '/')) {
		argv[0] = (char *)(uintptr_t)buffer_text(&name);
		execvp(argv[0], argv);
		cause = errno;
		if (cause == EACCES && !in_path(argv[0]))
			cause = ENOENT;
	}
	text_mask(&shown, name.data, name.n);
	fprintf(stderr, "winnow: %s: %s\n", buffer_text(&shown),
		cause == ENOENT ? "there is no such tool" : strerror(cause));
	buffer_release(&name);
	buffer_release(&shown);
	return cause == ENOENT ? 2 : 3;
}

/* `winnow help NAME` is `winnow NAME --help`; alone it becomes the program's own. */
static int
run_help(int argc, char **argv)
{
	char *option = (char *)(uintptr_t) "--help", *other[] = {argv[1], option, NULL};

	argv[0] = option;
	return argc > 1 && strcmp(argv[1], "triage") != 0 ? run_other(other) : -1;
}

static struct tool
triage_tool(const struct option_spec *options)
{
	return (struct tool){
		.name = "winnow",
		.summary =
			N_("Runs the main job on seized evidence: every file named, carved, typed, "
			   "hashed and matched, into a case folder with reports."),
		.usage = "triage [-s SET]… -o CASE EVIDENCE…\n"
			 "  or:  winnow triage --resume -o CASE\n"
			 "  or:  winnow NAME [ARGUMENT]…\n"
			 "  or:  winnow help [NAME]",
		.further = N_("“man 7 winnow” is a tour of all tools, from an image to a report."),
		.options = options,
		.takes = TOOL_TAKES_EVIDENCE,
		.libraries = {library_tsk, library_ewf, library_magic, library_crypto, library_exif,
			      library_jansson, library_seccomp, library_deflate, library_zlib,
			      library_pixels},
		.output_argument = "CASE",
		.output_help = N_("the case folder: made, or added to when it is one already")};
}

#define TRIAGE_OPTIONS(o)                                                                          \
	{                                                                                          \
		{'s',                                                                              \
		 "set",                                                                            \
		 "SET",                                                                            \
		 N_("match against this hash set; may be given again"),                            \
		 OPTION_LIST,                                                                      \
		 &(o)->sets,                                                                       \
		 NULL,                                                                             \
		 0,                                                                                \
		 0},                                                                               \
			{0,                                                                        \
			 "key",                                                                    \
			 "KEYFILE",                                                                \
			 N_("the key of a keyed set; may be given several times"),                 \
			 OPTION_LIST,                                                              \
			 &(o)->keys,                                                               \
			 NULL,                                                                     \
			 0,                                                                        \
			 0},                                                                       \
			{0,                                                                        \
			 "bloom-kind",                                                             \
			 "KIND",                                                                   \
			 N_("what a Bloom filter's files are: info (default), ignore or alert"),   \
			 OPTION_CHOICE,                                                            \
			 &(o)->bloom_kind,                                                         \
			 triage_bloom_kinds,                                                       \
			 0,                                                                        \
			 0},                                                                       \
			{0,                                                                        \
			 "fast",                                                                   \
			 NULL,                                                                     \
			 N_("read only files of a size that a set knows"),                         \
			 OPTION_FLAG,                                                              \
			 &(o)->fast,                                                               \
			 NULL,                                                                     \
			 0,                                                                        \
			 0},                                                                       \
			{0,                                                                        \
			 "all",                                                                    \
			 NULL,                                                                     \
			 N_("hash everything, not only what is or could be media"),                \
			 OPTION_FLAG,                                                              \
			 &(o)->all,                                                                \
			 NULL,                                                                     \
			 0,                                                                        \
			 0},                                                                       \
			{0,                                                                        \
			 "names-charset",                                                          \
			 "CODEPAGE",                                                               \
			 N_("code page of names in old archives, as CP932 or CP866"),              \
			 OPTION_TEXT,                                                              \
			 &(o)->charset,                                                            \
			 NULL,                                                                     \
			 0,                                                                        \
			 0},                                                                       \
			{0,                                                                        \
			 "slack",                                                                  \
			 NULL,                                                                     \
			 N_("carve in file slack, too"),                                           \
			 OPTION_FLAG,                                                              \
			 &(o)->slack,                                                              \
			 NULL,                                                                     \
			 0,                                                                        \
			 0},                                                                       \
			{0,                                                                        \
			 "pdq",                                                                    \
			 NULL,                                                                     \
			 N_("perceptual digests too, though no set holds any"),                    \
			 OPTION_FLAG,                                                              \
			 &(o)->pdq,                                                                \
			 NULL,                                                                     \
			 0,                                                                        \
			 0},                                                                       \
			{0,                                                                        \
			 "case",                                                                   \
			 "FILE",                                                                   \
			 N_("what people know of the case, for the report (see case.ini)"),        \
			 OPTION_TEXT,                                                              \
			 &(o)->case_file,                                                          \
			 NULL,                                                                     \
			 0,                                                                        \
			 0},                                                                       \
			{0,                                                                        \
			 "language",                                                               \
			 "LL",                                                                     \
			 N_("language of the reports: en, fr or vi; may be given several times"),  \
			 OPTION_LIST,                                                              \
			 &(o)->languages,                                                          \
			 NULL,                                                                     \
			 0,                                                                        \
			 0},                                                                       \
			{0,                                                                        \
			 "verify",                                                                 \
			 "WHEN",                                                                   \
			 N_("digests of the evidence: none (default), before, after or both"),     \
			 OPTION_CHOICE,                                                            \
			 &(o)->verify,                                                             \
			 triage_verify_words,                                                      \
			 0,                                                                        \
			 0},                                                                       \
			{0,                                                                        \
			 "resume",                                                                 \
			 NULL,                                                                     \
			 N_("go on with an interrupted case"),                                     \
			 OPTION_FLAG,                                                              \
			 &(o)->resume,                                                             \
			 NULL,                                                                     \
			 0,                                                                        \
			 0},                                                                       \
			OPTION_END                                                                 \
	}

/* What an interrupted run was asked to do. */
struct words {
	int argc;
	char **argv;
};

static void
words_release(struct words *w)
{
	for (int i = 0; i < w->argc; i++)
		free(w->argv[i]);
	free(w->argv);
	*w = (struct words){0, NULL};
}

/* An interrupted run is gone on with as it was asked for, in the folder it was asked in. */
static int
take_over(struct triage *t, struct words *words)
{
	struct triage_options was = {0};
	const struct option_spec options[] = TRIAGE_OPTIONS(&was);
	struct tool before = triage_tool(options);
	int r;

	if (triage_task_load(t->folder, &words->argc, &words->argv, &t->tool->error)) {
		tool_fail(t->tool);
		return -1;
	}
	r = tool_start(&before, words->argc, words->argv);
	tool_exit(&before);
	option_list_release(&t->options.sets);
	option_list_release(&t->options.keys);
	option_list_release(&t->options.languages);
	t->options = was;
	t->options.resume = true;
	if (r == 0) {
		t->nexhibits = before.noperands - 1;
		t->exhibits = before.operands + 1;
	}
	return r;
}

static int
check_languages(struct triage *t)
{
	struct language_list known = {.n = 0};
	struct error e = {0};

	for (size_t i = 0; i < t->options.languages.n; i++)
		if (language_list_add(&known, t->options.languages.v[i], &e) < 0) {
			tool_usage(t->tool, "--language: %s", e.text);
			return -1;
		}
	return 0;
}

static int
check_usage(struct triage *t)
{
	if (!t->tool->output)
		tool_usage(t->tool, "a case folder is needed: -o CASE");
	else if (t->options.resume && t->nexhibits)
		tool_usage(t->tool, "--resume goes on with what was begun; name no evidence");
	else if (!t->options.resume && !t->nexhibits)
		tool_usage(t->tool, "no evidence is named");
	else
		return check_languages(t);
	return -1;
}

/* A slip of the hand must neither make a folder nor an exhibit. */
static int
check_paths(struct triage *t)
{
	struct stat st;
	struct error *e = &t->tool->error;

	for (int i = 0; i < t->nexhibits; i++)
		if (stat(t->exhibits[i], &st))
			return error_system(e, "%s", t->exhibits[i]);
	if (t->options.resume && stat(t->tool->output, &st))
		return error_system(e, "%s", t->tool->output);
	return case_folder_open(&t->folder, t->tool->output, e);
}

/* A run that was cut off in its last moment needs no more than that moment. */
static int
finish_closed(struct triage *t)
{
	int status = 3, r = act_finish(t->folder, &status, &t->tool->error);

	if (r < 0)
		tool_fail(t->tool);
	else if (r > 0)
		tool_info(t->tool, "%s: the run had come to its end; the case was closed now",
			  case_folder_path(t->folder));
	if (r > 0)
		tool_worsen(t->tool, status);
	return r;
}

static int
resume(struct triage *t)
{
	struct words words = {0, NULL};
	int status;

	if (finish_closed(t) || take_over(t, &words)) {
		case_folder_close(&t->folder);
		status = tool_exit(t->tool);
	} else {
		status = triage_run(t);
	}
	words_release(&words);
	return status;
}

static int
work(struct triage *t)
{
	if (check_usage(t))
		return tool_exit(t->tool);
	if (check_paths(t)) {
		tool_fail(t->tool);
		return tool_exit(t->tool);
	}
	return t->options.resume ? resume(t) : triage_run(t);
}

int
main(int argc, char **argv)
{
	struct triage t = {0};
	const struct option_spec options[] = TRIAGE_OPTIONS(&t.options);
	struct tool tool = triage_tool(options);
	int status = -1;

	if (argc > 1 && strcmp(argv[1], "help") == 0)
		status = run_help(argc - 1, argv + 1);
	if (status >= 0)
		return status;
	if (argc > 1 && argv[1][0] != '-' && strcmp(argv[1], "triage") != 0)
		return run_other(argv + 1);
	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	if (!tool.noperands || strcmp(tool.operands[0], "triage") != 0) {
		tool_usage(&tool, "say what to do: winnow triage …");
		return tool_exit(&tool);
	}
	t.tool = &tool;
	t.nexhibits = tool.noperands - 1;
	t.exhibits = tool.operands + 1;
	status = work(&t);
	option_list_release(&t.options.sets);
	option_list_release(&t.options.keys);
	option_list_release(&t.options.languages);
	return status;
}
