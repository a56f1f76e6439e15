/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/exif_devices.h"

#include <string.h>

#include "tools/device_list.h"

struct survey {
	struct tool *tool;
	struct device_list *list;
	struct flow flow;
	struct flow_result result;
	const struct stage_use *stages;
	size_t nstages;
};

static int
gather(void *ctx, const struct record *r, struct span line, struct error *e)
{
	(void)line;
	(void)e;
	device_list_add(((struct survey *)ctx)->list, r);
	return 0;
}

/* Is this the run of a tool that reads metadata? */
static bool
is_reader(const struct record *r)
{
	struct buffer tool = BUFFER_EMPTY;
	bool reader = record_text(r, "tool", &tool) == 0 &&
		      (strcmp(buffer_text(&tool), "winnow-exif") == 0 ||
		       strcmp(buffer_text(&tool), "winnow") == 0);

	buffer_release(&tool);
	return reader;
}

/* -1: the first lines, all of them runs, end without an answer. */
static int
look(struct record *r, struct span ahead, bool *read)
{
	while (ahead.n) {
		const char *end = memchr(ahead.p, '\n', ahead.n);
		struct error broken = {0};

		if (!end)
			return -1;
		if (record_scan(r, ahead.p, (size_t)(end - ahead.p), &broken) ||
		    !record_is(r, "run"))
			return 0;
		if (is_reader(r)) {
			*read = true;
			return 0;
		}
		ahead.n -= (size_t)(end - ahead.p) + 1;
		ahead.p = end + 1;
	}
	return -1;
}

/* The runs stand first in a stream: has one of them read metadata? */
static int
was_read(const struct flow_input *input, bool *read, struct error *e)
{
	struct record r = {0};
	struct span ahead;
	int more = 1;

	*read = false;
	while (more > 0) {
		more = line_reader_ahead(input->reader, &ahead, e);
		if (more > 0 && look(&r, ahead, read) == 0)
			break;
	}
	record_release(&r);
	return more < 0 ? -1 : 0;
}

static int
take_input(void *ctx, const struct flow_input *input, struct error *e)
{
	struct survey *s = ctx;
	struct stream_verdict verdict = {0};
	bool read;
	int r = was_read(input, &read, e);

	if (r)
		return r;
	s->flow.stages = s->stages;
	s->flow.nstages = read ? 0 : s->nstages;
	r = flow_records(&s->flow, input, &s->result, &verdict, e);
	if (r == 0)
		tool_judge(s->tool, &verdict, s->result.broken_lines ? &s->result.broken : NULL);
	return r;
}

static int
put(void *ctx, struct span line, struct error *e)
{
	return tool_output_line(ctx, line, e);
}

int
tool_devices(struct tool *tool, const struct stage_use *stages, size_t nstages)
{
	struct survey s = {.tool = tool, .stages = stages, .nstages = nstages};
	struct tool_output *out;

	if (tool_output_open(tool, true, &out))
		return tool_exit(tool);
	s.list = device_list_new();
	s.flow = tool_flow(tool);
	s.flow.sink = (struct sink){gather, NULL, NULL, &s};
	if (tool_each_input(tool, take_input, &s, &tool->error) ||
	    device_list_write(s.list, put, out, &tool->error))
		tool_fail(tool);
	if (s.result.noted)
		tool_worsen(tool, 1);
	tool_output_close(tool, &out, 0, 0);
	device_list_free(&s.list);
	return tool_exit(tool);
}
