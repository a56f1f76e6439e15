/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carving as a source: the plan of the first round and what all rounds share. The first round
 * searches and tells what is whole; those behind it join what is broken (source_join.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "carve/map.h"
#include "carve/source_parts.h"
#include "carve/unfinished.h"
#include "evidence/image.h"
#include "evidence/volume.h"
#include "record/json.h"

/*
 * Jobs are ranges of the address space, cut at multiples of this from the region's start: large
 * enough to keep a worker busy, small enough to keep them all so. They do not depend on the number
 * of workers, and so neither does what is found.
 */
#define JOB_SIZE ((uint64_t)64 << 20)

/*
 * So much before a range is searched in silence, so that what lies inside an item that begins there
 * is not taken for one of the range.
 */
#define LOOK_BACK ((uint64_t)512 << 20)

/* Where extents are so long on average, it does no harm that megabytes around them are read. */
#define EXTENT_LONG ((uint64_t)2 << 20)

/* ---- What there is to do ---- */

static int
describe(const struct source_input *in, const struct volume_list *list, struct emitter *out,
	 struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	int status = image_describe(in->image, &text, e);

	for (size_t i = 0; status == 0 && i < list->n; i++)
		volume_describe(list, i, in->image, &text);
	if (status == 0)
		status = out->lines(out, buffer_span(&text), e);
	buffer_release(&text);
	return status;
}

/* The address in the region of the first byte that lies at or behind an offset of the image. */
static uint64_t
address_of(const struct space *s, const struct space_region *r, uint64_t offset)
{
	size_t low = r->first, high = r->first + r->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct space_extent x = space_extent(s, middle);

		if (x.offset + (x.end - x.start) <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == r->first + r->n)
		return r->end;
	struct space_extent x = space_extent(s, low);
	return offset > x.offset ? x.start + (offset - x.offset) : x.start;
}

/* The part of a region that lies in the range. */
static void
clip_to_range(const struct space *s, const struct space_region *r,
	      const struct carve_config *config, uint64_t *from, uint64_t *to)
{
	uint64_t end;

	if (__builtin_add_overflow(config->range_offset, config->range_size, &end))
		end = UINT64_MAX;
	*from = address_of(s, r, config->range_offset);
	*to = address_of(s, r, end);
}

/*
 * The jobs of one region, less what the range leaves out. They are the same jobs whatever the range
 * is, so that ranges add up.
 */
static int
plan_region(const struct space *s, const struct space_region *r, const struct carve_config *config,
	    struct emitter *out, struct error *e)
{
	uint64_t from = r->start, to = r->end, at = r->start;

	if (config->range_size) {
		clip_to_range(s, r, config, &from, &to);
		uint64_t before = from - r->start;
		if (!r->apart)
			before -= before < LOOK_BACK ? before : LOOK_BACK;
		at += before - before % JOB_SIZE;
	}
	while (at < to && from < to) {
		struct carve_job job = {at, r->end - at > JOB_SIZE ? at + JOB_SIZE : r->end, from,
					to};

		const struct job_place place = {job.start, job.end, r->end};

		if (out->job(out, (struct span){(const char *)&job, sizeof job}, job.end - at,
			     &place, e))
			return -1;
		at = job.end;
	}
	return 0;
}

static int
share_space(struct span space, struct emitter *out, struct error *e)
{
	struct buffer blob = BUFFER_EMPTY;
	int status;

	carve_shared_write(space, (struct span){"", 0}, &blob);
	status = out->share(out, buffer_span(&blob), e);
	buffer_release(&blob);
	return status;
}

/* Parts were searched by other runs: the first round gives what they left. */
static bool
carve_finishes(const struct carve_config *config)
{
	return config->parts.p != NULL;
}

static int
plan_jobs(const struct source_input *in, struct span blob, struct emitter *out, struct error *e)
{
	struct space s;

	if (space_open(&s, blob, image_bytes(in->image), e) || share_space(blob, out, e))
		return -1;
	if (carve_finishes(in->config)) {
		const struct carve_job all = {0, s.size, 0, s.size};

		return out->job(out, (struct span){(const char *)&all, sizeof all}, 0, NULL, e);
	}
	for (size_t i = 0; i < s.nregions; i++) {
		struct space_region r = space_region(&s, i);

		if (plan_region(&s, &r, in->config, out, e))
			return -1;
	}
	return 0;
}

static int
plan(const struct source_input *in, struct emitter *out, struct error *e)
{
	const struct carve_config *config = in->config;
	struct space_plan space = SPACE_PLAN_EMPTY;
	struct buffer blob = BUFFER_EMPTY;
	struct volume_list list;
	int status;

	if (volumes_read(&list, in->image, e))
		return -1;
	map_build(&space, in->image, &list, CARVE_TOOL, config->slack);
	space_plan_blob(&space, &blob);
	space_plan_release(&space);
	status = config->quiet_evidence ? 0 : describe(in, &list, out, e);
	if (status == 0)
		status = plan_jobs(in, buffer_span(&blob), out, e);
	buffer_release(&blob);
	volumes_release(&list);
	return status;
}

/* ---- What the rounds share ---- */

void
carve_shared_write(struct span space, struct span joining, struct buffer *out)
{
	uint64_t n = space.n;

	buffer_add(out, &n, sizeof n);
	buffer_add(out, space.p, space.n);
	buffer_add(out, joining.p, joining.n);
}

int
carve_shared_read(struct span blob, struct carve_shared *shared, struct error *e)
{
	uint64_t n;

	if (blob.n >= sizeof n) {
		memcpy(&n, blob.p, sizeof n);
		blob.p += sizeof n;
		blob.n -= sizeof n;
		if (n <= blob.n) {
			shared->space = (struct span){blob.p, (size_t)n};
			shared->joining = (struct span){blob.p + n, blob.n - (size_t)n};
			return 0;
		}
	}
	return error_set(e, ERROR_INPUT, "what the plan of carving shares is broken");
}

/* ---- Records ---- */

/* Where one piece lies in the image; false: there are too many runs. */
static bool
lay_out_piece(struct carve_worker *w, const struct piece *piece)
{
	uint64_t at = piece->start;

	for (size_t i = space_find(&w->space, at); at < piece->end; i++) {
		struct space_extent x = space_extent(&w->space, i);
		uint64_t end = x.end < piece->end ? x.end : piece->end;

		if (w->runs.n == CARVE_RUNS_MAX)
			return false;
		carve_runs_add(&w->runs, x.offset + (at - x.start), end - at);
		at = end;
	}
	return true;
}

/* An item in too many runs is cut. */
static void
lay_out(struct carve_worker *w, struct find *find, const struct piece *pieces, size_t n)
{
	uint64_t size = 0;
	bool fits = true;

	w->runs.n = 0;
	for (size_t i = 0; i < n && fits; i++)
		fits = lay_out_piece(w, &pieces[i]);
	if (fits)
		return;
	for (size_t i = 0; i < w->runs.n; i++)
		size += w->runs.v[i].size;
	find->walk.state = MEDIA_TRUNCATED;
	find->walk.length = find->walk.broke = size;
	snprintf(find->walk.why, sizeof find->walk.why, "it lies in more than %zu pieces",
		 CARVE_RUNS_MAX);
}

/* Where an item in pieces lies over bad places of several, the first one has to do. */
static const char *
tell_lost(struct carve_worker *w)
{
	buffer_clear(&w->lost);
	for (size_t i = 0; i < w->runs.n && w->lost.n == 0; i++)
		image_tell_faults_in(w->image, w->runs.v[i].offset, w->runs.v[i].size, &w->lost);
	return buffer_text(&w->lost);
}

/* Of one archive: what it holds is given at one go. */
#define MEMBERS_MOST 100000u

static int
take_lines(void *ctx, struct span lines, struct error *e)
{
	struct carve_worker *w = ctx;

	(void)e;
	buffer_add(&w->line, lines.p, lines.n);
	return 0;
}

/* The record in w->line is an archive's: what is in it comes behind. */
static void
look_into(struct carve_worker *w)
{
	const struct inside_sink sink = {take_lines, NULL, w};
	struct buffer record = w->line;
	struct error ignored = {0}; /* take_lines() never fails */

	if (!w->inside) {
		w->inside = inside_new(w->image, &carve_inside, &sink);
		inside_names(w->inside, w->config->names);
		inside_limit(w->inside, MEMBERS_MOST);
	}
	w->line = (struct buffer)BUFFER_EMPTY;
	inside_record(w->inside, buffer_span(&record), &ignored);
	inside_flush(w->inside, &ignored);
	buffer_release(&record);
}

void
carve_worker_tell(struct carve_worker *w, struct find *find, const struct piece *pieces,
		  size_t npieces, const char *note)
{
	char id[32];
	struct pieces file;
	struct carve_record r = {.where = buffer_span(&w->where),
				 .id = id,
				 .origin = find->slack ? "slack" : "carved",
				 .find = find,
				 .runs = &w->runs,
				 .note = note};

	lay_out(w, find, pieces, npieces);
	r.lost = tell_lost(w);
	snprintf(id, sizeof id, "@%llu", (unsigned long long)w->runs.v[0].offset);
	buffer_clear(&w->line);
	carve_record_write(&r, &w->line);
	pieces_init(&file, find->bytes);
	for (size_t i = 0; i < npieces; i++)
		pieces_add(&file, pieces[i].start, pieces[i].end);
	carve_record_children(&r, &file.bytes, &w->line);
	pieces_release(&file);
	if (find->format->holder)
		look_into(w);
}

/* ---- Doing it ---- */

static void
close_worker(void *state)
{
	struct carve_worker *w = state;

	if (!w)
		return;
	searcher_free(&w->searcher);
	inside_free(&w->inside);
	joining_release(&w->joining);
	buffer_release(&w->where);
	buffer_release(&w->line);
	buffer_release(&w->kept);
	buffer_release(&w->left);
	buffer_release(&w->lost);
	carve_runs_release(&w->runs);
	free(w);
}

static uint64_t
hole_of(void *about, uint64_t offset)
{
	return image_hole(about, offset);
}

static int
prepare(struct carve_worker *w, const struct source_input *in, struct error *e)
{
	struct carve_shared shared;

	if (carve_shared_read(in->shared, &shared, e) ||
	    space_open(&w->space, shared.space, image_bytes(in->image), e))
		return -1;
	if (w->space.size / EXTENT_LONG >= w->space.nextents)
		image_sweep(in->image, in->round > 0);
	w->space.hole = hole_of;
	w->space.about = in->image;
	json_member_path(&w->where, "evidence", in->evidence);
	json_member_text(&w->where, "evidence_id", in->evidence_id);
	if (in->round == 0 && carve_finishes(in->config))
		return 0;
	if (in->round)
		return joining_read(&w->joining, &w->space, shared.joining, e);
	return carve_search_open(w);
}

static int
run(const struct source_input *in, void **state, struct span text, struct emitter *out,
    struct error *e)
{
	struct carve_worker *w = *state;
	struct carve_job job;

	if (!w) {
		w = memory_zero(1, sizeof *w);
		w->config = in->config;
		w->image = in->image;
		if (prepare(w, in, e)) {
			close_worker(w);
			return -1;
		}
		*state = w;
	}
	if (text.n != sizeof job)
		return error_set(e, ERROR_INPUT, "a job of carving is broken");
	memcpy(&job, text.p, sizeof job);
	w->out = out;
	if (in->round == 0 && carve_finishes(w->config))
		return unfinished_keep(w->config->parts, in->evidence_id, w->space.size, out, e);
	return in->round ? carve_join_run(w, &job, e) : carve_search_run(w, &job, e);
}

const struct source source_carve = {
	.tool = CARVE_TOOL,
	.plan = plan,
	.plan_next = carve_join_plan,
	.run = run,
	.close = close_worker,
};
