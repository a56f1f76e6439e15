/* SPDX-License-Identifier: Apache-2.0 */
/* WebP, AVI and BMP: the little-endian formats of one vendor. */
#include "media_check.h"

#include "base/buffer.h"

static void
add16(struct buffer *b, unsigned v)
{
	buffer_add_byte(b, (char)v);
	buffer_add_byte(b, (char)(v >> 8));
}

static void
add32(struct buffer *b, uint32_t v)
{
	add16(b, v & 0xffff);
	add16(b, v >> 16);
}

static size_t
chunk(struct buffer *b, const char *type, const char *form)
{
	size_t at = b->n;

	buffer_add(b, type, 4);
	add32(b, 0);
	buffer_add(b, form, strlen(form));
	return at;
}

static void
chunk_end(struct buffer *b, size_t at)
{
	uint32_t n = (uint32_t)(b->n - at - 8);

	for (int i = 0; i < 4; i++)
		b->data[at + 4 + (size_t)i] = (char)(n >> 8 * i);
	if (n & 1)
		buffer_add_byte(b, 0);
}

static void
add_simple(struct buffer *b, const char *type, const void *p, size_t n)
{
	size_t at = chunk(b, type, "");

	buffer_add(b, p, n);
	chunk_end(b, at);
}

static void
draw_webp(struct buffer *b)
{
	size_t riff = chunk(b, "RIFF", "WEBP");

	add_simple(b, "VP8X", "\x0c\0\0\0\17\0\0\7\0\0", 10);
	add_simple(b, "VP8L", "\x2f\17\xc0\1\0abcde", 10); /* 16x8 */
	add_simple(b, "EXIF", "MM\0*\0\0\0\10\0\0\0\0\0\0", 14);
	add_simple(b, "XMP ", "<x/>", 4);
	chunk_end(b, riff);
}

static void
webp(void **state)
{
	const struct media_format *f = media_by_name("webp");
	struct buffer b = BUFFER_EMPTY;
	struct media_blocks blocks;
	struct bytes_memory m;
	struct media_walk w;

	(void)state;
	draw_webp(&b);
	media_check_cuts(f, (unsigned char *)b.data, b.n);
	media_check_placed(f, (unsigned char *)b.data, b.n);
	media_check_flips(f, (unsigned char *)b.data, b.n);
	w = media_check_walk(f, b.data, b.n);
	assert_string_equal(w.mime, "image/webp");
	assert_int_equal(w.width, 16);
	assert_int_equal(w.height, 8);
	bytes_memory_init(&m, b.data, b.n);
	f->blocks(&m.bytes, &blocks);
	assert_int_equal(blocks.n, 2);
	assert_int_equal(blocks.v[0].kind, MEDIA_EXIF_TIFF);
	assert_int_equal(blocks.v[1].kind, MEDIA_XMP);
	buffer_release(&b);
}

