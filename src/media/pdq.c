/* SPDX-License-Identifier: Apache-2.0 */
#include "media/pdq.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define SMALL  64 /* side of what the tent filter leaves */
#define LOW    16 /* side of the block of frequencies that is kept */
#define PASSES 2  /* a box filter run twice is a tent */

struct pdq_maker {
	float *pixels, *other; /* PDQ_SIDE * PDQ_SIDE each */
	uint32_t columns, rows;
	float cosine[LOW][SMALL], cosine_turned[SMALL][LOW];
	float small[SMALL][SMALL];
	float low[LOW][LOW];
	unsigned quality;
};

static void
set_cosines(struct pdq_maker *m)
{
	const float scale = (float)sqrt(2.0 / SMALL);

	for (unsigned i = 0; i < LOW; i++) {
		for (unsigned j = 0; j < SMALL; j++) {
			double angle = (M_PI / 2.0 / SMALL) * (i + 1) * (2 * j + 1);

			m->cosine[i][j] = (float)(scale * cos(angle));
			m->cosine_turned[j][i] = m->cosine[i][j];
		}
	}
}

struct pdq_maker *
pdq_maker_new(void)
{
	struct pdq_maker *m = memory_zero(1, sizeof *m);

	m->pixels = memory_zero((size_t)PDQ_SIDE * PDQ_SIDE, sizeof *m->pixels);
	m->other = memory_zero((size_t)PDQ_SIDE * PDQ_SIDE, sizeof *m->other);
	set_cosines(m);
	return m;
}

void
pdq_maker_free(struct pdq_maker **m)
{
	if (!*m)
		return;
	free((*m)->pixels);
	free((*m)->other);
	free(*m);
	*m = NULL;
}

void
pdq_size(uint32_t width, uint32_t height, uint32_t *columns, uint32_t *rows)
{
	bool large = width > PDQ_SIDE || height > PDQ_SIDE;

	*columns = large ? PDQ_SIDE : width;
	*rows = large ? PDQ_SIDE : height;
}

float *
pdq_pixels(struct pdq_maker *m, uint32_t columns, uint32_t rows)
{
	assert(columns <= PDQ_SIDE && rows <= PDQ_SIDE);
	m->columns = columns;
	m->rows = rows;
	return m->pixels;
}

/* ---- The tent filter ---- */

/* How many neighbours one box averages so that two of them leave SMALL independent places. */
static uint32_t
window_of(uint32_t side)
{
	return (side + 2 * SMALL - 1) / (2 * SMALL);
}

/* Four neighbours at a time: said in so many words, since compilers at -O2 do not see it. */
typedef float four __attribute__((vector_size(16)));
#define FOUR 4u

static inline four
load(const float *p)
{
	four v;

	memcpy(&v, p, sizeof v);
	return v;
}

static inline void
store(float *p, four v)
{
	memcpy(p, &v, sizeof v);
}

static void
add_row(float *sum, const float *row, uint32_t n)
{
	uint32_t j = 0;

	for (; j + FOUR <= n; j += FOUR)
		store(sum + j, load(sum + j) + load(row + j));
	for (; j < n; j++)
		sum[j] += row[j];
}

static void
subtract_row(float *sum, const float *row, uint32_t n)
{
	uint32_t j = 0;

	for (; j + FOUR <= n; j += FOUR)
		store(sum + j, load(sum + j) - load(row + j));
	for (; j < n; j++)
		sum[j] -= row[j];
}

static void
mean_row(float *out, const float *sum, uint32_t n, uint32_t window)
{
	const float divisor = (float)window;
	uint32_t j = 0;

	for (; j + FOUR <= n; j += FOUR)
		store(out + j, load(sum + j) / divisor);
	for (; j < n; j++)
		out[j] = sum[j] / divisor;
}

/*
 * Each place becomes the mean of `window` neighbours in its column, fewer at the ends. A sum runs
 * down every column: one addition and one subtraction a step, whatever the window.
 */
