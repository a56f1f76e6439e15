/* SPDX-License-Identifier: Apache-2.0 */
/* The first round of carving as a source: the search. */
#include "carve/source_parts.h"
#include "carve/unfinished.h"

/*
 * Finds that may be held back for joining: in all, whatever the space is made to hold, and in one
 * job, so that what is held back depends on the job alone. Others are told as they are.
 */
#define HELD_IN_ALL ((uint64_t)1 << 18)
#define HELD_LEAST  16
#define HELD_MOST   4096
#define SECTOR	    512
#define JOB_ABOUT   ((uint64_t)64 << 20)

static int
keep(struct carve_worker *w, enum carve_kept kind, const struct find *find, struct error *e)
{
	uint64_t tag = (uint64_t)kind;

	buffer_clear(&w->kept);
	buffer_add(&w->kept, &tag, sizeof tag);
	if (kind == KEPT_WHOLE) {
		buffer_add(&w->kept, &find->start, sizeof find->start);
		buffer_add(&w->kept, &find->end, sizeof find->end);
	} else {
		finding_write(&w->kept, find);
	}
	if (w->config->unfinished) {
		buffer_add(&w->left, w->kept.data, w->kept.n);
		return 0;
	}
	return w->out->keep(w->out, buffer_span(&w->kept), e);
}

static bool
holds_back(struct carve_worker *w, const struct find *find)
{
	if (w->config->no_join || find->slack || w->held >= w->held_most ||
	    !joining_holds_back(&w->space, find, w->held > 0))
		return false;
	w->held++;
	return true;
}

static bool
in_range(const struct carve_worker *w, const struct find *find)
{
	return find->start >= w->from && find->start < w->to;
}

/* Tells the find, or holds it back. */
static int
give(struct carve_worker *w, const struct find *given, struct error *e)
{
	struct find find = *given;
	const struct piece piece = {find.start, find.end, 0};

	if (holds_back(w, &find))
		return keep(w, KEPT_BROKEN, &find, e);
	if (!w->config->no_join && keep(w, KEPT_WHOLE, &find, e))
		return -1;
	carve_worker_tell(w, &find, &piece, 1, "");
	return 0;
}

static int
found(void *ctx, const struct find *find, struct error *e)
{
	struct carve_worker *w = ctx;

	buffer_clear(&w->line);
	/* Counted though it is another range's: what a job holds back depends on the job alone. */
	if (!in_range(w, find))
		holds_back(w, find);
	else if (give(w, find, e))
		return -1;
	return w->out->placed(w->out, find->start, find->end, buffer_span(&w->line), e);
}

static void
begins(void *ctx, const struct find *find)
{
	struct carve_worker *w = ctx;
	struct error ignored = {0}; /* a parent that is gone is met again by the next result */

	if (w->held < w->held_most && joiner_of(find->format) &&
	    space_offset(&w->space, find->start) % SECTOR == 0) {
		w->held++;
		if (in_range(w, find))
			keep(w, KEPT_BEGINNING, find, &ignored);
	}
}

static void
progress(void *ctx, uint64_t bytes)
{
	struct carve_worker *w = ctx;

	w->out->progress(w->out, bytes);
}

int
carve_search_open(struct carve_worker *w)
{
	uint64_t share = HELD_IN_ALL / (w->space.size / JOB_ABOUT + 1);

	w->held_most = share < HELD_LEAST ? HELD_LEAST : share > HELD_MOST ? HELD_MOST : share;
	w->search = (struct search){.space = &w->space,
				    .formats = w->config->formats ? w->config->formats
								  : search_formats(),
				    .align = w->config->align,
				    .found = found,
				    .progress = progress,
				    .ctx = w,
				    .begins = w->config->no_join ? NULL : begins};
	w->searcher = searcher_new(&w->search);
	return 0;
}

/* What this job kept goes into the stream, for the run that joins. */
static int
leave(struct carve_worker *w, const struct carve_job *job, struct error *e)
{
	uint64_t at = job->start > job->from ? job->start : job->from;

	buffer_clear(&w->line);
	unfinished_write(&w->line, buffer_span(&w->where), w->space.size, at,
			 buffer_span(&w->left));
	return w->out->lines(w->out, buffer_span(&w->line), e);
}

int
carve_search_run(struct carve_worker *w, const struct carve_job *job, struct error *e)
{
	if (job->start > job->end || job->end > w->space.size)
		return error_set(e, ERROR_INPUT,
				 "a job of carving lies outside the space to search");
	w->held = 0;
	w->from = job->from;
	w->to = job->to;
	buffer_clear(&w->left);
	if (searcher_run(w->searcher, job->start, job->end, e))
		return -1;
	return w->left.n ? leave(w, job, e) : 0;
}
