/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/source_walk.h"

#include <stdlib.h>
#include <string.h>

#include <tsk/libtsk.h>

#include "base/memory.h"
#include "evidence/walk.h"
#include "record/json.h"

#define TOOL "winnow-ls"
/* Records are handed on in packets: a frame a record would cost more than making it. */
#define PACKET ((size_t)32 << 10)

/*
 * Where there is one file system only, one job does both, and no worker goes through
 * its names twice.
 */
enum step { STEP_NAMES, STEP_ORPHANS, STEP_BOTH };

/* A job as bytes. It carries the volume, so that no worker has to look for the volumes again. */
struct job {
	uint32_t step;
	struct volume volume;
};

/*
 * Walks begun by this worker: one that named a volume's files knows them when it comes
 * to the orphans.
 */
struct begun {
	struct begun *next;
	struct volume volume; /* the walk borrows it */
	struct walk *walk;
};

/* ---- The plan ---- */

static int
plan_step(const struct volume_list *list, enum step step, struct emitter *out, struct error *e)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct volume *v = &list->v[i];
		struct job job;

		/* libtsk looks for no orphans on these two. */
		if (!v->fs_type || (step == STEP_ORPHANS && (TSK_FS_TYPE_ISHFS(v->fs_type) ||
							     TSK_FS_TYPE_ISAPFS(v->fs_type))))
			continue;
		memset(&job, 0, sizeof(job));
		job.step = step;
		job.volume = *v;
		if (out->job(out, (struct span){(const char *)&job, sizeof(job)}, 0, NULL, e))
			return -1;
	}
	return 0;
}

static int
plan_steps(const struct volume_list *list, struct emitter *out, struct error *e)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += list->v[i].fs_type != 0;
	if (n == 1)
		return plan_step(list, STEP_BOTH, out, e);
	return plan_step(list, STEP_NAMES, out, e) ? -1 : plan_step(list, STEP_ORPHANS, out, e);
}

static int
describe(const struct source_input *in, const struct volume_list *list, struct emitter *out,
	 struct error *e)
{
	struct buffer lines = BUFFER_EMPTY;
	int status = volumes_describe(list, in->image, &lines, e);

	if (status == 0)
		status = out->lines(out, buffer_span(&lines), e);
	buffer_release(&lines);
	return status;
}

/* ---- Records on their way to the parent ---- */

struct packer {
	const struct source_input *in;
	struct emitter *out;
	struct buffer packet;
};

static int
send_packet(struct packer *p, struct error *e)
{
	int status = p->packet.n > 0 ? p->out->lines(p->out, buffer_span(&p->packet), e) : 0;

	buffer_clear(&p->packet);
	return status;
}

static int
pack(void *ctx, struct span line, struct error *e)
{
	struct packer *p = ctx;

	buffer_add(&p->packet, line.p, line.n);
	return p->packet.n >= PACKET ? send_packet(p, e) : 0;
}

/* What went wrong with a volume, as a record of its own. */
static int
add_incident(struct packer *p, const char *volume, const struct buffer *notes, struct error *e)
{
	struct buffer line = BUFFER_EMPTY;
	int status;

	if (notes->n == 0)
		return 0;
	buffer_add_byte(&line, '{');
	json_member_text(&line, "record", "incident");
	json_member_text(&line, "tool", TOOL);
	json_member_path(&line, "evidence", p->in->evidence);
	json_member_text(&line, "evidence_id", p->in->evidence_id);
	json_member_text(&line, "volume", volume);
	json_key(&line, "notes");
	buffer_add_byte(&line, '[');
	buffer_add(&line, notes->data, notes->n);
	buffer_add_text(&line, "]}\n");
	status = pack(p, buffer_span(&line), e);
	buffer_release(&line);
	return status;
}

static int
plan(const struct source_input *in, struct emitter *out, struct error *e)
{
	struct volume_list list;
	int status;

	if (volumes_read(&list, in->image, e))
		return -1;
	status = describe(in, &list, out, e);
	if (status == 0)
		status = plan_steps(&list, out, e);
	volumes_release(&list);
	return status;
}

/* ---- Jobs ---- */

/* Jobs come from another worker by way of the parent; one that was taken over may send anything. */
static int
read_job(struct job *job, struct span bytes, struct error *e)
{
	if (bytes.n != sizeof(*job))
		return error_set(e, ERROR_INPUT, "a job of the walk has the wrong size");
	memcpy(job, bytes.p, sizeof(*job));
	job->volume.name[VOLUME_NAME_MAX - 1] = '\0';
	if (job->step > STEP_BOTH)
		return error_set(e, ERROR_INPUT, "a job of the walk asks for a step there is not");
	return 0;
}

static struct walk *
begin(const struct source_input *in, struct begun **list, const struct volume *volume)
{
	struct begun *b;

	for (b = *list; b; b = b->next)
		if (strcmp(b->volume.name, volume->name) == 0)
			return b->walk;
	b = memory_zero(1, sizeof(*b));
	b->volume = *volume;
	b->walk = walk_open(in->image, &b->volume, in->evidence, in->evidence_id);
	b->next = *list;
	*list = b;
	return b->walk;
}

static void
end(struct begun **list, const struct volume *volume)
{
	for (struct begun **b = list; *b; b = &(*b)->next) {
		struct begun *gone = *b;

		if (strcmp(gone->volume.name, volume->name) != 0)
			continue;
		*b = gone->next;
		walk_close(&gone->walk);
		free(gone);
		return;
	}
}

static int
run(const struct source_input *in, void **state, struct span bytes, struct emitter *out,
    struct error *e)
{
	struct packer packer = {in, out, BUFFER_EMPTY};
	const struct walk_sink sink = {pack, &packer};
	struct begun **list = (struct begun **)state;
	struct buffer notes = BUFFER_EMPTY;
	struct job job;
	struct walk *walk;
	int status;

	if (read_job(&job, bytes, e))
		return -1;
	walk = begin(in, list, &job.volume);
	status = job.step == STEP_ORPHANS ? 0 : walk_names(walk, &sink, &notes, e);
	if (status == 0 && job.step != STEP_NAMES)
		status = walk_orphans(walk, &sink, &notes, e);
	if (job.step != STEP_NAMES)
		end(list, &job.volume);
	if (status == 0)
		status = add_incident(&packer, job.volume.name, &notes, e);
	if (status == 0)
		status = send_packet(&packer, e);
	buffer_release(&notes);
	buffer_release(&packer.packet);
	return status;
}

static void
close_all(void *state)
{
	struct begun *next;

	for (struct begun *b = state; b; b = next) {
		next = b->next;
		walk_close(&b->walk);
		free(b);
	}
}

const struct source source_walk = {TOOL, plan, NULL, run, close_all};
