/* SPDX-License-Identifier: Apache-2.0 */
/* Records from a source (a plan, its jobs side by side, the next plan …) through the stages. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "flow/engine.h"
#include "record/json.h"

#define SOURCE_SECONDS                                                                             \
	1800u /* without a sign of life: FAT orphans of a large card are silent work */
#define AHEAD_BYTES  ((size_t)8 << 20) /* kept of a job before it is its turn */
#define STOP_LOOK_MS 500
#define ROUNDS_MAX   64u		 /* a source that knows no end was taken over */
#define KEPT_MAX     ((size_t)512 << 20) /* of one round */

struct job {
	struct job_place place;
	struct buffer task;   /* as it is sent to a worker; kept while it may be needed again */
	struct buffer frames; /* what came before its turn */
	uint64_t ticket;      /* 0: not yet submitted */
	bool over;	      /* done, failed or lost: no more frames will come */
	bool held;
	bool gave; /* some records */
};

struct survey {
	struct engine engine;
	struct source_role config;
	struct worker_role role;
	const char *binding;
	struct buffer shared;
	struct job *jobs;
	size_t njobs, front, next; /* front: whose records are due; next: to be submitted next */
	uint64_t kept_end;	   /* of the last placed item kept */
	struct buffer kept;	   /* by the jobs of this round for the plan of the next */
	uint64_t passed_over;	   /* lines that found no room there */
	unsigned round;
	bool shares;	 /* the last plan gave a blob */
	bool last_round; /* nothing is planned any more */
};

/* ---- What a job gives ---- */

static void
take_record(struct survey *s, struct span line)
{
	const struct flow *flow = s->engine.flow;
	struct error e = {0};

	if (record_scan(&s->engine.record, line.p, line.n, &e))
		return; /* only a worker that was taken over writes such lines */
	if (flow->known && record_is(&s->engine.record, "file") &&
	    flow->known(flow->known_ctx, &s->engine.record))
		return;
	engine_line(&s->engine);
}

static void
take_lines(struct survey *s, struct span lines)
{
	while (lines.n) {
		const char *end = memchr(lines.p, '\n', lines.n);
		size_t n = end ? (size_t)(end - lines.p) : lines.n;

		take_record(s, (struct span){lines.p, n});
		n += end != NULL;
		lines.p += n;
		lines.n -= n;
	}
}

/*
 * Found again by the job behind, inside an item that the job before has given whole, is dropped;
 * so is what does not lie in the job's place.
 */
static void
take_placed(struct survey *s, const struct job_place *place, const struct wire_head *head,
	    struct span bytes)
{
	if (head->a < place->start || head->a >= place->end || head->b < head->a ||
	    head->b > place->limit || head->a < s->kept_end)
		return;
	s->kept_end = head->b;
	take_lines(s, bytes);
}

/* No room for it in the plan of the next round: given as it is, and counted. */
static void
pass_over(struct survey *s, struct span lines)
{
	if (!s->config.source->entrusted)
		return;
	s->passed_over++;
	take_lines(s, lines);
}

/* place: of the job; of a plan NULL. */
static void
take_frame(struct survey *s, const struct job_place *place, const struct wire_head *head,
	   struct span bytes)
{
	switch (head->kind) {
	case WIRE_LINES:
		take_lines(s, bytes);
		break;
	case WIRE_PLACED:
		if (place)
			take_placed(s, place, head, bytes);
		break;
	case WIRE_KEEP:
		if (bytes.n <= KEPT_MAX - s->kept.n)
			buffer_add(&s->kept, bytes.p, bytes.n);
		else
			pass_over(s, bytes);
		break;
	case WIRE_PROGRESS:
		s->engine.result->bytes += head->a;
		break;
	default:
		break;
	}
}

/* A record that says what part of the work could not be done; see winnow-record(5). */
static void
add_incident(struct survey *s, const struct buffer *message)
{
	struct buffer b = BUFFER_EMPTY;
	struct error e = {0};

	buffer_add_byte(&b, '{');
	json_member_text(&b, "record", "incident");
	json_member_text(&b, "tool", s->config.source->tool);
	json_member_path(&b, "evidence", s->config.evidence);
	json_key(&b, "notes");
	buffer_add_byte(&b, '[');
	note_add(&b, s->config.source->tool, NOTE_ERROR, message->data);
	buffer_add_text(&b, "]}");
	if (record_scan(&s->engine.record, b.data, b.n, &e) == 0)
		engine_line(&s->engine);
	buffer_release(&b);
}