static void
box_down(const float *in, float *out, uint32_t columns, uint32_t rows, uint32_t window)
{
	float sum[PDQ_SIDE] = {0};
	uint32_t ahead = (window + 2) / 2 - 1; /* rows below that belong to a place's window */
	uint32_t first = 0, next = 0;

	for (; next < ahead; next++)
		add_row(sum, in + (size_t)next * columns, columns);
	for (uint32_t i = 0; i < rows; i++) {
		if (next < rows) {
			add_row(sum, in + (size_t)next * columns, columns);
			next++;
		}
		if (i + ahead >= window) {
			subtract_row(sum, in + (size_t)first * columns, columns);
			first++;
		}
		mean_row(out + (size_t)i * columns, sum, columns, next - first);
	}
}

/* Turns FOUR rows of FOUR into columns. */
static void
transpose_tile(const float *restrict in, float *restrict out, size_t columns, size_t rows)
{
	four a = load(in), b = load(in + columns);
	four c = load(in + 2 * columns), d = load(in + 3 * columns);
	four ab_low = {a[0], b[0], a[1], b[1]}, ab_high = {a[2], b[2], a[3], b[3]};
	four cd_low = {c[0], d[0], c[1], d[1]}, cd_high = {c[2], d[2], c[3], d[3]};

	store(out, (four){ab_low[0], ab_low[1], cd_low[0], cd_low[1]});
	store(out + rows, (four){ab_low[2], ab_low[3], cd_low[2], cd_low[3]});
	store(out + 2 * rows, (four){ab_high[0], ab_high[1], cd_high[0], cd_high[1]});
	store(out + 3 * rows, (four){ab_high[2], ab_high[3], cd_high[2], cd_high[3]});
}

static void
transpose(const float *restrict in, float *restrict out, uint32_t columns, uint32_t rows)
{
	uint32_t whole_rows = rows - rows % FOUR, whole_columns = columns - columns % FOUR;

	for (uint32_t y = 0; y < whole_rows; y += FOUR)
		for (uint32_t x = 0; x < whole_columns; x += FOUR)
			transpose_tile(in + (size_t)y * columns + x, out + (size_t)x * rows + y,
				       columns, rows);
	for (uint32_t y = 0; y < rows; y++)
		for (uint32_t x = y < whole_rows ? whole_columns : 0; x < columns; x++)
			out[(size_t)x * rows + y] = in[(size_t)y * columns + x];
}

/* Rows are filtered as the columns of the picture laid on its side: that way vectors are used. */
static void
tent(struct pdq_maker *m)
{
	uint32_t along = window_of(m->columns), down = window_of(m->rows);

	for (unsigned pass = 0; pass < PASSES; pass++) {
		transpose(m->pixels, m->other, m->columns, m->rows);
		box_down(m->other, m->pixels, m->rows, m->columns, along);
		transpose(m->pixels, m->other, m->rows, m->columns);
		box_down(m->other, m->pixels, m->columns, m->rows, down);
	}
}

/* Takes the middle of each of SMALL x SMALL fields. */
static void
thin_out(struct pdq_maker *m)
{
	for (uint32_t i = 0; i < SMALL; i++) {
		uint32_t y = (2 * i + 1) * m->rows / (2 * SMALL);

		for (uint32_t j = 0; j < SMALL; j++) {
			uint32_t x = (2 * j + 1) * m->columns / (2 * SMALL);

			m->small[i][j] = m->pixels[(size_t)y * m->columns + x];
		}
	}
}

/* ---- Quality, frequencies, bits ---- */

/* Steps of less than a hundredth of the range count nothing. */
static unsigned
step(float a, float b)
{
	return (unsigned)abs((int)(((a - b) * 100) / 255));
}

static unsigned
quality(const float small[SMALL][SMALL])
{
	unsigned steps = 0;

	for (unsigned i = 0; i < SMALL; i++) {
		for (unsigned j = 0; j < SMALL; j++) {
			if (i + 1 < SMALL)
				steps += step(small[i][j], small[i + 1][j]);
			if (j + 1 < SMALL)
				steps += step(small[i][j], small[i][j + 1]);
		}
	}
	return steps / 90 < 100 ? steps / 90 : 100;
}

