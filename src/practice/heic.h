/* SPDX-License-Identifier: Apache-2.0 */
/* HEIC (ISO/IEC 23008-12): one HEVC picture, its thumbnail and its Exif block. */
#ifndef WINNOW_PRACTICE_HEIC_H
#define WINNOW_PRACTICE_HEIC_H

#include "base/buffer.h"
#include "practice/raster.h"

/* Main Still Picture, which decoders for Main read too. */
#define HEVC_PROFILE	3u
#define HEVC_COMPATIBLE 0x70000000u

/* NAL units without length or start code. */
struct hevc {
	struct buffer vps, sps, pps, slice;
	unsigned level;
};
void hevc_make(const struct raster *r, struct hevc *out);
void hevc_release(struct hevc *h);

/* exif: "Exif", two zeros and TIFF, or empty. thumbnail: NULL for none. */
void heic_encode(const struct raster *r, const struct raster *thumbnail, struct span exif,
		 struct buffer *out);

#endif
