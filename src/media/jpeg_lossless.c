/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lossless JPEG (ITU-T T.81 annex H), as DNG and CR2 files hold raw pictures: every sample is a
 * Huffman code for the number of bits of its difference, and these bits.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/follow.h"
#include "media/jpeg_bits.h"
#include "media/jpeg_huffman.h"

#define SEGMENTS_MAX 64

/* An MCU takes ten samples of 16 bits of code and 16 of their own, stuffed. */
#define MCU_BYTES_MAX 256
#define MCU_SAMPLES   10

/* Bytes that some writers leave between the last sample and EOI. */
#define SPARE_MAX 16

struct lossless {
	struct follow *f;
	struct jpeg_frame frame;
	struct jpeg_scan_header scan;
	struct jpeg_tables tables;
	uint32_t interval;

	const struct jpeg_huffman *sample[MCU_SAMPLES];
	unsigned samples; /* in one MCU */
	uint64_t mcus;
	uint32_t column, across;
	bool values; /* they can be followed, too: each is told by the one before */
	uint32_t value[JPEG_COMPONENTS], first[JPEG_COMPONENTS];
};

/* ---- Headers ---- */

static bool
take_tables(struct lossless *k, const unsigned char *p, size_t n)
{
	struct jpeg_huffman_spec spec;
	size_t used;

	while (n) {
		if (jpeg_parse_huffman(p, n, &spec, &used))
			return false;
		if (spec.class == 0)
			jpeg_huffman_build(&k->tables.dc[spec.id], &spec);
		p += used;
		n -= used;
	}
	return true;
}

/* What an MCU is made of; false: no such table, or more than can be. */
static bool
plan(struct lossless *k)
{
	const struct jpeg_frame *f = &k->frame;
	uint32_t down;

	for (unsigned i = 0; i < k->scan.n; i++) {
		const struct jpeg_component *c = &f->c[k->scan.c[i].component];
		unsigned copies = k->scan.n == 1 ? 1 : (unsigned)c->h * c->v;

		for (; copies; copies--) {
			if (k->samples == MCU_SAMPLES || !k->tables.dc[k->scan.c[i].dc].set)
				return false;
			k->sample[k->samples++] = &k->tables.dc[k->scan.c[i].dc];
		}
	}
	k->across = k->scan.n == 1 ? f->width : (f->width + f->hmax - 1u) / f->hmax;
	down = k->scan.n == 1 ? f->height : (f->height + f->vmax - 1u) / f->vmax;
	k->mcus = (uint64_t)k->across * down;
	k->values = k->scan.ss == 1 && k->scan.al == 0 && k->samples == k->scan.n;
	for (unsigned i = 0; i < JPEG_COMPONENTS; i++)
		k->first[i] = 1u << (f->precision - 1);
	return k->scan.n == f->n && f->height != 0 && k->interval == 0;
}

/* Up to the scan: FOLLOW_DONE when it stands. */
static enum follow_end
take_headers(struct lossless *k)
{
	struct jpeg_segment s;
	const unsigned char *p;

	for (unsigned i = 0; i < SEGMENTS_MAX; i++) {
		enum jpeg_read r = jpeg_segment_at(k->f->b, k->f->at, &s);

		p = r == JPEG_READ && s.next <= k->f->end ? jpeg_body(k->f->b, &s) : NULL;
		if (!p)
			return r == JPEG_WRONG ? FOLLOW_BREAKS : FOLLOW_ENDS;
		k->f->at = s.next;
		if (jpeg_is_frame(s.marker) &&
		    (s.marker != JPEG_SOF3 || jpeg_parse_frame(s.marker, p, s.size, &k->frame)))
			return FOLLOW_UNKNOWN;
		if (s.marker == JPEG_DHT && !take_tables(k, p, s.size))
			return FOLLOW_BREAKS;
		if (s.marker == JPEG_DRI && s.size == 2)
			k->interval = be16(p);
		if (s.marker != JPEG_SOS)
			continue;
		if (!k->frame.sof || jpeg_parse_scan(&k->frame, p, s.size, &k->scan))
			return FOLLOW_BREAKS;
		return plan(k) ? FOLLOW_DONE : FOLLOW_UNKNOWN;
	}
	return FOLLOW_BREAKS;
}

/* ---- Samples ---- */

