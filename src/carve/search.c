/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/search.h"

#include <stdlib.h>

#include "base/memory.h"
#include "carve/children.h"
#include "carve/judge.h"

#define LOOK_MAX      ((size_t)1 << 20)
#define HITS_MAX      1024
#define PROGRESS_STEP ((uint64_t)8 << 20)
#define HOLE_LEAST    ((uint64_t)65536) /* more than signatures reach over */

/* Where a format's signature stands and its head holds. */
struct candidate {
	uint64_t at; /* address */
	uint64_t formats;
};

/*
 * What was seen in the bytes up to `known`, so that none is looked at twice: walks move the window
 * on the evidence, but do not undo this.
 */
struct outlook {
	uint64_t known;
	size_t n, next; /* next: the first that is not behind the search */
	struct candidate v[HITS_MAX];
};

/* A head that held for so many bytes may be one of a file whose next piece lies elsewhere. */
#define BEGUN 24

struct searcher {
	const struct search *search;
	struct scanner *scanner;
	struct space_region region;
	struct space_bytes bytes;
	struct judge judge;
	uint64_t end, told; /* of the search; progress was told up to there */
	struct outlook outlook;
	struct scan_hit hits[HITS_MAX];
};

uint64_t
search_formats(void)
{
	uint64_t all = 0;

	for (size_t i = 0; media_formats[i]; i++)
		all |= (uint64_t)1 << i;
	return all;
}

