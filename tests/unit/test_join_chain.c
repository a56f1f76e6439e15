/* SPDX-License-Identifier: Apache-2.0 */
/* Joining films that are chains of elements, in pieces among other bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "carve/join.h"
#include "draw_film.h"

#define BLOCK 512

static void
add_page(struct buffer *b, unsigned flags, unsigned number, size_t n)
{
	size_t at = b->n;
	uint32_t sum = 0;

	buffer_add(b, "OggS\0", 5);
	draw_le(b, flags, 1);
	draw_le(b, number, 8);
	draw_le(b, 77, 4);
	draw_le(b, number, 4);
	draw_le(b, 0, 4);
	draw_le(b, 2, 1);
	draw_le(b, 250, 1);
	draw_le(b, n - 250, 1);
	if (number == 0) {
		buffer_add(b, "\x80theora\3\2\1\0\24\0\17\0\1\x40\0\0\xf0\0\0", 22);
		n -= 22;
	}
	draw_noise(b, number, n);
	for (size_t i = at; i < b->n; i++) {
		sum ^= (uint32_t)(unsigned char)b->data[i] << 24;
		for (int k = 0; k < 8; k++)
			sum = sum << 1 ^ (sum >> 31 ? 0x04c11db7u : 0);
	}
	for (unsigned i = 0; i < 4; i++)
		b->data[at + 22 + i] = (char)(sum >> 8 * i);
}

static void
draw_ogg(struct buffer *b)
{
	for (unsigned i = 0; i < 60; i++)
		add_page(b, i == 0 ? 2 : i == 59 ? 4 : 0, i, 300 + i * 3);
}

static void
draw_flv(struct buffer *b)
{
	double size;
	uint64_t bits;

	buffer_add(b, "FLV\1\5\0\0\0\11\0\0\0\0", 13);
	draw_be(b, 18, 1);
	draw_be(b, 18 + 2 + 8 + 9, 3);
	draw_be(b, 0, 7);
	buffer_add(b, "\2\0\12onMetaData\10\0\0\0\1\0\10filesize", 28);
	size_t at = b->n + 1;
	draw_fill(b, 0, 9);
	draw_be(b, 18 + 2 + 8 + 9 + 11, 4);
	for (unsigned i = 0; i < 80; i++) {
		size_t n = 200 + i * 37 % 151;

		draw_be(b, i % 3 ? 9 : 8, 1);
		draw_be(b, n, 3);
		draw_be(b, 40 * i, 3);
		draw_be(b, 0, 4);
		draw_be(b, i % 3 ? 0x22 : 0x2f, 1);
		draw_noise(b, i, n - 1);
		draw_be(b, n + 11, 4);
	}
	size = (double)b->n;
	memcpy(&bits, &size, sizeof bits);
	for (unsigned i = 0; i < 8; i++)
		b->data[at + i] = (char)(bits >> 8 * (7 - i));
}

struct disk {
	struct buffer image, film;
	size_t start; /* of the film */
	unsigned seed;
};

static void
put(struct disk *d, size_t from, size_t to)
{
	buffer_add(&d->image, d->film.data + from, to - from);
	draw_fill(&d->image, 0, (BLOCK - d->image.n % BLOCK) % BLOCK);
}

static void
put_filler(struct disk *d, size_t blocks, bool text)
{
	static const char words[] = "the quick brown fox jumps over a lazy dog; ";

	for (size_t i = 0; i < blocks * BLOCK; i++)
		buffer_add_byte(&d->image,
				text ? words[i % (sizeof words - 1)] : (char)rand_r(&d->seed));
}

