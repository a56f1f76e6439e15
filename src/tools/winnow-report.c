/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-report: the report of a case from its record streams. It never opens evidence. */
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "report/edition.h"
#include "report/making.h"
#include "tools/tool.h"

#define FORMATS_MAX 16

/* Formats that need libraries which a build may lack: then they are said to be missing here. */
static const char *const optional[] = {"pdf"};

struct asked {
	struct tool *tool;
	struct option_list names; /* of formats */
	const struct renderer *formats[FORMATS_MAX];
	struct making_config config;
	const char *edition;
	struct option_list fields; /* of the case */
	struct option_list languages;
};

/* ---- What is asked for ---- */

static void
list_formats(struct buffer *out)
{
	for (size_t i = 0; report_renderers[i]; i++)
		buffer_add_format(out, "%s%s", i ? ", " : "", report_renderers[i]->name);
}

static void
unknown_format(struct tool *tool, const char *name)
{
	struct buffer known = BUFFER_EMPTY;
	bool missing = false;
	list_formats(&known);
	for (size_t i = 0; i < sizeof optional / sizeof *optional; i++)
		missing |= strcmp(optional[i], name) == 0;
	if (missing)
		tool_usage(tool, "-f %s is not in this build; it has %s", name,
			   buffer_text(&known));
	else
		tool_usage(tool, "-f %s is not a format; this build has %s", name,
			   buffer_text(&known));
	buffer_release(&known);
}

static void
add_format(struct asked *a, const struct renderer *renderer)
{
	for (size_t i = 0; i < a->config.nformats; i++)
		if (a->formats[i] == renderer)
			return; /* asked for twice */
	a->formats[a->config.nformats++] = renderer;
}

static int
choose_edition(struct asked *a)
{
	if (!a->edition || edition_by_name(a->edition, &a->config.edition) == 0)
		return 0;
	tool_usage(a->tool, "--edition %s is not one of full, court, statistics", a->edition);
	return -1;
}

/* By -f, else by the name after -o, else plain text to the terminal. */
static int
choose_formats(struct asked *a)
{
	for (size_t i = 0; i < a->names.n; i++) {
		const struct renderer *renderer = renderer_by_name(a->names.v[i]);
		if (!renderer) {
			unknown_format(a->tool, a->names.v[i]);
			return -1;
		}
		add_format(a, renderer);
	}
	if (a->config.nformats > 0)
		return 0;
	const char *path = a->tool->output;
	const struct renderer *renderer = path ? renderer_by_path(path) : &renderer_text;
	if (!renderer) {
		tool_usage(a->tool, "the name '%s' does not tell the format; give one with -f",
			   path);
		return -1;
	}
	add_format(a, renderer);
	return 0;
}

