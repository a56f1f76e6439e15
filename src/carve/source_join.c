/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rounds behind the search: a job for each broken file, then the plan settles what they gave.
 * When nothing is left to try, the last round tells every item that was held back.
 */
#include "carve/source_parts.h"
#include "evidence/image.h"

/* A job {i, i + 1} tries item i; in the last round, {from, to} tells these items. */
#define TOLD_IN_ONE ((size_t)256)

/* ---- The plan ---- */

static void
add_kept(struct joining *j, struct intake *in)
{
	char mime[FINDING_MIME_MAX];
	uint64_t tag, place[2];
	struct find find;

	intake_take(in, &tag, sizeof tag);
	switch (tag) {
	case KEPT_WHOLE:
		intake_take(in, place, sizeof place);
		if (place[0] >= place[1] || place[1] > j->space->size)
			in->broken = true;
		else
			joining_add_whole(j, place[0], place[1]);
		break;
	case KEPT_BROKEN:
	case KEPT_BEGINNING:
		finding_read(in, j->space->size, &find, mime);
		if (!in->broken && tag == KEPT_BROKEN)
			joining_add_broken(j, &find);
		else if (!in->broken)
			joining_add_beginning(j, &find);
		break;
	default:
		in->broken = true;
	}
}

void
carve_join_begin(struct joining *j, struct span kept, uint64_t budget, const struct space *space)
{
	struct intake in = {kept.p, kept.n, false};

	joining_init(j, space, budget);
	while (in.n && !in.broken)
		add_kept(j, &in);
	joining_begin(j);
}

static void
take_outcomes(struct joining *j, struct span kept)
{
	struct intake in = {kept.p, kept.n, false};
	struct join_outcome outcome;
	uint64_t i;

	while (in.n && !in.broken) {
		intake_take(&in, &i, sizeof i);
		join_outcome_read(&in, j->space->size, &outcome);
		if (in.broken || i >= j->n || !j->v[i].due)
			join_outcome_release(&outcome);
		else
			joining_take(j, (size_t)i, &outcome);
	}
}

static int
give_job(size_t start, size_t end, struct emitter *out, struct error *e)
{
	const struct carve_job job = {start, end, 0, 0};

	return out->job(out, (struct span){(const char *)&job, sizeof job}, 0, NULL, e);
}

static int
give_jobs(const struct joining *j, struct emitter *out, struct error *e)
{
	bool last = joining_due(j) == 0;

	for (size_t i = 0; last && i < j->n; i += TOLD_IN_ONE)
		if (give_job(i, j->n - i < TOLD_IN_ONE ? j->n : i + TOLD_IN_ONE, out, e))
			return -1;
	for (size_t i = 0; !last && i < j->n; i++)
		if (j->v[i].due && give_job(i, i + 1, out, e))
			return -1;
	return 0;
}

static int
share(const struct joining *j, struct span space, struct emitter *out, struct error *e)
{
	struct buffer state = BUFFER_EMPTY, blob = BUFFER_EMPTY;
	int status;

	joining_write(j, &state);
	carve_shared_write(space, buffer_span(&state), &blob);
	status = out->share(out, buffer_span(&blob), e);
	buffer_release(&state);
	buffer_release(&blob);
	return status;
}

/* 1: there is nothing left to plan. */
static int
next_state(struct joining *j, const struct source_input *in, struct span kept, struct span before,
	   const struct space *space, struct error *e)
{
	if (in->round == 1) {
		const struct carve_config *config = in->config;

		carve_join_begin(j, kept, config->join_budget, space);
		return j->n == 0;
	}
	if (joining_read(j, space, before, e))
		return -1;
	if (joining_due(j) == 0)
		return 1;
	take_outcomes(j, kept);
	joining_settle(j);
	return 0;
}

int
carve_join_plan(const struct source_input *in, struct span kept, struct emitter *out,
		struct error *e)
{
	struct carve_shared shared;
	struct joining j = {0};
	struct space space;
	int status;

	if (carve_shared_read(in->shared, &shared, e) ||
	    space_open(&space, shared.space, image_bytes(in->image), e))
		return -1;
	status = next_state(&j, in, kept, shared.joining, &space, e);
	if (status == 0 && (share(&j, shared.space, out, e) || give_jobs(&j, out, e)))
		status = -1;
	joining_release(&j);
	return status < 0 ? -1 : 0;
}

/* ---- A job ---- */

static int
try_one(struct carve_worker *w, uint64_t i, struct error *e)
{
	struct join_outcome outcome;

	joining_try(&w->joining, (size_t)i, &outcome);
	buffer_clear(&w->kept);
	buffer_add(&w->kept, &i, sizeof i);
	join_outcome_write(&outcome, &w->kept);
	join_outcome_release(&outcome);
	return w->out->keep(w->out, buffer_span(&w->kept), e);
}

/* Another worker may have searched here: only what is read tells of places that cannot be. */
static void
read_through(struct bytes *bytes, const struct piece *pieces, size_t n)
{
	size_t got;

	for (size_t i = 0; i < n; i++)
		for (uint64_t at = pieces[i].start; at < pieces[i].end; at += got) {
			uint64_t left = pieces[i].end - at;

			if (!bytes_view(bytes, at,
					left < BYTES_WINDOW ? (size_t)left : BYTES_WINDOW, &got))
				return;
		}
}

static int
tell_one(struct carve_worker *w, struct joining_told *told, struct error *e)
{
	const struct space_region region = space_region_at(&w->space, told->find.start);
	struct space_bytes bytes;

	space_bytes_init(&bytes, &w->space, &region);
	told->find.bytes = &bytes.bytes;
	read_through(&bytes.bytes, told->pieces, told->npieces);
	carve_worker_tell(w, &told->find, told->pieces, told->npieces, told->note);
	space_bytes_release(&bytes);
	return w->out->lines(w->out, buffer_span(&w->line), e);
}

static int
tell(struct carve_worker *w, const struct carve_job *job, struct error *e)
{
	struct joining_told told;

	for (uint64_t i = job->start; i < job->end; i++) {
		if (joining_tell(&w->joining, (size_t)i, &told) && tell_one(w, &told, e))
			return -1;
	}
	return 0;
}

int
carve_join_run(struct carve_worker *w, const struct carve_job *job, struct error *e)
{
	const struct joining *j = &w->joining;

	if (job->start >= job->end || job->end > j->n)
		return error_set(e, ERROR_INPUT, "a job of joining is broken");
	return joining_due(j) ? try_one(w, job->start, e) : tell(w, job, e);
}
