/* SPDX-License-Identifier: Apache-2.0 */
#include "media/vp8_follow.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/vp8_luma.h"
#include "media/vp8_state.h"

/* So many bytes a macroblock may take; nearer to the end of the bytes it is not begun. */
#define MACROBLOCK_MAX 768u

/* Encoders write a few bits more than a reader needs; some write four bytes. */
#define SPARE_MAX 4

/* What a macroblock costs, in bytes that are only read. */
#define WORK_UNIT 384u

/*
 * How far apart macroblocks are over their edges, beside how far pixels are inside them, over a
 * window of them: where other data stands, more than before. Departures from the mean, in
 * hundredths of the usual one, are summed up less what is allowed each; where the sum passes the
 * alarm, other data began where it was last nothing.
 */
#define SCALE	      1000
#define FIRST_MEAN    1150
#define FIRST_SPREAD  300
#define SPREAD_LEAST  50
#define KNOWN_LEAST   6
#define DEPARTURE_MAX 300
#define LEARNT_MAX    150
#define ALLOWED	      120
#define ALARM	      750
#define LATTER_LEAST  3
#define SPLIT_RATIO   1.15
#define SPLIT_SURE    30.0

/* ---- Luma ---- */

static void
set_edges(struct vp8_follow *f, struct vp8_pixels *p)
{
	const uint8_t *above = vp8_luma_above(f) + (size_t)16 * f->x;

	memcpy(vp8_pixel(p, 0, -1), above, 16);
	if (f->x + 1 < f->across || f->y == 0)
		memcpy(vp8_pixel(p, 16, -1), above + 16, 4);
	else
		memset(vp8_pixel(p, 16, -1), above[15], 4);
	*vp8_pixel(p, -1, -1) = f->corner;
	for (int y = 0; y < 16; y++)
		*vp8_pixel(p, -1, y) = f->left_column[y];
}

static void
make_luma(struct vp8_follow *f, const struct vp8_unit *u, const int16_t c[256],
	  struct vp8_pixels *p)
{
	set_edges(f, p);
	if (u->whole)
		vp8_predict_whole(p, u->mode, f->y > 0, f->x > 0);
	for (unsigned i = 0; i < 16; i++) {
		if (!u->whole)
			vp8_predict_block(p, i, u->modes[i]);
		if (!u->skip)
			vp8_add_block(p, i, c + (size_t)16 * i);
	}
}

static void
keep_edges(struct vp8_follow *f, struct vp8_pixels *p)
{
	f->corner = vp8_luma_above(f)[16 * f->x + 15];
	if (f->y == 0)
		f->corner = 127;
	memcpy(vp8_luma_above(f) + (size_t)16 * f->x, vp8_pixel(p, 0, 15), 16);
	for (int y = 0; y < 16; y++)
		f->left_column[y] = *vp8_pixel(p, 15, y);
}

/* Sixteenths of the mean step over the edges that the macroblock has with others. */
static unsigned
edge_of(const struct vp8_follow *f, struct vp8_pixels *p)
{
	unsigned sum = 0, n = 0;

	for (int i = 0; f->y && i < 16; i++, n++)
		sum += (unsigned)abs(*vp8_pixel(p, i, 0) - *vp8_pixel(p, i, -1));
	for (int i = 0; f->x && i < 16; i++, n++)
		sum += (unsigned)abs(*vp8_pixel(p, 0, i) - *vp8_pixel(p, -1, i));
	return n ? sum * 16 / n : 0;
}

static unsigned
inside_of(struct vp8_pixels *p)
{
	unsigned sum = 0;

	for (int y = 0; y < 16; y++)
		for (int x = 0; x < 15; x++)
			sum += (unsigned)abs(*vp8_pixel(p, x + 1, y) - *vp8_pixel(p, x, y)) +
			       (unsigned)abs(*vp8_pixel(p, y, x + 1) - *vp8_pixel(p, y, x));
	return sum / 30;
}

static uint64_t
unit_number(const struct vp8_follow *f)
{
	return (uint64_t)f->y * f->across + f->x;
}

static int64_t
spread(const struct vp8_follow *f, int64_t mean)
{
	int64_t variance = f->squares / f->known - mean * mean, root = SPREAD_LEAST;

	while (root * root < variance)
		root += root / 8;
	return root;
}

/* A window is over; false: other data began before f->suspect. */
static bool
judge_window(struct vp8_follow *f)
{
	int64_t v = (int64_t)f->edge_sum * SCALE / (f->inside_sum + 16 * VP8_WINDOW_UNITS);
	bool known = f->known >= KNOWN_LEAST;
	int64_t mean = known ? f->sum / f->known : FIRST_MEAN;
	int64_t off = (v - mean) * 100 / (known ? spread(f, mean) : FIRST_SPREAD);

	off = off > DEPARTURE_MAX ? DEPARTURE_MAX : off < -DEPARTURE_MAX ? -DEPARTURE_MAX : off;
	if (f->alarm == 0) {
		f->suspect = vp8_reached(&f->parts[f->y & (f->nparts - 1)]);
		f->suspect_unit = unit_number(f);
		f->suspect_modes = vp8_reached(&f->modes);
	}
	f->alarm += off - ALLOWED;
	f->alarm = f->alarm > 0 ? f->alarm : 0;
	f->edge_sum = f->inside_sum = f->counted = 0;
	vp8_windows(f)[f->nwindows++] =
		(struct vp8_window){vp8_reached(&f->parts[f->y & (f->nparts - 1)]),
				    vp8_reached(&f->modes), unit_number(f), v};
	if (known && off > LEARNT_MAX) /* what may be foreign is not learnt from as it is */
		v = mean + LEARNT_MAX * spread(f, mean) / 100;
	f->sum += v;
	f->squares += v * v;
	f->known++;
	f->strange = f->alarm >= ALARM;
	return !f->strange;
}

