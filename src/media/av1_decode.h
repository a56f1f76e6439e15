/* SPDX-License-Identifier: Apache-2.0 */
/* One coded picture of AV1 made by libdav1d, and a digest of what each of its tiles shows. */
#ifndef WINNOW_MEDIA_AV1_DECODE_H
#define WINNOW_MEDIA_AV1_DECODE_H

#include <dav1d/dav1d.h>

#include <stddef.h>
#include <stdint.h>

/* Of a larger picture memory would not be enough. */
#define AV1_PICTURE_MAX (1u << 26)

/* 64 columns and 64 rows at most (annex A: 512 in all). */
#define AV1_TILES_MAX 4096

enum av1_decoded {
	AV1_DECODED, /* one picture, and no more */
	AV1_REFUSED, /* the decoder says that this cannot be */
	AV1_STRANGE, /* more or no pictures; too large; not for this decoder */
};

struct av1_picture {
	Dav1dSequenceHeader seq;
	Dav1dFrameHeader frame;
	size_t ntiles;
	uint64_t tiles[AV1_TILES_MAX]; /* digests, row by row */
};

/* Filters are left out, so that each tile shows its own data only. */
enum av1_decoded av1_decode(const unsigned char *p, size_t n, struct av1_picture *out);

#endif