static void
add_passed_over(struct survey *s)
{
	struct buffer message = BUFFER_EMPTY;

	buffer_add_format(&message,
			  "%llu files were not looked into: too many wait for it at once; "
			  "run winnow-carve over their records",
			  (unsigned long long)s->passed_over);
	buffer_text(&message);
	add_incident(s, &message);
	buffer_release(&message);
	s->passed_over = 0;
}

static void
add_lost_job(struct survey *s, uint64_t job, struct span how)
{
	struct buffer message = BUFFER_EMPTY;

	buffer_add_format(&message, "part %llu of %zu was not finished: %.*s",
			  (unsigned long long)job + 1, s->njobs, (int)how.n, how.p);
	buffer_text(&message);
	add_incident(s, &message);
	buffer_release(&message);
}

/* Records that the job was to give again, with the reason why there is no more behind them. */
static void
give_entrusted(struct survey *s, struct span lines, struct span how)
{
	struct buffer out = BUFFER_EMPTY;
	struct edit edit;

	while (lines.n) {
		const char *end = memchr(lines.p, '\n', lines.n);
		size_t n = end ? (size_t)(end - lines.p) : lines.n;
		struct error e = {0};

		if (record_scan(&s->engine.record, lines.p, n, &e) == 0) {
			edit_init(&edit, &s->engine.record);
			edit_note(&edit, s->config.source->tool, NOTE_ERROR,
				  "what is inside was not found out: %.*s", (int)how.n, how.p);
			buffer_clear(&out);
			edit_write(&edit, &out);
			edit_release(&edit);
			take_lines(s, buffer_span(&out));
		}
		n += end != NULL;
		lines.p += n;
		lines.n -= n;
	}
	buffer_release(&out);
}

static void
take_loss(struct survey *s, struct job *j, struct span how)
{
	struct span lines = {NULL, 0};

	if (!j->gave && s->config.source->entrusted && j->task.n > sizeof(struct source_task))
		lines = s->config.source->entrusted(
			(struct span){j->task.data + sizeof(struct source_task),
				      j->task.n - sizeof(struct source_task)});
	if (lines.n)
		give_entrusted(s, lines, how);
	else
		add_lost_job(s, s->front, how);
}

/* ---- Jobs in order ---- */

static void
unfold(struct survey *s, struct job *j)
{
	struct wire_head head;
	struct span bytes;
	size_t at = 0;

	while (wire_take(j->frames.data, j->frames.n, &at, &head, &bytes) > 0) {
		if (head.kind == WIRE_FAILED) {
			take_loss(s, j, bytes);
			continue;
		}
		j->gave |= head.kind == WIRE_LINES;
		take_frame(s, &j->place, &head, bytes);
	}
	buffer_release(&j->frames);
}

/* Gives what the job at the front has given so far, and moves on when it is over. */
static void
advance(struct survey *s)
{
	while (s->front < s->njobs && !engine_full(&s->engine) && !engine_stopped(&s->engine)) {
		struct job *j = &s->jobs[s->front];

		unfold(s, j);
		if (j->held) {
			j->held = false;
			pool_hold(s->engine.pool, j->ticket, false);
		}
		if (!j->over)
			return;
		buffer_release(&j->task);
		engine_mark(&s->engine, s->front);
		s->front++;
	}
}

static int
submit_jobs(struct survey *s, struct error *e)
{
	while (s->next < s->njobs && !engine_stopped(&s->engine)) {
		struct job *j = &s->jobs[s->next];
		int r;

		if (!pool_has_room(s->engine.pool, ROLE_SOURCE, s->binding, 0))
			return 0;
		j->ticket = ++s->engine.tickets;
		r = pool_submit(s->engine.pool, ROLE_SOURCE, s->binding, 0, j->ticket,
				buffer_span(&j->task), e);
		if (r < 0)
			return -1;
		if (!s->config.source->entrusted)
			buffer_release(&j->task);
		s->next++;
	}
	return 0;
}