/* The lowest frequencies but those that are constant along a side. */
static void
transform(struct pdq_maker *m)
{
	float half[LOW][SMALL] = {{0}};

	for (unsigned i = 0; i < LOW; i++)
		for (unsigned k = 0; k < SMALL; k++)
			for (unsigned j = 0; j < SMALL; j++)
				half[i][j] += m->cosine[i][k] * m->small[k][j];
	memset(m->low, 0, sizeof m->low);
	for (unsigned i = 0; i < LOW; i++)
		for (unsigned k = 0; k < SMALL; k++)
			for (unsigned j = 0; j < LOW; j++)
				m->low[i][j] += half[i][k] * m->cosine_turned[k][j];
}

static int
by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return x < y ? -1 : x > y;
}

static void
to_bits(const float low[LOW][LOW], unsigned char bits[PDQ_BYTES])
{
	float sorted[PDQ_BITS], median;

	memcpy(sorted, low, sizeof sorted);
	qsort(sorted, PDQ_BITS, sizeof *sorted, by_value);
	median = sorted[PDQ_BITS / 2 - 1];
	memset(bits, 0, PDQ_BYTES);
	for (unsigned k = 0; k < PDQ_BITS; k++)
		if (low[k / LOW][k % LOW] > median)
			bits[PDQ_BYTES - 1 - k / 8] |= (unsigned char)(1u << k % 8);
}

bool
pdq_make(struct pdq_maker *m, struct pdq *out)
{
	memset(out, 0, sizeof *out);
	if (m->columns < PDQ_SIDE_LEAST || m->rows < PDQ_SIDE_LEAST)
		return false;
	if (m->columns == SMALL && m->rows == SMALL) {
		memcpy(m->small, m->pixels, sizeof m->small);
	} else {
		tent(m);
		thin_out(m);
	}
	m->quality = quality(m->small);
	transform(m);
	out->quality = m->quality;
	to_bits(m->low, out->bits);
	return true;
}

/* ---- Turned ---- */

bool
pdq_lies_across(enum pdq_turn turn)
{
	return turn == PDQ_ROTATED_90 || turn == PDQ_ROTATED_270 || turn == PDQ_MIRRORED_DIAGONAL ||
	       turn == PDQ_MIRRORED_ANTIDIAGONAL;
}

/* Does the picture's right (bottom) edge come to the left (top)? */
static bool
begins_right(enum pdq_turn turn)
{
	return turn == PDQ_ROTATED_180 || turn == PDQ_ROTATED_270 ||
	       turn == PDQ_MIRRORED_LEFT_RIGHT || turn == PDQ_MIRRORED_ANTIDIAGONAL;
}

static bool
begins_below(enum pdq_turn turn)
{
	return turn == PDQ_ROTATED_90 || turn == PDQ_ROTATED_180 ||
	       turn == PDQ_MIRRORED_TOP_BOTTOM || turn == PDQ_MIRRORED_ANTIDIAGONAL;
}

void
pdq_turn(float *to, const float *from, uint32_t columns, uint32_t rows, enum pdq_turn turn)
{
	bool across = pdq_lies_across(turn);
	ptrdiff_t right = begins_right(turn) ? -1 : 1;
	ptrdiff_t below = begins_below(turn) ? -(ptrdiff_t)columns : (ptrdiff_t)columns;
	ptrdiff_t step = across ? below : right, row_step = across ? right : below;
	uint32_t wide = across ? rows : columns, high = across ? columns : rows;
	const float *row = from;

	if (turn == PDQ_AS_IT_IS) {
		memcpy(to, from, (size_t)columns * rows * sizeof *to);
		return;
	}
	if (begins_right(turn))
		row += columns - 1;
	if (begins_below(turn))
		row += (size_t)(rows - 1) * columns;
	for (uint32_t y = 0; y < high; y++)
		for (uint32_t x = 0; x < wide; x++)
			*to++ = row[(ptrdiff_t)y * row_step + (ptrdiff_t)x * step];
}
