/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jxl.h"

#include <stdlib.h>

#include "base/memory.h"
#include "media/jxl_entropy.h"

#define SECTIONS_MAX ((uint64_t)1 << 20)

enum {
	REGULAR,
	LF,
	REFERENCE,
	SKIP_PROGRESSIVE,
};
enum {
	BLEND_REPLACE,
	BLEND_ADD,
	BLEND_BLEND,
	BLEND_ADD_WEIGHTED,
	BLEND_MULTIPLY,
};

struct reader {
	const struct jxl_image *image;
	struct jxl_frame *f;
	struct jxl_bits *r;
	unsigned type, lf_level, shift_most;
	bool subsampled, partial, replaces;
	uint32_t duration, reference;
};

static const struct jxl_u32 factors = {{1, 2, 4, 8}, {0, 0, 0, 0}};
static const struct jxl_u32 plain = {{0, 1, 2, 3}, {0, 0, 0, 0}};

/* ---- Header ---- */

static void
read_subsampling(struct reader *k)
{
	static const unsigned char across[] = {0, 1, 1, 0}, down[] = {0, 1, 0, 1};
	unsigned most = 0;

	for (unsigned i = 0; i < 3; i++) {
		unsigned mode = jxl_read(k->r, 2);

		k->subsampled |= mode != 0;
		k->f->across[i] = across[mode];
		k->f->down[i] = down[mode];
		most |= across[mode] | (unsigned)down[mode] << 1;
	}
	k->shift_most = most;
}

static unsigned
logarithm(uint32_t v)
{
	return v ? 31 - (unsigned)__builtin_clz(v) : 0;
}

static void
read_coding(struct reader *k)
{
	struct jxl_frame *f = k->f;

	f->ycc = !k->image->xyb && jxl_bool(k->r);
	if (f->ycc && !(k->f->flags & JXL_LF_FRAME))
		read_subsampling(k);
	k->r->broken |= k->f->modular && k->subsampled;
	if (!(k->f->flags & JXL_LF_FRAME)) {
		k->f->upsampling = jxl_u32(k->r, &factors);
		for (unsigned i = 0; i < k->image->extras; i++)
			f->extra_upsampling[i] =
				(unsigned char)(logarithm(jxl_u32(k->r, &factors)) +
						k->image->extra_shift[i]);
	}
	k->f->group_shift = k->f->modular ? jxl_read(k->r, 2) : 1;
	if (!k->f->modular && k->image->xyb)
		jxl_read(k->r, 6); /* quantizer scales of X and B */
}

static void
read_passes(struct reader *k)
{
	static const struct jxl_u32 passes = {{1, 2, 3, 4}, {0, 0, 0, 3}};
	static const struct jxl_u32 steps = {{0, 1, 2, 3}, {0, 0, 0, 1}};
	static const struct jxl_u32 last = {{0, 1, 2, 0}, {0, 0, 0, 3}};
	struct jxl_frame *f = k->f;
	unsigned down[4], at[4], n = 0;

	f->passes = jxl_u32(k->r, &passes);
	if (f->passes > 1) {
		n = jxl_u32(k->r, &steps);
		k->r->broken |= n > f->passes;
		jxl_read(k->r, 2 * (f->passes - 1));
	}
	for (unsigned i = 0; i < n; i++)
		down[i] = logarithm(jxl_u32(k->r, &factors));
	for (unsigned i = 0; i < n; i++) {
		at[i] = jxl_u32(k->r, &last);
		k->r->broken |= at[i] >= f->passes;
	}
	for (unsigned i = 0, most = 2, least = 3; i < f->passes; i++) {
		for (unsigned j = 0; j < n; j++)
			least = at[j] == i ? down[j] : least;
		least = i + 1 == f->passes ? 0 : least;
		f->least_shift[i] = (unsigned char)least;
		f->most_shift[i] = (unsigned char)most;
		most = least ? least - 1 : 0;
	}
}

static int64_t
read_signed(struct jxl_bits *r, const struct jxl_u32 *d)
{
	uint32_t v = jxl_u32(r, d);

	return v & 1 ? -(int64_t)(v >> 1) - 1 : v >> 1;
}

