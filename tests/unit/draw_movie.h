/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Draws movies: a picture track whose samples are NAL units behind their lengths, a track of sound,
 * chunks of both in turn. The payload is noise; it cannot be decoded, but it chains as a camera's
 * does. Included by unit tests, after cmocka.
 */
#ifndef WINNOW_TESTS_DRAW_MOVIE_H
#define WINNOW_TESTS_DRAW_MOVIE_H

#include <string.h>

#include "base/buffer.h"
#include "base/bytes.h"

struct draw_movie {
	unsigned pictures; /* samples of the picture track; as many chunks */
	unsigned largest;  /* bytes of one, at most */
	bool fast;	   /* the movie box before the data */
	bool fragments;	   /* a fragment for each eight pictures, no sound */
	bool wide_offsets; /* co64 */
	bool hevc;
	unsigned seed;
};

struct drawn_sample {
	uint32_t at, size; /* at: from the data's start */
};

struct drawing {
	const struct draw_movie *m;
	struct buffer data;
	struct drawn_sample picture[512], sound[512];
	unsigned seed;
};

static inline unsigned
draw_noise(struct drawing *d)
{
	d->seed = d->seed * 1664525u + 1013904223u;
	return d->seed >> 24;
}

static inline void
draw_be(struct buffer *b, uint64_t v, unsigned n)
{
	while (n--)
		buffer_add_byte(b, (char)(v >> 8 * n));
}

static inline size_t
draw_box(struct buffer *b, const char *type)
{
	draw_be(b, 0, 4);
	buffer_add(b, type, 4);
	return b->n - 8;
}

static inline void
draw_end(struct buffer *b, size_t at)
{
	uint32_t n = (uint32_t)(b->n - at);

	for (unsigned i = 0; i < 4; i++)
		b->data[at + i] = (char)(n >> (24 - 8 * i));
}

static inline void
draw_zeros(struct buffer *b, size_t n)
{
	while (n--)
		buffer_add_byte(b, 0);
}

/* A NAL unit: its length, its header, and noise without two zeros in a row. */
static inline void
draw_unit(struct drawing *d, size_t n, bool first)
{
	static const unsigned char avc[2][2] = {{0x65, 0x88}, {0x41, 0x9a}};
	static const unsigned char hevc[2][3] = {{0x26, 0x01, 0xaf}, {0x02, 0x01, 0xd0}};
	size_t head = d->m->hevc ? 3 : 2;

	draw_be(&d->data, n, 4);
	buffer_add(&d->data, d->m->hevc ? hevc[!first] : avc[!first], head);
	for (size_t i = head; i < n; i++) {
		unsigned v = draw_noise(d);

		buffer_add_byte(&d->data, (char)(v ? v : 1));
	}
}

static inline void
draw_samples(struct drawing *d)
{
	for (unsigned i = 0; i < d->m->pictures; i++) {
		size_t n = 200 + (draw_noise(d) << 8 | draw_noise(d)) % d->m->largest;

		d->picture[i].at = (uint32_t)d->data.n;
		draw_unit(d, n, i % 12 == 0);
		if (i % 5 == 0)
			draw_unit(d, 100 + draw_noise(d), false);
		d->picture[i].size = (uint32_t)d->data.n - d->picture[i].at;
		if (d->m->fragments)
			continue;
		d->sound[i].at = (uint32_t)d->data.n;
		buffer_add_byte(&d->data, 0x21);
		for (n = 150 + draw_noise(d); n; n--)
			buffer_add_byte(&d->data, (char)draw_noise(d));
		d->sound[i].size = (uint32_t)d->data.n - d->sound[i].at;
	}
}

static inline void
draw_description(struct buffer *b, const struct drawing *d, bool picture)
{
	size_t stsd = draw_box(b, "stsd"), entry;

	draw_be(b, 0, 4);
	draw_be(b, 1, 4);
	entry = draw_box(b, !picture ? "mp4a" : d->m->hevc ? "hvc1" : "avc1");
	draw_zeros(b, picture ? 78 : 28);
	if (!picture) {
		static const char esds[] = "\0\0\0\0\3\x19\0\1\0\4\x11\x40\x15\0\0\0";
		size_t at = draw_box(b, "esds");

		buffer_add(b, esds, sizeof esds - 1);
		draw_end(b, at);
	}
	draw_end(b, entry);
	draw_end(b, stsd);
}

