/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/system_round.h"

#include <string.h>

#include "evidence/inside.h"
#include "evidence/logical.h"
#include "evidence/walk.h"
#include "system/system.h"

/* A job begins so, and with a letter: V a volume (struct volume), L logical, S an entry. */
#define MARK "SYS"
#define HEAD 4u

static int
add_job(struct emitter *out, char kind, const void *p, size_t n, struct error *e)
{
	struct buffer job = BUFFER_EMPTY;
	int status;

	buffer_add_text(&job, MARK);
	buffer_add_byte(&job, kind);
	buffer_add(&job, p, n);
	status = out->job(out, buffer_span(&job), 0, NULL, e);
	buffer_release(&job);
	return status;
}

int
system_plan(const struct volume_list *list, const struct image *image, bool tapped,
	    struct emitter *out, struct error *e)
{
	if (image_is_logical(image))
		return tapped ? 0 : add_job(out, 'L', NULL, 0, e);
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].fs_type && add_job(out, 'V', &list->v[i], sizeof list->v[i], e))
			return -1;
	return 0;
}

bool
system_owns_job(struct span job)
{
	return job.n >= HEAD && memcmp(job.p, MARK, strlen(MARK)) == 0;
}

bool
system_owns_kept(struct span line)
{
	return line.n && (line.p[0] == 'S' || line.p[0] == 'T');
}

/* An entry with those that are its logs. */
static int
add_entry_job(struct emitter *out, struct span entry, struct span kept, struct error *e)
{
	struct buffer lines = BUFFER_EMPTY;
	int status;

	buffer_add(&lines, entry.p, entry.n);
	while (kept.n) {
		struct span other = span_next_line(&kept);

		if (other.n && other.p[0] == 'S' && !system_entry_reads(other) &&
		    system_entry_is_log(entry, other)) {
			buffer_add_byte(&lines, '\n');
			buffer_add(&lines, other.p, other.n);
		}
	}
	status = add_job(out, 'S', lines.data, lines.n, e);
	buffer_release(&lines);
	return status;
}

int
system_plan_next(const struct source_input *in, struct span kept, struct emitter *out,
		 struct error *e)
{
	struct buffer lines = BUFFER_EMPTY;
	struct span rest = kept;
	int status = 0;

	while (status == 0 && rest.n) {
		struct span line = span_next_line(&rest);

		if (line.n && line.p[0] == 'S' && system_entry_reads(line))
			status = add_entry_job(out, line, kept, e);
	}
	system_records(in, kept, &lines);
	if (status == 0 && lines.n)
		status = out->lines(out, buffer_span(&lines), e);
	buffer_release(&lines);
	return status;
}

/* ---- Jobs ---- */

static int
look_at(void *ctx, struct span lines, struct error *e)
{
	(void)e;
	system_tap_lines(ctx, lines);
	return 0;
}

static void
stay_quiet(void *ctx, uint64_t bytes)
{
	(void)ctx;
	(void)bytes;
}

/* The names in logical evidence; what is inside its files does not count. */
static int
find_logical(const struct source_input *in, struct system_tap *tap, struct error *e)
{
	const struct walk_sink sink = {look_at, tap};
	const struct inside_sink members = {look_at, stay_quiet, tap};
	struct buffer notes = BUFFER_EMPTY; /* winnow-ls tells them */
	struct inside *x;
	int status;

	if (image_folder(in->image) >= 0) {
		status = logical_walk(in->image, in->evidence, in->evidence_id, &sink, &notes, e);
	} else {
		x = inside_new(in->image, NULL, &members);
		status = inside_evidence(x, LOGICAL_VOLUME, in->evidence, in->evidence_id, false,
					 &notes, e);
		if (status == 0)
			status = inside_flush(x, e);
		inside_free(&x);
	}
	buffer_release(&notes);
	return status;
}

static int
run_find(const struct source_input *in, struct span job, struct emitter *out, struct error *e)
{
	struct system_tap *tap = system_tap_new();
	struct volume volume;
	int status = -1;

	if (job.p[HEAD - 1] == 'L') {
		status = find_logical(in, tap, e);
	} else if (job.n != HEAD + sizeof volume) {
		error_set(e, ERROR_INPUT, "a job on systems has the wrong size");
	} else {
		memcpy(&volume, job.p + HEAD, sizeof volume);
		volume.name[VOLUME_NAME_MAX - 1] = '\0';
		status = walk_system(in->image, &volume, in->evidence, in->evidence_id, tap, e);
	}
	if (status == 0)
		status = system_tap_keep(tap, out, e);
	system_tap_free(&tap);
	return status;
}

int
system_run(const struct source_input *in, struct span job, struct emitter *out, struct error *e)
{
	struct buffer told = BUFFER_EMPTY;
	int status = 0;

	if (job.p[HEAD - 1] != 'S')
		return run_find(in, job, out, e);
	system_tell(in->image, (struct span){job.p + HEAD, job.n - HEAD}, &told);
	if (told.n)
		status = out->keep(out, buffer_span(&told), e);
	buffer_release(&told);
	return status;
}
