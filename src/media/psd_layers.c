/* SPDX-License-Identifier: Apache-2.0 */
#include "media/psd_layers.h"

#include <string.h>

#define LAYERS_MAX	 8192
#define LAYER_CHANNELS	 64
#define COORDINATES_MOST 1000000

/* A layer's record without its channels: rectangle, their number; then from the blend mode on. */
#define RECORD_HEAD 18
#define RECORD_TAIL 16

struct layer {
	uint32_t width, height;
	unsigned channels;
	uint64_t at; /* of its record */
};

static const unsigned char *
take(struct psd *d, uint64_t at, uint64_t end, size_t n)
{
	const unsigned char *p;

	if (at > end || end - at < n) {
		psd_stop(d, MEDIA_DAMAGED, at, "a layer does not fit its section");
		return NULL;
	}
	p = bytes_exact(d->b, at, n);
	if (!p)
		psd_stop(d, MEDIA_TRUNCATED, d->b->size, "");
	return p;
}

static bool
rectangle_fits(const unsigned char *p, struct layer *l)
{
	int64_t top = (int32_t)be32(p), left = (int32_t)be32(p + 4);
	int64_t bottom = (int32_t)be32(p + 8), right = (int32_t)be32(p + 12);

	if (bottom < top || right < left || bottom - top > COORDINATES_MOST ||
	    right - left > COORDINATES_MOST)
		return false;
	l->height = (uint32_t)(bottom - top);
	l->width = (uint32_t)(right - left);
	return true;
}

/* The record at *at; then behind it. */
static bool
take_record(struct psd *d, uint64_t *at, uint64_t end, struct layer *l)
{
	const unsigned char *p = take(d, *at, end, RECORD_HEAD);

	if (!p)
		return false;
	l->at = *at;
	l->channels = be16(p + 16);
	if (!rectangle_fits(p, l) || l->channels > LAYER_CHANNELS)
		return psd_stop(d, MEDIA_DAMAGED, *at, "an impossible layer stands");
	*at += RECORD_HEAD + l->channels * (d->large ? 10ull : 6ull);
	p = take(d, *at, end, RECORD_TAIL);
	if (!p)
		return false;
	if (memcmp(p, "8BIM", 4) != 0 && memcmp(p, "8B64", 4) != 0)
		return psd_stop(d, MEDIA_DAMAGED, *at, "no layer stands");
	*at += RECORD_TAIL + be32(p + 12);
	return true;
}

/* The i-th channel of a layer at *at; then behind it. Masks have a rectangle of their own. */
static bool
take_channel(struct psd *d, uint64_t *at, uint64_t end, const struct layer *l, unsigned i)
{
	uint64_t wide = d->large ? 10 : 6, next, data = *at + 2, row;
	const unsigned char *p = bytes_exact(d->b, l->at + RECORD_HEAD + i * wide, (size_t)wide);
	bool mask;

	if (!p)
		return psd_stop(d, MEDIA_TRUNCATED, d->b->size, "");
	mask = (int16_t)be16(p) < -1;
	if (__builtin_add_overflow(*at, d->large ? be64(p + 2) : be32(p + 2), &next) || next > end)
		return psd_stop(d, MEDIA_DAMAGED, *at, "a channel does not fit its section");
	if (next - *at < 2) {
		*at = next;
		return true;
	}
	p = take(d, *at, end, 2);
	if (!p)
		return false;
	row = d->depth == 1 ? (l->width + 7ull) / 8 : (uint64_t)l->width * (d->depth / 8);
	if (be16(p) > 3)
		return psd_stop(d, MEDIA_DAMAGED, *at, "an unknown compression stands");
	if (d->deep && !mask && l->height && row &&
	    !psd_rows(d, &data, next, be16(p), l->height, row))
		return false;
	*at = next;
	return *at <= d->b->size || psd_stop(d, MEDIA_TRUNCATED, d->b->size, "");
}

static bool
take_channels(struct psd *d, uint64_t records, uint64_t at, uint64_t end)
{
	struct layer l;

	for (unsigned i = 0; i < d->layers; i++) {
		if (!take_record(d, &records, end, &l))
			return false;
		for (unsigned c = 0; c < l.channels; c++)
			if (!take_channel(d, &at, end, &l, c))
				return false;
	}
	return true;
}

