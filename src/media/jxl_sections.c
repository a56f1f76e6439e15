/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All sections of a frame, read to their ends. The state that arithmetic codes come to there tells
 * a section from one with somebody else's bytes in it; where there is none, its length does.
 */
#include "media/jxl_sections.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Numbers that are read of a frame at most: pixels of all channels, that is. */
#define NUMBERS_MAX ((uint64_t)24 << 20)
#define BLOCKS_MAX  ((uint64_t)4 << 20)

/* Bytes that a section may have left: of a state that some writers give to no numbers at all. */
#define SPARE_MAX 5

#define LF_FACTOR 8 /* an LF group has so many groups along a side */

enum { OF_LF, OF_MODULAR_LF, OF_HF_METADATA, OF_MATRIX, OF_GROUP };

unsigned
jxl_stream_of(const struct jxl_decoder *d, unsigned kind, uint64_t group)
{
	uint64_t lf = d->f->lf_groups;

	if (kind == OF_GROUP)
		return (unsigned)(1 + 3 * lf + 17 + group);
	return (unsigned)(1 + kind * lf + group);
}

enum jxl_proof
jxl_both(enum jxl_proof a, enum jxl_proof b)
{
	if (a == JXL_REFUTED || b == JXL_REFUTED)
		return JXL_REFUTED;
	if (a == JXL_UNPROVEN || b == JXL_UNPROVEN)
		return JXL_UNPROVEN;
	return a == JXL_PROVEN || b == JXL_PROVEN ? JXL_PROVEN : JXL_LIKELY;
}

enum jxl_proof
jxl_substream(struct jxl_decoder *d, struct jxl_modular *m, unsigned stream, struct jxl_bits *r)
{
	enum jxl_proof proof = jxl_modular_read(m, r, stream, UINT32_MAX, &d->tree, &d->numbers);

	jxl_modular_release(m);
	return proof;
}

/* ---- The first section ---- */

static uint32_t
side_of(const struct jxl_frame *f)
{
	return 128u << f->group_shift;
}

static void
add_channels(struct jxl_decoder *d)
{
	const struct jxl_frame *f = d->f;
	unsigned colours = d->h->grey && !d->h->xyb && !f->ycc ? 1 : 3, up = 0;
	bool added = true;

	while (f->upsampling >> (up + 1))
		up++;
	for (unsigned i = 0; f->modular && i < colours; i++)
		added &= jxl_modular_add(
			&d->global,
			(struct jxl_channel){f->coded_width, f->coded_height, 0, 0, NULL});
	for (unsigned i = 0; i < d->h->extras; i++) {
		unsigned more = f->extra_upsampling[i] > up ? f->extra_upsampling[i] : up;
		uint64_t by = 1ull << more;

		added &= jxl_modular_add(
			&d->global, (struct jxl_channel){(uint32_t)((f->full_width + by - 1) / by),
							 (uint32_t)((f->full_height + by - 1) / by),
							 (int)(more - up), (int)(more - up), NULL});
	}
	if (!added)
		d->numbers = 0;
}

static bool
lay_out_blocks(struct jxl_decoder *d)
{
	const struct jxl_frame *f = d->f;
	uint64_t across, down;

	for (unsigned c = 0; c < 3; c++) {
		d->most_across = f->across[c] > d->most_across ? f->across[c] : d->most_across;
		d->most_down = f->down[c] > d->most_down ? f->down[c] : d->most_down;
	}
	across = (((uint64_t)f->coded_width + (8u << d->most_across) - 1) >> (3 + d->most_across))
		 << d->most_across;
	down = (((uint64_t)f->coded_height + (8u << d->most_down) - 1) >> (3 + d->most_down))
	       << d->most_down;
	if (across * down > BLOCKS_MAX)
		return false;
	d->blocks_across = (uint32_t)across;
	d->blocks_down = (uint32_t)down;
	d->blocks = memory_new(across * down * sizeof *d->blocks);
	for (uint64_t i = 0; i < across * down; i++)
		d->blocks[i] = (struct jxl_block){JXL_NO_BLOCK, 0, 0};
	return true;
}

static enum jxl_proof
read_lf_global(struct jxl_decoder *d, struct jxl_bits *r)
{
	const struct jxl_frame *f = d->f;
	enum jxl_proof proof = jxl_globals_read(f, d->h->extras, r, &d->map);

	if (proof == JXL_REFUTED || proof == JXL_UNPROVEN)
		return proof;
	if (jxl_bool(r) && !r->broken)
		proof = jxl_tree_read(&d->tree, r);
	if (r->broken || r->over || proof == JXL_REFUTED)
		return JXL_REFUTED;
	add_channels(d);
	return jxl_both(proof,
			jxl_modular_read(&d->global, r, 0, side_of(f), &d->tree, &d->numbers));
}

/* ---- Groups of modular channels ---- */

