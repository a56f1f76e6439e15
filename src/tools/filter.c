/* SPDX-License-Identifier: Apache-2.0 */
/* Tools that read record streams, and tools that make them from evidence. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "tools/tool.h"

/* ---- The sink of both: this tool's output ---- */

struct target {
	struct tool *tool;
	struct tool_output *out;
};

static int
put_record(void *ctx, const struct record *r, struct span line, struct error *e)
{
	struct target *t = ctx;

	if (t->tool->watch)
		t->tool->watch(t->tool->watch_ctx, r);
	return t->tool->silent ? 0 : tool_output_line(t->out, line, e);
}

static int
flush(void *ctx, struct error *e)
{
	struct target *t = ctx;

	return t->tool->silent ? 0 : tool_output_flush(t->out, e);
}

struct flow
tool_flow(struct tool *tool)
{
	return (struct flow){.workers = tool->workers,
			     .item_seconds = tool->seconds,
			     .worker_memory = tool->memory,
			     .moves = {tool->moves.v, tool->moves.n},
			     .progress = &tool->progress};
}

/* ---- Filters ---- */

struct filter {
	struct tool *tool;
	const struct flow *flow;
	struct flow_result *result;
};

static int
filter_input(void *ctx, const struct flow_input *input, struct error *e)
{
	struct filter *f = ctx;
	struct stream_verdict verdict = {0};
	int r = flow_records(f->flow, input, f->result, &verdict, e);

	if (r == 0)
		tool_judge(f->tool, &verdict, f->result->broken_lines ? &f->result->broken : NULL);
	return r;
}

static void
finish(struct tool *tool, struct target *target, int r, const struct flow_result *result)
{
	if (r)
		tool_fail(tool);
	if (result->noted)
		tool_worsen(tool, 1);
	if (tool->verbose)
		tool_info(tool, "%llu items, %llu with a note of level error",
			  (unsigned long long)result->items, (unsigned long long)result->noted);
	tool_output_close(tool, &target->out, result->items, result->noted);
}

int
tool_filter(struct tool *tool, const struct stage_use *stages, size_t nstages)
{
	struct target target = {tool, NULL};
	struct flow_result result = {0};
	struct flow flow;
	struct filter filter = {tool, &flow, &result};
	int r;

	if (tool_output_open(tool, true, &target.out))
		return tool_exit(tool);
	flow = tool_flow(tool);
	flow.stages = stages;
	flow.nstages = nstages;
	flow.sink = (struct sink){put_record, NULL, flush, &target};
	r = tool_each_input(tool, filter_input, &filter, &tool->error);
	finish(tool, &target, r, &result);
	return tool_exit(tool);
}

/* ---- Sources ---- */

static int
put_found(void *ctx, const struct record *r, struct span line, struct error *e)
{
	tool_tell_notes(((struct target *)ctx)->tool, r);
	return put_record(ctx, r, line, e);
}

int
tool_source(struct tool *tool, const struct source *source, const void *config,
	    const struct stage_use *stages, size_t nstages)
{
	struct target target = {tool, NULL};
	struct flow_result result = {0};
	struct flow flow;
	int r = 0;

	if (!tool->noperands)
		tool_usage(tool, "no evidence is named");
	if (!tool->noperands || tool_output_open(tool, true, &target.out))
		return tool_exit(tool);
	flow = tool_flow(tool);
	flow.stages = stages;
	flow.nstages = nstages;
	flow.sink = (struct sink){put_found, NULL, flush, &target};
	for (int i = 0; i < tool->noperands; i++) {
		r = flow_evidence(&flow, source, config, tool->operands[i], &result, &tool->error);
		if (r) /* the other exhibits are still worth reading */
			tool_fail(tool);
	}
	finish(tool, &target, 0, &result);
	return tool_exit(tool);
}
