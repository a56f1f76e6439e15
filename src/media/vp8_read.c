/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a key frame: its head, the modes of its macroblocks, and their levels (RFC 6386). */
#include <string.h>

#include "base/memory.h"
#include "media/vp8_luma.h"
#include "media/vp8_state.h"

#define HEAD	 10    /* tag, start code, sizes */
#define SIDE_MAX 1024u /* macroblocks */

/* ---- Rows ---- */

static size_t
windows_room(const struct vp8_follow *f)
{
	return ((size_t)f->across * f->down / VP8_WINDOW_UNITS + 1) * sizeof(struct vp8_window);
}

struct vp8_window *
vp8_windows(const struct vp8_follow *f)
{
	return (struct vp8_window *)(void *)f->rows;
}

struct vp8_unit *
vp8_units(const struct vp8_follow *f)
{
	return (struct vp8_unit *)(void *)(f->rows + windows_room(f));
}

static struct vp8_context *
contexts(const struct vp8_follow *f)
{
	return (struct vp8_context *)(void *)(vp8_units(f) + f->across);
}

static uint8_t *
modes_above(const struct vp8_follow *f)
{
	return (uint8_t *)(contexts(f) + f->across);
}

uint8_t *
vp8_luma_above(const struct vp8_follow *f)
{
	return modes_above(f) + (size_t)4 * f->across;
}

/* ---- Arithmetic code ---- */

static void
begin_reader(struct vp8_reader *r, uint64_t at, uint64_t end)
{
	*r = (struct vp8_reader){.at = at, .end = end, .arith = VP8_ARITH_START};
}

static unsigned
next_byte(struct vp8_follow *f, struct vp8_reader *r)
{
	if (r->i == r->n) {
		size_t want =
			r->end - r->at < VP8_READ_AHEAD ? (size_t)(r->end - r->at) : VP8_READ_AHEAD;

		r->i = 0;
		r->n = (unsigned)bytes_read(f->b, r->at, r->window, want);
		r->at += r->n;
	}
	if (r->i < r->n)
		return r->window[r->i++];
	r->over++;
	return 0;
}

static __attribute__((noinline)) void
refill(struct vp8_follow *f, struct vp8_reader *r)
{
	if (r->n - r->i >= 8) {
		r->arith.value = r->arith.value << 48 | be64(r->window + r->i) >> 16;
		r->arith.spare += 48;
		r->i += 6;
		return;
	}
	r->arith.value = r->arith.value << 8 | next_byte(f, r);
	r->arith.spare += 8;
}

static inline unsigned
get(struct vp8_follow *f, struct vp8_reader *r, unsigned prob)
{
	if (r->arith.spare < 0)
		refill(f, r);
	r->before = r->arith.spare;
	return vp8_arith_bit(&r->arith, prob);
}

static unsigned
get_bits(struct vp8_follow *f, unsigned n)
{
	unsigned v = 0;

	while (n--)
		v = v << 1 | get(f, &f->modes, 128);
	return v;
}

/* A flag, and behind it a number of n bits with a sign. */
static int
get_optional(struct vp8_follow *f, unsigned n)
{
	int v;

	if (!get_bits(f, 1))
		return 0;
	v = (int)get_bits(f, n);
	return get_bits(f, 1) ? -v : v;
}

uint64_t
vp8_reached(const struct vp8_reader *r)
{
	return r->at - (r->n - r->i) - (uint64_t)(r->before / 8);
}

void
vp8_drop_window(struct vp8_reader *r)
{
	int unread = r->before / 8 * 8;

	r->at = vp8_reached(r);
	r->arith.value >>= unread;
	r->arith.spare -= unread;
	r->before -= unread;
	r->i = r->n = 0;
}

/* ---- The head ---- */

struct quantizers {
	int y_ac, y_dc, y2_dc, y2_ac, segment[4];
	bool absolute;
};

static void
read_segments(struct vp8_follow *f, struct quantizers *q)
{
	if (!get_bits(f, 1))
		return;
	f->segments = get_bits(f, 1);
	if (get_bits(f, 1)) {
		q->absolute = get_bits(f, 1);
		for (int i = 0; i < 4; i++)
			q->segment[i] = get_optional(f, 7);
		for (int i = 0; i < 4; i++)
			get_optional(f, 6);
	}
	for (int i = 0; f->segments && i < 3; i++)
		f->segment_prob[i] = get_bits(f, 1) ? (uint8_t)get_bits(f, 8) : 255;
}

static void
read_filter(struct vp8_follow *f)
{
	get_bits(f, 1 + 6 + 3);
	if (get_bits(f, 1) && get_bits(f, 1))
		for (int i = 0; i < 8; i++)
			get_optional(f, 6);
}

