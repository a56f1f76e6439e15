/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-link: what ties exhibits together, from record streams and case folders. */
#include <config.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/whole_io.h"
#include "hashset/near.h"
#include "hashset/sort.h"
#include "tools/link_tool.h"
#include "tools/tool.h"

#define MEMORY_DEFAULT	  ((uint64_t)256 << 20)
#define CELL_MILLIDEGREES 10 /* about a kilometre */
#define FLUSH_AT	  ((size_t)1 << 16)

enum form { FORM_RECORDS, FORM_CSV, FORM_DOT, FORM_SVG, FORMS };

struct linking {
	struct tool *tool;
	struct linker *linker;
	struct link_context context;
	enum form form;
	struct tie_list ties;
	struct tool_output *stream; /* FORM_RECORDS */
	struct buffer out;
	int fd; /* of the other forms */
	uint64_t links;
};

/* ---- Reading ---- */

struct stream {
	struct linking *l;
	struct stream_check *check;
	struct record record;
	struct error broken; /* the first line that was no record */
};

static int
take_line(struct stream *s, struct span line, const char *name, uint64_t number, struct error *e)
{
	struct error why = {0};

	if (record_scan(&s->record, line.p, line.n, &why)) {
		if (!s->broken.kind)
			error_set(&s->broken, ERROR_INPUT, "%s: line %llu: %s", name,
				  (unsigned long long)number, why.text);
		error_clear(&why);
		return 0;
	}
	stream_check_record(s->check, &s->record);
	return linker_record(s->l->linker, &s->record, e);
}

static int
read_stream(void *ctx, const struct flow_input *input, struct error *e)
{
	struct stream s = {.l = ctx, .check = stream_check_new()};
	struct stream_verdict verdict;
	struct span line;
	bool complete;
	int more = 1;

	while ((more = line_reader_next(input->reader, &line, &complete, e)) > 0)
		if (take_line(&s, line, input->name, line_reader_count(input->reader), e)) {
			more = -1;
			break;
		}
	stream_check_verdict(s.check, &verdict);
	tool_judge(s.l->tool, &verdict, s.broken.kind ? &s.broken : NULL);
	stream_check_free(&s.check);
	record_release(&s.record);
	error_clear(&s.broken);
	return more;
}

/* ---- Writing ---- */

static int
flush(struct linking *l, struct error *e)
{
	if (write_whole(l->fd, l->out.data, l->out.n) < l->out.n)
		return error_system(e, "%s", l->tool->output ? l->tool->output : "standard output");
	buffer_clear(&l->out);
	return 0;
}

static int
tell(void *ctx, const struct link *link, struct error *e)
{
	struct linking *l = ctx;

	l->links++;
	if (l->form == FORM_DOT || l->form == FORM_SVG) {
		ties_add(&l->ties, link);
		return 0;
	}
	if (l->form == FORM_CSV) {
		link_as_csv(&l->out, &l->context, link);
		return l->out.n >= FLUSH_AT ? flush(l, e) : 0;
	}
	buffer_clear(&l->out);
	link_as_record(&l->out, &l->context, link);
	return tool_output_line(l->stream, buffer_span(&l->out), e);
}

static int
open_target(struct linking *l, struct error *e)
{
	static const char *const first[FORMS] = {"{", "l\"", "g", "<"};

	if (l->form == FORM_RECORDS)
		return tool_output_open(l->tool, false, &l->stream);
	l->fd = l->tool->output ? tool_create(l->tool, l->tool->output, first[l->form], e)
				: STDOUT_FILENO;
	return l->fd < 0 ? -1 : 0;
}

static int
tell_exhibits(struct linking *l, struct error *e)
{
	for (size_t i = 0; i < l->context.nexhibits; i++) {
		buffer_clear(&l->out);
		exhibit_as_record(&l->out, &l->context.exhibits[i]);
		if (tool_output_line(l->stream, buffer_span(&l->out), e))
			return -1;
	}
	return 0;
}

static int
tell_all(struct linking *l, struct error *e)
{
	l->context.exhibits = linker_exhibits(l->linker, &l->context.nexhibits);
	if (l->form == FORM_RECORDS && tell_exhibits(l, e))
		return -1;
	if (l->form == FORM_CSV)
		link_csv_head(&l->out);
	if (linker_each(l->linker, tell, l, e))
		return -1;
	if (l->form == FORM_DOT)
		ties_as_dot(&l->out, &l->context, &l->ties);
	if (l->form == FORM_SVG)
		ties_as_svg(&l->out, &l->context, &l->ties);
	return l->form == FORM_RECORDS ? 0 : flush(l, e);
}

