/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parsing HEVC (ITU-T H.265) slices to their last bit, as avc_follow.h does with AVC.
 *
 * Followed: I, P and B slices of 4:0:0 to 4:4:4, wavefronts. Not followed: tiles, dependent slice
 * segments, and the tools of the range extensions.
 */
#ifndef WINNOW_MEDIA_HEVC_FOLLOW_H
#define WINNOW_MEDIA_HEVC_FOLLOW_H

#include "media/avc_follow.h"

struct hevc;

/*
 * By an hvcC body (ISO/IEC 14496-15, 8.3.3) in b; NULL when it holds nothing that can be followed.
 */
struct hevc *hevc_open(struct bytes *b, uint64_t config_at, uint64_t config_size);
void hevc_close(struct hevc **h);

/* As avc_sample(). */
enum avc_result hevc_sample(struct hevc *h, struct bytes *b, uint64_t at, uint32_t size,
			    uint32_t *broke);

#endif
