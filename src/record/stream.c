/* SPDX-License-Identifier: Apache-2.0 */
#include "record/stream.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

#define STATUS_INCOMPLETE 3
#define OPEN_RUNS_MAX	  1024 /* more than any pipe has tools; what is beyond counts as cut off */

/* A run whose end has not come yet. */
struct open_run {
	struct buffer id;
	char tool[64];
	uint64_t files_before;	  /* file records of the stream before it (or before the run it
				     resumes) */
	uint64_t filtered_within; /* what brackets inside it were found to lack */
};

struct stream_check {
	struct open_run *open; /* the innermost last */
	size_t nopen;
	unsigned untracked; /* runs beyond OPEN_RUNS_MAX */
	struct stream_verdict so_far;
};

struct stream_check *
stream_check_new(void)
{
	return memory_zero(1, sizeof(struct stream_check));
}

void
stream_check_free(struct stream_check **c)
{
	if (!*c)
		return;
	for (size_t i = 0; i < (*c)->nopen; i++)
		buffer_release(&(*c)->open[i].id);
	free((*c)->open);
	free(*c);
	*c = NULL;
}

static void
copy_tool(char out[64], const struct record *r)
{
	struct buffer tool = BUFFER_EMPTY;
	if (record_text(r, "tool", &tool) < 0 || tool.n == 0)
		buffer_add_text(&tool, "a tool without a name");
	snprintf(out, 64, "%s", buffer_text(&tool));
	buffer_release(&tool);
}

/* The innermost open run with this id; nopen: none. */
static size_t
find_open(const struct stream_check *c, const struct buffer *id)
{
	for (size_t i = c->nopen; i-- > 0;) {
		const struct buffer *other = &c->open[i].id;
		if (other->n == id->n && (id->n == 0 || memcmp(other->data, id->data, id->n) == 0))
			return i;
	}
	return c->nopen;
}

static void
close_run(struct stream_check *c, size_t i)
{
	buffer_release(&c->open[i].id);
	memmove(&c->open[i], &c->open[i + 1], (c->nopen - i - 1) * sizeof *c->open);
	c->nopen--;
}

/* The run that this one goes on with is over; what it counted goes over. */
static void
take_over(struct stream_check *c, const struct record *r, struct open_run *run)
{
	struct buffer id = BUFFER_EMPTY;
	if (record_text(r, "resumes", &id) == 0) {
		size_t i = find_open(c, &id);
		if (i < c->nopen) {
			run->files_before = c->open[i].files_before;
			run->filtered_within = c->open[i].filtered_within;
			close_run(c, i);
		}
	}
	buffer_release(&id);
}

static void
note_run(struct stream_check *c, const struct record *r)
{
	c->so_far.runs++;
	struct open_run run = {.id = BUFFER_EMPTY, .files_before = c->so_far.files};
	take_over(c, r, &run);
	copy_tool(run.tool, r);
	if (c->nopen == OPEN_RUNS_MAX) {
		c->untracked++;
		return;
	}
	record_text(r, "run_id", &run.id);
	c->open = memory_resize_array(c->open, c->nopen + 1, sizeof *c->open);
	c->open[c->nopen++] = run;
}

static void
note_status(struct stream_check *c, const struct record *r)
{
	uint64_t status;
	if (record_u64(r, "status", &status) < 0 || status > 1)
		status = STATUS_INCOMPLETE; /* no tool ends a stream with another status in good
					       order */
	if ((int)status > c->so_far.worst_status)
		c->so_far.worst_status = (int)status;
}

static void
note_end(struct stream_check *c, const struct record *r)
{
	struct buffer id = BUFFER_EMPTY;
	record_text(r, "run_id", &id);
	size_t i = find_open(c, &id);
	buffer_release(&id);
	note_status(c, r);
	if (i == c->nopen) {
		c->so_far.stray_ends++;
		return;
	}
	const struct open_run *run = &c->open[i];
	uint64_t here = c->so_far.files - run->files_before, items = 0;
	record_u64(r, "items", &items);
	uint64_t missing = items > here ? items - here : 0;
	if (missing < run->filtered_within)
		missing =
			run->filtered_within; /* a tool after the gap did not count what was gone */
	close_run(c, i);
	uint64_t *sum = i > 0 ? &c->open[i - 1].filtered_within : &c->so_far.filtered;
	if (__builtin_add_overflow(*sum, missing, sum))
		*sum = UINT64_MAX;
}

void
stream_check_record(struct stream_check *c, const struct record *r)
{
	c->so_far.records++;
	if (record_is(r, "file"))
		c->so_far.files++;
	else if (record_is(r, "run"))
		note_run(c, r);
	else if (record_is(r, "end"))
		note_end(c, r);
}

void
stream_check_verdict(const struct stream_check *c, struct stream_verdict *v)
{
	*v = c->so_far;
	v->empty = v->records == 0;
	v->bare = v->records > 0 && v->runs == 0;
	v->open_runs = (unsigned)c->nopen + c->untracked;
	for (size_t i = 0; i < c->nopen; i++)
		v->filtered += c->open[i].filtered_within;
	/*
	 * A tool writes its end even when the one before it died, so the outermost of those without
	 * is the one that died; those inside it lack theirs because it no longer passed them on.
	 */
	if (c->nopen > 0)
		memcpy(v->cut_tool, c->open[0].tool, sizeof v->cut_tool);
}

int
stream_status(const struct stream_verdict *v, bool bare_allowed, struct error *e)
{
	if (v->open_runs > 0)
		error_set(e, ERROR_INPUT,
			  "the record stream was cut off: %s started and never finished; "
			  "what follows from it is incomplete",
			  v->cut_tool);
	else if (v->empty && !bare_allowed)
		error_set(e, ERROR_INPUT,
			  "the record stream is empty: the tool before this one gave nothing");
	else if (v->bare && !bare_allowed)
		error_set(
			e, ERROR_INPUT,
			"these records do not say which run made them, so nothing shows that they "
			"are all; --bare accepts them");
	else if (v->stray_ends > 0 && !bare_allowed)
		error_set(e, ERROR_INPUT,
			  "the record stream has lost its beginning: a run ends here that never "
			  "started; --bare accepts it");
	else
		return v->worst_status;
	return STATUS_INCOMPLETE;
}