/* The next symbol, or -1. At least 16 bits must be at hand. */
static int
symbol(struct jpeg_bits *r, const struct jpeg_huffman *t)
{
	unsigned e = t->code[r->bits >> (64 - JPEG_FAST_BITS)];

	if (e) {
		jpeg_bits_drop(r, e >> 8);
		return e & 255;
	}
	for (unsigned n = JPEG_FAST_BITS + 1; n <= 16; n++) {
		int32_t code = (int32_t)(r->bits >> (64 - n));

		if (code <= t->last[n]) {
			jpeg_bits_drop(r, n);
			return t->symbols[(code + t->shift[n]) & 255];
		}
	}
	return -1;
}

/* One difference; false: no such code. */
static bool
take_difference(struct jpeg_bits *r, const struct jpeg_huffman *t, uint32_t *difference)
{
	int size;

	jpeg_bits_need(r);
	size = symbol(r, t);
	if (size < 0 || size > 16)
		return false;
	*difference = size == 16 ? 32768 : 0;
	if (size > 0 && size < 16) {
		uint32_t v = jpeg_bits_take(r, (unsigned)size);

		*difference = v < 1u << (size - 1) ? v - (1u << size) + 1 : v;
	}
	return true;
}

/* A row begins from the first sample of the row above, another sample from that to its left. */
static bool
value_holds(struct lossless *k, unsigned i, uint32_t difference)
{
	uint32_t before = k->column ? k->value[i] : k->first[i];

	k->value[i] = (before + difference) & 0xffff;
	if (k->column == 0)
		k->first[i] = k->value[i];
	return k->value[i] >> k->frame.precision == 0;
}

static enum follow_end
take_mcu(struct lossless *k, struct jpeg_bits *r)
{
	uint32_t difference;

	for (unsigned i = 0; i < k->samples; i++) {
		if (!take_difference(r, k->sample[i], &difference))
			return FOLLOW_BREAKS;
		if (r->nbits < 0)
			return FOLLOW_ENDS;
		if (k->values && !value_holds(k, i, difference))
			return FOLLOW_BREAKS;
	}
	k->column = k->column + 1 == k->across ? 0 : k->column + 1;
	k->mcus--;
	return FOLLOW_DONE;
}

/* All MCUs; the reader is moved on from window to window. */
static enum follow_end
take_mcus(struct lossless *k)
{
	struct jpeg_bits r = {0};
	enum follow_end end = FOLLOW_DONE;
	struct follow *f = k->f;

	while (k->mcus && end == FOLLOW_DONE) {
		uint64_t left = f->end - f->at;
		size_t n = 0, want = left < BYTES_WINDOW ? (size_t)left : BYTES_WINDOW;
		const unsigned char *p = bytes_view(f->b, f->at, want, &n);
		bool last = n == left;

		if (!p)
			return FOLLOW_ENDS;
		r.p = p;
		r.end = p + n;
		while (k->mcus && end == FOLLOW_DONE && (last || r.end - r.p > MCU_BYTES_MAX))
			end = take_mcu(k, &r);
		f->at += (uint64_t)(r.p - p);
		if (end == FOLLOW_ENDS && r.end - r.p > 1) /* a marker, not the end */
			return FOLLOW_BREAKS;
		if (!last && r.p == p)
			return FOLLOW_ENDS;
	}
	return end;
}

/* EOI, and at most a few bytes before it. */
static enum follow_end
take_end(struct follow *f)
{
	uint64_t left = f->end - f->at;
	size_t n = left < SPARE_MAX + 2 ? (size_t)left : SPARE_MAX + 2;
	const unsigned char *p = n > 1 ? bytes_exact(f->b, f->at, n) : NULL;

	for (size_t i = 0; p && i + 1 < n; i++) {
		if (p[i] == 0xff && p[i + 1] == JPEG_EOI) {
			f->at += i + 2;
			return FOLLOW_DONE;
		}
	}
	return left <= SPARE_MAX + 2 ? FOLLOW_ENDS : FOLLOW_BREAKS;
}

enum follow_end
follow_lossless_jpeg(struct follow *f)
{
	const unsigned char *p = f->end - f->at >= 2 ? bytes_exact(f->b, f->at, 2) : NULL;
	enum follow_end end;
	struct lossless *k;

	f->made = 0;
	if (!p)
		return FOLLOW_ENDS;
	if (p[0] != 0xff || p[1] != JPEG_SOI)
		return FOLLOW_BREAKS;
	f->at += 2;
	k = memory_zero(1, sizeof *k);
	k->f = f;
	end = take_headers(k);
	if (end == FOLLOW_DONE)
		end = take_mcus(k);
	free(k);
	return end == FOLLOW_DONE ? take_end(f) : end;
}
