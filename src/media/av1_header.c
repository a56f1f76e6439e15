/* SPDX-License-Identifier: Apache-2.0 */
/* Names are those of the AV1 specification, 5.9. */
#include "media/av1_header.h"

#include <string.h>

#include "media/avc_cabac.h"

enum { KEY_FRAME = 0, SEGMENTS = 8, FEATURES = 8 };

#define TILE_WIDTH_MAX 4096u
#define TILE_AREA_MAX  (4096u * 2304u)
#define TILES_MAX      64u

struct reader {
	struct avc_bits b;
	const Dav1dSequenceHeader *seq;
	struct av1_header *out;
	unsigned planes, width, height, upscaled, qidx;
	bool shown, showable, screen, intrabc, no_cdf_update, has_deltas, lossless;
	int alt_q[SEGMENTS]; /* what segments add to the quantizer */
};

static unsigned
take(struct reader *r, unsigned n)
{
	return avc_u(&r->b, n);
}

/* n bits behind a flag that says whether they are there. */
static unsigned
take_if(struct reader *r, unsigned n)
{
	return take(r, 1) ? take(r, n) : 0;
}

/* A number below n (4.10.7). */
static unsigned
take_below(struct reader *r, unsigned n)
{
	unsigned w = 32 - (unsigned)__builtin_clz(n), m = (1u << w) - n, v = take(r, w - 1);

	return v < m ? v : (v << 1) - m + take(r, 1);
}

static unsigned
tile_log2(unsigned unit, unsigned target)
{
	unsigned k = 0;

	while (unit << k < target)
		k++;
	return k;
}

/* ---- What comes before the tiles ---- */

static bool
take_kind(struct reader *r)
{
	const Dav1dSequenceHeader *q = r->seq;

	r->shown = true;
	if (q->reduced_still_picture_header)
		return true;
	if (take(r, 1) || take(r, 2) != KEY_FRAME)
		return false;
	r->shown = take(r, 1);
	if (r->shown && q->decoder_model_info_present && !q->equal_picture_interval)
		take(r, (unsigned)q->frame_presentation_delay_length);
	if (!r->shown) {
		r->showable = take(r, 1);
		take(r, 1);
	}
	return true;
}

static void
take_size(struct reader *r, bool override)
{
	const Dav1dSequenceHeader *q = r->seq;

	r->upscaled = (unsigned)q->max_width;
	r->height = (unsigned)q->max_height;
	if (override) {
		r->upscaled = take(r, (unsigned)q->width_n_bits) + 1;
		r->height = take(r, (unsigned)q->height_n_bits) + 1;
	}
	r->width = r->upscaled;
	if (q->super_res && take(r, 1)) {
		unsigned denominator = take(r, 3) + 9;

		r->width = (r->upscaled * 8 + denominator / 2) / denominator;
	}
	if (take(r, 1)) /* it is to be shown in another size */
		take(r, 32);
}

static bool
take_start(struct reader *r)
{
	const Dav1dSequenceHeader *q = r->seq;
	unsigned order = q->order_hint ? (unsigned)q->order_hint_n_bits : 0;
	bool override;

	if (!take_kind(r))
		return false;
	r->no_cdf_update = take(r, 1);
	r->screen = q->screen_content_tools == DAV1D_ADAPTIVE ? take(r, 1)
							      : q->screen_content_tools == DAV1D_ON;
	if (r->screen && q->force_integer_mv == DAV1D_ADAPTIVE)
		take(r, 1);
	if (q->frame_id_numbers_present)
		take(r, (unsigned)q->frame_id_n_bits);
	override = !q->reduced_still_picture_header && take(r, 1);
	take(r, order);
	if (q->decoder_model_info_present && take(r, 1))
		return false; /* times at which buffers become free */
	if (!r->shown && take(r, 8) != 0xff && order)
		return false; /* what other frames are told of */
	take_size(r, override);
	r->intrabc = r->screen && r->upscaled == r->width && take(r, 1);
	if (!q->reduced_still_picture_header && !r->no_cdf_update)
		take(r, 1);
	return !r->b.over && r->width && r->height;
}

/* ---- Tiles (5.9.15) ---- */

static unsigned
take_log2(struct reader *r, unsigned least, unsigned most)
{
	while (least < most && take(r, 1))
		least++;
	return least;
}

static unsigned
parts(unsigned n, unsigned log2)
{
	unsigned part = (n + (1u << log2) - 1) >> log2;

	return (n + part - 1) / part;
}

/* Sizes one by one; the widest one. */
static unsigned
take_parts(struct reader *r, unsigned n, unsigned most, unsigned *count)
{
	unsigned widest = 1, at = 0;

	for (*count = 0; at < n && *count < TILES_MAX && !r->b.over; ++*count) {
		unsigned part = take_below(r, n - at < most ? n - at : most) + 1;

		widest = part > widest ? part : widest;
		at += part;
	}
	return widest;
}

