/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-carve --finish: the streams of the parts that other runs searched. */
#include "tools/carve_parts.h"

#include "carve/unfinished.h"

struct parts {
	struct tool *tool;
	struct buffer *all;
	struct record record;
	struct stream_check *check;
};

static int
read_line(struct parts *p, struct span line, struct error *e)
{
	if (record_scan(&p->record, line.p, line.n, e))
		return -1;
	stream_check_record(p->check, &p->record);
	return unfinished_add(p->all, &p->record, e);
}

static int
read_part(void *ctx, const struct flow_input *input, struct error *e)
{
	struct parts *p = ctx;
	struct stream_verdict verdict;
	struct span line;
	bool complete;
	int r;

	p->check = stream_check_new();
	while ((r = line_reader_next(input->reader, &line, &complete, e)) > 0) {
		if (read_line(p, line, e)) {
			error_prefix(e, "%s, line %llu", input->name,
				     (unsigned long long)line_reader_count(input->reader));
			r = -1;
			break;
		}
	}
	stream_check_verdict(p->check, &verdict);
	stream_check_free(&p->check);
	if (r == 0)
		tool_judge(p->tool, &verdict, NULL);
	return r;
}

int
carve_parts_read(struct tool *tool, const struct option_list *files, struct buffer *all)
{
	struct parts p = {.tool = tool, .all = all, .record = RECORD_EMPTY};
	struct tool named = {.operands = (char **)files->v, .noperands = (int)files->n};
	int r;

	r = tool_each_input(&named, read_part, &p, &tool->error);
	record_release(&p.record);
	return r;
}
