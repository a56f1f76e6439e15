/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "practice/film.h"
#include "practice/yuv.h"

#define NAL_SPS	    0x67
#define NAL_PPS	    0x68
#define NAL_IDR	    0x65
#define NAL_PICTURE 0x61
#define NUMBER_BITS 8 /* of frame_num */
#define TYPE_I	    7
#define TYPE_P	    5
#define PCM_IN_I    25
#define PCM_IN_P    30

void
avc_sets(const struct raster *r, struct buffer *sps, struct buffer *pps)
{
	static const unsigned char sps_head = NAL_SPS, pps_head = NAL_PPS;
	unsigned w = yuv_blocks(r->width), h = yuv_blocks(r->height);
	struct bits b = {.n = 0};

	bits_put(&b, 24, AVC_PROFILE << 16 | 0xc0 << 8 | AVC_LEVEL);
	bits_ue(&b, 0);
	bits_ue(&b, NUMBER_BITS - 4);
	bits_ue(&b, 2); /* shown as they come */
	bits_ue(&b, 1);
	bits_put(&b, 1, 0);
	bits_ue(&b, w - 1);
	bits_ue(&b, h - 1);
	bits_put(&b, 2, 3); /* whole frames */
	bits_put(&b, 1, 1);
	bits_ue(&b, 0);
	bits_ue(&b, (w * YUV_SIDE - r->width) / 2);
	bits_ue(&b, 0);
	bits_ue(&b, (h * YUV_SIDE - r->height) / 2);
	bits_put(&b, 1, 0);
	bits_trailing(&b);
	nal_add(sps, &sps_head, 1, &b);

	bits_ue(&b, 0);
	bits_ue(&b, 0);
	bits_put(&b, 2, 0);
	for (int i = 0; i < 3; i++)
		bits_ue(&b, 0);
	bits_put(&b, 3, 0);
	for (int i = 0; i < 3; i++)
		bits_se(&b, 0);
	bits_put(&b, 3, 4); /* deblocking is spoken of */
	bits_trailing(&b);
	nal_add(pps, &pps_head, 1, &b);
}

static void
put_slice_head(struct bits *b, bool whole, unsigned number)
{
	bits_ue(b, 0);
	bits_ue(b, whole ? TYPE_I : TYPE_P);
	bits_ue(b, 0);
	bits_put(b, NUMBER_BITS, number & ((1u << NUMBER_BITS) - 1));
	if (whole) {
		bits_ue(b, 0);
		bits_put(b, 2, 0);
	} else {
		bits_put(b, 3, 0);
	}
	bits_se(b, 0);
	bits_ue(b, 1); /* no deblocking */
}

void
avc_frame(const struct raster *r, const struct raster *before, unsigned number, struct buffer *out)
{
	const unsigned char head = before ? NAL_PICTURE : NAL_IDR;
	unsigned columns = yuv_blocks(r->width), skipped = 0;
	unsigned char now[YUV_BYTES], then[YUV_BYTES];
	struct bits b = {.n = 0};
	size_t at = out->n;

	put_slice_head(&b, !before, number);
	for (unsigned i = 0; i < columns * yuv_blocks(r->height); i++) {
		yuv_block(r, i % columns, i / columns, false, now);
		if (before)
			yuv_block(before, i % columns, i / columns, false, then);
		if (before && !memcmp(now, then, sizeof now)) {
			skipped++;
			continue;
		}
		if (before)
			bits_ue(&b, skipped);
		skipped = 0;
		bits_ue(&b, before ? PCM_IN_P : PCM_IN_I);
		bits_zeros_to_byte(&b);
		bits_bytes(&b, now, sizeof now);
	}
	if (skipped)
		bits_ue(&b, skipped);
	bits_trailing(&b);
	add_be32(out, 0);
	nal_add(out, &head, 1, &b);
	set_be32(out, at, (uint32_t)(out->n - at - 4));
}
