/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "carve/carve.h"
#include "carve/map.h"
#include "carve/record.h"
#include "evidence/image.h"
#include "evidence/volume.h"
#include "record/json.h"

/*
 * Jobs are ranges of the address space, cut at multiples of this from the region's start: large
 * enough to keep a worker busy, small enough to keep them all so. They do not depend on the number
 * of workers, and so neither does what is found.
 */
#define JOB_SIZE ((uint64_t)64 << 20)

struct job {
	uint64_t start, end; /* addresses, in one region */
};

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

/* The jobs of one region, less what the range leaves out. */
static int
plan_region(const struct space *s, const struct space_region *r, const struct carve_config *config,
	    struct emitter *out, struct error *e)
{
	uint64_t first = r->start, last = r->end, range_end;

	if (config->range_size) {
		if (__builtin_add_overflow(config->range_offset, config->range_size, &range_end))
			range_end = UINT64_MAX;
		first = address_of(s, r, config->range_offset);
		last = address_of(s, r, range_end);
	}
	while (first < last) {
		uint64_t in_region = first - r->start;
		uint64_t next = r->start + (in_region - in_region % JOB_SIZE);
		struct job job = {first, last - next > JOB_SIZE ? next + JOB_SIZE : last};

		if (out->job(out, (struct span){(const char *)&job, sizeof job},
			     job.end - job.start, e))
			return -1;
		first = job.end;
	}
	return 0;
}

static int
plan_jobs(const struct source_input *in, struct span blob, struct emitter *out, struct error *e)
{
	struct space s;

	if (space_open(&s, blob, image_bytes(in->image), e) || out->share(out, blob, e))
		return -1;
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
	map_build(&space, in->image, &list, CARVE_TOOL);
	space_plan_blob(&space, &blob);
	space_plan_release(&space);
	status = config->quiet_evidence ? 0 : describe(in, &list, out, e);
	if (status == 0)
		status = plan_jobs(in, buffer_span(&blob), out, e);
	buffer_release(&blob);
	volumes_release(&list);
	return status;
}

/* ---- Doing it ---- */

/* What a worker keeps from job to job. */
struct worker {
	struct space space;
	struct search search;
	struct searcher *searcher;
	struct buffer where; /* the members of each record that say which evidence */
	struct buffer line;
	struct carve_runs runs;
	struct emitter *out; /* of the job under way */
};

/* Where the item lies in the image; one in too many pieces is cut. */
static void
lay_out(struct worker *k, struct find *find)
{
	uint64_t at = find->start;

	k->runs.n = 0;
	for (size_t i = space_find(&k->space, at); at < find->end; i++) {
		struct space_extent x = space_extent(&k->space, i);
		uint64_t end = x.end < find->end ? x.end : find->end;

		if (k->runs.n == CARVE_RUNS_MAX)
			break;
		carve_runs_add(&k->runs, x.offset + (at - x.start), end - at);
		at = end;
	}
	if (at == find->end)
		return;
	find->end = at;
	find->walk.state = MEDIA_TRUNCATED;
	find->walk.length = find->walk.broke = at - find->start;
	snprintf(find->walk.why, sizeof find->walk.why, "it lies in more than %zu pieces",
		 CARVE_RUNS_MAX);
}

static int
found(void *ctx, const struct find *given, struct error *e)
{
	struct worker *k = ctx;
	struct find find = *given;
	char id[32];
	struct carve_record r = {.where = buffer_span(&k->where),
				 .id = id,
				 .origin = "carved",
				 .find = &find,
				 .runs = &k->runs};
	struct bytes_slice file;

	lay_out(k, &find);
	snprintf(id, sizeof id, "@%llu", (unsigned long long)k->runs.v[0].offset);
	buffer_clear(&k->line);
	carve_record_write(&r, &k->line);
	bytes_slice_init(&file, find.bytes, find.start, find.end - find.start);
	carve_record_children(&r, &file.bytes, &k->line);
	return k->out->placed(k->out, find.start, find.end, buffer_span(&k->line), e);
}

static void
progress(void *ctx, uint64_t bytes)
{
	struct worker *k = ctx;

	k->out->progress(k->out, bytes);
}

static void
close_worker(void *state)
{
	struct worker *k = state;

	if (!k)
		return;
	searcher_free(&k->searcher);
	buffer_release(&k->where);
	buffer_release(&k->line);
	carve_runs_release(&k->runs);
	free(k);
}

static int
open_worker(struct worker **out, const struct source_input *in, struct error *e)
{
	const struct carve_config *config = in->config;
	struct worker *k = memory_zero(1, sizeof *k);

	if (space_open(&k->space, in->shared, image_bytes(in->image), e)) {
		free(k);
		return -1;
	}
	k->search = (struct search){.space = &k->space,
				    .formats = config->formats ? config->formats : search_formats(),
				    .align = config->align,
				    .found = found,
				    .progress = progress,
				    .ctx = k};
	k->searcher = searcher_new(&k->search);
	json_member_path(&k->where, "evidence", in->evidence);
	json_member_text(&k->where, "evidence_id", in->evidence_id);
	*out = k;
	return 0;
}

static int
run(const struct source_input *in, void **state, struct span text, struct emitter *out,
    struct error *e)
{
	struct worker *k = *state;
	struct job job;

	if (!k && open_worker(&k, in, e))
		return -1;
	*state = k;
	if (text.n != sizeof job)
		return error_set(e, ERROR_INPUT, "a job of carving is broken");
	memcpy(&job, text.p, sizeof job);
	if (job.start > job.end || job.end > k->space.size)
		return error_set(e, ERROR_INPUT,
				 "a job of carving lies outside the space to search");
	k->out = out;
	return searcher_run(k->searcher, job.start, job.end, e);
}

const struct source source_carve = {
	.tool = CARVE_TOOL,
	.plan = plan,
	.run = run,
	.close = close_worker,
};
