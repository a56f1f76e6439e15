/* SPDX-License-Identifier: Apache-2.0 */
/* Flash Video and Ogg: chains whose links are checked one by one. */
#include "media_check.h"

#include "draw_film.h"

static void
add_tag(struct buffer *b, unsigned type, unsigned time, const void *p, size_t n)
{
	draw_be(b, type, 1);
	draw_be(b, n, 3);
	draw_be(b, time, 3);
	draw_be(b, 0, 4);
	buffer_add(b, p, n);
	draw_be(b, n + 11, 4);
}

static void
add_number(struct buffer *b, const char *name, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof bits);
	draw_be(b, strlen(name), 2);
	buffer_add_text(b, name);
	draw_be(b, 0, 1);
	draw_be(b, bits, 8);
}

/* size: as the metadata say; 0: no metadata. */
static void
draw_flv(struct buffer *b, double size)
{
	struct buffer part = BUFFER_EMPTY;

	buffer_add(b, "FLV\1\5\0\0\0\11\0\0\0\0", 13);
	if (size > 0) {
		buffer_add(&part, "\2\0\12onMetaData\10\0\0\0\3", 18);
		add_number(&part, "width", 320);
		add_number(&part, "height", 240);
		add_number(&part, "filesize", size);
		buffer_add(&part, "\0\0\11", 3);
		add_tag(b, 18, 0, part.data, part.n);
	}
	/* the parameter set of a film of 320x240 */
	add_tag(b, 9, 0,
		"\x17\0\0\0\0\1\x42\xc0\x0d\xff\xe1\0\x09\x67\x42\xc0\x0d\xda\x05\x07\xe4\x40\1\0\4"
		"\x68\xce\x09\xc8",
		29);
	for (unsigned i = 0; i < 12; i++) {
		buffer_clear(&part);
		buffer_add(&part, i ? "\x27\1\0\0\0\0\0\0\x33" : "\x17\1\0\0\0\0\0\0\x33", 9);
		buffer_add(&part, i ? "\x41" : "\x65", 1);
		draw_noise(&part, i, 50);
		add_tag(b, 9, 40 * i, part.data, part.n);
		add_tag(b, 8, 40 * i, "\xaf\1sound", 7);
	}
	add_tag(b, 9, 480, "\x17\2\0\0\0", 5);
	buffer_release(&part);
}

static void
flv(void **state)
{
	const struct media_format *f = media_by_name("flv");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t n;

	(void)state;
	draw_flv(&b, 1);
	n = b.n;
	buffer_clear(&b);
	draw_flv(&b, (double)n);
	assert_int_equal(b.n, n);
	media_check_cuts(f, (unsigned char *)b.data, b.n);
	media_check_placed(f, (unsigned char *)b.data, b.n);
	media_check_flips(f, (unsigned char *)b.data, b.n);
	w = media_check_walk(f, b.data, b.n);
	assert_string_equal(w.mime, "video/x-flv");
	assert_int_equal(w.width, 320);
	assert_int_equal(w.height, 240);
	assert_true(w.confidence > 0.95);
	b.data[n - 900] ^= 1; /* in a frame: nothing tells; in a length it does */
	media_check_sane(&w, n);
	buffer_release(&b);
}

/* Without metadata the chain tells where it ends; another film has a head of its own. */
static void
flv_back_to_back(void **state)
{
	const struct media_format *f = media_by_name("flv");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t n;

	(void)state;
	draw_flv(&b, 0);
	n = b.n;
	draw_flv(&b, 0);
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, n);
	assert_int_equal(w.width, 320); /* from the parameter set */
	assert_int_equal(w.height, 240);
	memset(b.data + 500, 'x', 100);
	w = media_check_walk(f, b.data, n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_in_range(w.length, 400, 500);
	assert_true(w.confidence >= 0.7);
	buffer_release(&b);
}

/* ---- Ogg ---- */

static void
add_page(struct buffer *b, unsigned flags, unsigned serial, unsigned number, const void *p,
	 size_t n)
{
	size_t at = b->n;
	uint32_t sum = 0;

	buffer_add(b, "OggS\0", 5);
	draw_le(b, flags, 1);
	draw_le(b, number, 8);
	draw_le(b, serial, 4);
	draw_le(b, number, 4);
	draw_le(b, 0, 4);
	draw_le(b, 1, 1);
	draw_le(b, n, 1);
	buffer_add(b, p, n);
	for (size_t i = at; i < b->n; i++) {
		sum ^= (uint32_t)(unsigned char)b->data[i] << 24;
		for (int k = 0; k < 8; k++)
			sum = sum << 1 ^ (sum >> 31 ? 0x04c11db7u : 0);
	}
	for (unsigned i = 0; i < 4; i++)
		b->data[at + 22 + i] = (char)(sum >> 8 * i);
}

static void
draw_ogg(struct buffer *b, unsigned serial)
{
	add_page(b, 2, serial, 0, "\x80theora\3\2\1\0\24\0\17\0\1\x40\0\0\xf0\0\0", 22);
	add_page(b, 2, serial + 1, 0, "\1vorbis", 7);
	for (unsigned i = 1; i < 10; i++) {
		add_page(b, i == 9 ? 4 : 0, serial, i, "picture", 7);
		add_page(b, i == 9 ? 4 : 0, serial + 1, i, "sound", 5);
	}
}

static void
ogg(void **state)
{
	const struct media_format *f = media_by_name("ogg");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t n;

	(void)state;
	draw_ogg(&b, 77);
	n = b.n;
	media_check_cuts(f, (unsigned char *)b.data, b.n);
	media_check_placed(f, (unsigned char *)b.data, b.n);
	media_check_flips(f, (unsigned char *)b.data, b.n);
	w = media_check_walk(f, b.data, b.n);
	assert_string_equal(w.mime, "video/ogg");
	assert_int_equal(w.width, 320);
	assert_int_equal(w.height, 240);
	draw_ogg(&b, 99); /* another one behind it */
	assert_int_equal(media_check_walk(f, b.data, b.n).length, n);
	b.data[n / 2] ^= 4;
	w = media_check_walk(f, b.data, n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_in_range(w.length, n / 2 - 40, n / 2);
	buffer_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flv),
		cmocka_unit_test(flv_back_to_back),
		cmocka_unit_test(ogg),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
