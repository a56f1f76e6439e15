/* SPDX-License-Identifier: Apache-2.0 */
#include "media/follow.h"
#include "media/packbits.h"
#include "media/psd_layers.h"
#include "media/raster.h"

enum {
	RAW,
	RLE,
	ZIP,
	ZIP_PREDICTED,
};

bool
psd_stop(struct psd *d, enum media_state state, uint64_t at, const char *why)
{
	d->state = state;
	d->broke = at < d->b->size ? at : d->b->size;
	d->why = why;
	return false;
}

static bool
ends(struct psd *d)
{
	return psd_stop(d, MEDIA_TRUNCATED, d->b->size, "");
}

/* Samples as they are: only their look can tell. */
static bool
plain_rows(struct psd *d, uint64_t *at, uint64_t end, uint64_t rows, uint64_t size)
{
	unsigned wide = d->depth == 32 ? 4 : d->depth == 16 ? 2 : 1;
	struct raster r = {.b = d->b,
			   .start = d->start,
			   .at = *at,
			   .end = *at + rows * size,
			   .row = size,
			   .step = wide,
			   .stride = wide};
	const char *what = NULL;
	uint64_t where;

	if (r.end > end)
		return d->layered || psd_stop(d, MEDIA_DAMAGED, *at, "rows do not fit");
	if (r.end > d->b->size)
		r.end = d->b->size;
	if (d->deep && d->depth != 1 && d->depth != 32)
		what = raster_search(&r, &where);
	d->smooth += r.smooth;
	if (what)
		return psd_stop(d, MEDIA_DAMAGED, where, what);
	*at += rows * size;
	return *at <= d->b->size || ends(d);
}

/* Lengths of the rows from `counts` on: their sum, or UINT64_MAX where the bytes end. */
static uint64_t
sum_counts(struct psd *d, uint64_t counts, uint64_t rows)
{
	size_t wide = d->large ? 4 : 2, n;
	uint64_t at = counts, end = counts + rows * wide, sum = 0;

	while (at < end) {
		const unsigned char *p = bytes_view(
			d->b, at, end - at < BYTES_WINDOW ? (size_t)(end - at) : BYTES_WINDOW, &n);

		if (!p || n < wide)
			return UINT64_MAX;
		n -= n % wide;
		for (size_t i = 0; i < n; i += wide)
			sum += wide == 4 ? be32(p + i) : be16(p + i);
		at += n;
	}
	return sum;
}

/*
 * Some layers are of another depth than the document; ImageMagick writes palette indexes of 8 bits
 * into documents of 16, and a code that makes nothing behind each row.
 */
static bool
row_holds(struct psd *d, uint64_t *at, uint64_t end, uint64_t size)
{
	uint64_t begin = *at, made = packbits_follow(d->b, at, end, d->layered ? UINT64_MAX : size);
	const unsigned char *p;

	if (d->layered)
		return *at == end && end > begin;
	if (made != size && (d->depth != 16 || made * 2 != size))
		return false;
	p = *at + 1 == end ? bytes_exact(d->b, *at, 1) : NULL;
	*at += p && *p == 128;
	return *at == end;
}

static bool
follow_rows(struct psd *d, uint64_t counts, uint64_t at, uint64_t rows, uint64_t size)
{
	size_t wide = d->large ? 4 : 2;

	for (uint64_t i = 0; i < rows; i++) {
		const unsigned char *p = bytes_exact(d->b, counts + i * wide, wide);
		uint64_t n = !p ? 0 : wide == 4 ? be32(p) : be16(p), end = at + n;

		if (!p || end > d->b->size)
			return ends(d);
		if (!row_holds(d, &at, end, size))
			return psd_stop(d, MEDIA_DAMAGED, at, "a row does not unpack to its width");
		d->rows++;
		d->coded += n;
	}
	return true;
}

static bool
packed_rows(struct psd *d, uint64_t *at, uint64_t end, uint64_t rows, uint64_t size)
{
	uint64_t counts = *at, data = counts + rows * (d->large ? 4 : 2);
	uint64_t sum;

	d->rows_due += rows;
	if (data > end)
		return psd_stop(d, MEDIA_DAMAGED, counts, "rows do not fit");
	sum = sum_counts(d, counts, rows);
	if (sum == UINT64_MAX)
		return ends(d);
	if (sum > end - data || sum < rows * (size / 128))
		return psd_stop(d, MEDIA_DAMAGED, counts, "impossible lengths of rows stand");
	if (d->deep && !follow_rows(d, counts, data, rows, size))
		return false;
	*at = data + sum;
	return *at <= d->b->size || ends(d);
}

static bool
zipped_rows(struct psd *d, uint64_t *at, uint64_t end, uint64_t size)
{
	struct follow f = {d->b, *at, end, size, 0};
	enum follow_end how = follow_deflate(&f);

	d->coded += f.at - *at;
	*at = f.at;
	if (how == FOLLOW_DONE && (d->layered || f.made == size))
		return true;
	if (how == FOLLOW_ENDS && *at >= d->b->size)
		return ends(d);
	return psd_stop(d, MEDIA_DAMAGED, *at, "deflated rows do not hold");
}

bool
psd_rows(struct psd *d, uint64_t *at, uint64_t end, unsigned compression, uint64_t rows,
	 uint64_t size)
{
	switch (compression) {
	case RAW:
		return plain_rows(d, at, end, rows, size);
	case RLE:
		return packed_rows(d, at, end, rows, size);
	case ZIP:
	case ZIP_PREDICTED:
		return zipped_rows(d, at, end, rows * size);
	default:
		return psd_stop(d, MEDIA_DAMAGED, *at, "an unknown compression stands");
	}
}