static void
take_tiles(struct reader *r)
{
	struct av1_header *h = r->out;
	unsigned shift = r->seq->sb128 ? 7 : 6, side = 1u << shift;
	unsigned across = (((r->width + 7) & ~7u) + side - 1) >> shift;
	unsigned down = (((r->height + 7) & ~7u) + side - 1) >> shift;
	unsigned least_cols = tile_log2(TILE_WIDTH_MAX >> shift, across);
	unsigned least = tile_log2(TILE_AREA_MAX >> 2 * shift, across * down);
	unsigned area, widest;

	least = least > least_cols ? least : least_cols;
	if (take(r, 1)) {
		h->cols_log2 = take_log2(r, least_cols,
					 tile_log2(1, across < TILES_MAX ? across : TILES_MAX));
		h->rows_log2 = take_log2(r, least > h->cols_log2 ? least - h->cols_log2 : 0,
					 tile_log2(1, down < TILES_MAX ? down : TILES_MAX));
		h->cols = parts(across, h->cols_log2);
		h->rows = parts(down, h->rows_log2);
	} else {
		widest = take_parts(r, across, TILE_WIDTH_MAX >> shift, &h->cols);
		area = least ? (across * down) >> (least + 1) : across * down;
		take_parts(r, down, area / widest ? area / widest : 1, &h->rows);
		h->cols_log2 = tile_log2(1, h->cols);
		h->rows_log2 = tile_log2(1, h->rows);
	}
	if (h->cols_log2 || h->rows_log2) {
		take(r, h->cols_log2 + h->rows_log2);
		h->size_bytes = take(r, 2) + 1;
	}
}

/* ---- Quantizers ---- */

static void
take_quantizers(struct reader *r)
{
	bool apart = false;

	r->qidx = take(r, 8);
	r->has_deltas = take_if(r, 7);
	if (r->planes > 1) {
		apart = r->seq->separate_uv_delta_q && take(r, 1);
		for (unsigned i = 0; i < (apart ? 4u : 2u); i++)
			r->has_deltas |= take_if(r, 7) != 0;
	}
	if (take(r, 1))
		take(r, r->seq->separate_uv_delta_q ? 12 : 8);
}

static void
take_segments(struct reader *r)
{
	static const unsigned char bits[FEATURES] = {9, 7, 7, 7, 7, 3, 0, 0};

	if (!take(r, 1))
		return;
	for (unsigned i = 0; i < SEGMENTS; i++)
		for (unsigned k = 0; k < FEATURES; k++) {
			unsigned v = take_if(r, bits[k]);

			if (k == 0)
				r->alt_q[i] = (int)v - (v & 0x100 ? 0x200 : 0);
		}
}

static void
take_deltas(struct reader *r)
{
	if (!r->qidx || !take(r, 1))
		return;
	take(r, 2);
	if (!r->intrabc)
		take_if(r, 3);
}

static bool
is_lossless(const struct reader *r)
{
	for (unsigned i = 0; i < SEGMENTS; i++)
		if ((int)r->qidx + r->alt_q[i] > 0)
			return false;
	return !r->has_deltas;
}

/* ---- Filters ---- */

static void
take_loop_filter(struct reader *r)
{
	unsigned levels;

	if (r->lossless || r->intrabc)
		return;
	levels = take(r, 12);
	if (r->planes > 1 && levels)
		take(r, 12);
	take(r, 3);
	if (take(r, 1) && take(r, 1))
		for (unsigned i = 0; i < 10; i++)
			take_if(r, 7);
}

static void
take_cdef(struct reader *r)
{
	unsigned bits;

	if (r->lossless || r->intrabc || !r->seq->cdef)
		return;
	take(r, 2);
	bits = take(r, 2);
	for (unsigned i = 0; i < 1u << bits; i++)
		take(r, r->planes > 1 ? 12 : 6);
}

static void
take_restoration(struct reader *r)
{
	bool some = false, chroma = false;

	if ((r->lossless && r->width == r->upscaled) || r->intrabc || !r->seq->restoration)
		return;
	for (unsigned i = 0; i < r->planes; i++)
		if (take(r, 2)) {
			some = true;
			chroma |= i > 0;
		}
	if (!some)
		return;
	if (take(r, 1) && !r->seq->sb128)
		take(r, 1);
	if (chroma && r->seq->ss_hor && r->seq->ss_ver)
		take(r, 1);
}

static void
skip_bytes(struct reader *r, unsigned n)
{
	for (; n; n--)
		take(r, 8);
}

static void
take_grain(struct reader *r)
{
	const Dav1dSequenceHeader *q = r->seq;
	unsigned luma, blue = 0, red = 0, lag, n;
	bool from_luma;

	if (!q->film_grain_present || (!r->shown && !r->showable) || !take(r, 1))
		return;
	take(r, 16);
	luma = take(r, 4);
	skip_bytes(r, 2 * luma);
	from_luma = !q->monochrome && take(r, 1);
	if (!q->monochrome && !from_luma && !(q->ss_hor && q->ss_ver && luma == 0)) {
		blue = take(r, 4);
		skip_bytes(r, 2 * blue);
		red = take(r, 4);
		skip_bytes(r, 2 * red);
	}
	take(r, 2);
	lag = take(r, 2);
	n = 2 * lag * (lag + 1);
	skip_bytes(r, luma ? n : 0);
	n += luma > 0;
	skip_bytes(r, (from_luma || blue ? n : 0) + (from_luma || red ? n : 0));
	take(r, 4);
	take(r, blue ? 25 : 0);
	take(r, red ? 25 : 0);
	take(r, 2);
}

bool
av1_header_read(const unsigned char *p, size_t n, const Dav1dSequenceHeader *seq,
		struct av1_header *out)
{
	struct reader r = {
		.b = {p, n * 8, 0, false},
		.seq = seq,
		.out = out,
		.planes = seq->monochrome ? 1 : 3,
	};

	memset(out, 0, sizeof *out);
	if (!take_start(&r))
		return false;
	take_tiles(&r);
	take_quantizers(&r);
	take_segments(&r);
	take_deltas(&r);
	r.lossless = is_lossless(&r);
	take_loop_filter(&r);
	take_cdef(&r);
	take_restoration(&r);
	if (!r.lossless)
		take(&r, 1);
	take(&r, 1);
	take_grain(&r);
	out->bytes = (r.b.at + 7) / 8;
	return !r.b.over && out->cols && out->rows;
}