/* A chunk that reaches over the end of its form. */
static void
webp_breaks(void **state)
{
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;

	(void)state;
	draw_webp(&b);
	b.data[12 + 18 + 18 + 4] = 0x7f;
	w = media_check_walk(media_by_name("webp"), b.data, b.n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_int_equal(w.broke, 12 + 18 + 18);
	buffer_release(&b);
}

static void
draw_avi(struct buffer *b, unsigned frames)
{
	size_t riff = chunk(b, "RIFF", "AVI "), list = chunk(b, "LIST", "hdrl"), movi;
	unsigned char avih[56] = {0};

	avih[32] = 32;
	avih[36] = 24;
	add_simple(b, "avih", avih, sizeof avih);
	chunk_end(b, list);
	movi = chunk(b, "LIST", "movi");
	while (frames--)
		add_simple(b, "00dc", "frame", 5);
	chunk_end(b, movi);
	add_simple(b, "idx1", "0123456789abcdef", 16);
	chunk_end(b, riff);
}

static void
avi(void **state)
{
	const struct media_format *f = media_by_name("avi");
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	draw_avi(&b, 12);
	media_check_cuts(f, (unsigned char *)b.data, b.n);
	media_check_placed(f, (unsigned char *)b.data, b.n);
	media_check_flips(f, (unsigned char *)b.data, b.n);
	assert_string_equal(media_check_walk(f, b.data, b.n).mime, "video/x-msvideo");
	assert_int_equal(media_check_walk(f, b.data, b.n).width, 32);
	b.data[12 + 12 + 64 + 12 + 3 * 14] = 1; /* the fourth frame's head */
	assert_int_equal(media_check_walk(f, b.data, b.n).state, MEDIA_DAMAGED);
	buffer_release(&b);
}

/* A film in two forms, its first chunks in records; the index counts from the film list. */
static void
draw_long_avi(struct buffer *b)
{
	size_t riff = chunk(b, "RIFF", "AVI "), list = chunk(b, "LIST", "hdrl"), movi, rec;
	unsigned char avih[56] = {0};

	avih[32] = 32;
	avih[36] = 24;
	add_simple(b, "avih", avih, sizeof avih);
	chunk_end(b, list);
	movi = chunk(b, "LIST", "movi");
	rec = chunk(b, "LIST", "rec ");
	add_simple(b, "00dc", "frame", 5);
	add_simple(b, "01wb", "so", 2);
	chunk_end(b, rec);
	add_simple(b, "ix00", "12345678", 8);
	chunk_end(b, movi);
	add_simple(b, "idx1", "00dc\0\0\0\0\20\0\0\0\5\0\0\0", 16);
	chunk_end(b, riff);
	riff = chunk(b, "RIFF", "AVIX");
	movi = chunk(b, "LIST", "movi");
	for (int i = 0; i < 10; i++)
		add_simple(b, "00dc", "frame", 5);
	chunk_end(b, movi);
	chunk_end(b, riff);
}

static void
avi_forms(void **state)
{
	const struct media_format *f = media_by_name("avi");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t first = 8, n;

	(void)state;
	draw_long_avi(&b);
	n = b.n;
	media_check_placed(f, (unsigned char *)b.data, n);
	media_check_flips(f, (unsigned char *)b.data, n);
	w = media_check_walk(f, b.data, n);
	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, n);
	assert_int_equal(w.frames, 12);
	assert_true(w.confidence > 0.95);
	first += le32((unsigned char *)b.data + 4);
	b.data[first - 8] ^= 1; /* the index points elsewhere: less sure */
	w = media_check_walk(f, b.data, n);
	assert_int_equal(w.length, n);
	assert_true(w.confidence <= 0.9);
	buffer_release(&b);
}

/* Nobody wrote the sizes of form and film down: the last chunk ends it. */
static void
avi_open(void **state)
{
	const struct media_format *f = media_by_name("avi");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t n;

	(void)state;
	draw_avi(&b, 12);
	memset(b.data + 4, 0xff, 4);
	memset(b.data + 12 + 12 + 64 + 4, 0xff, 4);
	n = b.n;
	for (int i = 0; i < 100; i++)
		buffer_add_byte(&b, (char)(i % 3));
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, n);
	buffer_release(&b);
}

/* 3x2, 24 bits: rows of 9 bytes padded to 12. */
static void
draw_bmp(struct buffer *b, uint32_t file_size, uint32_t height)
{
	buffer_add(b, "BM", 2);
	add32(b, file_size);
	add32(b, 0);
	add32(b, 54);
	add32(b, 40);
	add32(b, 3);
	add32(b, height);
	add16(b, 1);
	add16(b, 24);
	for (int i = 0; i < 6; i++)
		add32(b, 0);
	for (int i = 0; i < 24; i++)
		buffer_add_byte(b, (char)i);
}

static void
bmp(void **state)
{
	const struct media_format *f = media_by_name("bmp");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;

	(void)state;
	draw_bmp(&b, 78, 2);
	media_check_cuts(f, (unsigned char *)b.data, b.n);
	media_check_placed(f, (unsigned char *)b.data, b.n);
	media_check_flips(f, (unsigned char *)b.data, b.n);
	buffer_clear(&b);
	draw_bmp(&b, 0, (uint32_t)-2); /* rows from the top, length not stated */
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, 78);
	assert_int_equal(w.height, 2);
	assert_true(w.confidence < 0.5);
	buffer_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(webp),	     cmocka_unit_test(webp_breaks), cmocka_unit_test(avi),
		cmocka_unit_test(avi_forms), cmocka_unit_test(avi_open),    cmocka_unit_test(bmp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
