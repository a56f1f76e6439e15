/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/source_walk.h"

#include <stdlib.h>
#include <string.h>

#include <tsk/libtsk.h>

#include "base/memory.h"
#include "evidence/content.h"
#include "evidence/entries.h"
#include "evidence/inside.h"
#include "evidence/logical.h"
#include "evidence/system_round.h"
#include "evidence/walk.h"
#include "record/json.h"

#define TOOL "winnow-ls"
/* Records are handed on in packets: a frame a record would cost more than making it. */
#define PACKET ((size_t)32 << 10)

/*
 * Where there is one file system only, one job does both, and no worker goes through
 * its names twice.
 */
enum step { STEP_NAMES, STEP_ORPHANS, STEP_BOTH, STEP_LOGICAL, STEP_INSIDE };

/* Files up to this size are asked at once whether anything could begin in them: most are let go. */
#define ASKED_MAX ((size_t)64 << 10)

/* Small files that are to be looked into share a job. */
#define SHARED_LINES 32u
#define SHARED_BYTES ((uint64_t)1 << 20)

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
plan_steps(const struct image *image, const struct volume_list *list, struct emitter *out,
	   struct error *e)
{
	const struct job logical = {.step = STEP_LOGICAL};
	size_t n = 0;

	if (image_is_logical(image))
		return out->job(out, (struct span){(const char *)&logical, sizeof logical}, 0, NULL,
				e);
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
	struct record record;
	struct buffer original; /* path, of the line at hand */
	struct system_tap *tap; /* or NULL */
	void *search;		/* of config->search, from its first use on */
	unsigned char *asked;	/* ASKED_MAX bytes, likewise */
};

static bool
looks_inside(const struct source_input *in)
{
	const struct walk_config *config = in->config;

	return config && config->inside;
}

static bool
asks_systems(const struct source_input *in)
{
	const struct walk_config *config = in->config;

	return config && config->systems;
}

static int
send_packet(struct packer *p, struct error *e)
{
	int status = p->packet.n > 0 ? p->out->lines(p->out, buffer_span(&p->packet), e) : 0;

	buffer_clear(&p->packet);
	return status;
}

/*
 * Of bytes that nothing explains, could files be in [from, to)? What is searched in the next round
 * is held in memory until then, and a disk may have millions of small files.
 */
static bool
may_hold(struct packer *p, struct bytes *b, uint64_t from, uint64_t to)
{
	const struct inside_search *search = ((const struct walk_config *)p->in->config)->search;
	size_t n = (size_t)(to - from);

	if (!search || to - from > ASKED_MAX)
		return search != NULL;
	if (!p->search) {
		p->search = search->open();
		p->asked = memory_new(ASKED_MAX);
	}
	return bytes_read(b, from, p->asked, n) < n || search->hopes(p->search, p->asked, n);
}

static void
packer_release(struct packer *p)
{
	if (p->search)
		((const struct walk_config *)p->in->config)->search->close(p->search);
	free(p->asked);
	buffer_release(&p->packet);
	buffer_release(&p->original);
	record_release(&p->record);
}

/* Is this a file that holds others, or could? Then it is a matter of the next round. */
static bool
waits(struct packer *p, struct span line)
{
	struct content *content = NULL;
	struct error ignored = {0};
	enum inside_worth worth = INSIDE_NOTHING;
	uint64_t from, to;
	bool waits;

	if (!looks_inside(p->in) || record_scan(&p->record, line.p, line.n - 1, &ignored) ||
	    !record_is(&p->record, "file") || !record_value(&p->record, "content").p)
		return false;
	if (content_open(&content, p->in->image, &p->record, &ignored))
		return false;
	worth = inside_worth(content_bytes(content), &from, &to);
	buffer_clear(&p->original);
	if (worth == INSIDE_NOTHING)
		inside_original_path(content_bytes(content), &p->original);
	waits = worth == INSIDE_HOLDER ||
		(worth == INSIDE_UNKNOWN && may_hold(p, content_bytes(content), from, to));
	content_close(&content);
	return waits;
}

static int
pack(void *ctx, struct span line, struct error *e)
{
	struct packer *p = ctx;

	if (p->tap)
		system_tap_lines(p->tap, line);
	buffer_clear(&p->original);
	if (waits(p, line))
		return p->out->keep(p->out, line, e);
	if (p->original.n) {
		buffer_add(&p->packet, line.p, p->record.close);
		json_member_name(&p->packet, "original_path", p->original.data, p->original.n);
		buffer_add_text(&p->packet, "}\n");
	} else {
		buffer_add(&p->packet, line.p, line.n);
	}
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
		status = plan_steps(in->image, &list, out, e);
	if (status == 0 && asks_systems(in))
		status = system_plan(&list, in->image, true, out, e);
	volumes_release(&list);
	return status;
}

/* ---- The second round: what holds files ---- */

struct gathered {
	struct emitter *out;
	struct buffer job;
	unsigned lines;
	uint64_t bytes;
};

static int
give_job(struct gathered *g, struct error *e)
{
	int status = g->lines ? g->out->job(g->out, buffer_span(&g->job), g->bytes, NULL, e) : 0;
	const uint32_t step = STEP_INSIDE;

	buffer_clear(&g->job);
	buffer_add(&g->job, &step, sizeof step);
	g->lines = 0;
	g->bytes = 0;
	return status;
}

static int
gather(struct gathered *g, struct span line, struct record *r, struct error *e)
{
	struct error unscannable = {0};
	uint64_t size = 0;

	if (record_scan(r, line.p, line.n - 1, &unscannable))
		return 0; /* only a worker that was taken over keeps such lines */
	record_u64(r, "size", &size);
	if ((g->lines >= SHARED_LINES || g->bytes + size > SHARED_BYTES) && give_job(g, e))
		return -1;
	buffer_add(&g->job, line.p, line.n);
	g->lines++;
	g->bytes += size;
	return 0;
}