uint64_t
search_media(void)
{
	uint64_t media = 0;

	for (size_t i = 0; media_formats[i]; i++)
		if (!media_formats[i]->holder)
			media |= (uint64_t)1 << i;
	return media;
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

bool
searcher_hopes(const struct searcher *s, const unsigned char *p, size_t n)
{
	struct scan_hit hits[SCAN_HITS_LEAST];
	size_t nhits;

	scanner_find(s->scanner, p, n, 0, n, 1, hits, SCAN_HITS_LEAST, &nhits);
	return nhits > 0;
}

static uint64_t
lesser(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* All before `at` was gone through. */
static void
tell_progress(struct searcher *s, uint64_t at, uint64_t least)
{
	at = lesser(at, s->end);
	if (!s->search->progress || at < s->told || at - s->told < least)
		return;
	s->search->progress(s->search->ctx, at - s->told);
	s->told = at;
}

/* ---- Candidates ---- */

/* One look: bytes in hand from an address on. */
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
	l->p = bytes_view(&s->bytes.bytes, at, (size_t)lesser(want, LOOK_MAX), &l->n);
	if (!l->p)
		return false;
	l->last = at + l->n == s->region.end;
	if (l->last)
		l->decided = l->n;
	else
		l->decided = l->n >= reach ? l->n - reach + 1 : 0;
	l->decided = (size_t)lesser(l->decided, stop - at);
	return l->decided > 0;
}

static uint64_t
on_grid(const struct space_extent *x, uint64_t at, uint64_t step)
{
	uint64_t over = (at - x->start) % step;

	return over ? at + (step - over) : at;
}

/*
 * Takes out the formats whose head does not hold at k, so near to the region's end that the scanner
 * left it open.
 */
static uint64_t
keep_heads(const struct look *l, size_t k, uint64_t formats)
{
	size_t n = l->n - k;
	uint64_t kept = 0;

	if (n >= MEDIA_HEAD || !l->last)
		return formats;
	for (; formats; formats &= formats - 1) {
		const struct media_format *format = media_formats[__builtin_ctzll(formats)];

		if (format->head(l->p + k, n))
			kept |= formats & -formats;
	}
	return kept;
}

/*
 * How much from `at` on need not be looked at: no signature is all zeros, so none stands where
 * nothing is stored. One may begin shortly before what is stored next.
 */
static uint64_t
empty_from(struct searcher *s, const struct space_extent *x, uint64_t at, uint64_t stop)
{
	const struct space *space = s->search->space;
	size_t reach = scanner_reach(s->scanner);
	uint64_t rest = x->end - at, hole;

	if (!space->hole)
		return 0;
	hole = lesser(space->hole(space->about, x->offset + (at - x->start)), rest);
	return hole >= HOLE_LEAST ? lesser(hole - reach, stop - at) : 0;
}

/* The candidates of [at, stop) of one extent; the outlook then reaches to `stop` or less far. */
static void
look_ahead(struct searcher *s, const struct space_extent *x, uint64_t at, uint64_t stop)
{
	uint64_t step = s->search->align ? s->search->align : s->region.step;
	struct outlook *o = &s->outlook;
	struct look l;
	size_t nhits;

	o->n = o->next = 0;
	o->known = stop;
	at = on_grid(x, at, step);
	uint64_t empty = at < stop ? empty_from(s, x, at, stop) : 0;
	if (empty > 0) {
		o->known = at + empty;
		return;
	}
	if (at >= stop || !look_at(s, x, at, stop, &l)) /* nothing can be read there */
		return;
	o->known = at + scanner_find(s->scanner, l.p, l.n, 0, l.decided, (size_t)step, s->hits,
				     HITS_MAX, &nhits);
	for (size_t i = 0; i < nhits; i++) {
		uint64_t formats = keep_heads(&l, s->hits[i].at, s->hits[i].formats);

		if (formats)
			o->v[o->n++] = (struct candidate){at + s->hits[i].at, formats};
	}
}

/* The first candidate in [*at, end); false: none, and *at is `end` or past it. */
static bool
next_candidate(struct searcher *s, uint64_t *at, uint64_t end, uint64_t *formats)
{
	struct outlook *o = &s->outlook;

	for (;;) {
		while (o->next < o->n && o->v[o->next].at < *at)
			o->next++;
		if (o->next < o->n && o->v[o->next].at < end) {
			*at = o->v[o->next].at;
			*formats = o->v[o->next].formats;
			return true;
		}
		if (*at < o->known)
			*at = o->known;
		if (o->next < o->n || *at >= end)
			break;
		struct space_extent x = space_bytes_extent(&s->bytes, *at);
		look_ahead(s, &x, *at, lesser(x.end, end > s->end ? end : s->end));
		tell_progress(s, *at, PROGRESS_STEP);
	}
	if (*at < end)
		*at = end;
	return false;
}

/* ---- Finds ---- */

/* Nothing to believe; joining may make something of it. */
static void
hand_on(const struct searcher *s, const struct find *find)
{
	if (s->search->begins && !s->region.apart &&
	    (find->walk.state != MEDIA_NOT || find->walk.broke >= BEGUN))
		s->search->begins(s->search->ctx, find);
}

/* The format's bit; what begins inside a stream and looks like one is the stream itself. */
static uint64_t
own_bit(const struct media_format *format)
{
	for (size_t i = 0; format->resumes && media_formats[i]; i++)
		if (media_formats[i] == format)
			return (uint64_t)1 << i;
	return 0;
}

/* What begins inside a find is a part of it, or the file that it was overwritten with. */
static void
settle(struct searcher *s, struct find *find)
{
	uint64_t at = find->start + 1, formats, own = own_bit(find->format);
	struct enclosure outer;
	struct find other;

	judge_enclose(&s->judge, find, &outer);
	while (find->walk.state != MEDIA_NOT && next_candidate(s, &at, find->end, &formats)) {
		formats &= ~own;
		if (!formats) {
			at++;
		} else if (!judge_candidate(&s->judge, at, formats, &other)) {
			hand_on(s, &other);
			at++;
		} else if (judge_embedded(&s->judge, &outer, &other)) {
			if (find->walk.state != MEDIA_WHOLE && judge_doubts(&other))
				hand_on(s, &other);
			at = judge_doubts(&other) ? at + 1 : other.end;
		} else {
			judge_shorten(&s->judge, find, at);
		}
	}
}

static void
enter_region(struct searcher *s, uint64_t start, uint64_t end)
{
	space_bytes_release(&s->bytes);
	s->region = space_region_at(s->search->space, start);
	s->end = lesser(end, s->region.end);
	s->told = start;
	space_bytes_init(&s->bytes, s->search->space, &s->region);
	judge_init(&s->judge, &s->bytes, &s->region, s->end - start);
	s->outlook.n = s->outlook.next = 0;
	s->outlook.known = start;
}

/* What was taken for an item is none: what it seemed to hold is searched. */
static void
look_again(struct searcher *s, const struct find *find, uint64_t *at)
{
	hand_on(s, find);
	++*at;
	if (s->judge.budget == 0) /* it goes on behind what was seen */
		return;
	s->outlook.n = s->outlook.next = 0;
	s->outlook.known = *at;
}

/* One candidate of the search proper; *at moves on behind it. */
static int
take(struct searcher *s, uint64_t *at, uint64_t formats, struct error *e)
{
	struct find find;

	if (!judge_candidate(&s->judge, *at, formats, &find) &&
	    !(s->judge.budget && !s->region.apart &&
	      children_vouch(&s->bytes.bytes, *at, formats, &find))) {
		hand_on(s, &find);
		++*at;
		return 0;
	}
	find.slack = s->region.apart;
	if (judge_doubts(&find))
		settle(s, &find);
	if (find.walk.state == MEDIA_NOT) {
		look_again(s, &find, at);
		return 0;
	}
	*at = find.end;
	return s->search->found(s->search->ctx, &find, e);
}

int
searcher_run(struct searcher *s, uint64_t start, uint64_t end, struct error *e)
{
	uint64_t at = start, formats;

	if (start >= end)
		return 0;
	enter_region(s, start, end);
	if (scanner_reach(s->scanner) == 0) /* formats that have no signature to look for */
		at = s->end;
	while (next_candidate(s, &at, s->end, &formats)) {
		if (take(s, &at, formats, e))
			return -1;
		tell_progress(s, at, PROGRESS_STEP);
	}
	tell_progress(s, s->end, 0);
	return 0;
}
