/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of a space read as one file, against the same bytes copied together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "carve/pieces.h"

#define SPACE_SIZE (size_t)400000

struct both {
	struct bytes_memory memory;
	unsigned char *space, *file;
	struct pieces pieces;
	size_t n;
};

static void
both_open(struct both *b)
{
	unsigned seed = 7;

	b->space = memory_new(SPACE_SIZE);
	b->file = memory_new(2 * SPACE_SIZE);
	b->n = 0;
	for (size_t i = 0; i < SPACE_SIZE; i++)
		b->space[i] = (unsigned char)rand_r(&seed);
	bytes_memory_init(&b->memory, b->space, SPACE_SIZE);
	pieces_init(&b->pieces, &b->memory.bytes);
}

static void
both_close(struct both *b)
{
	pieces_release(&b->pieces);
	free(b->space);
	free(b->file);
}

static void
both_add(struct both *b, size_t start, size_t end)
{
	pieces_add(&b->pieces, start, end);
	memcpy(b->file + b->n, b->space + start, end - start);
	b->n += end - start;
}

static void
same(struct both *b)
{
	unsigned char *got = memory_new(b->n + 1);

	assert_int_equal(b->pieces.bytes.size, b->n);
	assert_int_equal(bytes_read(&b->pieces.bytes, 0, got, b->n), b->n);
	assert_memory_equal(got, b->file, b->n);
	for (size_t at = 0; at < b->n; at += 997) {
		size_t n = b->n - at < 3000 ? b->n - at : 3000;
		const unsigned char *p = bytes_exact(&b->pieces.bytes, at, n);

		assert_non_null(p);
		assert_memory_equal(p, b->file + at, n);
		assert_memory_equal(b->space + pieces_address(&b->pieces, at), b->file + at, 1);
	}
	assert_null(bytes_exact(&b->pieces.bytes, b->n, 1));
	free(got);
}

static void
pieces_are_read_end_to_end(void **state)
{
	struct both b;

	(void)state;
	both_open(&b);
	both_add(&b, 200000, 210000);
	both_add(&b, 5, 6);
	both_add(&b, 100, 612);
	both_add(&b, 612, 1124);
	both_add(&b, 100000, 399999);
	assert_int_equal(b.pieces.n, 4); /* two of them go on from each other */
	same(&b);
	both_close(&b);
}

static void
pieces_are_cut_and_go_on(void **state)
{
	struct both b;

	(void)state;
	both_open(&b);
	both_add(&b, 1000, 2000);
	both_add(&b, 5000, 6000);
	both_add(&b, 9000, 9500);
	for (size_t cut = 2500; cut > 0; cut -= cut > 700 ? 700 : cut) {
		pieces_cut(&b.pieces, cut);
		b.n = cut;
		same(&b);
	}
	both_add(&b, 300000, 300512);
	same(&b);
	both_close(&b);
}

static void
a_copy_is_of_its_own(void **state)
{
	struct pieces copy;
	struct both b;

	(void)state;
	both_open(&b);
	both_add(&b, 10, 20);
	pieces_init(&copy, b.pieces.space);
	pieces_copy(&copy, &b.pieces);
	both_add(&b, 50, 90);
	same(&b);
	assert_int_equal(copy.bytes.size, 10);
	assert_memory_equal(bytes_exact(&copy.bytes, 0, 10), b.space + 10, 10);
	pieces_release(&copy);
	both_close(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_read_end_to_end),
		cmocka_unit_test(pieces_are_cut_and_go_on),
		cmocka_unit_test(a_copy_is_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