static void
release(struct linking *l)
{
	if (l->stream)
		tool_output_close(l->tool, &l->stream, 0, 0);
	if (l->fd > STDERR_FILENO && close(l->fd))
		tool_worsen(l->tool, 3);
	linker_close(&l->linker);
	ties_release(&l->ties);
	buffer_release(&l->out);
}

static void
run(struct linking *l, const struct link_options *options)
{
	struct error *e = &l->tool->error;

	if (linker_open(&l->linker, options, e) || tool_each_input(l->tool, read_stream, l, e)) {
		tool_fail(l->tool);
	} else if (open_target(l, e)) {
		if (l->form != FORM_RECORDS) /* the other has said so */
			tool_fail(l->tool);
	} else if (tell_all(l, e)) {
		tool_fail(l->tool);
	} else {
		tool_info(l->tool, "%llu links between %zu exhibits", (unsigned long long)l->links,
			  l->context.nexhibits);
	}
	release(l);
}

/* ---- What is asked for ---- */

static int
form_of(struct tool *tool, const char *name, enum form *out)
{
	static const char *const names[FORMS] = {"records", "csv", "dot", "svg"};
	const char *dot = tool->output ? strrchr(tool->output, '.') : NULL;

	*out = FORM_RECORDS;
	for (int i = 0; i < FORMS; i++) {
		if (name && strcmp(name, names[i]) == 0) {
			*out = (enum form)i;
			return 0;
		}
		if (!name && dot && strcmp(dot + 1, names[i]) == 0)
			*out = (enum form)i;
	}
	if (!name)
		return 0;
	tool_usage(tool, "-f %s is not one of records, csv, dot, svg", name);
	return -1;
}

/* A case folder stands for its records. */
static void
name_records(struct tool *tool)
{
	struct stat st;

	for (int i = 0; i < tool->noperands; i++) {
		struct buffer path = BUFFER_EMPTY;

		if (stat(tool->operands[i], &st) || !S_ISDIR(st.st_mode))
			continue;
		buffer_add_format(&path, "%s/records.jsonl", tool->operands[i]);
		tool->operands[i] = memory_string(buffer_text(&path)); /* as long as the process */
		buffer_release(&path);
	}
}

static const char *
scratch_folder(void)
{
	const char *folder = getenv("TMPDIR");

	return folder && *folder ? folder : "/tmp";
}

int
main(int argc, char **argv)
{
	const char *form = NULL;
	unsigned distance = NEAR_DISTANCE, cell = CELL_MILLIDEGREES;
	uint64_t memory = MEMORY_DEFAULT;
	bool all = false, exact = false, bare = false;
	const struct option_spec options[] = {
		{'f', "format", "FORMAT", N_("records, csv, dot or svg; else by the name after -o"),
		 OPTION_TEXT, &form, NULL, 0, 0},
		{0, "all-items", NULL,
		 N_("tie every item with digests, not only media and matches"), OPTION_FLAG, &all,
		 NULL, 0, 0},
		{0, "exact", NULL, N_("do not look for similar pictures"), OPTION_FLAG, &exact,
		 NULL, 0, 0},
		{0, "distance", "BITS", N_("how far apart similar pictures may be (31)"),
		 OPTION_COUNT, &distance, NULL, 0, NEAR_FARTHEST},
		{0, "cell", "N", N_("side of a place in thousandths of a degree (10)"),
		 OPTION_COUNT, &cell, NULL, 1, 10000},
		{0, "sort-memory", "BYTES", N_("memory for sorting and comparing (256M)"),
		 OPTION_SIZE, &memory, NULL, 0, 0},
		{0, "bare", NULL, N_("accept records without a run record, and empty input"),
		 OPTION_FLAG, &bare, NULL, 0, 0},
		OPTION_END,
	};
	struct tool tool = {
		.name = "winnow-link",
		.summary = N_("Tells what ties exhibits together: equal or similar content, a "
			      "camera, an owner, a place."),
		.usage = "[FILE|CASE]…",
		.options = options,
		.takes = 0,
		.libraries = {library_crypto},
	};
	struct linking linking = {.tool = &tool, .fd = -1};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	tool.bare = bare;
	if (memory < SORT_MEMORY_MIN)
		tool_usage(&tool, "--sort-memory is at least %zu bytes", SORT_MEMORY_MIN);
	else if (form_of(&tool, form, &linking.form) == 0) {
		name_records(&tool);
		run(&linking, &(struct link_options){.all_items = all,
						     .no_near = exact,
						     .distance = distance,
						     .cell = (double)cell / 1000,
						     .memory = (size_t)memory,
						     .folder = scratch_folder()});
	}
	return tool_exit(&tool);
}
