/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/engine.h"

#include <string.h>

#include "base/text.h"
#include "record/edit.h"

#define SLOTS_PER_WORKER 8u
#define SLOTS_BYTES	 ((size_t)64 << 20)
#define SLOT_BYTES	 ((size_t)128 << 10)
#define SLOT_LINES	 32u
#define SLOT_LINES_LIGHT 512u
#define SLOT_COST	 ((uint64_t)8 << 20)

void
engine_init(struct engine *g, const struct flow *flow, struct worker_role *source_role,
	    struct flow_result *result)
{
	*g = (struct engine){.flow = flow, .result = result, .light = true};
	for (size_t i = 0; i < flow->nstages; i++)
		if (flow->stages[i].stage->needs_evidence)
			g->light = false;
	g->stage_config.flow = flow;
	g->stage_role = stage_worker(&g->stage_config, flow->item_seconds);
	g->roles[ROLE_STAGES] = &g->stage_role;
	g->roles[ROLE_SOURCE] = source_role;
	g->pool = pool_new(g->roles, source_role ? ROLES : 1, flow->workers, flow->worker_memory);
	slot_queue_init(&g->slots);
}

void
engine_release(struct engine *g)
{
	if (g->pool)
		g->result->workers_lost += pool_lost(g->pool);
	pool_free(&g->pool);
	slot_queue_release(&g->slots);
	record_release(&g->record);
	buffer_release(&g->binding);
}

bool
engine_full(const struct engine *g)
{
	return g->slots.n >= SLOTS_PER_WORKER * g->flow->workers || g->slots.bytes >= SLOTS_BYTES;
}

bool
engine_empty(const struct engine *g)
{
	return g->slots.n == 0;
}

bool
engine_stopped(const struct engine *g)
{
	return g->flow->stop && *g->flow->stop;
}

void
engine_close_slot(struct engine *g)
{
	if (g->open && (g->flow->nstages == 0 || g->open->files == 0)) {
		g->open->state = SLOT_DONE;
		g->open->out = g->open->in;
		g->open->in = (struct buffer)BUFFER_EMPTY;
	}
	g->open = NULL;
	g->open_cost = 0;
}

void
engine_mark(struct engine *g, uint64_t job)
{
	struct slot *s;

	engine_close_slot(g);
	s = slot_add(&g->slots, "", 0);
	s->state = SLOT_DONE;
	s->mark = true;
	s->job = job;
}

/* Only file records need the right worker; others ride along with whatever slot is open. */
static bool
fits_open_slot(const struct engine *g, bool file)
{
	return g->open &&
	       (!file || g->light || g->open->lines == 0 ||
		(g->open->kin == g->kin && strcmp(g->open->binding, g->binding.data) == 0));
}

static bool
slot_is_large(const struct engine *g)
{
	return g->open->lines >= (g->light ? SLOT_LINES_LIGHT : SLOT_LINES) ||
	       g->open->in.n >= SLOT_BYTES || g->open_cost >= SLOT_COST;
}

static void
note_cost(struct engine *g)
{
	uint64_t size;

	if (!g->light && record_u64(&g->record, "size", &size) == 0)
		g->open_cost += size < SLOT_COST ? size : SLOT_COST;
}

void
engine_line(struct engine *g)
{
	bool file = record_is(&g->record, "file");

	g->kin = 0;
	if (file && !g->light) {
		binding_of(&g->record, &g->needs, &g->binding);
		g->kin = binding_kin(&g->record);
	} else if (!g->open || g->light) {
		buffer_text((buffer_clear(&g->binding), &g->binding));
	}
	if (!fits_open_slot(g, file)) {
		engine_close_slot(g);
		g->open = slot_add(&g->slots, g->binding.data, (uint32_t)g->flow->nstages);
	}
	if (file)
		g->open->kin = g->kin;
	buffer_add(&g->open->in, g->record.line.p, g->record.line.n);
	buffer_add_byte(&g->open->in, '\n');
	g->open->counted += g->record.line.n + 1;
	g->slots.bytes += g->record.line.n + 1;
	g->open->lines++;
	g->open->files += file;
	note_cost(g);
	if (slot_is_large(g))
		engine_close_slot(g);
}

/* ---- To the workers ---- */

static int
submit(struct engine *g, struct slot *s, struct error *e)
{
	struct stage_task task = {s->first, s->end};
	struct buffer bytes = BUFFER_EMPTY;
	int r;

	if (!pool_has_room(g->pool, ROLE_STAGES, s->binding, s->kin))
		return 0;
	if (binding_ready(s->binding, e))
		return -1;
	buffer_add(&bytes, &task, sizeof task);
	buffer_add(&bytes, s->in.data, s->in.n);
	s->ticket = ++g->tickets;
	r = pool_submit(g->pool, ROLE_STAGES, s->binding, s->kin, s->ticket, buffer_span(&bytes),
			e);
	if (r > 0)
		s->state = SLOT_RUNNING;
	buffer_release(&bytes);
	return r;
}

static int
submit_waiting(struct engine *g, struct error *e)
{
	for (struct slot *s = g->slots.head; s; s = s->next) {
		int r;

		if (s->state != SLOT_WAITING)
			continue;
		if (s == g->open) {
			if (!pool_has_room(g->pool, ROLE_STAGES, s->binding, s->kin))
				return 0;
			engine_close_slot(g);
			if (s->state != SLOT_WAITING)
				continue;
		}
		r = submit(g, s, e);
		/* Members of one archive wait for their worker; others need not wait for them. */
		if (r < 0 || (r == 0 && s->kin == 0))
			return r;
	}
	return 0;
}