/*
 * The window from which on edges are the furthest apart, beside those before it, becomes the
 * suspect. How sure that is: the square of the difference in standard deviations, 0 where it is
 * small beside the edges themselves.
 */
static double
split(struct vp8_follow *f)
{
	const struct vp8_window *w = vp8_windows(f);
	size_t n = f->nwindows;
	double best = 0, before = 0, all = 0, squares = 0, ratio = 0;

	for (size_t i = 0; i < n; i++) {
		all += (double)w[i].v;
		squares += (double)w[i].v * (double)w[i].v;
	}
	for (size_t i = 0; i + LATTER_LEAST < n; i++) {
		double left = (double)(i + 1), right = (double)(n - i - 1), gain;

		before += (double)w[i].v;
		gain = (all - before) / right - before / left;
		gain = gain > 0 ? gain * gain * left * right / (double)n : 0;
		if (gain <= best)
			continue;
		best = gain;
		ratio = (all - before) / right / (before / left + 1);
		f->suspect = w[i + 1].at;
		f->suspect_unit = w[i + 1].unit;
		f->suspect_modes = w[i + 1].modes;
	}
	squares -= all * all / (double)(n ? n : 1) + best;
	return ratio < SPLIT_RATIO || squares <= 0 ? 0 : best * (double)n / squares;
}

/* False: other data began before f->suspect. */
static bool
goes_on(struct vp8_follow *f, struct vp8_pixels *p)
{
	if (f->y + 1 == f->down) /* much of the last row is seen by nobody */
		return true;
	f->edge_sum += edge_of(f, p);
	f->inside_sum += inside_of(p);
	return ++f->counted < VP8_WINDOW_UNITS || judge_window(f);
}

/* ---- The frame ---- */

/* Bytes that a reader may take before it comes to where the source ends amid its partition. */
static bool
has_room(const struct vp8_follow *f, const struct vp8_reader *r, uint64_t want)
{
	return r->end <= f->b->size || vp8_reached(r) + want <= f->b->size;
}

/* 1; 0: the bytes end; -1: other data stands here. */
static int
step(struct vp8_follow *f)
{
	struct vp8_reader *r = &f->parts[f->y & (f->nparts - 1)];
	struct vp8_pixels p;
	int16_t c[256] = {0};

	if (!f->modes_read) {
		if (!has_room(f, &f->modes, (uint64_t)f->across * 16 + VP8_READ_AHEAD))
			return 0;
		vp8_read_row_modes(f);
	}
	if (!has_room(f, r, MACROBLOCK_MAX))
		return 0;
	vp8_read_levels(f, &vp8_units(f)[f->x], c);
	make_luma(f, &vp8_units(f)[f->x], c, &p);
	if (!goes_on(f, &p) || f->modes.over > 2 || r->over > 2)
		return -1;
	keep_edges(f, &p);
	if (++f->x == f->across) {
		f->x = 0;
		f->y++;
		f->modes_read = false;
	}
	return 1;
}

static bool
used_up(const struct vp8_reader *r)
{
	uint64_t at = vp8_reached(r);

	return r->over <= 2 && r->end - (at < r->end ? at : r->end) <= SPARE_MAX;
}

/* All partitions are read; did they end with the last macroblock? */
static uint64_t
at_end(struct vp8_follow *f, bool all)
{
	bool foreign;

	all = all && used_up(&f->modes);
	for (unsigned i = 0; i < f->nparts; i++)
		all = all && used_up(&f->parts[i]);
	f->suspect = f->place.at + f->place.size;
	f->suspect_unit = unit_number(f);
	f->suspect_modes = vp8_reached(&f->modes);
	foreign = split(f) > SPLIT_SURE;
	if (all && !foreign)
		return UINT64_MAX;
	f->strange = true;
	return f->suspect;
}

static uint64_t
go(struct vp8_follow *f)
{
	int more = f->begun ? 1 : vp8_read_head(f);

	if (more <= 0)
		return more < 0 ? f->place.at : f->b->size;
	f->begun = true;
	while (f->y < f->down && (more = step(f)) > 0)
		continue;
	if (more == 0)
		return f->b->size;
	if (f->strange)
		return f->suspect;
	return at_end(f, more > 0);
}

uint64_t
vp8_follow_run(struct vp8_follow *f, struct bytes *b, uint64_t *work)
{
	uint64_t before = f->begun ? unit_number(f) : 0, held;

	f->b = b;
	for (unsigned i = 0; i < f->nparts; i++)
		vp8_drop_window(&f->parts[i]);
	vp8_drop_window(&f->modes);
	held = go(f);
	f->b = NULL;
	*work = f->begun ? (unit_number(f) - before) * WORK_UNIT : 0;
	return held == UINT64_MAX || held < b->size ? held : b->size;
}

struct vp8_follow *
vp8_follow_new(const struct vp8_place *place)
{
	struct vp8_follow *f = memory_zero(1, sizeof *f);

	f->place = *place;
	return f;
}

void
vp8_follow_copy(struct vp8_follow *to, const struct vp8_follow *from)
{
	free(to->rows);
	*to = *from;
	to->rows = from->rows ? memory_copy(from->rows, from->room) : NULL;
}

void
vp8_follow_free(struct vp8_follow **f)
{
	if (*f)
		free((*f)->rows);
	free(*f);
	*f = NULL;
}

uint64_t
vp8_follow_units(const struct vp8_follow *f)
{
	return f->strange || f->alarm > 0 ? f->suspect_unit : unit_number(f);
}

uint64_t
vp8_follow_modes(const struct vp8_follow *f)
{
	return f->begun ? f->suspect_modes : 0;
}