static bool
is_same_file(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

/* The report must not take the place of what it is made from. */
static int
check_output(struct asked *a)
{
	struct tool *tool = a->tool;
	const char *case_file = a->config.case_file;
	for (int i = 0; tool->output && i < tool->noperands; i++)
		if (is_same_file(tool->output, tool->operands[i])) {
			tool_usage(tool, "-o '%s' is one of the inputs", tool->output);
			return -1;
		}
	if (tool->output && case_file && is_same_file(tool->output, case_file)) {
		tool_usage(tool, "-o '%s' is the case file", tool->output);
		return -1;
	}
	if (a->config.nformats > 1 && !tool->output) {
		tool_usage(tool, "several formats need a folder: give one with -o");
		return -1;
	}
	return 0;
}

/* ---- Making ---- */

static int
open_folder(struct asked *a, struct error *e)
{
	const char *path = a->tool->output;
	a->config.path = path;
	a->config.folder = AT_FDCWD;
	if (a->config.nformats < 2)
		return 0;
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return error_system(e, "cannot make the folder '%s'", path);
	a->config.folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return a->config.folder < 0 ? error_system(e, "cannot open the folder '%s'", path) : 0;
}

struct reading {
	struct tool *tool;
	struct making *making;
};

/* A stream that breaks off still gives a report, which says so; what cannot be written does not. */
static int
read_input(void *ctx, const struct flow_input *input, struct error *e)
{
	struct reading *r = ctx;
	if (making_read(r->making, input->reader, e) == 0)
		return 0;
	if (e->kind == ERROR_OUTPUT)
		return -1;
	tool_warn(r->tool, "%s", e->text);
	tool_worsen(r->tool, 3);
	error_clear(e);
	return 0;
}

static int
make(struct asked *a, struct making **making, struct error *e)
{
	struct error why = {0};
	if (open_folder(a, e) < 0 || making_open(making, &a->config, e) < 0)
		return -1;
	struct reading reading = {a->tool, *making};
	if (tool_each_input(a->tool, read_input, &reading, e) < 0)
		return -1;
	int status = making_finish(making, &why, e);
	if (why.kind != ERROR_NONE)
		tool_warn(a->tool, "%s", why.text);
	if (status >= 0)
		tool_worsen(a->tool, status);
	return status < 0 ? -1 : 0;
}

static void
make_report(struct asked *a)
{
	struct making *making = NULL;
	a->config.formats = a->formats;
	a->config.bare = a->tool->bare;
	a->config.fields = (const char *const *)a->fields.v;
	a->config.nfields = a->fields.n;
	a->config.languages = (const char *const *)a->languages.v;
	a->config.nlanguages = a->languages.n;
	if (choose_edition(a) < 0 || choose_formats(a) < 0 || check_output(a) < 0)
		return;
	if (make(a, &making, &a->tool->error) < 0)
		tool_fail(a->tool);
	making_abandon(&making);
	if (a->config.folder >= 0)
		close(a->config.folder);
}

int
main(int argc, char **argv)
{
	struct tool tool = {.name = "winnow-report",
			    .summary = N_("Makes the report of a case from its records."),
			    .usage = "[FILE]…",
			    .output_argument = "FILE",
			    .output_help = N_("write to FILE; a folder when there are several -f"),
			    .libraries = {library_crypto}};
	struct asked asked = {.tool = &tool};
	const struct option_spec options[] = {
		{'f', "format", "FORMAT",
		 N_("html, pdf, csv, text, case, dfxml, sqlite or vics; may be given several "
		    "times"),
		 OPTION_LIST, &asked.names, NULL, 0, 0},
		{0, "case", "FILE", N_("what people know of the case, as in examples/case.ini"),
		 OPTION_TEXT, &asked.config.case_file, NULL, 0, 0},
		{0, "field", "SECTION.KEY=VALUE",
		 N_("a field of the case over what the case file says; may be given several times"),
		 OPTION_LIST, &asked.fields, NULL, 0, 0},
		{0, "edition", "EDITION",
		 N_("full, court (no names, places coarsened) or statistics (counts alone)"),
		 OPTION_TEXT, &asked.edition, NULL, 0, 0},
		{0, "language", "LL",
		 N_("en, fr or vi; may be given several times; else as the case file says"),
		 OPTION_LIST, &asked.languages, NULL, 0, 0},
		{0, "counting", "FILE",
		 N_("quantities that a law names, to print beside the totals"), OPTION_TEXT,
		 &asked.config.counting_file, NULL, 0, 0},
		{0, "all-items", NULL, N_("csv: list every item, not only matches"), OPTION_FLAG,
		 &asked.config.all_items, NULL, 0, 0},
		{0, "bare", NULL, N_("accept records without a run record"), OPTION_FLAG,
		 &tool.bare, NULL, 0, 0},
		OPTION_END};
	tool.options = options;
	if (tool_start(&tool, argc, argv) == 0)
		make_report(&asked);
	option_list_release(&asked.names);
	option_list_release(&asked.fields);
	option_list_release(&asked.languages);
	return tool_exit(&tool);
}
