/* SPDX-License-Identifier: Apache-2.0 */
/* NAL units of AVC and HEVC without their emulation prevention (ITU-T H.264 and H.265, 7.3.1). */
#ifndef WINNOW_MEDIA_NAL_UNIT_H
#define WINNOW_MEDIA_NAL_UNIT_H

#include "base/bytes.h"

/* A larger one is not followed. */
#define NAL_UNIT_MAX ((size_t)8 << 20)

/* The unit at hand, and room for the next one; all zero to begin with. */
struct nal_unit {
	unsigned char *v;
	size_t cap;
};

/* Takes in the unit of n bytes at `at`; how many bytes it is without what prevents start codes. */
size_t nal_unit_take(struct nal_unit *u, struct bytes *b, uint64_t at, size_t n);

/* How far into the unit, as it stands in the file, a byte of u->v is. */
size_t nal_unit_escaped(const struct nal_unit *u, size_t at);

void nal_unit_release(struct nal_unit *u);

#endif
