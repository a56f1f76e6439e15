/* SPDX-License-Identifier: Apache-2.0 */
/* A drawn BMP laid out in pieces over filler: the joiner of plain rows finds them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "carve/join.h"

#define BLOCK  512u
#define WIDTH  160u
#define HEIGHT 90u
#define HEAD   54u
#define SIZE   (HEAD + WIDTH * 3 * HEIGHT)
#define BLOCKS ((SIZE + BLOCK - 1) / BLOCK)
#define DISK   (BLOCKS + 60)

static void
put32(unsigned char *p, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

/* Slopes with a little noise on them. */
static unsigned char *
draw(void)
{
	unsigned char *p = memory_zero(BLOCKS, BLOCK);
	unsigned seed = 7;

	memcpy(p, "BM", 2);
	put32(p + 2, SIZE);
	put32(p + 10, HEAD);
	put32(p + 14, 40);
	put32(p + 18, WIDTH);
	put32(p + 22, HEIGHT);
	p[26] = 1;
	p[28] = 24;
	for (unsigned y = 0; y < HEIGHT; y++)
		for (unsigned x = 0; x < WIDTH * 3; x++)
			p[HEAD + y * WIDTH * 3 + x] =
				(unsigned char)(y + x / 4 + 20 * (x / 60 % 2) +
						(rand_r(&seed) & 3));
	return p;
}

struct disk {
	unsigned char *bytes;
	uint64_t at[DISK];
	unsigned char doubtful[DISK];
	size_t next; /* block */
};

static void
open_disk(struct disk *d)
{
	unsigned seed = 3;

	*d = (struct disk){.bytes = memory_new((size_t)DISK * BLOCK)};
	for (size_t i = 0; i < (size_t)DISK * BLOCK; i++)
		d->bytes[i] = (unsigned char)rand_r(&seed);
	for (size_t i = 0; i < DISK; i++)
		d->at[i] = i * BLOCK;
}

/* Blocks [from, to) of the picture, and some filler behind them. Where they begin. */
static uint64_t
lay(struct disk *d, const unsigned char *picture, size_t from, size_t to)
{
	uint64_t start = d->next * BLOCK;

	memcpy(d->bytes + start, picture + from * BLOCK, (to - from) * BLOCK);
	d->next += to - from + 9;
	return start;
}

/* Joins the picture that begins at `start`, and compares it. */
static void
assert_joins(struct disk *d, const unsigned char *picture, uint64_t start, size_t npieces)
{
	const struct join_blocks blocks = {d->at, d->doubtful, DISK, BLOCK};
	struct join_budget budget = {(uint64_t)16 << 20, 1 << 16};
	struct find find = {.format = media_by_name("bmp"), .start = start};
	struct bytes_memory space;
	struct join_task task = {
		.space = &space.bytes, .find = &find, .blocks = &blocks, .budget = &budget};
	struct media_walk walk = {.state = MEDIA_NOT};
	unsigned char *joined = memory_new(SIZE);
	struct pieces pieces;

	bytes_memory_init(&space, d->bytes, (size_t)DISK * BLOCK);
	pieces_init(&pieces, &space.bytes);
	assert_int_equal(joiner_of(find.format)->join(&task, &pieces, &walk), JOIN_WHOLE);
	assert_int_equal(pieces.n, npieces);
	assert_int_equal(walk.length, SIZE);
	assert_int_equal(bytes_read(&pieces.bytes, 0, joined, SIZE), SIZE);
	assert_memory_equal(joined, picture, SIZE);
	pieces_release(&pieces);
	free(joined);
}

static void
test_two(void **state)
{
	unsigned char *picture = draw();
	struct disk d;
	uint64_t start;

	(void)state;
	open_disk(&d);
	start = lay(&d, picture, 0, 31);
	lay(&d, picture, 31, BLOCKS);
	assert_joins(&d, picture, start, 2);
	free(d.bytes);
	free(picture);
}

static void
test_out_of_order(void **state)
{
	unsigned char *picture = draw();
	struct disk d;
	uint64_t start;

	(void)state;
	open_disk(&d);
	lay(&d, picture, 40, BLOCKS);
	start = lay(&d, picture, 0, 25);
	lay(&d, picture, 25, 40);
	assert_joins(&d, picture, start, 3);
	free(d.bytes);
	free(picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two),
		cmocka_unit_test(test_out_of_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
