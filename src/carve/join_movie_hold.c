/* SPDX-License-Identifier: Apache-2.0 */
/* How far the samples hold over the pieces that there are. */
#include <string.h>

#include "carve/join_movie.h"

/* Frames of sound in a row that do not begin as they should: no accident any more. */
#define SOUND_DOUBTS 4

/* A judgement of fewer bits says nothing by itself. */
#define BITS_FIRM 10

bool
movie_sample_holds(const struct movie_join *m, struct bytes *b, uint64_t at,
		   const struct movie_mark *mark, unsigned *bits)
{
	const struct isosample *x = &m->samples.v[mark->sample];
	struct isojudged j;

	*bits = 0;
	if (m->silent[x->track] ||
	    !isosample_judge(b, at, mark->size, &m->samples.tracks[x->track], &j))
		return true;
	*bits = j.good ? j.bits : 0;
	return j.good || (j.bits > 0 && j.bits < BITS_FIRM);
}

/* Of the samples gone through. */
struct progress {
	struct movie_break *x;
	uint64_t sure;
	uint64_t sound; /* the first of a row of frames of sound that do not fit; 0: none */
	unsigned row;
};

struct movie_mark
movie_mark_from(const struct movie_join *m, size_t i)
{
	for (; i < m->samples.n; i++) {
		const struct isosample *x = &m->samples.v[i];
		const struct isotrack *t = &m->samples.tracks[x->track];

		if (t->coding != ISO_OTHER && t->coding != ISO_PCM && t->coding != ISO_AAC &&
		    t->coding != ISO_AMR && !m->silent[x->track])
			return (struct movie_mark){x->at, x->size, i};
	}
	return (struct movie_mark){m->end, 0, m->samples.n};
}

static bool
ends_at(const struct movie_join *m, struct progress *p, uint64_t broke, struct movie_mark next)
{
	uint64_t have = m->pieces->bytes.size;

	*p->x = (struct movie_break){p->sure, broke < have ? broke : have, next};
	if (p->x->sure > p->x->broke)
		p->x->sure = p->x->broke;
	return false;
}

/* Does a picture of motion JPEG decode? *broke: where not. */
static bool
decodes(struct movie_join *m, const struct isosample *x, uint64_t *broke)
{
	uint32_t in_sample;
	enum movie_proof proof =
		movie_prove(m, &m->pieces->bytes, x->at, (size_t)(x - m->samples.v), &in_sample);

	*broke = x->at + in_sample;
	return proof != MOVIE_DISPROVEN;
}

/* A sample that begins well; is the rest of it its own? */
static bool
inside_holds(struct movie_join *m, const struct isosample *x, uint64_t *broke)
{
	const struct isotrack *t = &m->samples.tracks[x->track];
	uint64_t bad = isosample_foreign(&m->pieces->bytes, x->at, x->size, t);

	if (bad != UINT64_MAX) {
		*broke = bad + 3;
		return false;
	}
	return t->coding != ISO_JPEG || decodes(m, x, broke);
}

static bool
hold_sound(struct movie_join *m, struct progress *p, size_t i, bool good)
{
	p->row = good ? 0 : p->row + 1;
	if (p->row == 1)
		p->sound = m->samples.v[i].at;
	if (p->row < SOUND_DOUBTS)
		return true;
	return ends_at(m, p, p->sound + 1, movie_mark_from(m, i));
}

/* One sample; false: *p->x says where it breaks. */
static bool
hold_one(struct movie_join *m, struct progress *p, size_t i)
{
	const struct isosample *x = &m->samples.v[i];
	struct isotrack *t = &m->samples.tracks[x->track];
	struct isojudged j;
	uint64_t broke;

	if (x->at >= m->pieces->bytes.size)
		return ends_at(m, p, x->at, movie_mark_from(m, i));
	if (m->silent[x->track] || !isosample_judge(&m->pieces->bytes, x->at, x->size, t, &j))
		return true;
	if (j.bits < BITS_FIRM && (j.good || j.bits)) {
		if (t->sound)
			return hold_sound(m, p, i, j.good);
		return true;
	}
	if (!j.good) {
		struct movie_mark next = {x->at + j.broke, x->size - j.broke, i};

		if (j.held && x->at + j.held > p->sure)
			p->sure = x->at + j.held;
		return ends_at(m, p, x->at + j.broke + 6,
			       t->coding == ISO_AVC || t->coding == ISO_HEVC ||
					       t->coding == ISO_AV1 || j.broke == 0
				       ? next
				       : movie_mark_from(m, i + 1));
	}
	p->sure = x->at + j.held;
	if (x->size > m->pieces->bytes.size - x->at)
		return ends_at(m, p, m->pieces->bytes.size, movie_mark_from(m, i + 1));
	if (!inside_holds(m, x, &broke))
		return ends_at(m, p, broke, movie_mark_from(m, i + 1));
	return true;
}

/* Behind the samples: what the movie box was found by must go on from here. */
static bool
hold_end(struct movie_join *m, struct progress *p)
{
	struct movie_mark end = {m->end, 0, m->samples.n};
	uint64_t have = m->pieces->bytes.size;

	if (m->index_behind) {
		if (m->end < have && pieces_address(m->pieces, m->end) == m->index_at)
			return true;
		return ends_at(m, p, m->end, end);
	}
	if (!m->fragmented)
		return true;
	return movie_fragment_fits(m, &m->pieces->bytes, m->end) || ends_at(m, p, m->end + 8, end);
}

bool
movie_hold(struct movie_join *m, size_t from, struct movie_break *x)
{
	struct progress p = {.x = x};

	memset(x, 0, sizeof *x);
	p.sure = m->pieces->v[m->pieces->n - 1].offset;
	if (m->samples.n && m->seams == 0)
		p.sure = m->samples.v[0].at < m->end ? m->samples.v[0].at : m->end;
	for (size_t i = from; i < m->samples.n; i++)
		if (!hold_one(m, &p, i))
			return false;
	return hold_end(m, &p);
}
