/* SPDX-License-Identifier: Apache-2.0 */
/* Joining movies that lie in pieces among other bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "carve/join.h"
#include "draw_movie.h"

/* A disk in memory and what is looked for on it. */
struct disk {
	struct buffer image, movie;
	size_t block, start; /* start: of the movie */
	unsigned seed;
};

static void
put(struct disk *d, size_t from, size_t to)
{
	buffer_add(&d->image, d->movie.data + from, to - from);
	draw_zeros(&d->image, (d->block - d->image.n % d->block) % d->block);
}

/* Noise, text and zeros in turn; text is what a seam can be told from by its looks. */
static void
put_filler(struct disk *d, size_t blocks, unsigned kind)
{
	static const char text[] = "the quick brown fox jumps over a lazy dog; ";

	for (size_t i = 0; i < blocks * d->block; i++)
		buffer_add_byte(&d->image, kind == 0   ? text[i % (sizeof text - 1)]
					   : kind == 1 ? 0
						       : (char)rand_r(&d->seed));
}

/* A block boundary about this many hundredths into the movie. */
static size_t
cut_at(const struct disk *d, size_t hundredths)
{
	return d->movie.n * hundredths / 100 / d->block * d->block;
}

struct joined {
	enum join_result result;
	struct media_walk walk;
	bool exact;
	size_t npieces;
};

static struct joined
join_it(struct disk *d)
{
	struct bytes_memory space;
	struct join_blocks blocks = {.n = d->image.n / d->block, .size = (uint32_t)d->block};
	struct join_budget budget = {(uint64_t)64 << 20, 262144};
	struct find find = {.format = media_by_name("mp4"), .start = d->start};
	struct join_task task = {
		.space = &space.bytes, .find = &find, .blocks = &blocks, .budget = &budget};
	uint64_t *at = calloc(blocks.n, sizeof *at);
	unsigned char *doubtful = calloc(blocks.n, 1), *data = malloc(d->movie.n);
	struct joined j = {.result = JOIN_NOT};
	struct pieces pieces;

	bytes_memory_init(&space, d->image.data, d->image.n);
	for (size_t i = 0; i < blocks.n; i++)
		at[i] = i * d->block;
	blocks.at = at;
	blocks.doubtful = doubtful;
	find.format->walk(&space.bytes, d->start, &find.walk);
	find.format->check(&space.bytes, d->start, &find.walk);
	find.end = d->start + find.walk.length;
	pieces_init(&pieces, &space.bytes);
	j.result = joiner_of(find.format)->join(&task, &pieces, &j.walk);
	j.npieces = pieces.n;
	j.exact = pieces.bytes.size == d->movie.n &&
		  bytes_read(&pieces.bytes, 0, data, d->movie.n) == d->movie.n &&
		  memcmp(data, d->movie.data, d->movie.n) == 0;
	pieces_release(&pieces);
	free(data);
	free(at);
	free(doubtful);
	return j;
}

static void
open_disk(struct disk *d, const struct draw_movie *m, size_t block)
{
	*d = (struct disk){.block = block, .seed = m->seed};
	draw_movie(m, &d->movie);
	put_filler(d, 3, 2);
	d->start = d->image.n;
}

static void
close_disk(struct disk *d)
{
	buffer_release(&d->image);
	buffer_release(&d->movie);
}

static const struct draw_movie layouts[] = {
	{.pictures = 60, .largest = 3000, .seed = 11},
	{.pictures = 60, .largest = 3000, .fast = true, .seed = 12},
	{.pictures = 60, .largest = 3000, .hevc = true, .seed = 13},
	{.pictures = 60, .largest = 3000, .fragments = true, .seed = 14},
};
#define LAYOUTS (sizeof layouts / sizeof *layouts)
static const size_t block_sizes[] = {512, 4096};

static void
two_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < LAYOUTS; i++)
		for (size_t k = 0; k < 2; k++)
			for (size_t where = 10; where < 90; where += 7) {
				struct disk d;
				struct joined j;
				size_t cut;

				open_disk(&d, &layouts[i], block_sizes[k]);
				cut = cut_at(&d, where);
				put(&d, 0, cut);
				put_filler(&d, 40, 0);
				put(&d, cut, d.movie.n);
				put_filler(&d, 20, 2);
				j = join_it(&d);
				assert_int_equal(j.result, JOIN_WHOLE);
				assert_int_equal(j.npieces, 2);
				assert_true(j.exact);
				close_disk(&d);
			}
}

static void
three_pieces_out_of_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < LAYOUTS; i++)
		for (size_t k = 0; k < 2; k++) {
			struct disk d;
			struct joined j;
			size_t a, b;

			open_disk(&d, &layouts[i], block_sizes[k]);
			a = cut_at(&d, 30);
			b = cut_at(&d, 65);
			put(&d, a, b);
			put_filler(&d, 30, 0);
			d.start = d.image.n;
			put(&d, 0, a);
			put_filler(&d, 40, 1);
			put(&d, b, d.movie.n);
			put_filler(&d, 20, 2);
			j = join_it(&d);
			assert_int_equal(j.result, JOIN_WHOLE);
			assert_int_equal(j.npieces, 3);
			assert_true(j.exact);
			close_disk(&d);
		}
}

/* Two movies that were written at the same time. */
static void
interleaved(void **state)
{
	(void)state;
	for (size_t i = 0; i < LAYOUTS; i++) {
		struct disk d, other;
		struct joined j;
		size_t cut, half;

		open_disk(&d, &layouts[i], 512);
		open_disk(&other, &layouts[(i + 1) % LAYOUTS], 512);
		cut = cut_at(&d, 40);
		half = cut_at(&other, 50);
		put(&d, 0, cut);
		buffer_add(&d.image, other.movie.data, half);
		put(&d, cut, d.movie.n);
		buffer_add(&d.image, other.movie.data + half, other.movie.n - half);
		put_filler(&d, 5, 2);
		j = join_it(&d);
		assert_int_equal(j.result, JOIN_WHOLE);
		/* noise beside noise: the seam cannot always be proven, and is not said to be */
		assert_true(j.exact || j.walk.confidence < 0.7);
		close_disk(&d);
		close_disk(&other);
	}
}

/* What is not there is not made up. */
static void
a_lost_rest_is_not_joined(void **state)
{
	(void)state;
	for (size_t i = 0; i < LAYOUTS; i++)
		for (unsigned kind = 0; kind < 3; kind++) {
			struct disk d;
			size_t cut;

			open_disk(&d, &layouts[i], 512);
			cut = cut_at(&d, 55);
			put(&d, 0, cut);
			put_filler(&d, 400, kind);
			assert_int_not_equal(join_it(&d).result, JOIN_WHOLE);
			close_disk(&d);
		}
}

/* Overwritten in the middle: the rest stands where it always stood. */
static void
overwritten_is_not_joined(void **state)
{
	(void)state;
	for (size_t i = 0; i < LAYOUTS; i++) {
		struct disk d;
		size_t a, b;

		open_disk(&d, &layouts[i], 512);
		a = cut_at(&d, 40);
		b = cut_at(&d, 60);
		put(&d, 0, a);
		put_filler(&d, (b - a) / 512, 2);
		put(&d, b, d.movie.n);
		assert_int_not_equal(join_it(&d).result, JOIN_WHOLE);
		close_disk(&d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_pieces),
		cmocka_unit_test(three_pieces_out_of_order),
		cmocka_unit_test(interleaved),
		cmocka_unit_test(a_lost_rest_is_not_joined),
		cmocka_unit_test(overwritten_is_not_joined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