static struct job *
job_by_ticket(struct survey *s, uint64_t ticket)
{
	for (size_t i = s->front; i < s->next; i++)
		if (s->jobs[i].ticket == ticket && !s->jobs[i].over)
			return &s->jobs[i];
	return NULL;
}

static int
job_event(struct survey *s, struct job *j, const struct pool_event *event, struct error *e)
{
	switch (event->kind) {
	case POOL_FRAME:
		wire_add(&j->frames, event->head.kind, event->head.a, event->head.b, event->bytes);
		/* The front job waits only for the stages; the others may not run far ahead. */
		if (j->frames.n > AHEAD_BYTES || engine_full(&s->engine)) {
			j->held = true;
			pool_hold(s->engine.pool, j->ticket, true);
		}
		return 0;
	case POOL_FAILED:
	case POOL_LOST:
		wire_add(&j->frames, WIRE_FAILED, 0, 0, event->bytes);
		j->over = true;
		return 0;
	case POOL_DONE:
		j->over = true;
		return 0;
	default:
		return engine_worker_error(event, e);
	}
}

static void
show_progress(struct survey *s)
{
	struct progress *p = s->engine.flow->progress;

	if (!p)
		return;
	p->items = s->engine.result->items;
	p->bytes = s->engine.result->bytes;
	progress_update(p);
}

static int
wait_for_something(struct survey *s, struct error *e)
{
	const struct sink *sink = &s->engine.flow->sink;
	struct pool_event event;
	struct job *j;

	show_progress(s);
	if (pool_wait(s->engine.pool, -1, 0, &event, e))
		return -1;
	if (event.kind == POOL_TIMEOUT) {
		if (sink->idle && sink->idle(sink->ctx, e))
			return -1;
		if (pool_wait(s->engine.pool, -1, STOP_LOOK_MS, &event, e))
			return -1;
	}
	if (event.kind == POOL_TIMEOUT)
		return 0;
	j = job_by_ticket(s, event.ticket);
	if (j)
		return job_event(s, j, &event, e);
	return engine_event(&s->engine, &event, e) < 0 ? -1 : 0;
}

/* ---- The plan ---- */

static void
add_job(struct survey *s, struct span bytes)
{
	const struct source_task head = {0, s->round};
	struct job *j;

	if (bytes.n < sizeof j->place)
		return; /* only a worker that was taken over plans so */
	if ((s->njobs & (s->njobs + 1)) == 0)
		s->jobs = memory_resize_array(s->jobs, 2 * (s->njobs + 1), sizeof *s->jobs);
	j = &s->jobs[s->njobs++];
	*j = (struct job){0};
	memcpy(&j->place, bytes.p, sizeof j->place);
	bytes.p += sizeof j->place;
	bytes.n -= sizeof j->place;
	buffer_add(&j->task, &head, sizeof head);
	buffer_add(&j->task, bytes.p, bytes.n);
}

static int
plan_event(struct survey *s, const struct pool_event *event, struct error *e)
{
	struct progress *p = s->engine.flow->progress;

	switch (event->kind) {
	case POOL_DONE:
		return 1;
	case POOL_TIMEOUT:
		return 0;
	case POOL_FRAME:
		break;
	default:
		return engine_worker_error(event, e);
	}
	if (event->head.kind == WIRE_JOB) {
		add_job(s, event->bytes);
		if (p)
			p->bytes_total += event->head.a;
	} else if (event->head.kind == WIRE_SHARE) {
		s->shares = true;
		buffer_clear(&s->shared);
		buffer_add(&s->shared, event->bytes.p, event->bytes.n);
	} else {
		take_frame(s, NULL, &event->head, event->bytes);
	}
	return 0;
}

/* 1: the plan stands; 0: the run is to stop. */
static int
await_plan(struct survey *s, uint64_t ticket, struct error *e)
{
	struct pool_event event;
	int r = 0;

	while (r == 0 && !engine_stopped(&s->engine)) {
		if (engine_turn(&s->engine, e) ||
		    pool_wait(s->engine.pool, -1, STOP_LOOK_MS, &event, e))
			return -1;
		if (event.kind == POOL_TIMEOUT)
			continue;
		if (event.ticket == ticket)
			r = plan_event(s, &event, e);
		else
			r = engine_event(&s->engine, &event, e) < 0 ? -1 : 0;
	}
	return r;
}

