/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/tool.h"

#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <jansson.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

#define SECONDS_DEFAULT 120u
#define MEMORY_DEFAULT	((uint64_t)2 << 30)
#define WORKERS_MAX	256u

#define TABLES_MAX 6

static const char *const progress_choices[] = {"auto", "always", "never", NULL};

struct tables {
	struct option_spec common[8], workers[3], records[3];
	const struct option_spec *list[TABLES_MAX];
};

static void
fill_tables(struct tool *tool, struct tables *t)
{
	const struct option_spec common[] = {
		{'o', "output", "FILE", N_("write to FILE instead of standard output"), OPTION_TEXT,
		 &tool->output, NULL, 0, 0},
		{'j', "jobs", "N", N_("workers (default: the processors)"), OPTION_COUNT,
		 &tool->workers, NULL, 1, WORKERS_MAX},
		{0, "progress", "WHEN", N_("show progress: auto, always or never"), OPTION_CHOICE,
		 &tool->progress_when, progress_choices, 0, 0},
		{'q', "quiet", NULL, N_("say nothing on standard error but errors"), OPTION_FLAG,
		 &tool->quiet, NULL, 0, 0},
		{'v', "verbose", NULL, N_("say more"), OPTION_FLAG, &tool->verbose, NULL, 0, 0},
		{'h', "help", NULL, N_("show this help and exit"), OPTION_FLAG, &tool->help, NULL,
		 0, 0},
		{'V', "version", NULL, N_("show versions, also of libraries, and exit"),
		 OPTION_FLAG, &tool->version, NULL, 0, 0},
		OPTION_END};
	const struct option_spec workers[] = {
		{0, "timeout", "SECONDS", N_("give an item up after so long without progress"),
		 OPTION_COUNT, &tool->seconds, NULL, 1, 86400},
		{0, "memory", "SIZE", N_("memory each worker may use (default 2G)"), OPTION_SIZE,
		 &tool->memory, NULL, 0, 0},
		OPTION_END};
	const struct option_spec records[] = {
		{0, "bare", NULL, N_("accept records without a run record"), OPTION_FLAG,
		 &tool->bare, NULL, 0, 0},
		{0, "evidence", "OLD=NEW", N_("the evidence OLD of the records is now at NEW"),
		 OPTION_LIST, &tool->moves, NULL, 0, 0},
		OPTION_END};
	size_t n = 0;

	memcpy(t->common, common, sizeof common);
	if (tool->output_help) {
		t->common[0].argument = tool->output_argument;
		t->common[0].help = tool->output_help;
	}
	memcpy(t->workers, workers, sizeof workers);
	memcpy(t->records, records, sizeof records);
	if (tool->options)
		t->list[n++] = tool->options;
	if (tool->takes & TOOL_TAKES_RECORDS)
		t->list[n++] = t->records;
	if (tool->takes & TOOL_USES_WORKERS)
		t->list[n++] = t->workers;
	t->list[n++] = t->common;
	t->list[n] = NULL;
}

static void
print_help(const struct tool *tool, const struct tables *t)
{
	printf(_("Usage: %s [OPTION]… %s\n"), tool->name, tool->usage);
	printf("%s\n\n", _(tool->summary));
	options_print(t->list, stdout);
	printf(_("\nExit status: 0 all done, 1 done but some items carry an error note, 2 wrong "
		 "usage,\n"
		 "3 could not run or the output is incomplete.\n"));
	if (tool->further)
		printf("\n%s\n", _(tool->further));
}

static void
print_version(const struct tool *tool)
{
	struct buffer b = BUFFER_EMPTY;

	printf("%s (winnow) %s\n", tool->name, PACKAGE_VERSION);
	for (library_version *const *l = tool->libraries; *l; l++) {
		json_t *pair;
		const char *name;
		json_t *version;

		buffer_clear(&b);
		buffer_add_byte(&b, '{');
		(*l)(&b);
		buffer_add_byte(&b, '}');
		pair = json_loadb(b.data, b.n, 0, NULL);
		json_object_foreach(pair, name, version)
			printf("%s %s\n", name, json_string_value(version));
		json_decref(pair);
	}
	buffer_release(&b);
}

/*
 * A tool started with stdin, stdout or stderr closed would write its messages into whatever
 * it opens next.
 */
static void
fill_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

