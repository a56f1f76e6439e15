/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes that can be read anywhere: a mapped file, an image, an item pieced together from
 * runs. Parsers of media and metadata see evidence only through this, so they can be fed from
 * memory in tests.
 *
 * The owner embeds struct bytes first in its own struct and fills `size` and `view`.
 */
#ifndef WINNOW_BASE_BYTES_H
#define WINNOW_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A view gives at least min(want, BYTES_WINDOW, size - offset) bytes. */
#define BYTES_WINDOW ((size_t)65536)

struct bytes {
	uint64_t size;
	/*
	 * Bytes [offset, offset + *got) with 1 <= *got <= want, valid until the next call on the
	 * same source. NULL with *got = 0 when offset >= size or want is 0. What the evidence could
	 * not give reads as zeros and is counted in `unreadable`.
	 */
	const unsigned char *(*view)(struct bytes *self, uint64_t offset, size_t want, size_t *got);
	uint64_t unreadable; /* bytes given as zeros because they could not be read */
};

static inline const unsigned char *
bytes_view(struct bytes *b, uint64_t offset, size_t want, size_t *got)
{
	return b->view(b, offset, want, got);
}

/* Copies up to n bytes from offset; returns how many there were. */
size_t bytes_read(struct bytes *b, uint64_t offset, void *out, size_t n);

/* Exactly n bytes (n <= BYTES_WINDOW) at offset, or NULL when the source ends before. */
const unsigned char *bytes_exact(struct bytes *b, uint64_t offset, size_t n);

/* A source over memory that outlives it. */
struct bytes_memory {
	struct bytes bytes;
	const unsigned char *data;
};
void bytes_memory_init(struct bytes_memory *m, const void *data, size_t n);

/* A source over [start, start + size) of another; clipped to what the other has. */
struct bytes_slice {
	struct bytes bytes;
	struct bytes *inner;
	uint64_t start;
};
void bytes_slice_init(struct bytes_slice *s, struct bytes *inner, uint64_t start, uint64_t size);

/* Unaligned fixed-width reads. */
static inline uint16_t
be16(const unsigned char *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint16_t
le16(const unsigned char *p)
{
	return (uint16_t)(p[1] << 8 | p[0]);
}

static inline uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint32_t
le32(const unsigned char *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static inline uint64_t
be64(const unsigned char *p)
{
	return (uint64_t)be32(p) << 32 | be32(p + 4);
}

static inline uint64_t
le64(const unsigned char *p)
{
	return (uint64_t)le32(p + 4) << 32 | le32(p);
}

#endif