static uint32_t
part(uint64_t at, uint64_t size, int shift, uint32_t all)
{
	at >>= shift;
	size >>= shift;
	if (at >= all)
		return 0;
	return all - at < size ? (uint32_t)(all - at) : (uint32_t)size;
}

/* The part of the channels that are too large for the first section in a group of this side. */
static enum jxl_proof
read_modular(struct jxl_decoder *d, uint64_t group, uint64_t side, int least, int most,
	     unsigned stream, struct jxl_bits *r)
{
	uint64_t groups_across = (d->f->coded_width + side - 1) / side;
	uint64_t x = group % groups_across * side, y = group / groups_across * side;
	struct jxl_modular m = {.n = 0};
	unsigned i = 0;

	for (; i < d->global.n; i++)
		if (i >= d->global.meta &&
		    (d->global.v[i].width > side_of(d->f) || d->global.v[i].height > side_of(d->f)))
			break;
	for (; i < d->global.n; i++) {
		const struct jxl_channel *c = &d->global.v[i];
		int shift = c->shift_x < c->shift_y ? c->shift_x : c->shift_y;
		struct jxl_channel mine = {0, 0, c->shift_x, c->shift_y, NULL};

		if (shift < least || shift > most)
			continue;
		mine.width = part(x, side, c->shift_x, c->width);
		mine.height = part(y, side, c->shift_y, c->height);
		if (mine.width && mine.height && !jxl_modular_add(&m, mine))
			break;
	}
	return jxl_substream(d, &m, stream, r);
}

static enum jxl_proof
read_lf_group(struct jxl_decoder *d, uint64_t group, struct jxl_bits *r)
{
	enum jxl_proof proof = JXL_LIKELY;

	if (!d->f->modular)
		proof = jxl_lf_read(d, group, r);
	if (proof == JXL_LIKELY || proof == JXL_PROVEN)
		proof = jxl_both(proof,
				 read_modular(d, group, (uint64_t)side_of(d->f) * LF_FACTOR, 3,
					      1000, jxl_stream_of(d, OF_MODULAR_LF, group), r));
	if (!d->f->modular && (proof == JXL_LIKELY || proof == JXL_PROVEN))
		proof = jxl_both(proof, jxl_hf_metadata_read(d, group, r));
	return proof;
}

static enum jxl_proof
read_group(struct jxl_decoder *d, uint64_t group, unsigned pass, struct jxl_bits *r)
{
	enum jxl_proof proof = JXL_LIKELY;
	uint64_t number = d->f->groups * pass + group;

	if (!d->f->modular)
		proof = jxl_coefficients_read(d, group, pass, r);
	if (proof == JXL_LIKELY || proof == JXL_PROVEN)
		proof = jxl_both(proof,
				 read_modular(d, group, side_of(d->f), d->f->least_shift[pass],
					      d->f->most_shift[pass],
					      jxl_stream_of(d, OF_GROUP, number), r));
	return proof;
}

static enum jxl_proof
read_hf_global(struct jxl_decoder *d, struct jxl_bits *r)
{
	return d->f->modular ? JXL_LIKELY : jxl_hf_global_read(d, r);
}

/* ---- All of them ---- */

static enum jxl_proof
read_only_section(struct jxl_decoder *d, struct jxl_bits *r)
{
	enum jxl_proof proof = read_lf_global(d, r);

	if (proof == JXL_LIKELY || proof == JXL_PROVEN)
		proof = jxl_both(proof, read_lf_group(d, 0, r));
	if (proof == JXL_LIKELY || proof == JXL_PROVEN)
		proof = jxl_both(proof, read_hf_global(d, r));
	if (proof == JXL_LIKELY || proof == JXL_PROVEN)
		proof = jxl_both(proof, read_group(d, 0, 0, r));
	return proof;
}

static enum jxl_proof
read_section(struct jxl_decoder *d, uint64_t i, struct jxl_bits *r)
{
	const struct jxl_frame *f = d->f;

	if (f->sections == 1)
		return read_only_section(d, r);
	if (i == 0)
		return read_lf_global(d, r);
	if (i <= f->lf_groups)
		return read_lf_group(d, i - 1, r);
	if (i == 1 + f->lf_groups)
		return read_hf_global(d, r);
	i -= 2 + f->lf_groups;
	return read_group(d, i % f->groups, (unsigned)(i / f->groups), r);
}

/* Ends a section where its length says? Codes without a state prove nothing else. */
static enum jxl_proof
at_its_end(enum jxl_proof proof, const struct jxl_bits *r, uint64_t end)
{
	uint64_t at = (r->at + 7) / 8;

	if (proof == JXL_REFUTED || proof == JXL_UNPROVEN)
		return proof;
	if (at > end)
		return JXL_REFUTED;
	return proof == JXL_LIKELY && end - at > SPARE_MAX ? JXL_REFUTED : proof;
}

