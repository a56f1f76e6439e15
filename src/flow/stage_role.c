/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/content.h"
#include "flow/roles.h"

struct stage_worker_state {
	const struct flow *flow;
	void **stages; /* a state a stage */
	struct image *image;
	struct record record;
	struct edit edit;
	struct buffer out, more, faults;
};

/* The stages load their own trusted data first; only then is evidence touched. */
static int
stage_open(const void *config, const char *binding, void **state, struct error *e)
{
	const struct flow *flow = ((const struct stage_role *)config)->flow;
	struct stage_worker_state *w = memory_zero(1, sizeof *w);

	w->flow = flow;
	w->stages = memory_zero(flow->nstages + 1, sizeof *w->stages);
	for (size_t i = 0; i < flow->nstages; i++)
		if (flow->stages[i].stage->open &&
		    flow->stages[i].stage->open(&w->stages[i], flow->stages[i].config, e))
			return -1;
	*state = w;
	return binding_open(binding, &flow->moves, &w->image, e);
}

/* Said once an item, in the name of the first stage that met it. */
static void
note_faults(struct stage_worker_state *w, struct item *item, uint64_t before)
{
	if (!w->image || w->faults.n)
		return;
	image_tell_faults(w->image, before, &w->faults);
	if (w->faults.n)
		item_note(item, NOTE_ERROR, "%s", buffer_text(&w->faults));
}

static int apply_to_lines(struct stage_worker_state *w, const struct stage_task *task,
			  struct span lines, struct emitter *progress, struct error *e);

/* Takes what stage i added for the stages behind it; what the last one added is done. */
static void
set_aside(struct stage_worker_state *w, uint32_t i, struct stage_task *rest, struct buffer *added)
{
	if (w->more.n == 0 || i + 1 == rest->end)
		return;
	assert(added->n == 0); /* one stage of a flow adds lines */
	rest->first = i + 1;
	*added = w->more;
	w->more = (struct buffer)BUFFER_EMPTY;
}

/* Ends: what is added here goes through fewer stages than this item did. */
static int
apply_stages(struct stage_worker_state *w, const struct stage_task *task, struct emitter *progress,
	     struct error *e)
{
	struct stage_task rest = *task;
	struct buffer added = BUFFER_EMPTY;
	struct item item = {.record = &w->record,
			    .edit = &w->edit,
			    .image = w->image,
			    .more = &w->more,
			    .progress = progress};
	uint64_t faults = w->image ? image_faults(w->image) : 0;
	int r = 0;

	buffer_clear(&w->faults);
	edit_reset(&w->edit, &w->record);
	for (uint32_t i = task->first; i < task->end && r == 0; i++) {
		item.tool = w->flow->stages[i].stage->tool;
		r = w->flow->stages[i].stage->apply(w->stages[i], &item, e);
		note_faults(w, &item, faults);
		set_aside(w, i, &rest, &added);
	}
	content_close(&item.content);
	edit_write(&w->edit, &w->out);
	buffer_add(&w->out, w->more.data, w->more.n);
	buffer_clear(&w->more);
	if (r == 0 && added.n)
		r = apply_to_lines(w, &rest, buffer_span(&added), progress, e);
	buffer_release(&added);
	return r;
}

static int
one_line(struct stage_worker_state *w, const struct stage_task *task, struct span line,
	 struct emitter *progress, struct error *e)
{
	struct error unscannable = {0};

	if (record_scan(&w->record, line.p, line.n, &unscannable) == 0 &&
	    record_is(&w->record, "file"))
		return apply_stages(w, task, progress, e);
	buffer_add(&w->out, line.p, line.n);
	buffer_add_byte(&w->out, '\n');
	return 0;
}

static int
apply_to_lines(struct stage_worker_state *w, const struct stage_task *task, struct span lines,
	       struct emitter *progress, struct error *e)
{
	int r = 0;

	while (lines.n && r == 0) {
		const char *end = memchr(lines.p, '\n', lines.n);
		size_t n = (size_t)(end - lines.p);

		r = one_line(w, task, (struct span){lines.p, n}, progress, e);
		lines.p = end + 1;
		lines.n -= n + 1;
	}
	return r;
}

static int
stage_run(void *state, struct span bytes, struct port *port, struct error *e)
{
	struct stage_worker_state *w = state;
	struct stage_task task;

	memcpy(&task, bytes.p, sizeof task);
	bytes.p += sizeof task;
	bytes.n -= sizeof task;
	while (bytes.n) {
		const char *end = memchr(bytes.p, '\n', bytes.n);
		struct span line = {bytes.p, (size_t)(end - bytes.p)};

		if (one_line(w, &task, line, &port->emitter, e))
			return -1;
		if (port_send(port, WIRE_LINES, 0, 0, buffer_span(&w->out), e))
			return -1;
		buffer_clear(&w->out);
		bytes.n -= line.n + 1;
		bytes.p = end + 1;
	}
	return 0;
}

struct worker_role
stage_worker(const struct stage_role *config, unsigned seconds)
{
	return (struct worker_role){"stages", stage_open, stage_run, config, seconds};
}
