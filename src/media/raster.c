/* SPDX-License-Identifier: Apache-2.0 */
#include "media/raster.h"

#include <stdlib.h>
#include <string.h>

#include "media/entropy.h"

#define SECTOR 512

/* Mean steps from sample to sample, of 255: random bytes make 85, a sharp photograph 20. */
#define NOISE_STEP  60
#define SMOOTH_STEP 28
#define TEXT_STEP   12
#define EDGE_STEP   10

/* Bytes of an edge; and those beyond it that may be the same by chance. */
#define EDGE  32
#define SLACK 12

/* Sectors over which smoothness is averaged. */
#define MEMORY 16

struct look {
	unsigned above, beside; /* mean step to the row above and to the sample before */
	enum entropy_kind kind;
	unsigned char bytes[SECTOR];
	unsigned blanks;
	bool noise;
};

struct finder {
	struct raster *r;
	unsigned smooth[MEMORY]; /* of the last sectors */
	size_t n;
	uint64_t empty; /* where a stretch of one byte began; 0: none */
	unsigned char byte;
	bool edge; /* it began all at once, on a sector and within a row */
};

static unsigned
mean_step(const struct raster *r, uint64_t at, const unsigned char *p, const unsigned char *q)
{
	unsigned sum = 0, n = 0;
	size_t i = 0;

	if (r->stride > 1)
		i = (r->stride + r->phase - (size_t)((at - r->at) % r->row % r->stride)) %
		    r->stride;
	for (; i < SECTOR; i += r->stride, n++)
		sum += (unsigned)abs(p[i] - q[i]);
	return sum / n;
}

/* The sector at `at` beside the rows around it; false: it cannot be read. */
static bool
look_at(const struct raster *r, uint64_t at, struct look *l)
{
	unsigned char *here = l->bytes, other[SECTOR];
	unsigned distinct = 0;
	bool seen[256] = {false};

	*l = (struct look){0};
	if (bytes_read(r->b, at, here, SECTOR) != SECTOR ||
	    bytes_read(r->b, at - r->row, other, SECTOR) != SECTOR)
		return false;
	l->above = mean_step(r, at, here, other);
	if (bytes_read(r->b, at - r->step, other, SECTOR) != SECTOR)
		return false;
	l->beside = mean_step(r, at, here, other);
	l->kind = entropy_of(here, SECTOR);
	for (size_t i = 0; i < SECTOR; i++) {
		l->blanks += here[i] == ' ';
		distinct += !seen[here[i]];
		seen[here[i]] = true;
	}
	l->noise = l->above >= NOISE_STEP && l->beside >= NOISE_STEP && distinct >= 190;
	return true;
}

/* Were the sectors before smooth? */
static bool
was_smooth(const struct finder *f)
{
	unsigned sum = 0;
	size_t n = f->n < MEMORY ? f->n : MEMORY;

	for (size_t i = 0; i < n; i++)
		sum += f->smooth[i];
	return n >= 4 && sum / n < SMOOTH_STEP;
}

static void
remember(struct finder *f, const struct look *l)
{
	f->smooth[f->n++ % MEMORY] = l->above < l->beside ? l->above : l->beside;
}

/* Bytes before `at` that are the same as the stretch's, up to a sector of them. */
static unsigned
same_before(const unsigned char *p, size_t n, unsigned char byte)
{
	unsigned same = 0;

	while (n && p[--n] == byte)
		same++;
	return same;
}

/* Mean distance of n samples from one value. */
static unsigned
distance(const unsigned char *p, size_t n, unsigned char byte)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (unsigned)abs(p[i] - byte);
	return sum / (unsigned)n;
}

static void
begin_empty(struct finder *f, const struct look *l, uint64_t at)
{
	unsigned char before[SECTOR];
	unsigned same;

	f->empty = at;
	f->byte = l->bytes[0];
	f->edge = false;
	if (bytes_read(f->r->b, at - SECTOR, before, SECTOR) != SECTOR)
		return;
	same = same_before(before, SECTOR, f->byte);
	f->empty = at - same;
	f->edge = same <= SLACK && (at - f->r->at) % f->r->row > SLACK && f->n >= 4 &&
		  distance(before + SECTOR - SLACK - EDGE, EDGE, f->byte) > EDGE_STEP;
}

/*
 * A black or white stretch may be the picture's own, if it keeps to columns or to rows. One that
 * begins all at once on a sector, and goes on over the whole next row or ends on a sector, is not.
 */
static bool
empty_breaks(struct finder *f, const struct look *l, uint64_t at)
{
	size_t n = 0;

	if (f->empty && (l->kind != ENTROPY_CONSTANT || l->bytes[0] != f->byte)) {
		while (n < SECTOR && l->bytes[n] == f->byte)
			n++;
		if (f->edge && n <= SLACK && distance(l->bytes + SLACK, EDGE, f->byte) > EDGE_STEP)
			return true;
		f->empty = 0;
	}
	if (l->kind != ENTROPY_CONSTANT)
		return false;
	if (!f->empty)
		begin_empty(f, l, at);
	return f->edge && at + SECTOR - f->empty > f->r->row + SECTOR / 4;
}

static const char *
judge(struct finder *f, const struct look *l, uint64_t at, uint64_t *where)
{
	*where = at;
	if (empty_breaks(f, l, at)) {
		*where = f->empty + (SECTOR - (f->empty - f->r->start) % SECTOR) % SECTOR;
		return "an empty stretch stands across rows";
	}
	if (l->kind == ENTROPY_TEXT && l->blanks > SECTOR / 50 && l->above > TEXT_STEP &&
	    l->beside > TEXT_STEP)
		return "text stands among rows";
	if (l->noise && was_smooth(f))
		return "noise stands among smooth rows";
	return NULL;
}

const char *
raster_search(struct raster *r, uint64_t *where)
{
	struct finder f = {.r = r};
	uint64_t at = r->at + (r->row > r->step ? r->row : r->step);
	const char *what;
	struct look l;

	r->smooth = 0;
	if (r->row == 0 || at < r->at)
		return NULL;
	if ((at - r->start) % SECTOR)
		at += SECTOR - (at - r->start) % SECTOR;
	for (; at < r->end && r->end - at >= SECTOR; at += SECTOR) {
		if (!look_at(r, at, &l))
			return NULL;
		what = judge(&f, &l, at, where);
		if (what)
			return what;
		remember(&f, &l);
		r->smooth += was_smooth(&f) ? SECTOR : 0;
	}
	return NULL;
}
