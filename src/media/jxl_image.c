/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jxl.h"

#include "media/jxl_entropy.h"

/* Profiles are some kilobytes; the largest known, some hundred. */
#define ICC_MAX	     ((uint64_t)16 << 20)
#define ICC_CONTEXTS 41

enum {
	CHANNEL_ALPHA = 0,
	CHANNEL_SPOT = 2,
	CHANNEL_CFA = 5,
	SPACE_GREY = 1,
	SPACE_XYB = 2,
	CUSTOM = 2,
};

static uint32_t
by_ratio(uint32_t height, unsigned ratio)
{
	static const unsigned char times[8] = {0, 1, 12, 4, 3, 16, 5, 2};
	static const unsigned char over[8] = {1, 1, 10, 3, 2, 9, 4, 1};

	return (uint32_t)((uint64_t)height * times[ratio] / over[ratio]);
}

static void
read_size(struct jxl_bits *r, uint32_t *width, uint32_t *height)
{
	static const struct jxl_u32 d = {{1, 1, 1, 1}, {9, 13, 18, 30}};
	bool small = jxl_bool(r);
	unsigned ratio;

	*height = small ? (jxl_read(r, 5) + 1) * 8 : jxl_u32(r, &d);
	ratio = jxl_read(r, 3);
	if (ratio)
		*width = by_ratio(*height, ratio);
	else
		*width = small ? (jxl_read(r, 5) + 1) * 8 : jxl_u32(r, &d);
}

static void
read_preview(struct jxl_image *h, struct jxl_bits *r)
{
	static const struct jxl_u32 eighths = {{16, 32, 1, 33}, {0, 0, 5, 9}};
	static const struct jxl_u32 pixels = {{1, 65, 321, 1345}, {6, 8, 10, 12}};
	bool by_eight = jxl_bool(r);
	const struct jxl_u32 *d = by_eight ? &eighths : &pixels;
	uint32_t times = by_eight ? 8 : 1;
	unsigned ratio;

	h->preview_height = jxl_u32(r, d) * times;
	ratio = jxl_read(r, 3);
	h->preview_width = ratio ? by_ratio(h->preview_height, ratio) : jxl_u32(r, d) * times;
}

static void
read_animation(struct jxl_image *h, struct jxl_bits *r)
{
	static const struct jxl_u32 ticks = {{100, 1000, 1, 1}, {0, 0, 10, 30}};
	static const struct jxl_u32 seconds = {{1, 1001, 1, 1}, {0, 0, 8, 10}};
	static const struct jxl_u32 loops = {{0, 0, 0, 0}, {0, 3, 16, 32}};

	h->animated = true;
	jxl_u32(r, &ticks);
	jxl_u32(r, &seconds);
	jxl_u32(r, &loops);
	h->timecodes = jxl_bool(r);
}

static bool
read_depth(struct jxl_bits *r)
{
	static const struct jxl_u32 whole = {{8, 10, 12, 1}, {0, 0, 0, 6}};
	static const struct jxl_u32 real = {{32, 16, 24, 1}, {0, 0, 0, 6}};
	uint32_t bits, exponent;

	if (!jxl_bool(r)) {
		r->broken |= jxl_u32(r, &whole) > 31;
		return false;
	}
	bits = jxl_u32(r, &real);
	exponent = jxl_read(r, 4) + 1;
	r->broken |= exponent < 2 || exponent > 8 || bits < exponent + 3 || bits > exponent + 24;
	return true;
}

static void
read_extra(struct jxl_bits *r, unsigned char *dim_shift)
{
	static const struct jxl_u32 shift = {{0, 3, 4, 1}, {0, 0, 0, 3}};
	static const struct jxl_u32 cfa = {{1, 0, 3, 19}, {0, 2, 4, 8}};
	uint32_t type;

	if (jxl_bool(r))
		return;
	type = jxl_enum(r);
	r->broken |= type > 16;
	read_depth(r);
	*dim_shift = (unsigned char)jxl_u32(r, &shift);
	r->broken |= *dim_shift > 10;
	jxl_skip_name(r);
	if (type == CHANNEL_ALPHA)
		jxl_bool(r);
	else if (type == CHANNEL_SPOT)
		jxl_f16(r, 4);
	else if (type == CHANNEL_CFA)
		jxl_u32(r, &cfa);
}

static void
skip_chromaticities(struct jxl_bits *r, unsigned n)
{
	static const struct jxl_u32 d = {{0, 524288, 1048576, 2097152}, {19, 19, 20, 21}};

	for (; n; n--)
		jxl_u32(r, &d);
}

