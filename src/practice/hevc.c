/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One picture as HEVC (ITU-T H.265), each block as plain samples (pcm_flag). So the arithmetic
 * coder has nearly nothing to do, and what it writes can be told beforehand: see add_block().
 */
#include "practice/bits.h"
#include "practice/heic.h"
#include "practice/yuv.h"

#define HEVC_VPS 32
#define HEVC_SPS 33
#define HEVC_PPS 34
#define HEVC_IDR 20

static void
add_nal(struct buffer *out, unsigned type, struct bits *b)
{
	const unsigned char head[2] = {(unsigned char)(type << 1), 1};

	nal_add(out, head, sizeof head, b);
}

/* The level whose largest picture holds this one (table A.8), in thirtieths. */
static unsigned
level_of(const struct raster *r)
{
	uint64_t n = (uint64_t)yuv_blocks(r->width) * yuv_blocks(r->height) * YUV_SIDE * YUV_SIDE;

	return n <= 2228224 ? 120 : n <= 8912896 ? 150 : 186;
}

static void
put_profile(struct bits *b, const struct raster *r)
{
	bits_put(b, 8, HEVC_PROFILE);
	bits_put(b, 32, HEVC_COMPATIBLE);
	bits_put(b, 4, 9); /* progressive, frames only */
	bits_put(b, 32, 0);
	bits_put(b, 12, 0);
	bits_put(b, 8, level_of(r));
}

static void
put_buffering(struct bits *b)
{
	bits_put(b, 1, 1);
	for (int i = 0; i < 3; i++)
		bits_ue(b, 0);
}

static void
make_vps(const struct raster *r, struct buffer *out)
{
	struct bits b = {.n = 0};

	bits_put(&b, 16, 0x0c01); /* one layer, one sub-layer, nested */
	bits_put(&b, 16, 0xffff);
	put_profile(&b, r);
	put_buffering(&b);
	bits_put(&b, 6, 0);
	bits_ue(&b, 0);
	bits_put(&b, 2, 0);
	bits_trailing(&b);
	add_nal(out, HEVC_VPS, &b);
}

/* Coded in whole blocks; the window says what of them is shown, in pairs of samples. */
static void
put_size(struct bits *b, const struct raster *r)
{
	unsigned w = yuv_blocks(r->width) * YUV_SIDE, h = yuv_blocks(r->height) * YUV_SIDE;
	bool cut = w - r->width > 1 || h - r->height > 1;

	bits_ue(b, w);
	bits_ue(b, h);
	bits_put(b, 1, cut);
	if (!cut)
		return;
	bits_ue(b, 0);
	bits_ue(b, (w - r->width) / 2);
	bits_ue(b, 0);
	bits_ue(b, (h - r->height) / 2);
}

static void
make_sps(const struct raster *r, struct buffer *out)
{
	struct bits b = {.n = 0};

	bits_put(&b, 8, 1);
	put_profile(&b, r);
	bits_ue(&b, 0);
	bits_ue(&b, 1); /* 4:2:0 */
	put_size(&b, r);
	for (int i = 0; i < 3; i++)
		bits_ue(&b, 0); /* 8 bits, 8 bits, order counted in 4 bits */
	put_buffering(&b);
	bits_ue(&b, 1); /* coding blocks of 16 … */
	bits_ue(&b, 0); /* … and no others */
	bits_ue(&b, 0);
	bits_ue(&b, 2);
	bits_ue(&b, 0);
	bits_ue(&b, 0);
	bits_put(&b, 3, 0);
	bits_put(&b, 1, 1);    /* plain samples */
	bits_put(&b, 8, 0x77); /* of 8 bits */
	bits_ue(&b, 1);	       /* in blocks of 16 */
	bits_ue(&b, 0);
	bits_put(&b, 1, 1); /* not filtered */
	bits_ue(&b, 0);
	bits_put(&b, 5, 0);
	bits_trailing(&b);
	add_nal(out, HEVC_SPS, &b);
}

static void
make_pps(struct buffer *out)
{
	struct bits b = {.n = 0};

	bits_ue(&b, 0);
	bits_ue(&b, 0);
	bits_put(&b, 7, 0);
	for (int i = 0; i < 3; i++)
		bits_ue(&b, 0);
	bits_put(&b, 3, 0);
	bits_se(&b, 0);
	bits_se(&b, 0);
	bits_put(&b, 7, 0);
	bits_put(&b, 3, 5); /* deblocking is spoken of, cannot be overridden, is off */
	bits_put(&b, 2, 0);
	bits_ue(&b, 0);
	bits_put(&b, 2, 0);
	bits_trailing(&b);
	add_nal(out, HEVC_PPS, &b);
}

/*
 * The coder starts anew behind each block's samples. Until the next ones it codes three bins: "not
 * the end" (but not before the first block), "one part" (part_mode, whose context has seen nothing
 * else), and the terminating "plain samples". Its range is then 510, less 2, less what the context
 * leaves to the less probable value, less 2; that is also its low end, written as nine bits of
 * which the last is 1.
 */
static void
add_block(struct bits *b, const struct raster *r, unsigned column, unsigned row)
{
	/* rangeTabLps (table 9-52) for ranges of 448 to 510, by state. */
	static const unsigned char lps[] = {
		240, 227, 216, 205, 195, 185, 175, 166, 158, 150, 142, 135, 128, 122, 116, 110,
		104, 99,  94,  89,  85,	 80,  76,  72,	69,  65,  62,  59,  56,	 53,  50,  48,
		45,  43,  41,  39,  37,	 35,  33,  31,	30,  28,  27,  25,  24,	 23,  22,  21,
		20,  19,  18,  17,  16,	 15,  14,  14,	13,  12,  12,  11,  11,	 10,  9};
	const unsigned last = sizeof lps - 1;
	unsigned n = row * yuv_blocks(r->width) + column;
	unsigned low = 508u - (n ? 2u : 0u) - lps[n < last ? n : last];
	unsigned char samples[YUV_BYTES];

	bits_put(b, 9, low | 1);
	bits_zeros_to_byte(b);
	yuv_block(r, column, row, true, samples);
	bits_bytes(b, samples, sizeof samples);
}

static void
make_slice(const struct raster *r, struct buffer *out)
{
	struct bits b = {.n = 0};

	bits_put(&b, 2, 2); /* the first of the picture; nothing before it */
	bits_ue(&b, 0);
	bits_ue(&b, 2); /* I */
	bits_se(&b, 0); /* quantized as the parameter set says */
	bits_trailing(&b);
	for (unsigned row = 0; row < yuv_blocks(r->height); row++)
		for (unsigned column = 0; column < yuv_blocks(r->width); column++)
			add_block(&b, r, column, row);
	bits_put(&b, 9, 508 | 1); /* the end, and the stop bit */
	bits_zeros_to_byte(&b);
	add_nal(out, HEVC_IDR, &b);
}

void
hevc_make(const struct raster *r, struct hevc *out)
{
	*out = (struct hevc){.level = level_of(r)};
	make_vps(r, &out->vps);
	make_sps(r, &out->sps);
	make_pps(&out->pps);
	make_slice(r, &out->slice);
}

void
hevc_release(struct hevc *h)
{
	buffer_release(&h->vps);
	buffer_release(&h->sps);
	buffer_release(&h->pps);
	buffer_release(&h->slice);
}
