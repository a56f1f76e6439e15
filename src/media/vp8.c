/* SPDX-License-Identifier: Apache-2.0 */
#include "media/vp8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "media/vp8_arith.h"
#include "media/vp8_tables.h"

#define HEAD 10 /* tag, start code, sizes */

#define PARTITIONS_MAX 8

/* Encoders write a few bits more than a reader needs; some write four bytes. */
#define SPARE_MAX 4

enum block_type { Y_AFTER_Y2, Y2, CHROMA, Y_WITH_DC };
enum { B_DC, B_TM, B_VE, B_HE, B_RD, B_VR, B_LD, B_VL, B_HD, B_HU };

struct reader {
	const unsigned char *p, *end;
	struct vp8_arith arith;
	unsigned over; /* bytes that were wanted behind the end */
};

struct macroblock {
	bool whole; /* predicted as a whole: its DC levels are a block of their own */
	bool skip;
};

/* Which blocks above or to the left have levels: luma, two chroma planes, Y2. */
struct context {
	uint8_t y[4], u[2], v[2], y2;
};

struct frame {
	const unsigned char *data;
	size_t size;
	uint32_t across, down; /* macroblocks */
	struct reader modes, parts[PARTITIONS_MAX];
	unsigned nparts;
	bool segments, may_skip;
	uint8_t segment_prob[3], skip_prob;
	uint8_t prob[VP8_COEFFICIENT_PROBS];
	struct macroblock *row;
	uint8_t *modes_above; /* four a macroblock */
	struct context *above;
};

/* ---- Arithmetic code ---- */

static void
reader_init(struct reader *r, const unsigned char *p, size_t n)
{
	*r = (struct reader){.p = p, .end = p + n, .arith = VP8_ARITH_START};
}

static void
refill(struct reader *r)
{
	if (r->end - r->p >= 8) {
		r->arith.value = r->arith.value << 48 | be64(r->p) >> 16;
		r->p += 6;
		r->arith.spare += 48;
		return;
	}
	r->arith.value = r->arith.value << 8 | (r->p < r->end ? *r->p : 0);
	r->over += r->p >= r->end;
	r->p += r->p < r->end;
	r->arith.spare += 8;
}

static inline unsigned
get(struct reader *r, unsigned prob)
{
	if (r->arith.spare < 0)
		refill(r);
	return vp8_arith_bit(&r->arith, prob);
}

static unsigned
get_bits(struct reader *r, unsigned n)
{
	unsigned v = 0;

	while (n--)
		v = v << 1 | get(r, 128);
	return v;
}

/* A flag, and behind it a number of n bits with a sign. */
static void
skip_optional(struct reader *r, unsigned n)
{
	if (get(r, 128))
		get_bits(r, n + 1);
}

/* The first byte of which no bit was wanted. */
static const unsigned char *
reached(const struct reader *r)
{
	return r->p - (r->arith.spare < 0 ? 0 : r->arith.spare / 8);
}

/* At its end, and no further than an encoder's last bits. */
static bool
used_up(const struct reader *r)
{
	return r->over <= 2 && r->end - reached(r) <= SPARE_MAX;
}

/* ---- The frame's head ---- */

static void
read_segments(struct frame *f)
{
	struct reader *r = &f->modes;

	if (!get(r, 128))
		return;
	f->segments = get(r, 128);
	if (get(r, 128)) {
		get(r, 128);
		for (int i = 0; i < 4; i++)
			skip_optional(r, 7);
		for (int i = 0; i < 4; i++)
			skip_optional(r, 6);
	}
	for (int i = 0; f->segments && i < 3; i++)
		f->segment_prob[i] = get(r, 128) ? (uint8_t)get_bits(r, 8) : 255;
}

static void
read_filter(struct frame *f)
{
	struct reader *r = &f->modes;

	get_bits(r, 1 + 6 + 3);
	if (get(r, 128) && get(r, 128))
		for (int i = 0; i < 8; i++)
			skip_optional(r, 6);
}

