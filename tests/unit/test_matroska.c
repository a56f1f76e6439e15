/* SPDX-License-Identifier: Apache-2.0 */
/* Matroska and WebM, drawn element by element. */
#include "media_check.h"

#include <zlib.h>

#include "draw_film.h"

#define UNKNOWN 0x01ffffffffffffffull

static void
add_id(struct buffer *b, uint32_t id)
{
	draw_be(b, id, id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1);
}

/* Begins a master element with a size of eight bytes; its place goes to close_element(). */
static size_t
open_element(struct buffer *b, uint32_t id)
{
	add_id(b, id);
	draw_be(b, UNKNOWN, 8);
	return b->n;
}

static void
close_element(struct buffer *b, size_t body)
{
	uint64_t n = b->n - body;

	b->data[body - 8] = 1;
	for (unsigned i = 1; i < 8; i++)
		b->data[body - 8 + i] = (char)(n >> 8 * (7 - i));
}

static void
add_number(struct buffer *b, uint32_t id, uint64_t v)
{
	add_id(b, id);
	buffer_add_byte(b, (char)0x82);
	draw_be(b, v, 2);
}

static void
add_text(struct buffer *b, uint32_t id, const char *s)
{
	add_id(b, id);
	buffer_add_byte(b, (char)(0x80 | strlen(s)));
	buffer_add_text(b, s);
}

/* A CRC-32 element whose sum is put in by close_summed(). */
static size_t
add_crc(struct buffer *b)
{
	buffer_add(b, "\xbf\x84\0\0\0", 6);
	return b->n;
}

static void
close_summed(struct buffer *b, size_t body, size_t crc)
{
	uint32_t sum = (uint32_t)crc32(0, (unsigned char *)b->data + crc, (uInt)(b->n - crc));

	for (unsigned i = 0; i < 4; i++)
		b->data[crc - 4 + i] = (char)(sum >> 8 * i);
	close_element(b, body);
}

static void
add_track(struct buffer *b, unsigned number, const char *codec)
{
	size_t entry = open_element(b, 0xae), video;

	add_number(b, 0xd7, number);
	add_number(b, 0x83, codec[0] == 'V' ? 1 : 2);
	add_text(b, 0x86, codec);
	if (strcmp(codec, "V_MPEG4/ISO/AVC") == 0)
		buffer_add(b, "\x63\xa2\x87\1\x42\0\x1e\xff\xe0\0", 10);
	if (codec[0] == 'V') {
		video = open_element(b, 0xe0);
		add_number(b, 0xb0, 320);
		add_number(b, 0xba, 240);
		close_element(b, video);
	}
	close_element(b, entry);
}

/* A frame of two units behind lengths of four bytes, as H.264 has them. */
static void
add_block(struct buffer *b, unsigned number, unsigned seed)
{
	buffer_add(b, "\xa3\x40\x68", 3);
	buffer_add_byte(b, (char)(0x80 | number));
	draw_be(b, seed, 2);
	buffer_add_byte(b, 0);
	if (number == 1) {
		buffer_add(b, "\0\0\0\2\x09\x10\0\0\0\x5a\x65", 11);
		draw_noise(b, seed, 89);
	} else {
		draw_noise(b, seed, 100);
	}
}

static void
add_odd_blocks(struct buffer *b)
{
	size_t group = open_element(b, 0xa0);

	buffer_add(b, "\xa1\x87\x82\0\5\0abc", 9); /* track 2 */
	add_number(b, 0x9b, 40);
	close_element(b, group);
	buffer_add(b, "\xa3\x8b\x82\0\6\4\2aabbcc", 13);  /* three of one size */
	buffer_add(b, "\xa3\x8b\x82\0\7\2\1\3aaabb", 13); /* Xiph: 3, the rest */
	/* EBML: 1, 1 + 1, the rest */
	buffer_add(b,
		   "\xa3\x8d\x82\0\10\6\2\x81\xc0"
		   "abbccc",
		   15);
}

static void
add_cluster(struct buffer *b, unsigned time, bool summed)
{
	size_t cluster = open_element(b, 0x1f43b675), crc = summed ? add_crc(b) : 0;

	add_number(b, 0xe7, time);
	for (unsigned i = 0; i < 4; i++)
		add_block(b, 1 + i % 2, time + i);
	add_odd_blocks(b);
	if (summed)
		close_summed(b, cluster, crc);
	else
		close_element(b, cluster);
}

static void
add_attachment(struct buffer *b)
{
	size_t list = open_element(b, 0x1941a469), file = open_element(b, 0x61a7);

	add_text(b, 0x466e, "cover.jpg");
	add_text(b, 0x4660, "image/jpeg");
	add_text(b, 0x465c, "not really");
	close_element(b, file);
	close_element(b, list);
}

static void
add_head(struct buffer *b, const char *type)
{
	size_t header = open_element(b, 0x1a45dfa3);

	add_number(b, 0x4286, 1);
	add_text(b, 0x4282, type);
	close_element(b, header);
}