static bool
read_partitions(struct vp8_follow *f, uint64_t at)
{
	uint64_t sizes = at, end = f->place.at + f->place.size;
	unsigned char p[3];

	f->nparts = 1u << get_bits(f, 2);
	at += 3 * (f->nparts - 1);
	for (unsigned i = 0; i < f->nparts; i++, sizes += 3) {
		uint64_t n = at > end ? 0 : end - at;

		if (i + 1 < f->nparts) {
			uint64_t said;

			if (bytes_read(f->b, sizes, p, 3) != 3)
				return false;
			said = p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16;
			if (said > n)
				return false;
			n = said;
		}
		begin_reader(&f->parts[i], at, at + n);
		at += n;
	}
	return true;
}

static int
index_of(int q)
{
	return q < 0 ? 0 : q > 127 ? 127 : q;
}

static void
set_steps(struct vp8_follow *f, const struct quantizers *q)
{
	for (int i = 0; i < 4; i++) {
		int base = !f->segments ? q->y_ac : q->segment[i] + (q->absolute ? 0 : q->y_ac);
		int y2 = vp8_ac_steps[index_of(base + q->y2_ac)] * 155 / 100;

		f->steps[i][0] = vp8_dc_steps[index_of(base + q->y_dc)];
		f->steps[i][1] = (int16_t)vp8_ac_steps[index_of(base)];
		f->steps[i][2] = (int16_t)(vp8_dc_steps[index_of(base + q->y2_dc)] * 2);
		f->steps[i][3] = (int16_t)(y2 < 8 ? 8 : y2);
	}
}

static void
make_rows(struct vp8_follow *f)
{
	size_t luma = (size_t)16 * f->across + 8;

	f->room = windows_room(f) +
		  f->across * (sizeof(struct vp8_unit) + sizeof(struct vp8_context) + 4) + luma;
	f->rows = memory_zero(f->room, 1);
	memset(vp8_luma_above(f), 127, luma);
}

int
vp8_read_head(struct vp8_follow *f)
{
	struct quantizers q = {.absolute = false};
	unsigned char p[HEAD];
	uint64_t first;

	if (bytes_read(f->b, f->place.at, p, HEAD) != HEAD)
		return 0;
	first = (p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16) >> 5;
	f->across = ((uint32_t)(le16(p + 6) & 0x3fff) + 15) / 16;
	f->down = ((uint32_t)(le16(p + 8) & 0x3fff) + 15) / 16;
	if ((p[0] & 1) || first > f->place.size - HEAD || f->across == 0 || f->down == 0 ||
	    f->across > SIDE_MAX || f->down > SIDE_MAX)
		return -1;
	begin_reader(&f->modes, f->place.at + HEAD, f->place.at + HEAD + first);
	get_bits(f, 2);
	read_segments(f, &q);
	read_filter(f);
	if (!read_partitions(f, f->place.at + HEAD + first))
		return f->b->size < f->place.at + HEAD + first + 3 * f->nparts ? 0 : -1;
	q.y_ac = (int)get_bits(f, 7);
	q.y_dc = get_optional(f, 4);
	q.y2_dc = get_optional(f, 4);
	q.y2_ac = get_optional(f, 4);
	get_optional(f, 4);
	get_optional(f, 4);
	set_steps(f, &q);
	get_bits(f, 1);
	for (size_t i = 0; i < VP8_COEFFICIENT_PROBS; i++)
		f->prob[i] = get(f, &f->modes, vp8_coefficient_update[i]) ? (uint8_t)get_bits(f, 8)
									  : vp8_coefficient[i];
	f->may_skip = get_bits(f, 1);
	f->skip_prob = f->may_skip ? (uint8_t)get_bits(f, 8) : 0;
	if (f->modes.over)
		return 0;
	make_rows(f);
	return 1;
}

/* ---- Modes ---- */

static uint8_t
block_mode(struct vp8_follow *f, unsigned above, unsigned left)
{
	const uint8_t *p =
		vp8_block_mode + (above * VP8_BLOCK_MODES + left) * (VP8_BLOCK_MODES - 1);
	struct vp8_reader *r = &f->modes;

	if (!get(f, r, p[0]))
		return VP8_DC;
	if (!get(f, r, p[1]))
		return VP8_TM;
	if (!get(f, r, p[2]))
		return VP8_V;
	if (!get(f, r, p[3])) {
		if (!get(f, r, p[4]))
			return VP8_H;
		return get(f, r, p[5]) ? VP8_VR : VP8_RD;
	}
	if (!get(f, r, p[6]))
		return VP8_LD;
	if (!get(f, r, p[7]))
		return VP8_VL;
	return get(f, r, p[8]) ? VP8_HU : VP8_HD;
}

static uint8_t
whole_mode(struct vp8_follow *f)
{
	struct vp8_reader *r = &f->modes;

	if (get(f, r, 156))
		return get(f, r, 128) ? VP8_TM : VP8_H;
	return get(f, r, 163) ? VP8_V : VP8_DC;
}