/* Records of all layers, then their channels in the same order. */
static bool
take_info(struct psd *d, uint64_t at, uint64_t end)
{
	const unsigned char *p = take(d, at, end, 2);
	uint64_t records = at + 2, data = records;
	struct layer l;
	int count;

	if (!p)
		return false;
	count = (int16_t)be16(p); /* below 0: the first alpha is the merged picture's */
	count = count < 0 ? -count : count;
	if (count > LAYERS_MAX)
		return psd_stop(d, MEDIA_DAMAGED, at, "more layers than there can be");
	d->layers = (unsigned)count;
	for (unsigned i = 0; i < d->layers; i++)
		if (!take_record(d, &data, end, &l))
			return false;
	return take_channels(d, records, data, end);
}

bool
psd_layers(struct psd *d, uint64_t at, uint64_t end)
{
	size_t wide = d->large ? 8 : 4;
	const unsigned char *p = take(d, at, end, wide);
	uint64_t info, size;

	if (!p)
		return false;
	size = d->large ? be64(p) : be32(p);
	at += wide;
	if (__builtin_add_overflow(at, size, &info) || info > end)
		return psd_stop(d, MEDIA_DAMAGED, at, "layers do not fit their section");
	d->layered = true;
	if (size && !take_info(d, at, info))
		return false;
	d->layered = false;
	return end <= d->b->size || psd_stop(d, MEDIA_TRUNCATED, d->b->size, "");
}

bool
psd_picture(struct psd *d, uint64_t *at)
{
	uint64_t row = d->depth == 1 ? (d->width + 7ull) / 8 : (uint64_t)d->width * (d->depth / 8);
	const unsigned char *p = bytes_exact(d->b, *at, 2);

	if (!p)
		return psd_stop(d, MEDIA_TRUNCATED, d->b->size, "");
	*at += 2;
	return psd_rows(d, at, UINT64_MAX, be16(p), (uint64_t)d->channels * d->height, row);
}

/* ---- Strips ---- */

static void
list_channels(struct psd *d, uint64_t records, uint64_t at, uint64_t end, struct strips *s)
{
	uint64_t wide = d->large ? 10 : 6;
	struct layer l;

	for (unsigned i = 0; i < d->layers && take_record(d, &records, end, &l); i++)
		for (unsigned c = 0; c < l.channels; c++) {
			const unsigned char *p =
				bytes_exact(d->b, l.at + RECORD_HEAD + c * wide, (size_t)wide);
			uint64_t row = d->depth == 1 ? (l.width + 7ull) / 8
						     : (uint64_t)l.width * (d->depth / 8);
			uint64_t size = !p ? 0 : d->large ? be64(p + 2) : be32(p + 2);
			struct strip one = {.at = at,
					    .size = size,
					    .coding = STRIP_CHANNEL,
					    .row = row,
					    .rows = l.height,
					    .count = d->large ? 4 : 2,
					    .wide = d->depth / 8 ? d->depth / 8 : 1,
					    .loose = true};

			if (!p || size > end - at)
				return;
			if (size > 2 && row && l.height && (int16_t)be16(p) >= -1)
				strips_add(s, &one);
			at += size;
		}
}

void
psd_layers_strips(struct psd *d, uint64_t at, uint64_t end, struct strips *s)
{
	size_t wide = d->large ? 8 : 4;
	const unsigned char *p = take(d, at, end, wide + 2);
	uint64_t records = at + wide + 2, data = records;
	struct layer l;
	int count;

	if (!p)
		return;
	count = (int16_t)be16(p + wide);
	count = count < 0 ? -count : count;
	d->layers = count > LAYERS_MAX ? 0 : (unsigned)count;
	for (unsigned i = 0; i < d->layers; i++)
		if (!take_record(d, &data, end, &l))
			return;
	list_channels(d, records, data, end, s);
}

void
psd_picture_strip(struct psd *d, uint64_t at, struct strips *s)
{
	uint64_t row = d->depth == 1 ? (d->width + 7ull) / 8 : (uint64_t)d->width * (d->depth / 8);
	struct strip one = {.at = at,
			    .size = UINT64_MAX,
			    .coding = STRIP_CHANNEL,
			    .row = row,
			    .rows = (uint64_t)d->channels * d->height,
			    .plane = d->height,
			    .count = d->large ? 4 : 2,
			    .wide = d->depth / 8 ? d->depth / 8 : 1};

	strips_add(s, &one);
}