static int
plan_next(const struct source_input *in, struct span kept, struct emitter *out, struct error *e)
{
	struct gathered g = {.out = out};
	struct record r = RECORD_EMPTY;
	int status = give_job(&g, e);

	if (status == 0 && asks_systems(in))
		status = system_plan_next(in, kept, out, e);
	while (status == 0 && kept.n) {
		const char *end = memchr(kept.p, '\n', kept.n);
		size_t n = end ? (size_t)(end - kept.p) + 1 : kept.n;

		if (end && !system_owns_kept(kept))
			status = gather(&g, (struct span){kept.p, n}, &r, e);
		kept.p += n;
		kept.n -= n;
	}
	if (status == 0)
		status = give_job(&g, e);
	buffer_release(&g.job);
	record_release(&r);
	return status;
}

static int
emit_inside(void *ctx, struct span lines, struct error *e)
{
	struct emitter *out = ctx;

	return out->lines(out, lines, e);
}

static void
alive(void *ctx, uint64_t bytes)
{
	struct emitter *out = ctx;

	out->progress(out, bytes);
}

static int
run_inside(const struct source_input *in, struct span lines, struct emitter *out, struct error *e)
{
	const struct walk_config *config = in->config;
	const struct inside_sink sink = {emit_inside, alive, out};
	struct inside *x = inside_new(in->image, config->search, &sink);
	int status = 0;

	inside_names(x, config->names);
	while (status == 0 && lines.n) {
		const char *end = memchr(lines.p, '\n', lines.n);
		size_t n = end ? (size_t)(end - lines.p) + 1 : lines.n;

		if (end)
			status = inside_record(x, (struct span){lines.p, n}, e);
		lines.p += n;
		lines.n -= n;
	}
	if (status == 0)
		status = inside_flush(x, e);
	inside_free(&x);
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
	if (job->step > STEP_LOGICAL)
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

/* ---- Logical evidence ---- */

struct members {
	struct emitter *out;
	struct system_tap *tap; /* or NULL */
};

static int
emit_members(void *ctx, struct span lines, struct error *e)
{
	struct members *m = ctx;

	if (m->tap)
		system_tap_lines(m->tap, lines);
	return m->out->lines(m->out, lines, e);
}

static void
members_alive(void *ctx, uint64_t bytes)
{
	struct members *m = ctx;

	m->out->progress(m->out, bytes);
}

static int
walk_archive(const struct packer *p, struct buffer *notes, struct error *e)
{
	const struct source_input *in = p->in;
	const struct walk_config *config = in->config;
	struct members members = {p->out, p->tap};
	const struct inside_sink sink = {emit_members, members_alive, &members};
	struct inside *x = inside_new(in->image, config ? config->search : NULL, &sink);
	int status;

	inside_names(x, config ? config->names : NULL);
	status = inside_evidence(x, LOGICAL_VOLUME, in->evidence, in->evidence_id, looks_inside(in),
				 notes, e);

	if (status == 0)
		status = inside_flush(x, e);
	inside_free(&x);
	return status;
}

static int
run_logical(const struct source_input *in, struct emitter *out, struct error *e)
{
	struct packer packer = {.in = in, .out = out, .record = RECORD_EMPTY};
	const struct walk_sink sink = {pack, &packer};
	struct buffer notes = BUFFER_EMPTY;
	int status;

	packer.tap = asks_systems(in) ? system_tap_new() : NULL;
	if (image_entries(in->image))
		status = entries_walk(in->image, image_entries(in->image), in->evidence,
				      in->evidence_id, &sink, &notes, e);
	else if (image_folder(in->image) >= 0)
		status = logical_walk(in->image, in->evidence, in->evidence_id, &sink, &notes, e);
	else
		status = walk_archive(&packer, &notes, e);
	if (status == 0)
		status = add_incident(&packer, LOGICAL_VOLUME, &notes, e);
	if (status == 0)
		status = send_packet(&packer, e);
	if (status == 0 && packer.tap)
		status = system_tap_keep(packer.tap, out, e);
	system_tap_free(&packer.tap);
	buffer_release(&notes);
	packer_release(&packer);
	return status;
}

static int
run(const struct source_input *in, void **state, struct span bytes, struct emitter *out,
    struct error *e)
{
	struct packer packer = {.in = in, .out = out, .record = RECORD_EMPTY};
	const struct walk_sink sink = {pack, &packer};
	struct begun **list = (struct begun **)state;
	struct buffer notes = BUFFER_EMPTY;
	struct job job;
	struct walk *walk;
	uint32_t step = STEP_BOTH;
	int status;

	if (system_owns_job(bytes))
		return system_run(in, bytes, out, e);
	if (bytes.n >= sizeof step)
		memcpy(&step, bytes.p, sizeof step);
	if (step == STEP_INSIDE && looks_inside(in))
		return run_inside(in, (struct span){bytes.p + sizeof step, bytes.n - sizeof step},
				  out, e);
	if (read_job(&job, bytes, e))
		return -1;
	if (job.step == STEP_LOGICAL)
		return run_logical(in, out, e);
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
	packer_release(&packer);
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

static struct span
entrusted(struct span job)
{
	uint32_t step = STEP_BOTH;

	if (job.n >= sizeof step)
		memcpy(&step, job.p, sizeof step);
	if (step != STEP_INSIDE)
		return (struct span){"", 0};
	return (struct span){job.p + sizeof step, job.n - sizeof step};
}

const struct source source_walk = {TOOL, plan, plan_next, run, close_all, entrusted};
