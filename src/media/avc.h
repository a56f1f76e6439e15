/* SPDX-License-Identifier: Apache-2.0 */
/* How large the picture of a video stream is, as its parameter sets and sequence headers say. */
#ifndef WINNOW_MEDIA_AVC_H
#define WINNOW_MEDIA_AVC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct picture_size {
	uint32_t width, height;
};

/* A sequence parameter set of H.264 (7.3.2.1.1), from its unit's first byte on. */
bool avc_sps_size(const unsigned char *p, size_t n, struct picture_size *size);
/* The same of H.265 (7.3.2.2). */
bool hevc_sps_size(const unsigned char *p, size_t n, struct picture_size *size);

/* The first set in an AVCDecoderConfigurationRecord (ISO/IEC 14496-15). */
bool avc_record_size(const unsigned char *p, size_t n, struct picture_size *size);

/*
 * Looks for a parameter set or a sequence header behind a start code (00 00 01) in a piece of an
 * elementary stream: MPEG-1/2, H.264 or H.265.
 */
bool stream_size(const unsigned char *p, size_t n, struct picture_size *size);

#endif