/* The result; exact: the joined bytes are the film's. */
static enum join_result
join_it(struct disk *d, bool *exact, size_t *npieces)
{
	size_t n = d->image.n / BLOCK;
	uint64_t *at = calloc(n, sizeof *at);
	unsigned char *doubtful = calloc(n, 1);
	char *data = malloc(d->film.n);
	struct join_blocks blocks = {.at = at, .doubtful = doubtful, .n = n, .size = BLOCK};
	struct join_budget budget = {(uint64_t)64 << 20, 262144};
	struct find find = {.start = d->start};
	struct bytes_memory space;
	struct join_task task = {
		.space = &space.bytes, .find = &find, .blocks = &blocks, .budget = &budget};
	struct media_walk walk;
	struct pieces pieces;

	for (size_t i = 0; i < n; i++)
		at[i] = i * BLOCK;
	bytes_memory_init(&space, d->image.data, d->image.n);
	find.format = media_identify(&space.bytes, d->start, &find.walk);
	assert_non_null(find.format);
	assert_int_equal(find.walk.state, MEDIA_DAMAGED);
	find.end = find.start + find.walk.length;
	pieces_init(&pieces, &space.bytes);
	enum join_result r = joiner_of(find.format)->join(&task, &pieces, &walk);
	*exact = r == JOIN_WHOLE && pieces.bytes.size == d->film.n &&
		 bytes_read(&pieces.bytes, 0, data, d->film.n) == d->film.n &&
		 memcmp(data, d->film.data, d->film.n) == 0;
	*npieces = pieces.n;
	pieces_release(&pieces);
	free(data);
	free(doubtful);
	free(at);
	return r;
}

static void
release(struct disk *d)
{
	buffer_release(&d->image);
	buffer_release(&d->film);
}

static void (*const draws[])(struct buffer *) = {draw_ogg, draw_flv};

/* Cut anywhere, the second piece behind other bytes or before the first one. */
static void
two(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 16; i++) {
		struct disk d = {.seed = i};
		size_t cut, npieces;
		bool exact;

		draws[i % 2](&d.film);
		cut = d.film.n * (10 + 5 * i) / 100 / BLOCK * BLOCK;
		put_filler(&d, 3, i & 2);
		if (i & 4)
			put(&d, cut, d.film.n);
		put_filler(&d, 5 + i, i & 2);
		d.start = d.image.n;
		put(&d, 0, cut);
		put_filler(&d, 5 + i, i & 2);
		if (!(i & 4))
			put(&d, cut, d.film.n);
		put_filler(&d, 9, i & 2);
		assert_int_equal(join_it(&d, &exact, &npieces), JOIN_WHOLE);
		assert_true(exact);
		assert_int_equal(npieces, 2);
		release(&d);
	}
}

/* Three pieces, the last two in the wrong order. */
static void
three(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct disk d = {.seed = i};
		size_t a, b, npieces;
		bool exact;

		draws[i](&d.film);
		a = d.film.n * 30 / 100 / BLOCK * BLOCK;
		b = d.film.n * 70 / 100 / BLOCK * BLOCK;
		d.start = 0;
		put(&d, 0, a);
		put_filler(&d, 7, false);
		put(&d, b, d.film.n);
		put_filler(&d, 4, true);
		put(&d, a, b);
		put_filler(&d, 4, false);
		assert_int_equal(join_it(&d, &exact, &npieces), JOIN_WHOLE);
		assert_true(exact);
		assert_int_equal(npieces, 3);
		release(&d);
	}
}

/* What is not there is not made up: the rest overwritten, or missing. */
static void
missing(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct disk d = {.seed = i};
		size_t cut, npieces;
		bool exact;

		draws[i % 2](&d.film);
		cut = d.film.n / 2 / BLOCK * BLOCK;
		put_filler(&d, 3, false);
		d.start = d.image.n;
		put(&d, 0, cut);
		put_filler(&d, 6, i & 2);
		if (i & 2)
			put(&d, cut + (size_t)6 * BLOCK, d.film.n);
		put_filler(&d, 20, false);
		assert_int_not_equal(join_it(&d, &exact, &npieces), JOIN_WHOLE);
		release(&d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two),
		cmocka_unit_test(three),
		cmocka_unit_test(missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
