/* SPDX-License-Identifier: Apache-2.0 */
/* One Exif value as JSON: text trimmed, numbers as numbers, rationals as decimals. */
#ifndef WINNOW_STAGE_EXIF_VALUE_H
#define WINNOW_STAGE_EXIF_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* How an undefined or byte value is to be read; by tag, see exif_value_kind(). */
enum exif_kind {
	EXIF_KIND_PLAIN,   /* as its format says */
	EXIF_KIND_ASCII,   /* text though its format is undefined: versions */
	EXIF_KIND_COMMENT, /* text behind eight bytes that name its character code */
	EXIF_KIND_UTF16,   /* UTF-16LE in bytes: Windows' own tags */
	EXIF_KIND_TEXTS,   /* several texts, a NUL between them: Copyright */
	EXIF_KIND_SKIP,	   /* given elsewhere, or of no use as a value */
};

struct exif_value {
	unsigned format; /* Exif's own number: 1 byte, 2 ASCII, 3 short, … 12 double */
	uint64_t count;
	const unsigned char *data;
	size_t n; /* bytes of data; fewer than count takes are treated as missing */
	bool big_endian;
	enum exif_kind kind;
};

enum exif_kind exif_value_kind(uint16_t tag, bool gps);

/*
 * Appends the value, or nothing when there is none; text of no bytes is "". Rationals with a zero
 * denominator become null in lists and nothing alone; *undefined counts them.
 */
void exif_value_write(const struct exif_value *v, struct buffer *out, unsigned *undefined);

/* For values too large to be looked at: only how large. */
void exif_value_write_size(const struct exif_value *v, struct buffer *out);

#endif
