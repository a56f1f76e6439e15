/* SPDX-License-Identifier: Apache-2.0 */
#include "media_check.h"

#include "base/buffer.h"
#include "media/tiff_ifd.h"

/* A TIFF built value by value, in either byte order. */
struct build {
	struct buffer b;
	bool big;
};

static void
add16(struct build *t, unsigned v)
{
	unsigned char p[2] = {(unsigned char)(t->big ? v >> 8 : v),
			      (unsigned char)(t->big ? v : v >> 8)};

	buffer_add(&t->b, p, 2);
}

static void
add32(struct build *t, uint32_t v)
{
	add16(t, t->big ? v >> 16 : v & 0xffff);
	add16(t, t->big ? v & 0xffff : v >> 16);
}

static void
add_entry(struct build *t, unsigned tag, unsigned type, uint32_t count, uint32_t value)
{
	add16(t, tag);
	add16(t, type);
	add32(t, count);
	if (type == TIFF_SHORT && count == 1) {
		add16(t, value);
		add16(t, 0);
	} else {
		add32(t, value);
	}
}

/* 4x2 grey; the strip of 8 bytes at the end, a description before it. extra: one more entry. */
static void
build(struct build *t, unsigned extra_tag, uint32_t extra_value, uint32_t next)
{
	unsigned n = 8 + (extra_tag != 0);
	uint32_t values = 8 + 2 + n * 12 + 4;

	buffer_clear(&t->b);
	buffer_add(&t->b, t->big ? "MM\0*" : "II*\0", 4);
	add32(t, 8);
	add16(t, n);
	add_entry(t, 0x0100, TIFF_SHORT, 1, 4);
	add_entry(t, 0x0101, TIFF_SHORT, 1, 2);
	add_entry(t, 0x0102, TIFF_SHORT, 1, 8);
	add_entry(t, 0x0103, TIFF_SHORT, 1, 1);
	add_entry(t, 0x010e, TIFF_ASCII, 6, values);
	add_entry(t, 0x0111, TIFF_LONG, 1, values + 6);
	add_entry(t, 0x0115, TIFF_SHORT, 1, 1);
	add_entry(t, 0x0117, TIFF_LONG, 1, 8);
	if (extra_tag)
		add_entry(t, extra_tag, TIFF_LONG, 1, extra_value);
	add32(t, next);
	buffer_add(&t->b, "drawn\0\1\2\3\4\5\6\7\10", 14);
}

static const struct media_format *
tiff(void)
{
	return media_by_name("tiff");
}

static void
whole_cut_and_flipped(void **state)
{
	struct build t = {.b = BUFFER_EMPTY};

	(void)state;
	for (int big = 0; big < 2; big++) {
		t.big = big;
		build(&t, 0, 0, 0);
		media_check_cuts(tiff(), (unsigned char *)t.b.data, t.b.n);
		media_check_placed(tiff(), (unsigned char *)t.b.data, t.b.n);
		media_check_flips(tiff(), (unsigned char *)t.b.data, t.b.n);
	}
	buffer_release(&t.b);
}

static void
knows_size_and_kind(void **state)
{
	struct build t = {.b = BUFFER_EMPTY};
	struct media_walk w;

	(void)state;
	build(&t, 0, 0, 0);
	w = media_check_walk(tiff(), t.b.data, t.b.n);
	assert_string_equal(w.mime, "image/tiff");
	assert_int_equal(w.width, 4);
	assert_int_equal(w.height, 2);
	build(&t, TIFF_DNG_VERSION, 0x00000401, 0);
	w = media_check_walk(tiff(), t.b.data, t.b.n);
	assert_string_equal(w.mime, "image/x-adobe-dng");
	buffer_release(&t.b);
}

/* Directories that lead back to themselves are gone through once. */
static void
loops_end(void **state)
{
	struct build t = {.b = BUFFER_EMPTY};
	struct media_walk w;

	(void)state;
	build(&t, TIFF_SUB_IFDS, 8, 8);
	w = media_check_walk(tiff(), t.b.data, t.b.n);
	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, t.b.n);
	buffer_release(&t.b);
}

static void
what_lies_outside_is_missing(void **state)
{
	struct build t = {.b = BUFFER_EMPTY};
	struct media_walk w;

	(void)state;
	build(&t, TIFF_EXIF_IFD, 0xfffffff0, 0);
	w = media_check_walk(tiff(), t.b.data, t.b.n);
	assert_int_equal(w.state, MEDIA_TRUNCATED);
	assert_int_equal(w.length, t.b.n);
	buffer_release(&t.b);
}

/* A zero behind a last strip of odd length belongs to files whose directory stands before it. */
static void
padding_counts(void **state)
{
	struct build t = {.b = BUFFER_EMPTY};
	size_t size_at = 8 + 2 + 7 * 12 + 8;

	(void)state;
	build(&t, 0, 0, 0);
	t.b.data[size_at] = 7;
	assert_int_equal(media_check_walk(tiff(), t.b.data, t.b.n).length, t.b.n - 1);
	t.b.data[t.b.n - 1] = 0;
	assert_int_equal(media_check_walk(tiff(), t.b.data, t.b.n).length, t.b.n);
	buffer_release(&t.b);
}

/* The reader under it: counts that overflow, entries outside, numbers of every type. */
static void
entries_are_bounded(void **state)
{
	static const unsigned char big[] =
		"II+\0\10\0\0\0\20\0\0\0\0\0\0\0" /* BigTIFF, directory at 16 */
		"\2\0\0\0\0\0\0\0"
		"\0\1\14\0\1\0\0\0\0\0\0\40\20\0\0\0\0\0\0\0"
		"\1\1\3\0\1\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0"
		"\0\0\0\0\0\0\0\0";
	struct bytes_memory m;
	struct tiff_entry e;
	struct tiff_ifd d;
	struct tiff t;

	(void)state;
	bytes_memory_init(&m, big, sizeof big - 1);
	assert_int_equal(tiff_open(&t, &m.bytes, 0, sizeof big - 1), 0);
	assert_true(t.big);
	assert_int_equal(t.first, 16);
	assert_int_equal(tiff_ifd_at(&t, 16, &d), 0);
	assert_int_equal(d.n, 2);
	assert_int_equal(tiff_entry_at(&d, 0, &e), -1); /* 2^61 doubles and one */
	assert_int_equal(tiff_number_of(&d, 0x0101, 0), 7);
	assert_int_equal(tiff_number_of(&d, 0x0102, 9), 9);
	assert_int_equal(tiff_ifd_at(&t, UINT64_MAX, &d), -1);
	assert_int_equal(tiff_open(&t, &m.bytes, 0, 7), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_cut_and_flipped),
		cmocka_unit_test(knows_size_and_kind),
		cmocka_unit_test(loops_end),
		cmocka_unit_test(what_lies_outside_is_missing),
		cmocka_unit_test(padding_counts),
		cmocka_unit_test(entries_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
