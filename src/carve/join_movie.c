/* SPDX-License-Identifier: Apache-2.0 */
/* Joins the pieces of a movie; see join_movie.h for how. */
#include "carve/join_movie.h"

#include <stdlib.h>

#include "base/memory.h"
#include "media/verdict.h"

/* Pieces of one file. */
#define SEAMS_MAX 256u

/* Marks that are looked for behind one break. */
#define MARKS_MAX 3u

/* What may follow the last known box of a file. */
#define TAIL_MAX ((uint64_t)64 << 20)

/*
 * From the file's start over all that is free behind it. False: it does not begin in a free block.
 */
static bool
add_first(struct movie_join *m)
{
	const struct join_task *task = m->task;
	uint64_t start = task->find->start, end = join_run_end(task, start);
	size_t i = join_block_from(task->blocks, start + 1);

	if (end <= start || i == 0)
		return false;
	m->phase = start - task->blocks->at[i - 1];
	pieces_add(m->pieces, start, end);
	return true;
}

/* The last piece ends at the seam, the next one runs on from there so that `mark` lies at `at`. */
static void
attach(struct movie_join *m, uint64_t seam, const struct movie_mark *mark, uint64_t at)
{
	uint64_t begin = at - (mark->offset - seam);

	pieces_cut(m->pieces, seam);
	pieces_add(m->pieces, begin, join_run_end(m->task, begin));
	m->seams++;
}

/* The sample that the byte at an offset belongs to, or the next one. */
static size_t
sample_of(const struct movie_join *m, uint64_t offset)
{
	size_t i = isosamples_from(&m->samples, offset);

	if (i > 0 && m->samples.v[i - 1].at + m->samples.v[i - 1].size > offset)
		i--;
	return i;
}

/*
 * Looks for the next mark, or one of those behind it: the first may lie across the seam, or across
 * another one. x->next is the one that was found.
 */
static bool
find_next(struct movie_join *m, struct movie_break *x, uint64_t *at)
{
	for (unsigned i = 0; i < MARKS_MAX && !m->gave_up; i++) {
		if (movie_find(m, x, at))
			return true;
		if (x->next.sample >= m->samples.n)
			return false;
		x->next = movie_mark_from(m, x->next.sample + 1);
	}
	return false;
}

/* Through all samples and seams. True: everything that the index points to holds. */
static bool
advance(struct movie_join *m, uint64_t *held)
{
	struct movie_break x;
	size_t from = 0;

	while (!movie_hold(m, from, &x)) {
		uint64_t at, seam;
		bool last;

		*held = x.sure;
		if (m->seams == SEAMS_MAX)
			return false;
		last = x.next.sample >= m->samples.n;
		if (!find_next(m, &x, &at)) /* behind the last fragment nothing need follow */
			return last && m->fragmented && m->seams > 0;
		if (!movie_seam(m, &x, at, &seam))
			return false;
		attach(m, seam, &x.next, at);
		if (m->fragmented)
			movie_index_again(m);
		from = sample_of(m, seam);
	}
	return true;
}

/*
 * How sure the digest is: a seam that could be set elsewhere makes it a guess, and not to be told.
 */
static double
confidence(const struct movie_join *m, const struct media_walk *walk)
{
	double best = walk->confidence < 0.9 ? walk->confidence : 0.9;

	if (!m->unsure)
		return best;
	return 0.45;
}

static enum join_result
conclude(struct movie_join *m, struct media_walk *walk)
{
	const struct media_format *format = m->task->find->format;

	if (m->pieces->bytes.size > m->end && m->pieces->bytes.size - m->end > TAIL_MAX)
		pieces_cut(m->pieces, m->end + TAIL_MAX);
	format->walk(&m->pieces->bytes, 0, walk);
	if (walk->state != MEDIA_NOT)
		format->check(&m->pieces->bytes, 0, walk);
	if (walk->state != MEDIA_WHOLE)
		return JOIN_NOT;
	pieces_cut(m->pieces, walk->length);
	if (m->pieces->n < 2)
		return JOIN_NOT;
	walk->confidence = confidence(m, walk);
	if (m->unsure)
		verdict_add(walk, "%u of %u seams lie within %llu blocks, not proven to the block",
			    m->unsure, m->seams, (unsigned long long)m->widest);
	return JOIN_WHOLE;
}

static enum join_result
longer(struct movie_join *m, uint64_t held, struct media_walk *walk)
{
	const struct find *find = m->task->find;
	uint64_t before =
		find->walk.broke > find->walk.length ? find->walk.broke : find->walk.length;

	if (!m->seams || held <= before || held > m->pieces->bytes.size)
		return m->gave_up ? JOIN_GAVE_UP : JOIN_NOT;
	pieces_cut(m->pieces, held);
	if (m->pieces->n < 2)
		return JOIN_NOT;
	*walk = find->walk;
	verdict_damaged(walk, held, 0.7, "joined from %zu pieces and broken behind them",
			m->pieces->n);
	return JOIN_LONGER;
}

static enum join_result
join(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	struct movie_join *m = memory_zero(1, sizeof *m);
	enum join_result result = JOIN_NOT;
	uint64_t held = 0;

	m->task = task;
	m->pieces = pieces;
	isosamples_init(&m->samples);
	if (add_first(m) && movie_index(m) && advance(m, &held))
		result = conclude(m, walk);
	if (result != JOIN_WHOLE)
		result = longer(m, held, walk);
	movie_forget_decoders(m);
	isosamples_release(&m->samples);
	free(m);
	return result;
}

const struct joiner joiner_movie = {"mp4", false, false, join};
