/* SPDX-License-Identifier: Apache-2.0 */
#include "media/isobmff_stray.h"

#include <string.h>

#include "media/isobmff_coding.h"
#include "media/verdict.h"

#define LENGTH_SIZE  4			   /* of NAL units; no camera writes another */
#define UNIT_MAX     ((uint64_t)2 << 20)   /* bytes of one */
#define CHAIN_MAX    8			   /* units before a picture */
#define SEARCH_FIRST ((uint64_t)64 << 10)  /* bytes of sound before the first pictures */
#define SEARCH_LEAST 4096		   /* and between later ones */
#define GAPS_LEAST   3			   /* stretches of sound that tell how long they are */
#define CODE_REACH   ((uint64_t)512 << 10) /* bytes from one picture to the next */
#define LOOK_MAX     ((uint64_t)16 << 20)

/*
 * What it says when a picture stands where one may, in bits, measured on noise: behind a unit, and
 * somewhere among n bytes (less by the logarithm of n). A head with noise behind it has neither.
 */
#define BITS_BEHIND 12
#define BITS_FOUND  18
#define BITS_LEAST  48

extern const struct media_format media_jpeg;

struct follower {
	struct bytes *b;
	uint64_t end;
	bool hevc;
	struct isostray *stray;
};

static bool
unit_at(const struct follower *f, uint64_t at, struct isonal *nal)
{
	return isonal_at(f->b, at, LENGTH_SIZE, f->hevc, nal) && nal->end - nal->at <= UNIT_MAX;
}

/* An unsigned Exp-Golomb code out of up to 32 bits; *bits are shifted on behind it. */
static uint32_t
golomb(uint32_t *bits)
{
	unsigned zeros = *bits ? (unsigned)__builtin_clz(*bits) : 32;
	uint32_t v;

	if (zeros > 15) {
		*bits = 0;
		return UINT32_MAX;
	}
	v = (*bits >> (31 - 2 * zeros)) - 1;
	*bits <<= 2 * zeros + 1;
	return v;
}

/*
 * Does the head of a slice hold? AVC: its first macroblock, its type, a small parameter set. HEVC:
 * layer 0, a low temporal layer, the flag of the first segment. first: it must begin a picture.
 */
static bool
slice_begins(const struct follower *f, const struct isonal *nal, bool first)
{
	const unsigned char *p = bytes_exact(f->b, nal->at, 6);
	uint32_t bits;

	if (!p)
		return false;
	if (f->hevc)
		return p[0] < 0x2c && (p[0] & 1) == 0 && p[1] >= 1 && p[1] <= 3 &&
		       (!first || p[2] & 0x80);
	bits = be32(p + 1);
	return golomb(&bits) <= (first ? 0u : 1u << 14) && golomb(&bits) <= 9 && golomb(&bits) <= 3;
}

/* A picture, or what may stand before one and then it? */
static bool
begins(const struct follower *f, uint64_t at)
{
	struct isonal nal;

	for (unsigned i = 0; i < CHAIN_MAX && unit_at(f, at, &nal); i++) {
		if (nal.slice)
			return slice_begins(f, &nal, true) && nal.end <= f->end &&
			       isonal_foreign(f->b, nal.at, nal.end) == UINT64_MAX;
		at = nal.end;
	}
	return false;
}

/* The next place up to `last` where a picture begins; false: none. */
static bool
next_chain(const struct follower *f, uint64_t *at, uint64_t last)
{
	uint64_t from = *at;
	size_t n;

	while (from < last) {
		size_t want = last - from < BYTES_WINDOW ? (size_t)(last - from) : BYTES_WINDOW;
		const unsigned char *p = bytes_view(f->b, from, want, &n), *zero;

		if (!p)
			return false;
		zero = memchr(p, 0, n); /* a length is never so long as to need its first byte */
		if (!zero) {
			from += n;
			continue;
		}
		from += (uint64_t)(zero - p);
		if (begins(f, from)) {
			*at = from;
			return true;
		}
		from++;
	}
	return false;
}

/* The units from `at` on, to where they no longer chain. */
static uint64_t
take_chain(const struct follower *f, uint64_t at)
{
	struct isostray *s = f->stray;
	struct isonal nal;

	while (at < f->end && unit_at(f, at, &nal) && nal.end <= f->end) {
		if (nal.slice && (!slice_begins(f, &nal, false) ||
				  isonal_foreign(f->b, nal.at, nal.end) != UINT64_MAX))
			break;
		s->bits += s->held == nal.at - LENGTH_SIZE ? BITS_BEHIND : 0;
		s->units++;
		s->slices += nal.slice;
		at = s->held = nal.end;
	}
	return at;
}

/*
 * How far to look for the next picture: far at first, then not much farther than sound has reached
 * so far, for anything may follow where the movie breaks off.
 */
static uint64_t
reach(uint64_t widest, unsigned gaps)
{
	return gaps < GAPS_LEAST ? SEARCH_FIRST : SEARCH_LEAST + 4 * widest;
}

static unsigned
bits_of(uint64_t distance)
{
	unsigned width = 64 - (unsigned)__builtin_clzll(distance | 1);

	return width < BITS_FOUND ? BITS_FOUND - width : 0;
}

static void
follow_units(struct bytes *b, uint64_t at, uint64_t end, bool hevc, struct isostray *s)
{
	struct follower f = {b, end, hevc, s};
	uint64_t widest = 0;
	unsigned gaps = 0;

	*s = (struct isostray){.held = at, .coding = hevc ? "HEVC" : "AVC"};
	for (;;) {
		uint64_t from = at, far = reach(widest, gaps);

		if (!next_chain(&f, &at, end - at < far ? end : at + far))
			break;
		s->bits += bits_of(at - from);
		if (gaps++)
			widest = at - from > widest ? at - from : widest;
		at = take_chain(&f, at);
	}
}