static int
make_plan(struct survey *s, struct error *e)
{
	const struct source_task task = {1, s->round};
	struct buffer bytes = BUFFER_EMPTY;
	int r;

	buffer_add(&bytes, &task, sizeof task);
	buffer_add(&bytes, s->kept.data, s->kept.n);
	buffer_release(&s->kept);
	s->shares = false;
	if (s->passed_over)
		add_passed_over(s);
	r = pool_submit(s->engine.pool, ROLE_SOURCE, s->binding, 0, ++s->engine.tickets,
			buffer_span(&bytes), e);
	buffer_release(&bytes);
	if (r >= 0)
		r = await_plan(s, s->engine.tickets, e);
	s->config.shared = buffer_span(&s->shared);
	/* The workers to come are forked with what the plan shares; this one was forked without. */
	if (s->shares)
		pool_retire(s->engine.pool, ROLE_SOURCE);
	return r < 0 ? -1 : 0;
}

/* ---- The rounds ---- */

/* The jobs of a round, and of the last one what the stages still have to do. */
static int
run_round(struct survey *s, struct error *e)
{
	for (;;) {
		advance(s);
		if (engine_turn(&s->engine, e) || submit_jobs(s, e))
			return -1;
		if (s->front == s->njobs && (!s->last_round || engine_empty(&s->engine)))
			return 0;
		if (engine_stopped(&s->engine))
			s->engine.result->stopped = true;
		if (engine_stopped(&s->engine) && engine_empty(&s->engine))
			return 0;
		/* What was freed by engine_turn() may let the front job go on. */
		if (s->front < s->njobs && s->jobs[s->front].frames.n && !engine_full(&s->engine) &&
		    !engine_stopped(&s->engine))
			continue;
		if (wait_for_something(s, e))
			return -1;
	}
}

/*
 * A plan that fails loses what was to come of it, not the run: what was found before is in the
 * stream.
 */
static int
next_round(struct survey *s, struct error *e)
{
	struct buffer message = BUFFER_EMPTY;

	s->round++;
	if (make_plan(s, e)) {
		if (e->kind == ERROR_OUTPUT || e->kind == ERROR_SYSTEM)
			return -1;
		buffer_add_format(&message, "round %u of the search was not finished: %s",
				  s->round + 1, e->text);
		buffer_text(&message);
		add_incident(s, &message);
		buffer_release(&message);
		error_clear(e);
		s->next = s->front = s->njobs;
	}
	s->last_round = s->front == s->njobs || s->round == ROUNDS_MAX;
	return 0;
}

static int
run_rounds(struct survey *s, struct error *e)
{
	bool many = s->config.source->plan_next != NULL;

	/*
	 * Jobs done in an earlier run were marked then; their workers need not start again. Where
	 * there are more rounds to come, what the jobs keep is needed once more.
	 */
	if (!many && s->engine.flow->jobs_done < s->njobs)
		s->front = s->next = s->engine.flow->jobs_done;
	else if (!many)
		s->front = s->next = s->njobs;
	s->last_round = !many;
	for (;;) {
		if (run_round(s, e))
			return -1;
		if (s->last_round || s->engine.result->stopped)
			return 0;
		if (next_round(s, e))
			return -1;
	}
}

static void
survey_release(struct survey *s)
{
	engine_release(&s->engine);
	for (size_t i = 0; i < s->njobs; i++) {
		buffer_release(&s->jobs[i].task);
		buffer_release(&s->jobs[i].frames);
	}
	free(s->jobs);
	buffer_release(&s->shared);
	buffer_release(&s->kept);
}

int
flow_evidence(const struct flow *flow, const struct source *source, const void *source_config,
	      const char *evidence, struct flow_result *result, struct error *e)
{
	struct survey s = {.config = {flow, source, source_config, evidence, {NULL, 0}}};
	struct buffer binding = BUFFER_EMPTY;
	int r;

	binding_make(evidence, NULL, &binding);
	s.binding = binding.data;
	s.role = source_worker(&s.config, SOURCE_SECONDS);
	engine_init(&s.engine, flow, &s.role, result);
	r = make_plan(&s, e);
	if (r == 0)
		r = run_rounds(&s, e);
	survey_release(&s);
	buffer_release(&binding);
	return r;
}
