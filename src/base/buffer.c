/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

/* Grows by half, so that adding byte after byte costs linear time. */
void
buffer_grow(struct buffer *b, size_t n)
{
	size_t need;
	if (__builtin_add_overflow(b->n, n, &need))
		need = SIZE_MAX; /* cannot be had: memory_resize() ends the process */
	size_t cap = b->cap < SIZE_MAX / 2 ? b->cap + b->cap / 2 : SIZE_MAX;
	if (cap < need)
		cap = need;
	if (cap < 64)
		cap = 64;
	b->data = memory_resize(b->data, cap);
	b->cap = cap;
}

void
buffer_add_text(struct buffer *b, const char *s)
{
	buffer_add(b, s, strlen(s));
}

void
buffer_add_formatted(struct buffer *b, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	char *out = buffer_reserve(b, 64);
	size_t room = b->cap - b->n;
	int n = vsnprintf(out, room, format, args);
	assert(n >= 0);
	if ((size_t)n >= room)
		vsnprintf(buffer_reserve(b, (size_t)n + 1), (size_t)n + 1, format, again);
	b->n += (size_t)n;
	va_end(again);
}

void
buffer_add_format(struct buffer *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	buffer_add_formatted(b, format, args);
	va_end(args);
}

const char *
buffer_text(struct buffer *b)
{
	*buffer_reserve(b, 1) = '\0';
	return b->data;
}

void
buffer_drop(struct buffer *b, size_t n)
{
	assert(n <= b->n);
	if (n == 0)
		return;
	memmove(b->data, b->data + n, b->n - n);
	b->n -= n;
}

void
buffer_clear(struct buffer *b)
{
	b->n = 0;
}

void
buffer_release(struct buffer *b)
{
	free(b->data);
	*b = (struct buffer)BUFFER_EMPTY;
}
