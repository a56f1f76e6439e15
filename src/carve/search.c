/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/search.h"

#include <stdlib.h>

#include "base/memory.h"
#include "carve/children.h"
#include "carve/judge.h"

/*
 * After a candidate the next look is short and doubles from there: where candidates stand close
 * together nothing is fetched again and again for each of them.
 */
#define LOOK_MIN      ((size_t)4096)
#define LOOK_MAX      ((size_t)4 << 20)
#define PROGRESS_STEP ((uint64_t)8 << 20)

struct searcher {
	const struct search *search;
	struct scanner *scanner;
	struct space_region region;
	struct space_bytes bytes;
	struct judge judge;
	size_t look;
};

uint64_t
search_formats(void)
{
	uint64_t all = 0;

	for (size_t i = 0; media_formats[i]; i++)
		all |= (uint64_t)1 << i;
	return all;
}

static size_t
count_formats(void)
{
	size_t n = 0;

	while (media_formats[n])
		n++;
	return n;
}

struct searcher *
searcher_new(const struct search *search)
{
	struct searcher *s = memory_zero(1, sizeof *s);

	s->search = search;
	s->scanner = scanner_new(media_formats, count_formats(), search->formats);
	return s;
}

void
searcher_free(struct searcher **s)
{
	if (!*s)
		return;
	scanner_free(&(*s)->scanner);
	space_bytes_release(&(*s)->bytes);
	free(*s);
	*s = NULL;
}