static void
read_colour(struct jxl_image *h, struct jxl_bits *r)
{
	uint32_t space, point, primaries, transfer;

	if (jxl_bool(r))
		return;
	h->icc = jxl_bool(r);
	space = jxl_enum(r);
	r->broken |= space > 3;
	h->grey = space == SPACE_GREY;
	if (h->icc)
		return;
	if (space != SPACE_XYB) {
		point = jxl_enum(r);
		r->broken |= point != 1 && point != CUSTOM && point != 10 && point != 11;
		skip_chromaticities(r, point == CUSTOM ? 2 : 0);
	}
	if (space != SPACE_XYB && space != SPACE_GREY) {
		primaries = jxl_enum(r);
		r->broken |=
			primaries != 1 && primaries != CUSTOM && primaries != 9 && primaries != 11;
		skip_chromaticities(r, primaries == CUSTOM ? 6 : 0);
	}
	if (space != SPACE_XYB) {
		if (jxl_bool(r)) {
			r->broken |= jxl_read(r, 24) > 10000000;
		} else {
			transfer = jxl_enum(r);
			r->broken |= transfer == 0 || transfer > 18;
		}
	}
	r->broken |= jxl_enum(r) > 3; /* rendering intent */
}

static void
skip_tone_mapping(struct jxl_bits *r)
{
	if (jxl_bool(r))
		return;
	jxl_f16(r, 2);
	jxl_bool(r);
	jxl_f16(r, 1);
}

static void
read_metadata(struct jxl_image *h, struct jxl_bits *r)
{
	static const struct jxl_u32 extras = {{0, 1, 2, 1}, {0, 0, 4, 12}};
	uint32_t width, height;
	bool more;

	h->xyb = true;
	if (jxl_bool(r))
		return;
	more = jxl_bool(r);
	if (more) {
		jxl_read(r, 3); /* orientation */
		if (jxl_bool(r))
			read_size(r, &width, &height);
		if (jxl_bool(r))
			read_preview(h, r);
		if (jxl_bool(r))
			read_animation(h, r);
	}
	h->float_samples = read_depth(r);
	jxl_bool(r);
	h->extras = jxl_u32(r, &extras);
	r->broken |= h->extras > JXL_EXTRA_MAX;
	for (unsigned i = 0; i < h->extras && !r->broken && !r->over; i++)
		read_extra(r, &h->extra_shift[i]);
	h->xyb = jxl_bool(r);
	read_colour(h, r);
	if (more)
		skip_tone_mapping(r);
	jxl_skip_extensions(r);
}

/* Matrices and kernels of one's own. */
static void
skip_transform(const struct jxl_image *h, struct jxl_bits *r)
{
	unsigned kernels;

	if (jxl_bool(r))
		return;
	if (h->xyb && !jxl_bool(r))
		jxl_f16(r, 16);
	kernels = jxl_read(r, 3);
	jxl_f16(r, (kernels & 1 ? 15u : 0) + (kernels & 2 ? 55u : 0) + (kernels & 4 ? 210u : 0));
}

bool
jxl_image_read(struct jxl_image *h, struct jxl_bits *r)
{
	*h = (struct jxl_image){0};
	if (jxl_read(r, 16) != 0x0aff)
		return false;
	read_size(r, &h->width, &h->height);
	read_metadata(h, r);
	skip_transform(h, r);
	r->broken |= h->width == 0 || h->height == 0;
	return !r->broken && !r->over;
}

/* ---- ICC ---- */

static bool
letter(unsigned c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool
figure(unsigned c)
{
	return (c >= '0' && c <= '9') || c == '.' || c == ',';
}

static unsigned
context_of(uint64_t i, unsigned last, unsigned before)
{
	unsigned a, b;

	if (i <= 128)
		return 0;
	a = letter(last) ? 0 : figure(last) ? 1 : last < 2 ? 2 + last : last < 16 ? 4 : 7;
	if (last > 240)
		a = last == 255 ? 6 : 5;
	b = letter(before) ? 0 : figure(before) ? 1 : before < 16 ? 2 : before > 240 ? 3 : 4;
	return 1 + a + b * 8;
}

bool
jxl_icc_skip(struct jxl_bits *r, bool *proven)
{
	uint64_t n = jxl_u64(r);
	struct jxl_entropy *e;
	uint32_t last = 0, before = 0, v;

	r->broken |= n > ICC_MAX;
	if (r->broken || r->over)
		return false;
	e = jxl_entropy_new(r, ICC_CONTEXTS);
	for (uint64_t i = 0; e && i < n && !r->broken && !r->over; i++) {
		v = jxl_entropy_read(e, r, context_of(i, last, before));
		r->broken |= v > 255;
		before = last;
		last = v;
	}
	r->broken |= !e || !jxl_entropy_ends(e);
	*proven = e && jxl_entropy_proves(e);
	jxl_entropy_free(&e);
	return !r->broken && !r->over;
}
