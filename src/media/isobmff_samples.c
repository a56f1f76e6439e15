/* SPDX-License-Identifier: Apache-2.0 */
#include "media/isobmff_samples.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
isosamples_init(struct isosamples *s)
{
	*s = (struct isosamples){.tracks = memory_zero(ISO_TRACKS_MAX, sizeof *s->tracks)};
}

void
isosamples_release(struct isosamples *s)
{
	free(s->v);
	free(s->tracks);
	*s = (struct isosamples){.v = NULL};
}

struct isotrack *
isosamples_track(struct isosamples *s)
{
	if (s->ntracks == ISO_TRACKS_MAX)
		return NULL;
	return &s->tracks[s->ntracks++];
}

void
isosamples_add(struct isosamples *s, uint64_t at, uint64_t size, size_t track)
{
	uint64_t end;

	if (size == 0)
		return;
	if (size > UINT32_MAX || __builtin_add_overflow(at, size, &end)) {
		s->broken = true;
		return;
	}
	if (s->n == ISO_SAMPLES_MAX) {
		s->cut = true;
		return;
	}
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 256;
		s->v = memory_resize_array(s->v, s->cap, sizeof *s->v);
	}
	s->v[s->n++] = (struct isosample){at, (uint32_t)size, (uint32_t)track};
	s->reach = end > s->reach ? end : s->reach;
}

static int
by_place(const void *a, const void *b)
{
	const struct isosample *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return (x->track > y->track) - (x->track < y->track);
}

void
isosamples_sort(struct isosamples *s)
{
	if (s->n)
		qsort(s->v, s->n, sizeof *s->v, by_place);
}

size_t
isosamples_from(const struct isosamples *s, uint64_t offset)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->v[middle].at < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ---- The tables of one track ---- */

/* A table of numbers of one width, read forward. */
struct numbers {
	struct bytes *b;
	uint64_t at, n; /* of the first; how many stand inside the box */
	unsigned bits;	/* 4, 8, 16, 32 or 64 each */
	uint64_t first; /* of what is in hand */
	size_t have;
	unsigned char hand[2048];
};

static struct numbers
numbers_of(struct bytes *b, const struct isobox *box, uint64_t skip, uint64_t n, unsigned bits)
{
	uint64_t at = box->body + skip, end = box->end < b->size ? box->end : b->size;
	uint64_t room = at < end ? (end - at) * 8 / bits : 0;

	return (struct numbers){.b = b, .at = at, .n = n < room ? n : room, .bits = bits};
}

/* The i-th; i < n. */
static uint64_t
number(struct numbers *t, uint64_t i)
{
	uint64_t bit = i * t->bits, byte = bit / 8;
	const unsigned char *p;

	if (byte < t->first || byte + 8 > t->first + t->have) {
		t->first = byte;
		t->have = bytes_read(t->b, t->at + byte, t->hand, sizeof t->hand);
		if (t->have < sizeof t->hand)
			memset(t->hand + t->have, 0, sizeof t->hand - t->have);
		t->have = sizeof t->hand;
	}
	p = t->hand + (byte - t->first);
	switch (t->bits) {
	case 4:
		return bit % 8 ? p[0] & 15u : (unsigned)(p[0] >> 4);
	case 8:
		return p[0];
	case 16:
		return be16(p);
	case 64:
		return be64(p);
	default:
		return be32(p);
	}
}

struct tables {
	struct numbers sizes, chunks, runs; /* runs: three numbers each */
	uint64_t nruns, nsizes;
	uint32_t same_size; /* of all samples, or 0 */
};

static int
open_sizes(struct tables *t, struct bytes *b, const struct isobox *stbl)
{
	const unsigned char *p;
	struct isobox box;

	if (isobox_find(b, stbl->body, stbl->end, "stsz", &box) == 0) {
		p = bytes_exact(b, box.body, 12);
		if (!p)
			return -1;
		t->same_size = be32(p + 4);
		t->nsizes = be32(p + 8);
		if (!t->same_size)
			t->sizes = numbers_of(b, &box, 12, t->nsizes, 32);
	} else if (isobox_find(b, stbl->body, stbl->end, "stz2", &box) == 0) {
		p = bytes_exact(b, box.body, 12);
		if (!p || (p[7] != 4 && p[7] != 8 && p[7] != 16))
			return -1;
		t->nsizes = be32(p + 8);
		t->sizes = numbers_of(b, &box, 12, t->nsizes, p[7]);
	} else {
		return -1;
	}
	return t->same_size || t->sizes.n == t->nsizes ? 0 : -1;
}