/* stts, stsc, stsz and stco of one track; base: where the data begins in the file. */
static inline void
draw_tables(struct buffer *b, const struct drawing *d, const struct drawn_sample *s, unsigned n,
	    uint64_t base)
{
	bool wide = d->m->wide_offsets;
	size_t at = draw_box(b, "stts");

	draw_be(b, 0, 4);
	draw_be(b, n ? 1 : 0, 4);
	if (n) {
		draw_be(b, n, 4);
		draw_be(b, 512, 4);
	}
	draw_end(b, at);
	at = draw_box(b, "stsc");
	draw_be(b, 0, 4);
	draw_be(b, n ? 1 : 0, 4);
	if (n) {
		draw_be(b, 1, 4);
		draw_be(b, 1, 4);
		draw_be(b, 1, 4);
	}
	draw_end(b, at);
	at = draw_box(b, "stsz");
	draw_be(b, 0, 8);
	draw_be(b, n, 4);
	for (unsigned i = 0; i < n; i++)
		draw_be(b, s[i].size, 4);
	draw_end(b, at);
	at = draw_box(b, wide ? "co64" : "stco");
	draw_be(b, 0, 4);
	draw_be(b, n, 4);
	for (unsigned i = 0; i < n; i++)
		draw_be(b, base + s[i].at, wide ? 8 : 4);
	draw_end(b, at);
}

static inline void
draw_track(struct buffer *b, const struct drawing *d, bool picture, uint64_t base)
{
	unsigned n = d->m->fragments ? 0 : d->m->pictures;
	size_t trak = draw_box(b, "trak"), at = draw_box(b, "tkhd"), mdia, minf, stbl;

	draw_zeros(b, 12);
	draw_be(b, picture ? 1 : 2, 4);
	draw_zeros(b, 60);
	draw_be(b, picture ? 640u << 16 : 0, 4);
	draw_be(b, picture ? 360u << 16 : 0, 4);
	draw_end(b, at);
	mdia = draw_box(b, "mdia");
	at = draw_box(b, "hdlr");
	draw_zeros(b, 8);
	buffer_add(b, picture ? "vide" : "soun", 4);
	draw_zeros(b, 13);
	draw_end(b, at);
	minf = draw_box(b, "minf");
	stbl = draw_box(b, "stbl");
	draw_description(b, d, picture);
	draw_tables(b, d, picture ? d->picture : d->sound, n, base);
	draw_end(b, stbl);
	draw_end(b, minf);
	draw_end(b, mdia);
	draw_end(b, trak);
}

static inline void
draw_index(struct buffer *b, const struct drawing *d, uint64_t base)
{
	size_t moov = draw_box(b, "moov"), at = draw_box(b, "mvhd");

	draw_zeros(b, 100);
	draw_end(b, at);
	draw_track(b, d, true, base);
	if (!d->m->fragments)
		draw_track(b, d, false, base);
	if (d->m->fragments) {
		size_t mvex = draw_box(b, "mvex");

		at = draw_box(b, "trex");
		draw_be(b, 0, 4);
		draw_be(b, 1, 4);
		draw_zeros(b, 16);
		draw_end(b, at);
		draw_end(b, mvex);
	}
	draw_end(b, moov);
}

/* Fragments of eight pictures each. */
static inline void
draw_fragments(struct buffer *b, const struct drawing *d)
{
	for (unsigned i = 0; i < d->m->pictures; i += 8) {
		unsigned n = d->m->pictures - i < 8 ? d->m->pictures - i : 8;
		uint32_t from = d->picture[i].at;
		uint32_t to = d->picture[i + n - 1].at + d->picture[i + n - 1].size;
		size_t moof = draw_box(b, "moof"), at = draw_box(b, "mfhd"), traf;

		draw_be(b, 0, 4);
		draw_be(b, i / 8 + 1, 4);
		draw_end(b, at);
		traf = draw_box(b, "traf");
		at = draw_box(b, "tfhd");
		draw_be(b, 0x020000, 4);
		draw_be(b, 1, 4);
		draw_end(b, at);
		at = draw_box(b, "trun");
		draw_be(b, 0x201, 4);
		draw_be(b, n, 4);
		draw_be(b, b->n - moof + 4 + 4 * n + 8, 4);
		for (unsigned k = 0; k < n; k++)
			draw_be(b, d->picture[i + k].size, 4);
		draw_end(b, at);
		draw_end(b, traf);
		draw_end(b, moof);
		at = draw_box(b, "mdat");
		buffer_add(b, d->data.data + from, to - from);
		draw_end(b, at);
	}
}

/* The file into out, which is empty. */
static inline void
draw_movie(const struct draw_movie *m, struct buffer *out)
{
	struct drawing *d = calloc(1, sizeof *d);
	struct buffer index = BUFFER_EMPTY;
	uint64_t base;
	size_t at;

	d->m = m;
	d->seed = m->seed;
	draw_samples(d);
	at = draw_box(out, "ftyp");
	buffer_add(out, "isom\0\0\2\0isomavc1", 16);
	draw_end(out, at);
	if (m->fragments) {
		draw_index(out, d, 0);
		draw_fragments(out, d);
	} else {
		draw_index(&index, d, 0);
		base = out->n + 8 + (m->fast ? index.n : 0);
		buffer_clear(&index);
		draw_index(&index, d, base);
		if (m->fast)
			buffer_add(out, index.data, index.n);
		at = draw_box(out, "mdat");
		buffer_add(out, d->data.data, d->data.n);
		draw_end(out, at);
		if (!m->fast)
			buffer_add(out, index.data, index.n);
	}
	buffer_release(&index);
	buffer_release(&d->data);
	free(d);
}

#endif
