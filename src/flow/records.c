/* SPDX-License-Identifier: Apache-2.0 */
/* Records from a stream through the stages. */
#include <stdlib.h>

#include "flow/engine.h"

#define STOP_LOOK_MS 500 /* how soon a signal is noticed while nothing else happens */

struct intake {
	struct engine engine;
	const struct flow_input *input;
	struct stream_check *check;
	bool ended;
};

static void
take_line(struct intake *in, struct span line)
{
	struct error e = {0};

	if (record_scan(&in->engine.record, line.p, line.n, &e) == 0) {
		stream_check_record(in->check, &in->engine.record);
		engine_line(&in->engine);
		return;
	}
	if (in->engine.result->broken_lines++ == 0) {
		error_prefix(&e, "%s, line %llu", in->input->name,
			     (unsigned long long)line_reader_count(in->input->reader));
		in->engine.result->broken = e;
	}
}

/* Reads while whole lines are at hand and there is room for them. */
static int
take_input(struct intake *in, struct error *e)
{
	do {
		struct span line;
		bool complete;
		int r = line_reader_next(in->input->reader, &line, &complete, e);

		if (r < 0)
			return -1;
		if (r == 0) {
			in->ended = true;
			return 0;
		}
		take_line(in, line);
	} while (line_reader_ready(in->input->reader) && !engine_full(&in->engine));
	return 0;
}

static bool
wants_input(const struct intake *in)
{
	return !in->ended && !engine_full(&in->engine) && !engine_stopped(&in->engine);
}

static int
wait_for_something(struct intake *in, struct error *e)
{
	const struct sink *sink = &in->engine.flow->sink;
	int fd = wants_input(in) ? in->input->fd : -1;
	struct pool_event event;

	if (pool_wait(in->engine.pool, fd, 0, &event, e))
		return -1;
	if (event.kind == POOL_TIMEOUT) {
		if (sink->idle && sink->idle(sink->ctx, e))
			return -1;
		if (pool_wait(in->engine.pool, fd, STOP_LOOK_MS, &event, e))
			return -1;
	}
	if (event.kind == POOL_TIMEOUT)
		return 0;
	if (event.kind == POOL_INPUT)
		return take_input(in, e);
	return engine_event(&in->engine, &event, e) < 0 ? -1 : 0;
}

static int
run(struct intake *in, struct error *e)
{
	for (;;) {
		if (in->engine.flow->progress) {
			in->engine.flow->progress->items = in->engine.result->items;
			in->engine.flow->progress->bytes = in->engine.result->bytes;
			progress_update(in->engine.flow->progress);
		}
		if (engine_turn(&in->engine, e))
			return -1;
		if (wants_input(in) && line_reader_ready(in->input->reader)) {
			if (take_input(in, e))
				return -1;
			continue;
		}
		if (engine_empty(&in->engine) && !wants_input(in))
			return 0;
		if (wait_for_something(in, e))
			return -1;
	}
}

int
flow_records(const struct flow *flow, const struct flow_input *input, struct flow_result *result,
	     struct stream_verdict *verdict, struct error *e)
{
	struct intake in = {.input = input, .check = stream_check_new()};
	int r;

	engine_init(&in.engine, flow, NULL, result);
	r = run(&in, e);
	stream_check_verdict(in.check, verdict);
	result->stopped = engine_stopped(&in.engine);
	engine_release(&in.engine);
	stream_check_free(&in.check);
	return r;
}
