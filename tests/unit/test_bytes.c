/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/bytes.h"

static void
test_memory_bounds(void **state)
{
	(void)state;
	static const struct {
		uint64_t offset;
		size_t want, got;
	} table[] = {
		{0, 10, 10}, {0, 11, 10},	 {0, 3, 3},
		{9, 1, 1},   {9, 100, 1},	 {10, 1, 0},
		{11, 1, 0},  {UINT64_MAX, 1, 0}, {UINT64_MAX - 1, 9, 0},
		{0, 0, 0},   {0, SIZE_MAX, 10},
	};
	struct bytes_memory m;
	bytes_memory_init(&m, "0123456789", 10);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t got = 99;
		const unsigned char *p = bytes_view(&m.bytes, table[i].offset, table[i].want, &got);
		assert_int_equal(got, table[i].got);
		assert_true((p != NULL) == (got > 0));
		if (p)
			assert_int_equal(p[0], '0' + (int)table[i].offset);
	}
}

static void
test_slice_bounds(void **state)
{
	(void)state;
	static const struct {
		uint64_t start, size, has;
	} table[] = {
		{0, 10, 10}, {2, 5, 5},	 {2, UINT64_MAX, 8},	      {9, 2, 1},
		{10, 1, 0},  {11, 1, 0}, {UINT64_MAX, UINT64_MAX, 0}, {3, 0, 0},
	};
	struct bytes_memory m;
	struct bytes_slice s;
	bytes_memory_init(&m, "0123456789", 10);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char out[16];
		bytes_slice_init(&s, &m.bytes, table[i].start, table[i].size);
		assert_int_equal(s.bytes.size, table[i].has);
		assert_int_equal(bytes_read(&s.bytes, 0, out, sizeof out), table[i].has);
		if (table[i].has)
			assert_memory_equal(out, "0123456789" + table[i].start, table[i].has);
		assert_int_equal(bytes_read(&s.bytes, table[i].has, out, 1), 0);
		assert_int_equal(bytes_read(&s.bytes, UINT64_MAX, out, 1), 0);
	}
}

/* A source that gives one byte at a time, and cannot read the odd ones. */
struct miser {
	struct bytes bytes;
	unsigned char byte;
};

static const unsigned char *
miser_view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct miser *m = (struct miser *)self;
	*got = offset < self->size && want > 0;
	self->unreadable += *got && offset % 2;
	m->byte = offset % 2 ? 0 : (unsigned char)offset;
	return *got ? &m->byte : NULL;
}

static void
test_read_pieces(void **state)
{
	(void)state;
	struct miser m = {{7, miser_view, 0}, 0};
	struct bytes_slice s;
	unsigned char out[9];
	assert_int_equal(bytes_read(&m.bytes, 1, out, sizeof out), 6);
	assert_memory_equal(out, "\0\2\0\4\0\6", 6);
	assert_int_equal(m.bytes.unreadable, 3);
	bytes_slice_init(&s, &m.bytes, 2, 3);
	assert_int_equal(bytes_read(&s.bytes, 0, out, sizeof out), 3);
	assert_int_equal(s.bytes.unreadable, 1);
}

static void
test_exact(void **state)
{
	(void)state;
	struct bytes_memory m;
	bytes_memory_init(&m, "0123456789", 10);
	assert_non_null(bytes_exact(&m.bytes, 0, 10));
	assert_null(bytes_exact(&m.bytes, 0, 11));
	assert_null(bytes_exact(&m.bytes, 7, 4));
	assert_non_null(bytes_exact(&m.bytes, 7, 3));
	assert_null(bytes_exact(&m.bytes, UINT64_MAX - 1, 4));
}

static void
test_fixed_width(void **state)
{
	(void)state;
	static const unsigned char p[] = {0x81, 0x02, 0xF3, 0x04, 0x85, 0x06, 0x07, 0xF8};
	assert_int_equal(be16(p), 0x8102);
	assert_int_equal(le16(p), 0x0281);
	assert_true(be32(p) == 0x8102F304);
	assert_true(le32(p) == 0x04F30281);
	assert_true(be64(p) == 0x8102F304850607F8);
	assert_true(le64(p) == 0xF807068504F30281);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory_bounds), cmocka_unit_test(test_slice_bounds),
		cmocka_unit_test(test_read_pieces),   cmocka_unit_test(test_exact),
		cmocka_unit_test(test_fixed_width),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