/* ---- Other codings: codes that stand at the start of every picture ---- */

static const struct code {
	const char *coding, *bytes;
	size_t n, at; /* at: of the code in a picture */
	unsigned bits;
	const char *format; /* of pictures that are files in their own right */
} codes[] = {
	{"ProRes", "icpf", 4, 4, 14, NULL},
	{"MPEG-4", "\0\0\1\xb6", 4, 0, 14, NULL},
	{"JPEG", "\xff\xd8\xff", 3, 0, 12, "jpeg"},
};

/* Heads of pictures may stand anywhere; whole ones one behind the other are a movie's. */
static bool
stands_whole(struct bytes *b, const struct code *c, uint64_t at, uint64_t end)
{
	struct media_walk w = {.state = MEDIA_WHOLE};
	uint64_t size = b->size;

	if (!c->format)
		return true;
	b->size = end;
	media_by_name(c->format)->walk(b, at, &w);
	b->size = size;
	return w.state == MEDIA_WHOLE;
}

/* Where the code stands next in [at, end), not farther than sound reaches; or `end`. */
static uint64_t
next_code(struct bytes *b, const struct code *c, uint64_t at, uint64_t end)
{
	size_t n;

	end = end - at > CODE_REACH ? at + CODE_REACH : end;
	while (at + c->n <= end) {
		size_t want = end - at < BYTES_WINDOW ? (size_t)(end - at) : BYTES_WINDOW;
		const unsigned char *p = bytes_view(b, at, want, &n), *hit;

		hit = p && n >= c->n ? memmem(p, n, c->bytes, c->n) : NULL;
		if (hit)
			return at + (uint64_t)(hit - p);
		if (!p || n < c->n || at + n >= end)
			break;
		at += n - c->n + 1;
	}
	return UINT64_MAX;
}

/* The last picture that was met, and what there is of one that follows, belong to the film. */
static void
take_last_jpegs(struct bytes *b, uint64_t end, struct isostray *s)
{
	for (unsigned i = 0; i < 2; i++) {
		struct bytes_slice slice;
		struct media_walk w;

		bytes_slice_init(&slice, b, s->held, end - s->held);
		media_jpeg.walk(&slice.bytes, 0, &w);
		if (w.state != MEDIA_NOT)
			media_jpeg.check(&slice.bytes, 0, &w);
		s->held += w.state == MEDIA_NOT ? 0 : w.length;
		if (w.state != MEDIA_WHOLE)
			return;
	}
}

/* Pictures by their codes; the last one that was met may not be all there. */
static void
follow_code(struct bytes *b, const struct code *c, uint64_t at, uint64_t end, struct isostray *s)
{
	uint64_t next;

	*s = (struct isostray){.held = at, .coding = c->coding};
	end = end - at > LOOK_MAX ? at + LOOK_MAX : end;
	/* the first stands near the beginning: behind a head and noise comes somebody else's */
	while ((next = next_code(b, c, at, end)) != UINT64_MAX && stands_whole(b, c, next, end) &&
	       (s->slices || next - at <= SEARCH_FIRST)) {
		s->bits += s->slices ? c->bits : 0;
		s->slices++;
		s->held = next - (next >= c->at ? c->at : 0);
		at = next + c->n;
	}
	s->units = s->slices;
	if (s->slices && strcmp(c->coding, "JPEG") == 0)
		take_last_jpegs(b, end, s);
}

void
isobmff_follow(struct bytes *b, uint64_t at, uint64_t end, struct isostray *s)
{
	struct isostray other;

	follow_units(b, at, end, false, s);
	if (s->bits < BITS_LEAST)
		follow_units(b, at, end, true, s);
	for (size_t i = 0; s->bits < BITS_LEAST && i < sizeof codes / sizeof *codes; i++) {
		follow_code(b, &codes[i], at, end, &other);
		if (other.bits > s->bits)
			*s = other;
	}
	if (s->bits < BITS_LEAST)
		*s = (struct isostray){.held = at};
}

/* ---- The verdict ---- */

static int
find_data(struct bytes *b, uint64_t start, struct isobox *mdat)
{
	uint64_t at = start;

	for (unsigned i = 0; i < 16; i++) {
		if (isobox_at(b, at, b->size, mdat) <= 0 || !isobox_top_level(mdat))
			return -1;
		if (isobox_is(mdat, "mdat"))
			return 0;
		at = mdat->end;
	}
	return -1;
}

void
isobmff_check_stray(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct isostray s;
	struct isobox mdat;
	uint64_t end;
	bool cut;

	if (w->state == MEDIA_WHOLE || find_data(b, start, &mdat) || mdat.body >= b->size)
		return;
	end = mdat.end < b->size ? mdat.end : b->size;
	isobmff_follow(b, mdat.body, end, &s);
	if (!s.slices) { /* a head, and anything behind it */
		w->confidence = 0.3;
		w->frames = 0;
		w->length = w->broke = mdat.body - start;
		return;
	}
	cut = w->state == MEDIA_TRUNCATED;
	verdict_damaged(w, s.held - start, 0.8,
			"no movie box; %llu %s units follow one another before the data breaks",
			(unsigned long long)s.units, s.coding);
	if (cut)
		w->state = MEDIA_TRUNCATED;
	w->frames = (uint32_t)s.slices;
}
