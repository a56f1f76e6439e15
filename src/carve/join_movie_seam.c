/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Setting the seam. Between the last byte that held here and the first that holds there, every
 * block boundary is tried: which samples hold over both pieces, whether what lies between looks
 * like coded data, and where it can be decoded, whether it can.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "carve/join_movie.h"

/* What a proof is worth beside all else that is said of a boundary. */
#define PROVEN 200

/* Boundaries that are tried at most; farther apart nothing is worth the work. */
#define TRIED_MAX 4096u

/* Bytes of a block that are counted. */
#define SAMPLE_BYTES 4096u

struct setting {
	struct movie_join *m;
	const struct movie_break *x;
	uint64_t at;		  /* address of the mark */
	uint64_t low, high, size; /* boundaries from low to high in steps of size */
	size_t n;
	double *score; /* n */
	struct pieces trial;
};

/* Address of an offset of the file in the new piece. */
static uint64_t
there(const struct setting *s, uint64_t offset)
{
	return s->at - (s->x->next.offset - offset);
}

static uint64_t
boundary(const struct setting *s, size_t i)
{
	return s->low + i * s->size;
}

/* The boundaries at which a seam is possible at all. */
static bool
find_range(struct setting *s)
{
	const struct movie_join *m = s->m;
	uint64_t size = m->task->blocks->size, run, back, low = s->x->sure, over;
	uint64_t first = m->pieces->v[m->pieces->n - 1].offset;

	run = join_run_start(m->task, s->at);
	back = s->at - run; /* so far the new piece can reach back */
	if (back < s->x->next.offset && s->x->next.offset - back > low)
		low = s->x->next.offset - back;
	low = low > first ? low : first + 1;
	over = (low + m->phase) % size;
	s->low = over ? low + (size - over) : low;
	s->high = s->x->broke < s->x->next.offset ? s->x->broke : s->x->next.offset;
	s->high = s->high < m->pieces->bytes.size ? s->high : m->pieces->bytes.size;
	s->size = size;
	if (s->low > s->high)
		return false;
	s->n = (size_t)((s->high - s->low) / size) + 1;
	return s->n <= TRIED_MAX;
}

/* ---- What blocks look like ---- */

/*
 * How much a block looks like coded data rather than like somebody else's, as a logarithm: coded
 * data has all byte values about equally often; text, tables and zeros do not.
 */
static double
looks_coded(struct bytes *b, uint64_t at, uint64_t size)
{
	unsigned count[256] = {0}, values = 0, top = 0;
	size_t n, want = size < SAMPLE_BYTES ? (size_t)size : SAMPLE_BYTES;
	const unsigned char *p = bytes_view(b, at, want, &n);
	size_t least;

	if (!p || n < 64)
		return 0;
	for (size_t i = 0; i < n; i++) {
		values += count[p[i]]++ == 0;
		top += p[i] >> 7;
	}
	least = n >= 1024 ? 150 : n / 4;
	return values < least || top < n / 16 ? -20 : 0;
}

/* A seam where data ceases to look coded here, or begins to there, is likelier than beside it. */
#define EDGE 1.5

/* Adds what the blocks say: those before the seam must look coded here, those behind it there. */
static void
ask_blocks(struct setting *s)
{
	struct pieces *old = s->m->pieces;
	double here = 0, over = 0, look;

	for (size_t i = 0; i < s->n; i++) {
		uint64_t at = boundary(s, i);

		look = at < old->bytes.size
			       ? looks_coded(old->space, pieces_address(old, at), s->size)
			       : -1;
		s->score[i] += here + (look < 0 ? EDGE : 0);
		here += look;
	}
	for (size_t i = s->n; i-- > 0;) {
		s->score[i] += over;
		if (i == 0)
			break;
		look = looks_coded(old->space, there(s, boundary(s, i - 1)), s->size);
		s->score[i] += look < 0 ? EDGE : 0;
		over += look;
	}
}

/* ---- What samples say ---- */

static size_t
first_sample(const struct setting *s)
{
	size_t i = isosamples_from(&s->m->samples, s->low);

	while (i > 0 && s->m->samples.v[i - 1].at + s->m->samples.v[i - 1].size > s->low)
		i--;
	return i;
}

/* The samples that lie over the range, with the seam at one boundary. */
static double
ask_samples(struct setting *s)
{
	const struct isosamples *all = &s->m->samples;
	struct bytes *b = &s->trial.bytes;
	double score = 0;
	struct isojudged j;

	for (size_t i = first_sample(s); i < all->n && all->v[i].at <= s->high; i++) {
		const struct isosample *x = &all->v[i];
		const struct isotrack *t = &all->tracks[x->track];

		if (s->m->silent[x->track] || !isosample_judge(b, x->at, x->size, t, &j))
			continue;
		if (!j.good)
			score -= j.bits && j.bits < 10 ? 5 : 40;
		else if (j.bits < 10)
			score += j.bits * 0.5;
		else if (isosample_foreign(b, x->at, x->size, t) != UINT64_MAX)
			score -= 30;
	}
	return score;
}