static bool
read_partitions(struct frame *f, size_t at)
{
	size_t n, sizes = at;

	f->nparts = 1u << get_bits(&f->modes, 2);
	at += 3 * (f->nparts - 1);
	for (unsigned i = 0; i < f->nparts; i++, sizes += 3) {
		if (at > f->size)
			return false;
		n = f->size - at;
		if (i + 1 < f->nparts) {
			const unsigned char *p = f->data + sizes;
			size_t said = p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16;

			if (said > n)
				return false;
			n = said;
		}
		reader_init(&f->parts[i], f->data + at, n);
		at += n;
	}
	return true;
}

static bool
read_head(struct frame *f)
{
	uint32_t tag = f->data[0] | (uint32_t)f->data[1] << 8 | (uint32_t)f->data[2] << 16;
	size_t first = tag >> 5;

	if ((tag & 1) || first > f->size - HEAD)
		return false;
	f->across = ((uint32_t)(le16(f->data + 6) & 0x3fff) + 15) / 16;
	f->down = ((uint32_t)(le16(f->data + 8) & 0x3fff) + 15) / 16;
	reader_init(&f->modes, f->data + HEAD, first);
	get_bits(&f->modes, 2);
	read_segments(f);
	read_filter(f);
	if (!read_partitions(f, HEAD + first))
		return false;
	get_bits(&f->modes, 7);
	for (int i = 0; i < 5; i++)
		skip_optional(&f->modes, 4);
	get(&f->modes, 128);
	for (size_t i = 0; i < VP8_COEFFICIENT_PROBS; i++)
		f->prob[i] = get(&f->modes, vp8_coefficient_update[i])
				     ? (uint8_t)get_bits(&f->modes, 8)
				     : vp8_coefficient[i];
	f->may_skip = get(&f->modes, 128);
	f->skip_prob = f->may_skip ? (uint8_t)get_bits(&f->modes, 8) : 0;
	return true;
}

/* ---- Modes ---- */

static uint8_t
block_mode(struct reader *r, unsigned above, unsigned left)
{
	const uint8_t *p =
		vp8_block_mode + (above * VP8_BLOCK_MODES + left) * (VP8_BLOCK_MODES - 1);

	if (!get(r, p[0]))
		return B_DC;
	if (!get(r, p[1]))
		return B_TM;
	if (!get(r, p[2]))
		return B_VE;
	if (!get(r, p[3])) {
		if (!get(r, p[4]))
			return B_HE;
		return get(r, p[5]) ? B_VR : B_RD;
	}
	if (!get(r, p[6]))
		return B_LD;
	if (!get(r, p[7]))
		return B_VL;
	return get(r, p[8]) ? B_HU : B_HD;
}

static void
read_modes(struct frame *f, struct macroblock *m, uint8_t above[4], uint8_t left[4])
{
	struct reader *r = &f->modes;

	if (f->segments)
		get(r, f->segment_prob[get(r, f->segment_prob[0]) ? 2 : 1]);
	m->skip = f->may_skip && get(r, f->skip_prob);
	m->whole = get(r, 145);
	if (m->whole) {
		int mode;

		if (get(r, 156))
			mode = get(r, 128) ? B_TM : B_HE;
		else
			mode = get(r, 163) ? B_VE : B_DC;
		memset(above, mode, 4);
		memset(left, mode, 4);
	} else {
		for (int y = 0; y < 4; y++)
			for (int x = 0; x < 4; x++)
				above[x] = left[y] = block_mode(r, above[x], left[y]);
	}
	if (get(r, 142) && get(r, 114))
		get(r, 183);
}

/* ---- Levels ---- */

static inline void
skip_large(struct reader *r, const uint8_t *p)
{
	static const uint8_t extra[4][12] = {
		{173, 148, 140},
		{176, 155, 140, 135},
		{180, 157, 141, 134, 130},
		{254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}};
	unsigned high;

	if (!get(r, p[3])) {
		if (get(r, p[4]))
			get(r, p[5]);
	} else if (!get(r, p[6])) {
		if (!get(r, p[7])) {
			get(r, 159);
		} else {
			get(r, 165);
			get(r, 145);
		}
	} else {
		high = get(r, p[8]);
		for (const uint8_t *e = extra[2 * high + get(r, p[9 + high])]; *e; e++)
			get(r, *e);
	}
}