static void
set_defaults(struct tool *tool)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	tool->workers = processors < 1		   ? 1
			: processors > WORKERS_MAX ? WORKERS_MAX
						   : (unsigned)processors;
	tool->seconds = SECONDS_DEFAULT;
	tool->memory = MEMORY_DEFAULT;
	if (tool->takes & (TOOL_TAKES_RECORDS | TOOL_TAKES_EVIDENCE))
		tool->takes |= TOOL_USES_WORKERS;
}

static int
check_moves(struct tool *tool)
{
	for (size_t i = 0; i < tool->moves.n; i++)
		if (!strchr(tool->moves.v[i], '='))
			return error_set(&tool->error, ERROR_USAGE,
					 "--evidence %s: OLD=NEW is needed", tool->moves.v[i]);
	return 0;
}

/*
 * libarchive converts names by the locale's letters, which must not depend on whose it is, and
 * those of LHA by a table that a confined worker could not load any more.
 */
static void
ready_names(struct tool *tool)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	tool->lha_names = iconv_open("UTF-8", "CP932");
}

int
tool_start(struct tool *tool, int argc, char **argv)
{
	struct tables tables;
	int first;

	fill_standard_descriptors();
	signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error to report, not a silent death */
	setlocale(LC_ALL, "");
	ready_names(tool);
#if ENABLE_NLS
	bindtextdomain(PACKAGE_TARNAME, LOCALEDIR);
	textdomain(PACKAGE_TARNAME);
#endif
	set_defaults(tool);
	tool->argc = argc;
	tool->argv = memory_copy(argv, ((size_t)argc + 1) * sizeof *argv);
	fill_tables(tool, &tables);
	if (options_parse(tables.list, argc, argv, &first, &tool->error) || check_moves(tool)) {
		tool_fail(tool);
		return -1;
	}
	if (tool->help)
		print_help(tool, &tables);
	else if (tool->version)
		print_version(tool);
	tool->noperands = argc - first;
	tool->operands = argv + first;
	if (tool->quiet)
		tool->progress_when = PROGRESS_NEVER;
	progress_start(&tool->progress, (enum progress_when)tool->progress_when);
	return tool->help || tool->version ? -1 : 0;
}

void
tool_worsen(struct tool *tool, int status)
{
	if (status > tool->status)
		tool->status = status;
}

static void
say(struct tool *tool, const char *text)
{
	struct buffer b = BUFFER_EMPTY;

	progress_clear(&tool->progress);
	text_mask(&b, text, strlen(text));
	fprintf(stderr, "%s: %s\n", tool->name, buffer_text(&b));
	buffer_release(&b);
}

void
tool_fail(struct tool *tool)
{
	say(tool, tool->error.text);
	if (tool->error.kind == ERROR_USAGE)
		fprintf(stderr, _("Try “%s --help”.\n"), tool->name);
	tool_worsen(tool, tool->error.kind == ERROR_USAGE ? 2 : 3);
	error_clear(&tool->error);
}

__attribute__((format(printf, 2, 0))) static void
say_format(struct tool *tool, const char *format, va_list ap)
{
	char text[ERROR_TEXT_MAX];

	vsnprintf(text, sizeof text, format, ap);
	say(tool, text);
}

void
tool_usage(struct tool *tool, const char *format, ...)
{
	char text[ERROR_TEXT_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	error_set(&tool->error, ERROR_USAGE, "%s", text);
	tool_fail(tool);
}

void
tool_warn(struct tool *tool, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say_format(tool, format, ap);
	va_end(ap);
}

void
tool_info(struct tool *tool, const char *format, ...)
{
	va_list ap;

	if (tool->quiet)
		return;
	va_start(ap, format);
	say_format(tool, format, ap);
	va_end(ap);
}

int
tool_exit(struct tool *tool)
{
	progress_clear(&tool->progress);
	if (fflush(stdout) || ferror(stdout)) {
		error_set(&tool->error, ERROR_OUTPUT, "standard output: %s", strerror(errno));
		tool_fail(tool);
	}
	option_list_release(&tool->moves);
	if (tool->lha_names != (iconv_t)-1)
		iconv_close(tool->lha_names);
	tool->lha_names = (iconv_t)-1;
	free(tool->argv);
	tool->argv = NULL;
	return tool->status;
}
