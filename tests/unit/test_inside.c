/* SPDX-License-Identifier: Apache-2.0 */
/* inside/: what a spool gives of a packed member in any order, names, base64. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/utf16.h"
#include "inside/legacy_names.h"
#include "inside/spool.h"
#include "inside/transfer.h"

/* ---- A member without end whose bytes follow from where they stand ---- */

struct endless {
	struct holder holder;
	uint64_t at, end; /* it breaks at end */
	unsigned begun;
};

static unsigned char
byte_at(uint64_t at)
{
	return (unsigned char)(at ^ at >> 8 ^ at >> 17);
}

static int
find(struct holder *h, uint64_t key, struct error *e)
{
	struct endless *x = (struct endless *)h;

	(void)e;
	assert_int_equal(key, 7);
	x->at = 0;
	x->begun++;
	return 0;
}

static int
read_on(struct holder *h, unsigned char *buf, size_t n, size_t *got, struct error *e)
{
	struct endless *x = (struct endless *)h;

	if (n > x->end - x->at)
		n = (size_t)(x->end - x->at);
	for (size_t i = 0; i < n; i++)
		buf[i] = byte_at(x->at + i);
	x->at += n;
	*got = n;
	return n == 0 && x->end % 2 ? error_set(e, ERROR_INPUT, "it breaks") : 0;
}

static const struct holder_kind endless_kind = {.name = "endless", .find = find, .read = read_on};

static void
expect_bytes(struct bytes *b, uint64_t at, size_t want)
{
	size_t got, least = want < BYTES_WINDOW ? want : BYTES_WINDOW;
	const unsigned char *p = bytes_view(b, at, want, &got);

	if (least > b->size - at)
		least = (size_t)(b->size - at);
	assert_non_null(p);
	assert_true(got >= least && got <= want);
	for (size_t i = 0; i < got; i += 61)
		assert_int_equal(p[i], byte_at(at + i));
	assert_int_equal(p[got - 1], byte_at(at + got - 1));
}

static void
test_a_spool_gives_the_member_in_any_order(void **state)
{
	const uint64_t size = SPOOL_CAP + ((uint64_t)3 << 20) + 11;
	struct endless x = {{&endless_kind, NULL, "", 0}, 0, size, 0};
	struct spool *s = spool_new(&x.holder, 7, size);
	struct bytes *b = spool_bytes(s);

	(void)state;
	expect_bytes(b, 0, 4096);
	assert_true(x.at <= 4096);
	expect_bytes(b, 100000, 10);
	expect_bytes(b, 5, 1 << 20);
	assert_int_equal(x.begun, 1);
	expect_bytes(b, SPOOL_CAP - 100, 4000); /* across the cap */
	expect_bytes(b, SPOOL_CAP + 1000000, BYTES_WINDOW);
	expect_bytes(b, SPOOL_CAP + 1000100, BYTES_WINDOW);
	expect_bytes(b, size - 5, 1000);
	assert_int_equal(x.begun, 1);
	expect_bytes(b, SPOOL_CAP + 500, 10); /* back behind the cap: from the start again */
	assert_int_equal(x.begun, 2);
	expect_bytes(b, 12345, 10);
	assert_int_equal(x.begun, 2);
	assert_int_equal(b->unreadable, 0);
	spool_free(&s);
}

static void
test_two_spools_take_turns(void **state)
{
	struct endless x = {{&endless_kind, NULL, "", 0}, 0, 1 << 20, 0};
	struct spool *one = spool_new(&x.holder, 7, 1 << 20),
		     *two = spool_new(&x.holder, 7, 1 << 20);
	struct error e = {0};

	(void)state;
	expect_bytes(spool_bytes(one), 0, 10);
	holder_find(&x.holder, 7, &e);
	expect_bytes(spool_bytes(two), 700000, 10);
	expect_bytes(spool_bytes(one), 800000, 10);
	expect_bytes(spool_bytes(two), 1000000, 10);
	spool_free(&one);
	spool_free(&two);
}

static void
test_what_is_lost_reads_as_zeros_and_is_counted(void **state)
{
	struct endless x = {{&endless_kind, NULL, "", 0}, 0, 100001, 0};
	struct spool *s = spool_new(&x.holder, 7, 200000);
	struct bytes *b = spool_bytes(s);
	unsigned char buf[100];

	(void)state;
	expect_bytes(b, 0, 100000);
	assert_int_equal(bytes_read(b, 150000, buf, 100), 100);
	assert_int_equal(buf[0], 0);
	assert_true(b->unreadable >= 100);
	assert_string_equal(spool_failure(s), "it breaks");
	spool_free(&s);
}

static void
test_a_size_is_learnt(void **state)
{
	struct endless x = {{&endless_kind, NULL, "", 0}, 0, 70000, 0};
	bool cut;
	struct spool *s = spool_measure(&x.holder, 7, 1 << 20, &cut);

	(void)state;
	assert_int_equal(spool_bytes(s)->size, 70000);
	assert_false(cut);
	expect_bytes(spool_bytes(s), 69990, 10);
	spool_free(&s);
	s = spool_measure(&x.holder, 7, 1000, &cut);
	assert_int_equal(spool_bytes(s)->size, 1000);
	assert_true(cut);
	spool_free(&s);
}

/* ---- Text ---- */

static void
test_names_of_old(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	legacy_name(&b, (const unsigned char *)"caf\x82.jpg", 8);
	assert_string_equal(buffer_text(&b), "café.jpg");
	buffer_clear(&b);
	utf16_add(&b, (const unsigned char *)"\x3d\xd8\x00\xde\x00\xd8h\0", 8);
	assert_string_equal(buffer_text(&b), "\xf0\x9f\x98\x80\xef\xbf\xbdh");
	buffer_release(&b);
}

static void
test_base64_ends_where_a_message_ends_it(void **state)
{
	static const char text[] = "\r\naGVs\r\nbG8=\r\n--boundary";
	struct bytes_memory m;
	struct transfer x;
	unsigned char out[16];
	uint64_t end;

	(void)state;
	bytes_memory_init(&m, text, sizeof text - 1);
	assert_int_equal(transfer_size(&m.bytes, 0, TRANSFER_BASE64, &end), 5);
	transfer_start(&x, &m.bytes, 0, TRANSFER_BASE64);
	assert_int_equal(transfer_read(&x, out, 3), 3);
	assert_int_equal(transfer_read(&x, out + 3, 10), 2);
	assert_memory_equal(out, "hello", 5);
	bytes_memory_init(&m, "aGVs\n\nFrom me", 13);
	assert_int_equal(transfer_size(&m.bytes, 0, TRANSFER_BASE64, &end), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_spool_gives_the_member_in_any_order),
		cmocka_unit_test(test_two_spools_take_turns),
		cmocka_unit_test(test_what_is_lost_reads_as_zeros_and_is_counted),
		cmocka_unit_test(test_a_size_is_learnt),
		cmocka_unit_test(test_names_of_old),
		cmocka_unit_test(test_base64_ends_where_a_message_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