/* ---- To the sink ---- */

static bool
carries_error(const struct record *r)
{
	struct span notes = record_value(r, "notes");

	return notes.p && memmem(notes.p, notes.n, "\"level\":\"error\"", 15);
}

static int
emit_line(struct engine *g, struct span line, struct error *e)
{
	struct error unscannable = {0};
	struct record *r = &g->record;

	if (record_scan(r, line.p, line.n - 1, &unscannable))
		return error_set(e, ERROR_INPUT, "a worker gave no record: %s", unscannable.text);
	if (record_is(r, "file"))
		g->result->items++;
	if (carries_error(r))
		g->result->noted++;
	return g->flow->sink.record(g->flow->sink.ctx, r, line, e);
}

static int
emit_slot(struct engine *g, const struct slot *s, struct error *e)
{
	struct span left = buffer_span(&s->out);

	if (s->mark)
		return g->flow->sink.job_done ? g->flow->sink.job_done(g->flow->sink.ctx, s->job, e)
					      : 0;
	while (left.n) {
		const char *end = memchr(left.p, '\n', left.n);
		size_t n = end ? (size_t)(end - left.p) + 1 : left.n;

		if (emit_line(g, (struct span){left.p, n}, e))
			return -1;
		left.p += n;
		left.n -= n;
	}
	return 0;
}

static int
emit_finished(struct engine *g, struct error *e)
{
	while (g->slots.head && g->slots.head->state == SLOT_DONE) {
		if (emit_slot(g, g->slots.head, e))
			return -1;
		slot_drop_head(&g->slots);
	}
	return 0;
}

int
engine_turn(struct engine *g, struct error *e)
{
	if (g->flow->nstages == 0)
		engine_close_slot(g);
	else if (submit_waiting(g, e))
		return -1;
	return emit_finished(g, e);
}

/* ---- From the workers ---- */

/* What a stage made of the lines is what the next one is given. */
static void
pass_on(struct engine *g, struct slot *s)
{
	uint32_t stages = (uint32_t)g->flow->nstages;

	if (s->end == stages) {
		s->state = SLOT_DONE;
		return;
	}
	buffer_release(&s->in);
	s->in = s->out;
	s->out = (struct buffer)BUFFER_EMPTY;
	s->first = s->end;
	s->end = s->first + 1;
	s->state = SLOT_WAITING;
}

static void
note_line(struct engine *g, struct slot *s, struct span line, struct span how)
{
	struct error unscannable = {0};
	struct edit edit;

	if (record_scan(&g->record, line.p, line.n - 1, &unscannable) == 0) {
		edit_init(&edit, &g->record);
		edit_note(&edit, g->flow->stages[s->first].stage->tool, NOTE_ERROR,
			  "left undone: %.*s", (int)how.n, how.p);
		edit_write(&edit, &s->out);
		edit_release(&edit);
	} else {
		buffer_add(&s->out, line.p, line.n);
	}
}

/* The stage before may have made several lines of one. */
static void
note_loss(struct engine *g, struct slot *s, struct span how)
{
	struct span left = buffer_span(&s->in);

	while (left.n) {
		const char *end = memchr(left.p, '\n', left.n);
		size_t n = (size_t)(end - left.p) + 1;

		note_line(g, s, (struct span){left.p, n}, how);
		left.p += n;
		left.n -= n;
	}
}

static void
take_loss(struct engine *g, struct slot *s, struct span how)
{
	uint32_t stages = (uint32_t)g->flow->nstages;

	buffer_clear(&s->out);
	if (s->lines > 1 || s->end - s->first > 1) {
		slot_split(&g->slots, s, stages);
		return;
	}
	note_loss(g, s, how);
	pass_on(g, s);
}

int
engine_worker_error(const struct pool_event *event, struct error *e)
{
	struct span said = event->bytes;

	if (said.n == 0 || said.p[0] == '\0')
		said = span_of("a worker failed without saying why");
	return error_set(e, ERROR_INPUT, "%.*s", (int)said.n, said.p);
}

/* Every line gives one at least. Of a worker that was taken over, not even that can be trusted. */
static bool
gave_whole_lines(const struct slot *s)
{
	return s->out.n && s->out.data[s->out.n - 1] == '\n';
}

int
engine_event(struct engine *g, const struct pool_event *event, struct error *e)
{
	struct slot *s = slot_by_ticket(&g->slots, event->ticket);

	if (!s)
		return 0;
	switch (event->kind) {
	case POOL_FRAME:
		if (event->head.kind == WIRE_LINES)
			buffer_add(&s->out, event->bytes.p, event->bytes.n);
		else if (event->head.kind == WIRE_PROGRESS)
			g->result->bytes += event->head.a;
		return 1;
	case POOL_DONE:
		if (gave_whole_lines(s))
			pass_on(g, s);
		else
			take_loss(g, s, span_of("its worker gave no whole lines"));
		return 1;
	case POOL_LOST:
		take_loss(g, s, event->bytes);
		return 1;
	default: /* POOL_FAILED, POOL_UNOPENED: not this item's fault, the next would meet it too */
		return engine_worker_error(event, e);
	}
}