static void
read_place(struct reader *k)
{
	static const struct jxl_u32 d = {{0, 256, 2304, 18688}, {8, 11, 14, 30}};
	uint32_t width = k->f->width, height = k->f->height;
	int64_t x = 0, y = 0;

	if (!jxl_bool(k->r))
		return;
	if (k->type != REFERENCE) {
		x = read_signed(k->r, &d);
		y = read_signed(k->r, &d);
	}
	k->f->width = jxl_u32(k->r, &d);
	k->f->height = jxl_u32(k->r, &d);
	k->r->broken |= k->f->width == 0 || k->f->height == 0;
	k->partial = k->type != REFERENCE &&
		     (x > 0 || y > 0 || x + k->f->width < width || y + k->f->height < height);
}

static unsigned
read_blending(struct reader *k)
{
	static const struct jxl_u32 modes = {{0, 1, 2, 3}, {0, 0, 0, 2}};
	static const struct jxl_u32 alpha = {{0, 1, 2, 3}, {0, 0, 0, 3}};
	unsigned mode = jxl_u32(k->r, &modes);
	bool weighs = k->image->extras && (mode == BLEND_BLEND || mode == BLEND_ADD_WEIGHTED);

	k->r->broken |= mode > BLEND_MULTIPLY;
	if (weighs)
		jxl_u32(k->r, &alpha);
	if (weighs || mode == BLEND_MULTIPLY)
		jxl_bool(k->r);
	if (mode != BLEND_REPLACE || k->partial)
		jxl_read(k->r, 2);
	return mode;
}

static void
read_showing(struct reader *k)
{
	static const struct jxl_u32 ticks = {{0, 1, 0, 0}, {0, 0, 8, 32}};

	k->replaces = read_blending(k) == BLEND_REPLACE;
	for (unsigned i = 0; i < k->image->extras; i++)
		read_blending(k);
	if (k->image->animated) {
		k->duration = jxl_u32(k->r, &ticks);
		if (k->image->timecodes)
			jxl_read(k->r, 32);
	}
	k->f->last = jxl_bool(k->r);
}

static void
read_saving(struct reader *k)
{
	if (k->type != LF && !k->f->last)
		k->reference = jxl_u32(k->r, &plain);
	if (k->type == LF)
		return;
	if (k->type == REFERENCE ||
	    (!k->f->last && (k->duration == 0 || k->reference) && k->replaces && !k->partial))
		jxl_bool(k->r);
}

static void
skip_filter(struct reader *k)
{
	struct jxl_bits *r = k->r;

	if (jxl_bool(r))
		return;
	if (jxl_bool(r) && jxl_bool(r))
		jxl_f16(r, 6);
	if (jxl_read(r, 2)) {
		if (!k->f->modular && jxl_bool(r))
			jxl_f16(r, 8);
		if (jxl_bool(r))
			jxl_f16(r, 5);
		if (jxl_bool(r))
			jxl_f16(r, k->f->modular ? 3 : 4);
		if (k->f->modular)
			jxl_f16(r, 1);
	}
	jxl_skip_extensions(r);
}

static void
read_header(struct reader *k)
{
	static const struct jxl_u32 levels = {{1, 2, 3, 4}, {0, 0, 0, 0}};
	struct jxl_frame *f = k->f;

	*f = (struct jxl_frame){.last = true,
				.group_shift = 1,
				.passes = 1,
				.upsampling = 1,
				.most_shift = {2},
				.width = f->width,
				.height = f->height};
	if (jxl_bool(k->r))
		return;
	k->type = jxl_read(k->r, 2);
	f->modular = jxl_bool(k->r);
	f->flags = (unsigned)(jxl_u64(k->r) & 0xffff);
	f->last = false;
	read_coding(k);
	if (k->type != REFERENCE)
		read_passes(k);
	if (k->type == LF)
		k->lf_level = jxl_u32(k->r, &levels);
	else
		read_place(k);
	if (k->type == REGULAR || k->type == SKIP_PROGRESSIVE)
		read_showing(k);
	read_saving(k);
	jxl_skip_name(k->r);
	skip_filter(k);
	jxl_skip_extensions(k->r);
}

/* ---- Table of contents ---- */

static uint64_t
ceil_over(uint64_t n, uint64_t by)
{
	return (n + by - 1) / by;
}

static uint64_t
count_sections(const struct reader *k)
{
	struct jxl_frame *f = k->f;
	uint64_t side = 128ull << f->group_shift, groups, lf_groups;
	uint64_t width = ceil_over(f->width, 1ull << 3 * k->lf_level);
	uint64_t height = ceil_over(f->height, 1ull << 3 * k->lf_level);
	unsigned across = k->shift_most & 1, down = k->shift_most >> 1;

	f->full_width = (uint32_t)width;
	f->full_height = (uint32_t)height;
	width = ceil_over(width, f->upsampling);
	height = ceil_over(height, f->upsampling);
	groups = ceil_over(width, side) * ceil_over(height, side);
	lf_groups = ceil_over(ceil_over(width, 8u << across) << across, side) *
		    ceil_over(ceil_over(height, 8u << down) << down, side);
	f->coded_width = (uint32_t)width;
	f->coded_height = (uint32_t)height;
	f->groups = groups;
	f->lf_groups = lf_groups;
	if (groups == 1 && f->passes == 1)
		return 1;
	return groups > SECTIONS_MAX ? UINT64_MAX : 2 + lf_groups + groups * f->passes;
}