static uint64_t
lesser(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* ---- Candidates ---- */

/* One look: bytes in hand from address `at` on. */
struct look {
	const unsigned char *p;
	size_t n;
	size_t decided; /* positions below this are decided, whatever follows the bytes in hand */
	bool last;	/* the region ends with them */
};

/*
 * Looks within the extent where that is possible, so that nothing is copied; only the last few
 * positions, whose signatures may cross into the next extent, need both together.
 */
static bool
look_at(struct searcher *s, const struct space_extent *x, uint64_t at, uint64_t stop,
	struct look *l)
{
	size_t reach = scanner_reach(s->scanner);
	uint64_t want = x->end - at;

	if (want < reach)
		want += reach - 1;
	want = lesser(want, stop - at + reach - 1);
	l->p = bytes_view(&s->bytes.bytes, at, (size_t)lesser(want, s->look), &l->n);
	if (!l->p)
		return false;
	l->last = at + l->n == s->region.end;
	if (l->last)
		l->decided = l->n;
	else
		l->decided = l->n >= reach ? l->n - reach + 1 : 0;
	s->look = s->look < LOOK_MAX ? s->look * 2 : LOOK_MAX;
	return l->decided > 0;
}

static uint64_t
on_grid(const struct space_extent *x, uint64_t at, uint64_t step)
{
	uint64_t over = (at - x->start) % step;

	return over ? at + (step - over) : at;
}

/*
 * Takes out the formats whose head does not hold at k; where the bytes in hand do not tell, they
 * stay. Words of a text that look like signatures end here, before they cost anything.
 */
static uint64_t
keep_heads(const struct look *l, size_t k, uint64_t formats)
{
	size_t n = l->n - k;
	uint64_t kept = 0;

	if (n < MEDIA_HEAD && !l->last)
		return formats;
	for (size_t i = 0; media_formats[i]; i++)
		if ((formats >> i & 1) &&
		    media_formats[i]->head(l->p + k, n < MEDIA_HEAD ? n : MEDIA_HEAD))
			kept |= (uint64_t)1 << i;
	return kept;
}

/* The first candidate in hand, or l->decided. */
static size_t
next_in_look(const struct searcher *s, const struct look *l, size_t step, uint64_t *formats)
{
	size_t k = 0;

	while ((k = scanner_next(s->scanner, l->p, l->n, k, step, formats)) < l->decided) {
		*formats = keep_heads(l, k, *formats);
		if (*formats)
			return k;
		k += step;
	}
	return l->decided;
}

/*
 * Looks at [*at, stop) of one extent; *at moves on to the candidate, or to `stop` or just past it.
 */
static bool
next_in_extent(struct searcher *s, const struct space_extent *x, uint64_t *at, uint64_t stop,
	       uint64_t *formats)
{
	uint64_t step = s->search->align ? s->search->align : s->region.step;
	struct look l;

	*at = on_grid(x, *at, step);
	while (*at < stop && look_at(s, x, *at, stop, &l)) {
		size_t k = next_in_look(s, &l, (size_t)step, formats);

		*at = on_grid(x, *at + k, step);
		if (k < l.decided && *at < stop) {
			s->look = LOOK_MIN;
			return true;
		}
	}
	if (*at < stop)
		*at = stop; /* nothing can be read there */
	return false;
}

/* The first candidate in [*at, end); false: none, and *at is `end` or past it. */
static bool
next_candidate(struct searcher *s, uint64_t *at, uint64_t end, uint64_t *formats)
{
	while (*at < end) {
		struct space_extent x = space_bytes_extent(&s->bytes, *at);

		if (next_in_extent(s, &x, at, lesser(x.end, end), formats))
			return true;
	}
	return false;
}

/* ---- Finds ---- */

/* Nothing to believe; joining may make something of it. */
static void
hand_on(const struct searcher *s, const struct find *find)
{
	if (s->search->begins && find->walk.state != MEDIA_NOT)
		s->search->begins(s->search->ctx, find);
}

/* What begins inside a find is a part of it, or the file that it was overwritten with. */
static void
settle(struct searcher *s, struct find *find)
{
	uint64_t at = find->start + 1, formats;
	struct enclosure outer;
	struct find other;

	judge_enclose(&s->judge, find, &outer);
	while (next_candidate(s, &at, find->end, &formats)) {
		if (!judge_candidate(&s->judge, at, formats, &other)) {
			hand_on(s, &other);
			at++;
		} else if (judge_embedded(&s->judge, &outer, &other)) {
			at = judge_doubts(&other) ? at + 1 : other.end;
		} else {
			judge_cut(find, at);
		}
	}
}

static void
enter_region(struct searcher *s, uint64_t start, uint64_t end)
{
	space_bytes_release(&s->bytes);
	s->region = space_region_at(s->search->space, start);
	space_bytes_init(&s->bytes, s->search->space, &s->region);
	judge_init(&s->judge, &s->bytes, s->region.end, end - start);
	s->look = LOOK_MIN;
}

/* One candidate of the search proper; *at moves on behind it. */
static int
take(struct searcher *s, uint64_t *at, uint64_t formats, struct error *e)
{
	struct find find;

	if (!judge_candidate(&s->judge, *at, formats, &find) &&
	    !(s->judge.budget && children_vouch(&s->bytes.bytes, *at, formats, &find))) {
		hand_on(s, &find);
		++*at;
		return 0;
	}
	if (judge_doubts(&find))
		settle(s, &find);
	*at = find.end;
	return s->search->found(s->search->ctx, &find, e);
}

int
searcher_run(struct searcher *s, uint64_t start, uint64_t end, struct error *e)
{
	uint64_t at = start, said = start, formats;

	if (start >= end)
		return 0;
	enter_region(s, start, end);
	end = lesser(end, s->region.end);
	if (scanner_reach(s->scanner) == 0) /* formats that have no signature to look for */
		at = end;
	while (next_candidate(s, &at, end, &formats)) {
		if (take(s, &at, formats, e))
			return -1;
		if (s->search->progress && at - said >= PROGRESS_STEP) {
			s->search->progress(s->search->ctx, lesser(at, end) - said);
			said = lesser(at, end);
		}
	}
	if (s->search->progress)
		s->search->progress(s->search->ctx, end - said);
	return 0;
}
