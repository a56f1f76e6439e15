/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing run of bytes. BUFFER_EMPTY (all zero) is a valid empty buffer; buffer_release() frees
 * the bytes and leaves an empty buffer. data is not NUL-terminated unless buffer_text() was called.
 */
#ifndef WINNOW_BASE_BUFFER_H
#define WINNOW_BASE_BUFFER_H

#include <stdarg.h>
#include <stddef.h>

#include "base/span.h"

struct buffer {
	char *data;
	size_t n;   /* bytes in use */
	size_t cap; /* bytes allocated */
};

/* clang-format off */
#define BUFFER_EMPTY {0}
/* clang-format on */

/* Grows b so that n more bytes fit; out of memory ends the process (base/memory.h). */
void buffer_grow(struct buffer *b, size_t n);

/* Makes room for n more bytes and returns where they go; b->n is not changed. */
static inline char *
buffer_reserve(struct buffer *b, size_t n)
{
	if (n > b->cap - b->n || !b->data)
		buffer_grow(b, n);
	return b->data + b->n;
}

static inline void
buffer_add(struct buffer *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	memcpy(buffer_reserve(b, n), p, n);
	b->n += n;
}

static inline void
buffer_add_byte(struct buffer *b, char c)
{
	*buffer_reserve(b, 1) = c;
	b->n++;
}

void buffer_add_text(struct buffer *b, const char *s);
void buffer_add_format(struct buffer *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void buffer_add_formatted(struct buffer *b, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
/* Terminates with NUL (not counted in n) and returns data, never NULL. */
const char *buffer_text(struct buffer *b);
/* Drops the first n bytes. */
void buffer_drop(struct buffer *b, size_t n);
void buffer_clear(struct buffer *b);
void buffer_release(struct buffer *b);

static inline struct span
buffer_span(const struct buffer *b)
{
	return (struct span){b->data ? b->data : "", b->n};
}

#endif