/* summed: clusters carry sums; live: no size is known. Returns where the segment's body begins. */
static size_t
draw(struct buffer *b, bool summed, bool live)
{
	size_t segment, part;

	add_head(b, live ? "webm" : "matroska");
	segment = open_element(b, 0x18538067);
	part = open_element(b, 0x1549a966);
	add_number(b, 0x2ad7b1, 1000);
	close_element(b, part);
	part = open_element(b, 0x1654ae6b);
	add_track(b, 1, "V_MPEG4/ISO/AVC");
	add_track(b, 2, "A_OPUS");
	close_element(b, part);
	buffer_add(b, "\xec\x83zzz", 5);
	for (unsigned i = 0; i < 3 && !live; i++)
		add_cluster(b, 100 * i, summed);
	for (unsigned i = 0; i < 3 && live; i++) {
		open_element(b, 0x1f43b675);
		add_number(b, 0xe7, 100 * i);
		add_block(b, 1, i);
		add_block(b, 2, i);
	}
	if (live)
		return segment;
	add_attachment(b);
	close_element(b, segment);
	return segment;
}

static void
whole(void **state)
{
	const struct media_format *f = media_by_name("mkv");
	struct media_blocks blocks;
	struct bytes_memory m;
	struct media_walk w;

	(void)state;
	for (int summed = 0; summed < 2; summed++) {
		struct buffer b = BUFFER_EMPTY;

		draw(&b, summed, false);
		media_check_cuts(f, (unsigned char *)b.data, b.n);
		media_check_placed(f, (unsigned char *)b.data, b.n);
		media_check_flips(f, (unsigned char *)b.data, b.n);
		w = media_check_walk(f, b.data, b.n);
		assert_string_equal(w.mime, "video/x-matroska");
		assert_int_equal(w.width, 320);
		assert_int_equal(w.height, 240);
		assert_true(w.confidence > (summed ? 0.95 : 0.9));
		bytes_memory_init(&m, b.data, b.n);
		f->blocks(&m.bytes, &blocks);
		assert_int_equal(blocks.n, 1);
		assert_int_equal(blocks.v[0].kind, MEDIA_THUMBNAIL);
		assert_memory_equal(b.data + blocks.v[0].offset, "not really", 10);
		buffer_release(&b);
	}
}

/* It ends with its last element, whatever stands behind; but then nothing says that it is whole. */
static void
live(void **state)
{
	static const char *const behind[] = {"", "zzzzzzzz", "\x1a\x45\xdf\xa3\x80", "\1\1\1\1",
					     "\xec\xff"};
	const struct media_format *f = media_by_name("mkv");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;

	(void)state;
	draw(&b, false, true);
	size_t n = b.n;
	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
		b.n = n;
		buffer_add_text(&b, behind[i]);
		w = media_check_walk(f, b.data, b.n);
		assert_int_equal(w.state, i ? MEDIA_DAMAGED : MEDIA_WHOLE);
		assert_int_equal(w.length, n);
		assert_string_equal(w.mime, "video/webm");
	}
	b.n = n;
	draw_fill(&b, 0, 4096);
	assert_int_equal(media_check_walk(f, b.data, b.n).length, n);
	media_check_flips(f, (unsigned char *)b.data, n);
	buffer_release(&b);
}

/* A changed byte in a frame is seen by the sum; a foreign frame also without one. */
static void
foreign(void **state)
{
	const struct media_format *f = media_by_name("mkv");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	unsigned char *second;

	(void)state;
	draw(&b, true, false);
	second = memmem(b.data, b.n, "\xe7\x82\0\x64", 4);
	assert_non_null(second);
	second[40] ^= 1;
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_int_equal(w.length, (size_t)(second - (unsigned char *)b.data) - 12 - 6);
	assert_true(w.confidence >= 0.7);
	buffer_clear(&b);
	draw(&b, false, false);
	second = memmem(b.data, b.n, "\xe7\x82\0\x64", 4);
	memset(second + 30, ' ', 200);
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_true(w.length <= (size_t)(second - (unsigned char *)b.data) + 30);
	buffer_release(&b);
}

/* Sizes that are not, or that claim the disk. */
static void
hostile(void **state)
{
	const struct media_format *f = media_by_name("mkv");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t segment;

	(void)state;
	add_head(&b, "matroskb");
	assert_int_equal(media_check_walk(f, b.data, b.n).state, MEDIA_NOT);
	buffer_clear(&b);
	segment = draw(&b, false, false);
	memset(b.data + segment - 8, 0xff, 8);
	b.data[segment - 8] = 1;
	b.data[segment - 1] = (char)0xfe; /* almost 2^56 */
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_TRUNCATED);
	assert_int_equal(w.length, b.n);
	draw_fill(&b, 0, 1000);
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_int_equal(w.broke, b.n - 1000);
	buffer_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(live),
		cmocka_unit_test(foreign),
		cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