static unsigned
permutation_context(uint32_t v)
{
	unsigned n = 0;

	for (; v && n < 7; v >>= 1)
		n++;
	return n;
}

/* The order of sections: for each, how many places it is behind those not yet taken. */
static void
read_permutation(struct jxl_bits *r, uint64_t sections, uint32_t *steps, bool *proven)
{
	struct jxl_entropy *e = jxl_entropy_new(r, 8);
	uint32_t n, v = 0;

	if (!e)
		return;
	n = jxl_entropy_read(e, r, permutation_context((uint32_t)sections));
	r->broken |= n > sections;
	for (uint32_t i = 0; i < n && !r->broken && !r->over; i++) {
		v = jxl_entropy_read(e, r, permutation_context(v));
		r->broken |= v >= sections - i;
		if (i < JXL_SECTIONS_KEPT)
			steps[i] = v;
	}
	r->broken |= !jxl_entropy_ends(e);
	*proven = jxl_entropy_proves(e);
	jxl_entropy_free(&e);
}

/* Numbers the sections, which stand in the order of their codes. */
static void
order_sections(struct jxl_frame *f, const uint32_t *steps, uint32_t *left)
{
	uint64_t *places = memory_zero(f->sections, sizeof *places);
	uint64_t *lengths = memory_zero(f->sections, sizeof *lengths);
	uint32_t n = (uint32_t)f->sections;

	for (uint32_t i = 0; i < n; i++)
		left[i] = i;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t which = left[steps[i]];

		places[i] = f->places[which];
		lengths[i] = f->lengths[which];
		for (uint32_t k = steps[i]; k + 1 < n - i; k++)
			left[k] = left[k + 1];
	}
	free(f->places);
	free(f->lengths);
	f->places = places;
	f->lengths = lengths;
}

static void
read_sizes(struct reader *k)
{
	static const struct jxl_u32 sizes = {{0, 1024, 17408, 4211712}, {10, 14, 22, 30}};
	struct jxl_frame *f = k->f;
	bool kept = f->sections <= JXL_SECTIONS_KEPT;

	if (kept) {
		f->places = memory_zero(f->sections, sizeof *f->places);
		f->lengths = memory_zero(f->sections, sizeof *f->lengths);
	}
	for (uint64_t i = 0; i < f->sections && !k->r->over && !k->r->broken; i++) {
		uint32_t size = jxl_u32(k->r, &sizes);

		if (kept) {
			f->places[i] = f->size;
			f->lengths[i] = size;
		}
		f->size += size;
	}
}

static void
read_table(struct reader *k)
{
	uint32_t *steps = memory_zero(JXL_SECTIONS_KEPT, 2 * sizeof *steps);
	struct jxl_frame *f = k->f;
	bool ordered = jxl_bool(k->r);

	if (ordered)
		read_permutation(k->r, f->sections, steps, &f->permuted);
	jxl_align(k->r);
	read_sizes(k);
	jxl_align(k->r);
	f->at = k->r->at / 8;
	if (ordered && f->places && !k->r->broken && !k->r->over)
		order_sections(f, steps, steps + JXL_SECTIONS_KEPT);
	if (f->places)
		f->first = f->places[0];
	free(steps);
}

void
jxl_frame_release(struct jxl_frame *f)
{
	free(f->places);
	free(f->lengths);
	f->places = f->lengths = NULL;
}

bool
jxl_frame_read(struct jxl_frame *f, const struct jxl_image *h, struct jxl_bits *r, bool preview)
{
	struct reader k = {.image = h, .f = f, .r = r};

	*f = (struct jxl_frame){.width = preview ? h->preview_width : h->width,
				.height = preview ? h->preview_height : h->height};
	jxl_align(r);
	read_header(&k);
	if (r->broken || r->over)
		return false;
	f->sections = count_sections(&k);
	r->broken |= f->sections > SECTIONS_MAX;
	if (!r->broken)
		read_table(&k);
	return !r->broken && !r->over;
}
