/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/pdq_embedded.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/media.h"
#include "record/json.h"

#define EMBEDDED_MAX	 4
#define EMBEDDED_BYTES	 ((uint64_t)2 << 20)
#define EMBEDDED_SECONDS 10

/*
 * Digests of a picture and its own thumbnail differ in up to some 40 bits, those of strangers in
 * about 128. A digest of low quality says nothing either way.
 */
#define DIFFERS	    64u
#define QUALITY_MIN 50u

struct look {
	const struct pdq_whole *whole;
	unsigned char bits[PDQ_BYTES]; /* as it lies */
	unsigned quality, distance;    /* the least of all ways it can lie */
	bool any;
};

static void
take_digest(void *ctx, const struct pixels_digest *d)
{
	struct look *x = ctx;
	unsigned distance = pdq_distance(d->bits, x->whole->bits);

	if (d->turn == PDQ_AS_IT_IS) {
		memcpy(x->bits, d->bits, sizeof x->bits);
		x->quality = d->quality;
		x->any = true;
	}
	if (distance < x->distance)
		x->distance = distance;
}

/*
 * Have both the same shape, upright or on the side? Cameras put other shapes between bars, which
 * makes digests differ.
 */
static bool
same_shape(uint64_t w, uint64_t h, uint64_t width, uint64_t height)
{
	uint64_t a = w * height, b = h * width, least = a < b ? a : b;

	return (a > b ? a - b : b - a) * 25 <= least;
}

static bool
is_alike(const struct look *x, const struct pixels_result *r)
{
	const struct pdq_whole *whole = x->whole;

	return x->distance < DIFFERS || x->quality < QUALITY_MIN || whole->quality < QUALITY_MIN ||
	       (!same_shape(r->width, r->height, whole->width, whole->height) &&
		!same_shape(r->height, r->width, whole->width, whole->height));
}

static void
add(struct buffer *out, const struct media_block *block, const struct look *x,
    const struct pixels_result *r)
{
	char hex[PDQ_HEX + 1];

	pdq_to_hex(x->bits, hex);
	json_comma(out);
	buffer_add_byte(out, '{');
	json_member_u64(out, "offset", block->offset);
	json_member_u64(out, "size", block->size);
	json_member_u64(out, "width", r->width);
	json_member_u64(out, "height", r->height);
	json_member_text(out, "hash", hex);
	json_member_u64(out, "quality", x->quality);
	json_member_u64(out, "distance", x->distance);
	buffer_add_byte(out, '}');
}

/* The further pictures of a multi-picture file are pictures of their own, or maps of light. */
static bool
is_thumbnail(const struct media_block *block)
{
	return block->kind == MEDIA_THUMBNAIL && block->offset != 0 &&
	       block->size <= EMBEDDED_BYTES && strcmp(block->where, "MPF") != 0;
}

/* false: the decoder is not to be asked for more of them. */
static bool
look_at(struct pixels_link *link, struct item *item, struct bytes *b,
	const struct media_block *block, const struct pdq_whole *whole, struct buffer *out)
{
	struct look x = {.whole = whole, .distance = PDQ_BYTES * 8};
	struct pixels_request r = {.wish = PIXELS_TURNS,
				   .seconds = EMBEDDED_SECONDS,
				   .digest = take_digest,
				   .ctx = &x};
	struct pixels_result result;
	struct error ignored = {0}; /* whoever carves it says what is wrong with it */
	struct bytes_slice slice;

	bytes_slice_init(&slice, b, block->offset, block->size);
	r.bytes = &slice.bytes;
	if (pixels_ask(link, &r, &result, &ignored) || !x.any)
		return false;
	add(out, block, &x, &result);
	if (!is_alike(&x, &result))
		item_note(item, NOTE_WARNING,
			  "embedded thumbnail does not look like its picture (PDQ distance %u): "
			  "the picture or its thumbnail may have been changed after taking",
			  x.distance);
	return true;
}

void
pdq_set_embedded(struct pixels_link *link, struct item *item, struct bytes *b,
		 const struct pdq_whole *whole)
{
	struct media_blocks *blocks;
	struct buffer out = BUFFER_EMPTY;
	struct media_walk w;
	const struct media_format *format = media_identify(b, 0, &w);
	unsigned tried = 0;

	if (!format || !format->blocks)
		return;
	blocks = memory_zero(1, sizeof *blocks);
	format->blocks(b, blocks);
	buffer_add_byte(&out, '[');
	for (size_t i = 0; i < blocks->n && tried < EMBEDDED_MAX; i++) {
		const struct media_block *block = &blocks->v[i];

		if (!is_thumbnail(block))
			continue;
		tried++;
		if (!look_at(link, item, b, block, whole, &out))
			break;
	}
	buffer_add_byte(&out, ']');
	if (out.n > 2)
		edit_set(item->edit, "pdq_embedded", buffer_span(&out));
	buffer_release(&out);
	free(blocks);
}