static int
open_tables(struct tables *t, struct bytes *b, const struct isobox *stbl)
{
	const unsigned char *p;
	unsigned bits = 32;
	struct isobox box;

	memset(t, 0, sizeof *t);
	if (open_sizes(t, b, stbl))
		return -1;
	if (isobox_find(b, stbl->body, stbl->end, "stsc", &box) ||
	    !(p = bytes_exact(b, box.body, 8)))
		return -1;
	t->nruns = be32(p + 4);
	t->runs = numbers_of(b, &box, 8, t->nruns * 3, 32);
	if (t->runs.n != t->nruns * 3)
		return -1;
	if (isobox_find(b, stbl->body, stbl->end, "stco", &box)) {
		bits = 64;
		if (isobox_find(b, stbl->body, stbl->end, "co64", &box))
			return -1;
	}
	p = bytes_exact(b, box.body, 8);
	if (!p)
		return -1;
	t->chunks = numbers_of(b, &box, 8, be32(p + 4), bits);
	return t->chunks.n == be32(p + 4) ? 0 : -1;
}

/* All samples of one chunk; *sample moves on behind them. */
static void
add_chunk(struct isosamples *s, struct tables *t, uint64_t at, uint64_t count, uint64_t *sample,
	  size_t track)
{
	uint32_t same = t->same_size;

	if (count > t->nsizes - *sample) {
		s->broken = true;
		count = t->nsizes - *sample;
	}
	if (same) {
		uint32_t frame = s->tracks[track].frame_size;

		isosamples_add(s, at, count * (same == 1 && frame ? frame : same), track);
		*sample += count;
		return;
	}
	for (; count && !s->cut && !s->broken; count--, ++*sample) {
		uint64_t size = number(&t->sizes, *sample);

		isosamples_add(s, at, size, track);
		at += size;
	}
}

/* Goes through the chunks; a run says how many samples each has from its first chunk on. */
static void
add_chunks(struct isosamples *s, struct tables *t, size_t track)
{
	uint64_t sample = 0, run = 0, count = 0;

	for (uint64_t i = 0; i < t->chunks.n && !s->cut && !s->broken; i++) {
		while (run < t->nruns && number(&t->runs, run * 3) <= i + 1) {
			count = number(&t->runs, run * 3 + 1);
			run++;
		}
		if (count)
			add_chunk(s, t, number(&t->chunks, i), count, &sample, track);
	}
	if (sample < t->nsizes && !s->cut)
		s->broken = true;
}

/* ---- The movie box ---- */

static void
take_kind(struct isotrack *t, struct bytes *b, const struct isobox *mdia)
{
	const unsigned char *p;
	struct isobox hdlr;

	if (isobox_find(b, mdia->body, mdia->end, "hdlr", &hdlr) || hdlr.end - hdlr.body < 12)
		return;
	p = bytes_exact(b, hdlr.body + 8, 4);
	t->picture = p && (memcmp(p, "vide", 4) == 0 || memcmp(p, "pict", 4) == 0);
	t->sound = p && memcmp(p, "soun", 4) == 0;
}

static void
take_id(struct isotrack *t, struct bytes *b, const struct isobox *trak)
{
	const unsigned char *p;
	struct isobox tkhd;

	if (isobox_find(b, trak->body, trak->end, "tkhd", &tkhd) || tkhd.end - tkhd.body < 24)
		return;
	p = bytes_exact(b, tkhd.body, 24);
	if (p)
		t->id = be32(p + (p[0] == 1 ? 20 : 12));
}

static void
add_track(struct isosamples *s, struct bytes *b, const struct isobox *trak)
{
	struct isobox mdia, minf, stbl;
	struct isotrack *t;
	struct tables *tables;

	if (isobox_find(b, trak->body, trak->end, "mdia", &mdia) ||
	    isobox_find(b, mdia.body, mdia.end, "minf", &minf) ||
	    isobox_find(b, minf.body, minf.end, "stbl", &stbl) || !(t = isosamples_track(s)))
		return;
	take_id(t, b, trak);
	take_kind(t, b, &mdia);
	isotrack_describe(t, b, &stbl);
	tables = memory_new(sizeof *tables);
	if (open_tables(tables, b, &stbl) == 0)
		add_chunks(s, tables, s->ntracks - 1);
	else
		s->broken = true;
	free(tables);
}

/* What fragments leave unsaid: sizes by track. */
static void
take_defaults(struct isosamples *s, struct bytes *b, const struct isobox *mvex)
{
	uint64_t at = mvex->body;
	struct isobox trex;

	while (isobox_find(b, at, mvex->end, "trex", &trex) == 0) {
		const unsigned char *p = bytes_exact(b, trex.body, 24);

		for (size_t i = 0; p && i < s->ntracks; i++)
			if (s->tracks[i].id == be32(p + 4))
				s->tracks[i].default_size = be32(p + 16);
		at = trex.end;
	}
}

void
isosamples_add_movie(struct isosamples *s, struct bytes *b, const struct isobox *moov)
{
	uint64_t at = moov->body, broke = isobmff_tree_breaks(b, moov);
	struct isobox box;

	if (broke != UINT64_MAX && !s->index_broke)
		s->index_broke = broke;
	while (s->ntracks < ISO_TRACKS_MAX && !isobox_find(b, at, moov->end, "trak", &box)) {
		add_track(s, b, &box);
		at = box.end;
	}
	if (isobox_find(b, moov->body, moov->end, "mvex", &box) == 0) {
		s->fragmented = true;
		take_defaults(s, b, &box);
	}
}
