/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parsing AVC (ITU-T H.264) slices to their last bit, without making a picture of them: is this
 * really one coded slice from its first to its last byte? An arithmetic decoder takes foreign bytes
 * for symbols, too, but it does not come out at the last macroblock with the last bit then.
 *
 * Frames and fields in CABAC and CAVLC, 4:0:0 to 4:4:4. Not followed: macroblock-adaptive
 * frame/field coding, slice groups, SP and SI slices, data partitions, separate colour planes.
 */
#ifndef WINNOW_MEDIA_AVC_FOLLOW_H
#define WINNOW_MEDIA_AVC_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct avc;

/*
 * By an avcC body (ISO/IEC 14496-15, 5.3.3) in b; NULL when it holds nothing that can be followed.
 */
struct avc *avc_follow_open(struct bytes *b, uint64_t config_at, uint64_t config_size);
void avc_follow_close(struct avc **a);

enum avc_result {
	AVC_WHOLE,   /* every slice ends with its last macroblock and its last bit */
	AVC_BREAKS,  /* it cannot be what an encoder wrote */
	AVC_UNKNOWN, /* of a kind that is not followed */
};

/*
 * The sample of `size` bytes at `at` of b: NAL units behind their lengths. *broke: about where it
 * breaks, from `at`; never before it does. *decoded: macroblocks that were parsed.
 */
enum avc_result avc_sample(struct avc *a, struct bytes *b, uint64_t at, uint32_t size,
			   uint32_t *broke, uint64_t *decoded);

#endif