/* Reads one block; has it levels? */
static uint8_t
read_block(struct frame *f, struct reader *reader, enum block_type type, unsigned context)
{
	static const uint8_t bands[17] = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
	const uint8_t *probs = f->prob + (size_t)type * VP8_BANDS * VP8_CONTEXTS * VP8_PROBS;
	unsigned first = type == Y_AFTER_Y2, n = first;
	const uint8_t *p = probs + (bands[n] * VP8_CONTEXTS + context) * VP8_PROBS;
	struct reader r = *reader; /* in registers */

	while (n < 16 && get(&r, p[0])) {
		while (!get(&r, p[1]) && ++n < 16)
			p = probs + bands[n] * VP8_CONTEXTS * VP8_PROBS;
		if (n++ >= 16)
			break;
		if (get(&r, p[2])) {
			skip_large(&r, p);
			context = 2;
		} else {
			context = 1;
		}
		get(&r, 128);
		p = probs + (bands[n] * VP8_CONTEXTS + context) * VP8_PROBS;
	}
	*reader = r;
	return n > first;
}

static void
read_plane(struct frame *f, struct reader *r, enum block_type type, uint8_t *above, uint8_t *left,
	   unsigned n)
{
	for (unsigned y = 0; y < n; y++)
		for (unsigned x = 0; x < n; x++)
			above[x] = left[y] = read_block(f, r, type, above[x] + left[y]);
}

static void
read_levels(struct frame *f, struct reader *r, const struct macroblock *m, struct context *above,
	    struct context *left)
{
	if (m->skip) {
		uint8_t y2_above = m->whole ? 0 : above->y2, y2_left = m->whole ? 0 : left->y2;

		*above = (struct context){.y2 = y2_above};
		*left = (struct context){.y2 = y2_left};
		return;
	}
	if (m->whole)
		above->y2 = left->y2 = read_block(f, r, Y2, above->y2 + left->y2);
	read_plane(f, r, m->whole ? Y_AFTER_Y2 : Y_WITH_DC, above->y, left->y, 4);
	read_plane(f, r, CHROMA, above->u, left->u, 2);
	read_plane(f, r, CHROMA, above->v, left->v, 2);
}

/* ---- The frame ---- */

static void
read_row_modes(struct frame *f)
{
	uint8_t left[4] = {B_DC, B_DC, B_DC, B_DC};

	for (uint32_t x = 0; x < f->across && f->modes.over <= 2; x++)
		read_modes(f, &f->row[x], f->modes_above + (size_t)4 * x, left);
}

static bool
read_row(struct frame *f, uint32_t y)
{
	struct reader *r = &f->parts[y & (f->nparts - 1)];
	struct context left = {.y2 = 0};

	read_row_modes(f);
	for (uint32_t x = 0; x < f->across; x++)
		read_levels(f, r, &f->row[x], &f->above[x], &left);
	return f->modes.over <= 2 && r->over <= 2;
}

static void
read_rows(struct frame *f, struct vp8_verdict *v)
{
	uint32_t y = 0;
	bool holds = true;

	while (y < f->down && holds)
		holds = read_row(f, y++);
	while (y++ < f->down && f->modes.over <= 2) /* the modes may hold nevertheless */
		read_row_modes(f);
	v->modes_hold = used_up(&f->modes);
	v->holds = holds && v->modes_hold;
	v->broke = (uint64_t)(reached(&f->modes) - f->data);
	for (unsigned i = 0; i < f->nparts && v->modes_hold; i++) {
		v->holds &= used_up(&f->parts[i]);
		if (reached(&f->parts[i]) - f->data > (int64_t)v->broke)
			v->broke = (uint64_t)(reached(&f->parts[i]) - f->data);
	}
}

struct vp8_verdict
vp8_check(const unsigned char *p, size_t n)
{
	struct vp8_verdict v = {.holds = false};
	struct frame *f;

	if (n < HEAD)
		return v;
	f = memory_zero(1, sizeof *f);
	f->data = p;
	f->size = n;
	if (read_head(f)) {
		f->row = memory_zero(f->across, sizeof *f->row);
		f->modes_above = memory_zero(f->across, 4);
		f->above = memory_zero(f->across, sizeof *f->above);
		read_rows(f, &v);
		free(f->row);
		free(f->modes_above);
		free(f->above);
	}
	free(f);
	return v;
}
