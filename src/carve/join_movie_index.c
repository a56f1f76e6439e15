/* SPDX-License-Identifier: Apache-2.0 */
/* Where the samples are told: at the file's start, in fragments, or in a box to be looked for. */
#include <string.h>

#include "carve/join_movie.h"
#include "media/isobmff_check.h"

/* Boxes between the data and the movie box behind it, or between fragments. */
#define BOXES_MAX 8
#define LOOK_COST 8u

/* A movie box larger than this is none. */
#define INDEX_MAX ((uint64_t)256 << 20)

/* Samples that a movie box found elsewhere must point to rightly, as far as they are there. */
#define PROOF_MAX 8

/*
 * The boxes from the file's start, as far as they follow one another. *end: where the next one has
 * to begin; *data: where the body of the first mdat begins, 0 when there was none.
 */
static void
chain(struct bytes *b, uint64_t *end, uint64_t *data, uint32_t *sequence)
{
	uint64_t at = 0;
	struct isobox box, mfhd;

	*data = 0;
	while (isobox_at(b, at, b->size, &box) > 0 && isobox_top_level(&box) && !box.open) {
		if (isobox_is(&box, "mdat") && !*data)
			*data = box.body;
		if (isobox_is(&box, "moof") &&
		    isobox_find(b, box.body, box.end, "mfhd", &mfhd) == 0) {
			const unsigned char *p = bytes_exact(b, mfhd.body, 8);

			*sequence = p ? be32(p + 4) : *sequence;
		}
		at = box.end;
	}
	*end = at;
}

/* ---- A movie box behind the data ---- */

/* The movie box that follows at `at`, perhaps behind others. */
static bool
index_from(struct bytes *b, uint64_t at, struct isobox *moov)
{
	for (unsigned i = 0; i < BOXES_MAX; i++) {
		if (isobox_at(b, at, b->size, moov) <= 0 || moov->open || moov->end > b->size ||
		    !isobox_top_level(moov) || moov->end - at > INDEX_MAX)
			return false;
		if (isobox_is(moov, "moov"))
			return true;
		if (isobox_is(moov, "mdat") || isobox_is(moov, "ftyp"))
			return false;
		at = moov->end;
	}
	return false;
}

/* Do the first samples of these tables stand where the file begins? */
static bool
points_here(struct movie_join *m, uint64_t data)
{
	const struct isosamples *s = &m->samples;
	unsigned asked = 0;

	if (s->broken || s->index_broke || s->n == 0 || s->v[0].at < data || s->reach > m->end)
		return false;
	for (size_t i = 0; i < s->n && asked < PROOF_MAX; i++) {
		const struct isosample *x = &s->v[i];
		struct movie_mark mark = {x->at, x->size, i};
		unsigned bits;

		if (x->at + x->size > m->pieces->bytes.size)
			break;
		if (!movie_sample_holds(m, &m->pieces->bytes, x->at, &mark, &bits))
			return asked > 0; /* the first that fails may lie behind the seam */
		asked += bits > 0;
	}
	return asked > 0 || s->reach + 4096 > m->end;
}

static bool
take_index(struct movie_join *m, uint64_t at, uint64_t data)
{
	struct isobox moov;

	if (!index_from(m->task->space, at, &moov))
		return false;
	isosamples_release(&m->samples);
	isosamples_init(&m->samples);
	isosamples_add_movie(&m->samples, m->task->space, &moov);
	isosamples_sort(&m->samples);
	if (!points_here(m, data))
		return false;
	m->index_behind = true;
	m->index_at = at;
	m->config = m->task->space;
	return true;
}

/* Cheap: is it worth reading tables? */
static bool
may_be_index(struct bytes *b, uint64_t at)
{
	const unsigned char *p = bytes_exact(b, at, 8);

	return p && (memcmp(p + 4, "moov", 4) == 0 || memcmp(p + 4, "free", 4) == 0 ||
		     memcmp(p + 4, "skip", 4) == 0 || memcmp(p + 4, "udta", 4) == 0 ||
		     memcmp(p + 4, "uuid", 4) == 0 || memcmp(p + 4, "meta", 4) == 0 ||
		     memcmp(p + 4, "wide", 4) == 0);
}

static bool
hunt_index(struct movie_join *m, uint64_t data)
{
	const struct join_blocks *b = m->task->blocks;
	uint64_t in_block = (m->end + m->phase) % b->size;
	size_t here = join_block_from(b, m->task->find->start);

	for (size_t k = 0; k < b->n; k++) {
		size_t i = here + k < b->n ? here + k : here + k - b->n;
		uint64_t at = b->at[i] + in_block;

		if (!join_spend(m->task->budget, LOOK_COST, 0)) {
			m->gave_up = true;
			return false;
		}
		if (may_be_index(m->task->space, at) && take_index(m, at, data))
			return true;
	}
	return false;
}

bool
movie_index(struct movie_join *m)
{
	uint64_t data;

	m->config = &m->pieces->bytes;
	isobmff_collect(&m->pieces->bytes, 0, &m->samples);
	chain(&m->pieces->bytes, &m->end, &data, &m->sequence);
	if (m->samples.ntracks) {
		m->fragmented = m->samples.fragmented;
		return !m->samples.broken && !m->samples.index_broke && m->samples.n > 0;
	}
	return data && hunt_index(m, data);
}

void
movie_index_again(struct movie_join *m)
{
	uint64_t data;

	isosamples_release(&m->samples);
	isosamples_init(&m->samples);
	m->config = &m->pieces->bytes;
	isobmff_collect(&m->pieces->bytes, 0, &m->samples);
	chain(&m->pieces->bytes, &m->end, &data, &m->sequence);
}

/* ---- Fragments ---- */

static bool
is_next_fragment(const struct movie_join *m, struct bytes *b, const struct isobox *moof)
{
	struct isobox mfhd;
	const unsigned char *p;

	if (isobox_at(b, moof->body, moof->end, &mfhd) <= 0 || !isobox_is(&mfhd, "mfhd") ||
	    mfhd.end - mfhd.at != 16)
		return false;
	p = bytes_exact(b, mfhd.body, 8);
	return p && be32(p + 4) > m->sequence && be32(p + 4) - m->sequence <= 16;
}

bool
movie_fragment_fits(const struct movie_join *m, struct bytes *b, uint64_t at)
{
	struct isobox box, inner;

	for (unsigned i = 0; i < BOXES_MAX; i++) {
		if (isobox_at(b, at, b->size, &box) <= 0 || box.open || box.end > b->size)
			return false;
		if (isobox_is(&box, "moof"))
			return is_next_fragment(m, b, &box);
		if (isobox_is(&box, "mfra"))
			return isobox_at(b, box.body, box.end, &inner) > 0 &&
			       (isobox_is(&inner, "tfra") || isobox_is(&inner, "mfro"));
		if (isobox_is(&box, "mdat") || isobox_is(&box, "ftyp") || !isobox_top_level(&box))
			return false;
		at = box.end;
	}
	return false;
}
