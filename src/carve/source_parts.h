/* SPDX-License-Identifier: Apache-2.0 */
/* What the rounds of carving as a source share: the first one searches, those behind it join. */
#ifndef WINNOW_CARVE_SOURCE_PARTS_H
#define WINNOW_CARVE_SOURCE_PARTS_H

#include "carve/carve.h"
#include "carve/joining.h"
#include "carve/record.h"

/* Of the first round: addresses, in one region. Of those behind: items. */
struct carve_job {
	uint64_t start, end;
	uint64_t from, to; /* first round: only what begins in [from, to) is told */
};

/* What a worker keeps from job to job. */
struct carve_worker {
	const struct carve_config *config;
	struct space space;
	struct search search;
	struct searcher *searcher;
	struct joining joining; /* from the second round on */
	struct buffer where;	/* the members of each record that say which evidence */
	struct buffer line;
	struct inside *inside; /* for archives; its lines go to `line` */
	struct buffer kept;    /* of one find */
	struct buffer left;    /* of one job, where joining is left to another run */
	struct carve_runs runs;
	struct image *image;
	struct buffer lost;  /* which bytes of the item at hand could not be read */
	uint64_t from, to;   /* of the job */
	size_t held;	     /* finds of this job that were held back */
	size_t held_most;    /* in one job */
	struct emitter *out; /* of the job under way */
};

/* What a plan shares: the space and, from the second round on, what there is to join. */
struct carve_shared {
	struct span space, joining;
};
void carve_shared_write(struct span space, struct span joining, struct buffer *out);
int carve_shared_read(struct span blob, struct carve_shared *shared, struct error *e);

/*
 * Leaves in w->line the records of an item that lies in these pieces and of what is inside it; find
 * may be cut. find->bytes: those of its region.
 */
void carve_worker_tell(struct carve_worker *w, struct find *find, const struct piece *pieces,
		       size_t npieces, const char *note);

/* ---- The first round ---- */

int carve_search_open(struct carve_worker *w);
int carve_search_run(struct carve_worker *w, const struct carve_job *job, struct error *e);

/* ---- The rounds behind ---- */

int carve_join_plan(const struct source_input *in, struct span kept, struct emitter *out,
		    struct error *e);
/*
 * What the search kept becomes what there is to join. What cannot be read comes from a worker that
 * was taken over, or from nobody's search.
 */
void carve_join_begin(struct joining *j, struct span kept, uint64_t budget,
		      const struct space *space);
int carve_join_run(struct carve_worker *w, const struct carve_job *job, struct error *e);

/* What the first round keeps of a find. */
enum carve_kept {
	KEPT_WHOLE,	/* told already: start and end follow */
	KEPT_BROKEN,	/* held back: a finding follows */
	KEPT_BEGINNING, /* not to be believed alone: a finding follows */
};

#endif
