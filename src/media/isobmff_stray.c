/* SPDX-License-Identifier: Apache-2.0 */
#include "media/isobmff_stray.h"

#include <string.h>

#include "media/isobmff_coding.h"
#include "media/verdict.h"

#define LENGTH_SIZE  4			   /* of NAL units; no camera writes another */
#define UNIT_MAX     ((uint64_t)2 << 20)   /* bytes of one */
#define CHAIN_MAX    8			   /* units before a picture */
#define SEARCH_MAX   ((uint64_t)256 << 10) /* bytes of sound between two pictures */
#define SEARCH_LEAST 16384
#define GAPS_LEAST   4		    /* stretches of sound that tell how long they are */
#define WINDOW	     ((size_t)4096) /* bytes whose values are counted */
#define LOOK_MAX     ((uint64_t)16 << 20)

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
	return gaps < GAPS_LEAST ? SEARCH_MAX : SEARCH_LEAST + 4 * widest;
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
		widest = at - from > widest ? at - from : widest;
		gaps++;
		at = take_chain(&f, at);
	}
}

/* ---- Other codings: by their first bytes ---- */

static const char *
coding_at(const unsigned char *p, size_t n)
{
	if (n < 16)
		return NULL;
	if (memcmp(p, "\xff\xd8\xff", 3) == 0)
		return "JPEG";
	if (memcmp(p + 4, "icpf", 4) == 0)
		return "ProRes";
	if (memcmp(p, "\0\0\1", 3) == 0)
		return "MPEG";
	if (p[0] == 0 && p[1] == 0 && p[2] >> 2 == 0x20)
		return "H.263";
	if (memcmp(p + 1, "\x49\x83\x42", 3) == 0)
		return "VP9";
	if ((p[0] == 0x0a && p[1] < 32) || (p[0] == 0x12 && p[1] == 0 && p[2] == 0x0a))
		return "AV1";
	return NULL;
}

/* Coded data has most byte values in every window; text, tables and zeros have few. */
static bool
looks_coded(const unsigned char *p, size_t n)
{
	bool seen[256] = {false};
	unsigned values = 0;

	for (size_t i = 0; i < n; i++) {
		values += !seen[p[i]];
		seen[p[i]] = true;
	}
	return n < 512 ? values > n / 4 : values > 140;
}

static uint64_t
coded_up_to(struct bytes *b, uint64_t at, uint64_t end)
{
	end = end - at > LOOK_MAX ? at + LOOK_MAX : end;
	while (at < end) {
		size_t n;
		const unsigned char *p =
			bytes_view(b, at, end - at < WINDOW ? (size_t)(end - at) : WINDOW, &n);

		if (!p || !looks_coded(p, n))
			break;
		at += n;
	}
	return at;
}

void
isobmff_follow(struct bytes *b, uint64_t at, uint64_t end, struct isostray *s)
{
	struct isostray avc;
	unsigned char p[16];
	size_t n;

	n = bytes_read(b, at, p, sizeof p);
	follow_units(b, at, end, false, &avc);
	follow_units(b, at, end, true, s);
	if (avc.slices >= s->slices)
		*s = avc;
	if (s->slices > (coding_at(p, n) ? 7 : 2))
		return;
	*s = (struct isostray){.held = coded_up_to(b, at, end), .coding = coding_at(p, n)};
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
	cut = w->state == MEDIA_TRUNCATED;
	if (s.slices) {
		verdict_damaged(w, s.held - start, s.slices > 1 ? 0.8 : 0.7,
				"no movie box; %llu %s units chain before the data breaks",
				(unsigned long long)s.units, s.coding);
	} else if (s.held > mdat.body) {
		verdict_damaged(w, s.held - start, s.coding ? 0.75 : 0.7,
				"no movie box; %s data by its looks up to here",
				s.coding ? s.coding : "coded");
	} else {
		w->confidence = 0.3;
	}
	if (cut)
		w->state = MEDIA_TRUNCATED;
	w->frames = s.slices ? (uint32_t)s.slices : s.held > mdat.body;
}