/* The sections that others need come first: so many. */
static uint64_t
needed(const struct jxl_frame *f)
{
	return f->modular || f->sections == 1 ? 1 : 2 + f->lf_groups;
}

/* The sections [i, end); false: one does not hold, or the first one cannot be told. */
static bool
read_sections(struct jxl_decoder *d, const struct jxl_stream *s, uint64_t i, uint64_t end,
	      struct jxl_decoded *out)
{
	const struct jxl_frame *f = d->f;
	struct jxl_bits r;

	for (; i < end; i++) {
		uint64_t at = f->at + f->places[i];
		enum jxl_proof proof;

		if (f->lengths[i] == 0 && f->modular) /* nothing of the channels is in it */
			continue;
		if (i >= needed(f) && at + f->lengths[i] <= s->trusted) {
			out->held++;
			continue;
		}
		uint64_t numbers = d->numbers;
		jxl_bits_init(&r, s->b, at);
		proof = at_its_end(read_section(d, i, &r), &r, at + f->lengths[i]);
		if (s->kept)
			s->kept->work += r.at / 8 - at + (numbers - d->numbers) / 2;
		if (proof == JXL_REFUTED && r.over)
			out->broke = s->b->size;
		else if (proof == JXL_REFUTED)
			out->broke = r.at / 8 < at + f->lengths[i] ? r.at / 8 : at;
		out->proof = jxl_both(out->proof, proof);
		if (proof == JXL_REFUTED || (proof == JXL_UNPROVEN && i == 0))
			return false;
		out->held += proof != JXL_UNPROVEN;
	}
	return true;
}

/* ---- Decoders ---- */

static void
decoder_free(struct jxl_decoder **d)
{
	if (!*d)
		return;
	jxl_tree_release(&(*d)->tree);
	jxl_modular_release(&(*d)->global);
	for (unsigned i = 0; i < JXL_PASSES_MAX; i++)
		jxl_entropy_free(&(*d)->codes[i]);
	free((*d)->blocks);
	free(*d);
	*d = NULL;
}

static struct jxl_decoder *
decoder_new(const struct jxl_frame *f, const struct jxl_stream *s)
{
	struct jxl_decoder *d = memory_zero(1, sizeof *d);

	d->f = f;
	d->h = &s->image;
	d->numbers = NUMBERS_MAX;
	if (!f->modular && !lay_out_blocks(d))
		decoder_free(&d);
	return d;
}

void
jxl_kept_release(struct jxl_kept *kept)
{
	decoder_free(&kept->decoder);
}

/* The decoder that was kept of this frame; one that stands on other bytes is dropped. */
static struct jxl_decoder *
take_kept(const struct jxl_frame *f, const struct jxl_stream *s)
{
	struct jxl_decoder *d;

	if (!s->kept || !s->kept->decoder)
		return NULL;
	if (s->kept->end > s->trusted)
		jxl_kept_release(s->kept);
	d = s->kept->decoder;
	if (!d || s->kept->at != f->at)
		return NULL;
	s->kept->decoder = NULL;
	d->f = f;
	d->h = &s->image;
	d->numbers = s->kept->numbers;
	return d;
}

/* Where the sections end that others need. */
static uint64_t
end_of_needed(const struct jxl_frame *f)
{
	uint64_t end = 0;

	for (uint64_t i = 0; i < needed(f); i++)
		if (f->at + f->places[i] + f->lengths[i] > end)
			end = f->at + f->places[i] + f->lengths[i];
	return end;
}

/* Reads the frame, from the decoder that was kept of it on if there is one. */
static void
decode(struct jxl_decoder *d, bool fresh, const struct jxl_stream *s, struct jxl_decoded *out)
{
	const struct jxl_frame *f = d->f;
	struct jxl_kept kept = {d, f->at, end_of_needed(f), d->numbers, 0};

	if (fresh && !read_sections(d, s, 0, needed(f), out)) {
		decoder_free(&d);
		return;
	}
	kept.numbers = d->numbers;
	out->held = fresh ? out->held : needed(f);
	read_sections(d, s, needed(f), f->sections, out);
	if (s->kept && !s->kept->decoder && kept.end <= s->trusted) {
		kept.work = s->kept->work;
		*s->kept = kept;
	} else {
		decoder_free(&d);
	}
}

void
jxl_frame_decode(const struct jxl_frame *f, const struct jxl_stream *s, struct jxl_decoded *out)
{
	struct jxl_decoder *d;
	bool fresh;

	*out = (struct jxl_decoded){.proof = JXL_UNPROVEN};
	if (!f->places)
		return;
	d = take_kept(f, s);
	fresh = d == NULL;
	if (fresh)
		d = decoder_new(f, s);
	if (!d)
		return;
	out->proof = JXL_LIKELY;
	decode(d, fresh, s, out);
}