static void
read_modes(struct vp8_follow *f, struct vp8_unit *u, uint8_t above[4], uint8_t left[4])
{
	struct vp8_reader *r = &f->modes;

	u->segment = 0;
	if (f->segments && get(f, r, f->segment_prob[0]))
		u->segment = (uint8_t)(2 + get(f, r, f->segment_prob[2]));
	else if (f->segments)
		u->segment = (uint8_t)get(f, r, f->segment_prob[1]);
	u->skip = f->may_skip && get(f, r, f->skip_prob);
	u->whole = get(f, r, 145) != 0;
	if (u->whole) {
		u->mode = whole_mode(f);
		memset(above, u->mode, 4);
		memset(left, u->mode, 4);
	}
	for (int i = 0; !u->whole && i < 16; i++)
		u->modes[i] = above[i % 4] = left[i / 4] = block_mode(f, above[i % 4], left[i / 4]);
	if (get(f, r, 142) && get(f, r, 114))
		get(f, r, 183);
}

void
vp8_read_row_modes(struct vp8_follow *f)
{
	uint8_t left[4] = {VP8_DC, VP8_DC, VP8_DC, VP8_DC};

	for (uint32_t x = 0; x < f->across; x++)
		read_modes(f, &vp8_units(f)[x], modes_above(f) + (size_t)4 * x, left);
	f->modes_read = true;
	f->left = (struct vp8_context){.y2 = 0};
	memset(f->left_column, 129, sizeof f->left_column);
	f->corner = f->y ? 129 : 127;
}

/* ---- Levels ---- */

static int
large_level(struct vp8_follow *f, struct vp8_reader *r, const uint8_t *p)
{
	static const uint8_t extra[4][12] = {
		{173, 148, 140},
		{176, 155, 140, 135},
		{180, 157, 141, 134, 130},
		{254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}};
	static const uint8_t base[4] = {11, 19, 35, 67};
	unsigned high, kind;
	int v = 0;

	if (!get(f, r, p[3])) {
		if (!get(f, r, p[4]))
			return 2;
		return 3 + (int)get(f, r, p[5]);
	}
	if (!get(f, r, p[6])) {
		if (!get(f, r, p[7]))
			return 5 + (int)get(f, r, 159);
		v = 7 + 2 * (int)get(f, r, 165);
		return v + (int)get(f, r, 145);
	}
	high = get(f, r, p[8]);
	kind = 2 * high + get(f, r, p[9 + high]);
	for (const uint8_t *e = extra[kind]; *e; e++)
		v = 2 * v + (int)get(f, r, *e);
	return base[kind] + v;
}

/* Reads one block; has it levels? */
static uint8_t
read_block(struct vp8_follow *f, struct vp8_reader *r, unsigned type, unsigned context,
	   int16_t *out, const int16_t *steps)
{
	static const uint8_t bands[17] = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
	static const uint8_t zigzag[16] = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
	const uint8_t *probs = f->prob + (size_t)type * VP8_BANDS * VP8_CONTEXTS * VP8_PROBS;
	unsigned first = type == 0, n = first;
	const uint8_t *p = probs + (bands[n] * VP8_CONTEXTS + context) * VP8_PROBS;

	while (n < 16 && get(f, r, p[0])) {
		int v = 1;

		while (!get(f, r, p[1]) && ++n < 16)
			p = probs + bands[n] * VP8_CONTEXTS * VP8_PROBS;
		if (n >= 16)
			break;
		if (get(f, r, p[2]))
			v = large_level(f, r, p);
		context = v > 1 ? 2 : 1;
		v = get(f, r, 128) ? -v : v;
		if (out)
			out[zigzag[n]] = (int16_t)(v * steps[n > 0]);
		n++;
		p = probs + (bands[n] * VP8_CONTEXTS + context) * VP8_PROBS;
	}
	return n > first;
}

static void
read_chroma(struct vp8_follow *f, struct vp8_reader *r, uint8_t *above, uint8_t *left)
{
	for (unsigned i = 0; i < 4; i++)
		above[i % 2] = left[i / 2] =
			read_block(f, r, 2, above[i % 2] + left[i / 2], NULL, NULL);
}

void
vp8_read_levels(struct vp8_follow *f, const struct vp8_unit *u, int16_t c[256])
{
	struct vp8_reader *r = &f->parts[f->y & (f->nparts - 1)];
	struct vp8_context *above = &contexts(f)[f->x], *left = &f->left;
	const int16_t *steps = f->steps[u->segment];

	if (u->skip) {
		uint8_t y2_above = u->whole ? 0 : above->y2, y2_left = u->whole ? 0 : left->y2;

		*above = (struct vp8_context){.y2 = y2_above};
		*left = (struct vp8_context){.y2 = y2_left};
		return;
	}
	if (u->whole) {
		int16_t y2[16] = {0};

		above->y2 = left->y2 = read_block(f, r, 1, above->y2 + left->y2, y2, steps + 2);
		vp8_spread_dc(y2, c);
	}
	for (unsigned i = 0; i < 16; i++)
		above->y[i % 4] = left->y[i / 4] =
			read_block(f, r, u->whole ? 0 : 3, above->y[i % 4] + left->y[i / 4],
				   c + (size_t)16 * i, steps);
	read_chroma(f, r, above->u, left->u);
	read_chroma(f, r, above->v, left->v);
}
