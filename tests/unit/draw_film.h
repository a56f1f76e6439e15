/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and sized parts that the tests of film containers draw their files with. */
#ifndef WINNOW_TESTS_DRAW_FILM_H
#define WINNOW_TESTS_DRAW_FILM_H

#include <stdint.h>

#include "base/buffer.h"

/* n bytes of v, the most significant one first. */
static inline void
draw_be(struct buffer *b, uint64_t v, unsigned n)
{
	while (n--)
		buffer_add_byte(b, (char)(v >> 8 * n));
}

static inline void
draw_le(struct buffer *b, uint64_t v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		buffer_add_byte(b, (char)(v >> 8 * i));
}

static inline void
draw_fill(struct buffer *b, int value, size_t n)
{
	while (n--)
		buffer_add_byte(b, (char)value);
}

/* Data in which no start code and no sync byte stands. */
static inline void
draw_noise(struct buffer *b, unsigned seed, size_t n)
{
	while (n--) {
		seed = seed * 1664525u + 1013904223u;
		buffer_add_byte(b, (char)(0x80 | seed >> 25));
	}
}

#endif
