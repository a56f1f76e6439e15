/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Big-endian fields, the boxes of ISO/IEC 14496-12, and the bits of a NAL unit (ITU-T H.264 and
 * H.265, 7.3.1): what HEIC and MP4 are written with.
 */
#ifndef WINNOW_PRACTICE_BITS_H
#define WINNOW_PRACTICE_BITS_H

#include <stdint.h>

#include "base/buffer.h"

void add_be16(struct buffer *out, unsigned v);
void add_be32(struct buffer *out, uint32_t v);
void add_be64(struct buffer *out, uint64_t v);
void add_zeros(struct buffer *out, size_t n);
void add_le16(struct buffer *out, unsigned v);
void add_le32(struct buffer *out, uint32_t v);
/* Overwrites four bytes. */
void set_be32(struct buffer *out, size_t at, uint32_t v);
void set_le32(struct buffer *out, size_t at, uint32_t v);

/* Begins a box; what it returns is for box_end(), which fills in its size. */
size_t box_begin(struct buffer *out, const char type[4]);
/* The same with version and flags. */
size_t box_begin_full(struct buffer *out, const char type[4], unsigned version, unsigned flags);
void box_end(struct buffer *out, size_t box);

/* Bits from the highest of each byte. */
struct bits {
	struct buffer bytes;
	unsigned waiting; /* bits that no whole byte is made of yet */
	unsigned n;
};
void bits_put(struct bits *b, unsigned n, uint32_t v);
void bits_ue(struct bits *b, uint32_t v);
void bits_se(struct bits *b, int v);
void bits_zeros_to_byte(struct bits *b);
/* On a byte's start. */
void bits_bytes(struct bits *b, const void *p, size_t n);
/* The stop bit and what fills its byte. */
void bits_trailing(struct bits *b);

/*
 * Appends a unit with these bytes before the payload, which is escaped: no start code inside.
 * Empties b.
 */
void nal_add(struct buffer *out, const void *head, size_t n, struct bits *b);

#endif
