/* SPDX-License-Identifier: Apache-2.0 */
/* Which blocks look like the beginnings and ends of pieces, and the order of trying them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "carve/join.h"

#define SIZE 512u
#define DISK 12u

struct disk {
	unsigned char data[DISK * SIZE];
	uint64_t at[DISK];
	unsigned char doubtful[DISK];
	struct bytes_memory memory;
	struct join_blocks blocks;
	struct join_task task;
};

/* Coded data, but text in block 2, zeros in 5; block 8 is not free. */
static void
open_disk(struct disk *d)
{
	unsigned seed = 5;
	size_t n = 0;

	*d = (struct disk){.blocks = {.size = SIZE}};
	for (size_t i = 0; i < sizeof d->data; i++)
		d->data[i] = (unsigned char)(rand_r(&seed) >> 8 & 0x7f) ^ 0x80;
	memset(d->data + 2 * SIZE, 'a', SIZE);
	memset(d->data + 5 * SIZE, 0, SIZE);
	for (size_t i = 0; i < DISK; i++)
		if (i != 8)
			d->at[n++] = i * SIZE;
	bytes_memory_init(&d->memory, d->data, sizeof d->data);
	d->blocks.at = d->at;
	d->blocks.doubtful = d->doubtful;
	d->blocks.n = n;
	d->task = (struct join_task){.space = &d->memory.bytes, .blocks = &d->blocks};
}

static void
pieces_begin_behind_something_else(void **state)
{
	static const bool begins[] = {true, false, false, true,	 false, false,
				      true, false, true,  false, false};
	struct disk d;

	(void)state;
	open_disk(&d);
	for (size_t i = 0; i < d.blocks.n; i++)
		assert_int_equal(join_begins(&d.task, i), begins[i]);
	d.doubtful[9] = JOIN_OF_BROKEN;
	assert_true(join_begins(&d.task, 9));
	assert_true(join_begins(&d.task, 10));
}

static void
files_end_before_zeros_or_text(void **state)
{
	struct disk d;

	(void)state;
	open_disk(&d);
	memset(d.data + 3 * SIZE + 200, 0, SIZE - 200);
	memset(d.data + 6 * SIZE + 300, 'x', SIZE - 300);
	assert_true(join_ends(&d.task, 3 * SIZE, 200));
	assert_true(join_ends(&d.task, 2 * SIZE, SIZE + 200));
	assert_true(join_ends(&d.task, 6 * SIZE, 300));
	assert_false(join_ends(&d.task, 3 * SIZE, 260)); /* zeros before it, too */
	assert_false(join_ends(&d.task, 3 * SIZE, 100));
	assert_false(join_ends(&d.task, 7 * SIZE, 200));
	assert_false(join_ends(&d.task, 8 * SIZE, 200));   /* not free */
	assert_false(join_ends(&d.task, 11 * SIZE, SIZE)); /* nothing behind it tells */
	assert_false(join_ends(&d.task, DISK * SIZE, 300));
}

static void
check_order(struct disk *d, uint64_t left, const size_t *want, size_t n)
{
	struct join_order o;

	join_order_make(&d->task, 4 * SIZE, 5 * SIZE, left, 64, &o);
	assert_int_equal(o.n, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(o.v[i], want[i]);
	join_order_release(&o);
}

/* Of a file that stands in block 4: three behind for one before; what may be another's at last. */
static void
the_nearest_come_first(void **state)
{
	static const size_t all[] = {6, 7, 3, 8, 9, 10, 1, 0}, unsure[] = {7, 3, 8, 9, 10, 1, 0, 6},
			    likely[] = {6, 3, 8, 0}, ends[] = {6, 3, 8, 9, 0};
	struct disk d;

	(void)state;
	open_disk(&d);
	check_order(&d, 0, all, 8);
	d.doubtful[6] = JOIN_OF_BROKEN;
	check_order(&d, 0, unsure, 8);
	d.doubtful[6] = 0;
	d.task.likely = true;
	check_order(&d, 0, likely, 4);
	memset(d.data + 10 * SIZE + 100, 0, SIZE - 100); /* block 9 of the free ones */
	check_order(&d, 100, ends, 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_begin_behind_something_else),
		cmocka_unit_test(files_end_before_zeros_or_text),
		cmocka_unit_test(the_nearest_come_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
