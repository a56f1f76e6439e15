/* SPDX-License-Identifier: Apache-2.0 */
/* How well a block goes on with rows of plain samples. */
#include <limits.h>
#include <stdlib.h>

#include "carve/join_follow.h"

/* Of a row so much is compared; first a part, which most blocks do not get past. */
#define ROW_MOST 4096u
#define ROW_PART 256u

#define UNIT 16u

/* Sum of distances of n bytes: by lanes, which compilers make one instruction of. */
#define LANES 16u

static unsigned
distance(const unsigned char *p, const unsigned char *q, size_t n)
{
	unsigned sum = 0;

	for (; n >= LANES; n -= LANES, p += LANES, q += LANES)
		for (size_t i = 0; i < LANES; i++)
			sum += (unsigned)abs(p[i] - q[i]);
	for (size_t i = 0; i < n; i++)
		sum += (unsigned)abs(p[i] - q[i]);
	return sum;
}

/* The same of the high bytes of wide samples, the first of which stands at p + phase. */
static unsigned
wide_distance(const unsigned char *p, const unsigned char *q, size_t n, unsigned wide,
	      unsigned phase, size_t *count)
{
	unsigned sum = 0;

	*count = 0;
	for (size_t i = phase; i < n; i += wide, ++*count)
		sum += (unsigned)abs(p[i] - q[i]);
	return sum;
}

static unsigned
mean(const struct strip *x, uint64_t offset, const unsigned char *p, const unsigned char *q,
     size_t n)
{
	unsigned phase = x->low_first ? x->wide - 1 : 0, sum;
	size_t count = n;

	if (x->wide == 1)
		return n ? distance(p, q, n) * UNIT / (unsigned)n : 0;
	phase = (unsigned)((x->wide - (offset - x->at) % x->wide + phase) % x->wide);
	sum = wide_distance(p, q, n, x->wide, phase, &count);
	return count ? sum * UNIT / (unsigned)count : 0;
}

/* Bytes from an offset on, up to `most`, that stand below others of the same picture. */
static size_t
below_others(const struct strip *x, uint64_t offset, size_t most)
{
	uint64_t row = (offset - x->at) / x->row, plane = x->plane ? x->plane : UINT64_MAX;
	uint64_t left = x->at + x->size - offset, to_plane;

	if (row % plane == 0)
		return 0;
	to_plane = plane == UINT64_MAX ? UINT64_MAX
				       : (row / plane + 1) * plane * x->row - (offset - x->at);
	left = left < to_plane ? left : to_plane;
	return left < most ? (size_t)left : most;
}

unsigned
join_rows_score(struct join_followed *j, const struct strip *x, uint64_t seam, uint64_t address,
		unsigned limit)
{
	unsigned char above[ROW_MOST];
	size_t size = j->task->blocks->size < ROW_MOST ? j->task->blocks->size : ROW_MOST, n, got;
	size_t row = x->row < size ? (size_t)x->row : size, first = below_others(x, seam, row);
	const unsigned char *p;
	unsigned score, inside;

	if (first < ROW_PART / 4 ||
	    bytes_read(&j->trial.bytes, seam - x->row, above, first) < first)
		return UINT_MAX;
	p = bytes_view(join_plain(j->task), address, size, &got);
	if (!p || got < size)
		return UINT_MAX;
	n = first < ROW_PART ? first : ROW_PART;
	if (mean(x, seam, p, above, n) > 2 * limit)
		return UINT_MAX;
	score = mean(x, seam, p, above, first);
	if (score > limit || x->row >= size)
		return score > limit ? UINT_MAX : score;
	n = below_others(x, seam + row, size - row);
	inside = n ? mean(x, seam + row, p + row, p, n) : 0;
	inside = inside > 2 * limit ? UINT_MAX : inside / 2;
	return score > inside ? score : inside;
}