static void
lay_trial(struct setting *s, uint64_t seam)
{
	const struct movie_join *m = s->m;
	uint64_t begin = there(s, seam);

	pieces_copy(&s->trial, m->pieces);
	pieces_cut(&s->trial, seam);
	pieces_add(&s->trial, begin, join_run_end(m->task, begin));
}

/* ---- What decoding says ---- */

/* A sample that lies over the range, decoded as if no seam were in it. */
struct decoded {
	size_t sample;
	enum movie_proof here, there;
};

#define DECODED_MAX 16

struct proof {
	struct setting *s;
	struct decoded v[DECODED_MAX];
	size_t n;
};

/*
 * Decodes what lies over the range on both sides. The seam is not behind the place where the old
 * side ceases to be decodable: the range shrinks. False: nothing there can be decoded.
 */
static bool
decode_sides(struct proof *p)
{
	struct setting *s = p->s;
	const struct isosamples *all = &s->m->samples;
	bool some = false;
	uint32_t broke;

	for (size_t i = first_sample(s); i < all->n && all->v[i].at <= s->high; i++) {
		const struct isosample *x = &all->v[i];
		struct decoded d = {.sample = i};

		if (p->n == DECODED_MAX)
			return false;
		d.here = movie_prove(s->m, &s->m->pieces->bytes, x->at, i, &broke);
		if (d.here == MOVIE_DISPROVEN && x->at + broke < s->high)
			s->high = x->at + broke;
		if (d.here == MOVIE_OPEN)
			continue;
		d.there =
			x->at + s->at >= s->x->next.offset
				? movie_prove(s->m, s->m->pieces->space, there(s, x->at), i, &broke)
				: MOVIE_DISPROVEN;
		p->v[p->n++] = d;
		some = true;
	}
	return some;
}

/* With the seam here, does everything decode that lies over the range? */
static bool
proves(struct proof *p, uint64_t seam)
{
	struct setting *s = p->s;

	for (size_t i = 0; i < p->n; i++) {
		const struct isosample *x = &s->m->samples.v[p->v[i].sample];
		enum movie_proof proof;
		uint32_t broke;

		if (x->at + x->size <= seam)
			proof = p->v[i].here;
		else if (x->at >= seam)
			proof = p->v[i].there;
		else
			proof = movie_prove(s->m, &s->trial.bytes, x->at, p->v[i].sample, &broke);
		if (proof != MOVIE_PROVEN)
			return false;
	}
	return true;
}

/*
 * Decoding breaks soon behind the seam, so the last boundaries are tried first. Where sound lies
 * between two pictures several boundaries may do: those that are proven are marked as such.
 */
static void
find_proof(struct setting *s)
{
	struct proof p = {.s = s};
	bool found = false;

	if (s->n < 2 || !decode_sides(&p) || s->high < s->low)
		return;
	for (size_t i = (size_t)((s->high - s->low) / s->size) + 1; i-- > 0;) {
		bool proven;

		lay_trial(s, boundary(s, i));
		proven = proves(&p, boundary(s, i));
		if (found && !proven)
			break;
		found |= proven;
		s->score[i] += proven ? PROVEN : 0;
	}
}

/* ---- The choice ---- */

static bool
choose(struct setting *s, uint64_t *seam)
{
	struct movie_join *m = s->m;
	size_t best = 0, first = SIZE_MAX, last = 0;

	for (size_t i = 1; i < s->n; i++)
		if (s->score[i] > s->score[best])
			best = i;
	for (size_t i = 0; i < s->n; i++)
		if (s->score[i] > s->score[best] - 1) {
			first = first == SIZE_MAX ? i : first;
			last = i;
		}
	*seam = boundary(s, best);
	if (first != last) {
		m->unsure++;
		m->widest = last - first + 1 > m->widest ? last - first + 1 : m->widest;
	}
	return s->score[best] > -35;
}

bool
movie_seam(struct movie_join *m, const struct movie_break *x, uint64_t at, uint64_t *seam)
{
	struct setting s = {.m = m, .x = x, .at = at};
	bool chosen;

	if (!find_range(&s))
		return false;
	s.score = memory_zero(s.n, sizeof *s.score);
	pieces_init(&s.trial, m->pieces->space);
	for (size_t i = 0; i < s.n; i++) {
		lay_trial(&s, boundary(&s, i));
		s.score[i] = ask_samples(&s);
	}
	ask_blocks(&s);
	find_proof(&s);
	chosen = choose(&s, seam);
	pieces_release(&s.trial);
	free(s.score);
	return chosen;
}
