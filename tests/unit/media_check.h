/* SPDX-License-Identifier: Apache-2.0 */
/* What every walker of media/ must stand up to; included by the test of each format. */
#ifndef WINNOW_TESTS_MEDIA_CHECK_H
#define WINNOW_TESTS_MEDIA_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "media/media.h"

/* Walk, and the dear check where the format has one. */
static inline struct media_walk
media_check_walk(const struct media_format *f, const void *data, size_t n)
{
	struct bytes_memory m;
	struct media_walk w;

	bytes_memory_init(&m, data, n);
	f->walk(&m.bytes, 0, &w);
	if (f->check && w.state != MEDIA_NOT)
		f->check(&m.bytes, 0, &w);
	return w;
}

static inline void
media_check_sane(const struct media_walk *w, size_t n)
{
	assert_true(w->length <= n);
	assert_true(w->confidence >= 0 && w->confidence <= 1);
	assert_non_null(memchr(w->why, '\0', sizeof w->why));
	assert_true((w->state == MEDIA_NOT) == (w->mime == NULL));
	if (w->state == MEDIA_WHOLE)
		assert_true(w->broke == 0 && w->length > 0);
}

/* The whole of it is whole, at any place in a larger source; nothing shorter is. */
static inline void
media_check_cuts(const struct media_format *f, const unsigned char *data, size_t n)
{
	struct media_walk w = media_check_walk(f, data, n);
	size_t step = n > 4096 ? n / 2048 : 1;

	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, n);
	for (size_t cut = 0; cut < n; cut += step) {
		unsigned char *part = malloc(cut ? cut : 1);

		memcpy(part, data, cut);
		w = media_check_walk(f, part, cut);
		media_check_sane(&w, cut);
		assert_true(w.state == MEDIA_TRUNCATED || w.state == MEDIA_NOT);
		free(part);
	}
}

static inline void
media_check_placed(const struct media_format *f, const unsigned char *data, size_t n)
{
	unsigned char *big = malloc(n + 12345);
	struct bytes_memory m;
	struct media_walk w;

	memset(big, 0x5a, n + 12345);
	memcpy(big + 345, data, n);
	bytes_memory_init(&m, big, n + 12345);
	assert_ptr_equal(media_identify(&m.bytes, 345, &w), f);
	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, n);
	free(big);
}

/* Flipped bytes may be seen or not; they may never crash a walker or take it past the end. */
static inline void
media_check_flips(const struct media_format *f, const unsigned char *data, size_t n)
{
	size_t step = n > 4096 ? n / 2048 : 1;
	unsigned char *bad = malloc(n);
	struct media_blocks blocks;
	struct bytes_memory m;

	memcpy(bad, data, n);
	for (size_t at = 0; at < n; at += step) {
		for (unsigned flip = 1; flip < 256; flip = flip * 3 + 1) {
			struct media_walk w;

			bad[at] ^= (unsigned char)flip;
			w = media_check_walk(f, bad, n);
			media_check_sane(&w, n);
			bytes_memory_init(&m, bad, n);
			if (f->blocks)
				f->blocks(&m.bytes, &blocks);
			bad[at] = data[at];
		}
	}
	free(bad);
}

#endif
