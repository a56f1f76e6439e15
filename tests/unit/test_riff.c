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
	add_simple(b, "VP8L", "\x2f\17\xc0\1\0\x88\x88\x08", 8); /* 16x8 */
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
	b.data[12 + 18 + 16 + 4] = 0x7f;
	w = media_check_walk(media_by_name("webp"), b.data, b.n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_int_equal(w.broke, 12 + 18 + 16);
	buffer_release(&b);
}

/* A drawn picture of 48 by 40, as cwebp writes it. */
static const unsigned char lossy[] = {
	0x52, 0x49, 0x46, 0x46, 0xce, 0x00, 0x00, 0x00, 0x57, 0x45, 0x42, 0x50, 0x56, 0x50, 0x38,
	0x20, 0xc2, 0x00, 0x00, 0x00, 0x10, 0x05, 0x00, 0x9d, 0x01, 0x2a, 0x30, 0x00, 0x28, 0x00,
	0x3f, 0x39, 0x90, 0xb7, 0x57, 0x2f, 0x2a, 0x24, 0xa3, 0xaa, 0xa9, 0x59, 0xe0, 0x27, 0x09,
	0x6c, 0x69, 0x1f, 0x53, 0x59, 0x40, 0x8c, 0x6b, 0x2c, 0x20, 0x66, 0x18, 0x26, 0xc1, 0xbe,
	0x74, 0x9c, 0x60, 0x13, 0x8d, 0x20, 0x84, 0x47, 0x80, 0x00, 0xfe, 0xe7, 0xc1, 0xfc, 0xe8,
	0x5b, 0xff, 0x16, 0xd8, 0xeb, 0x2d, 0x86, 0x31, 0xb4, 0xfd, 0x66, 0x70, 0xf6, 0x34, 0x2d,
	0x09, 0x93, 0x86, 0x4e, 0xa7, 0xa8, 0xc8, 0x5e, 0x34, 0xe3, 0xbb, 0xdf, 0x42, 0x41, 0x50,
	0x3a, 0x94, 0x47, 0xc9, 0x29, 0xfe, 0x94, 0xe0, 0x4c, 0x2f, 0xd6, 0x34, 0x18, 0x04, 0x9b,
	0x63, 0xd3, 0xb5, 0xf4, 0x1f, 0x99, 0x58, 0x64, 0x12, 0x3d, 0x15, 0xba, 0xe3, 0xb3, 0xa6,
	0x13, 0x00, 0x90, 0x4a, 0xcc, 0xe1, 0xdf, 0x49, 0x68, 0x88, 0x67, 0x29, 0x38, 0x59, 0x8f,
	0x4b, 0xc6, 0xa9, 0xb4, 0xb8, 0x51, 0x68, 0xaa, 0x10, 0x54, 0x67, 0x83, 0x04, 0x6c, 0x3c,
	0x09, 0x56, 0xfb, 0xc1, 0xcb, 0x82, 0x64, 0xe7, 0x01, 0xa1, 0x79, 0x6c, 0xc7, 0x67, 0xf7,
	0x9d, 0x35, 0xa8, 0xdb, 0xe0, 0xdf, 0x02, 0x87, 0x67, 0xf9, 0x74, 0x5e, 0xd6, 0x4c, 0x8d,
	0xf6, 0x61, 0xcf, 0xab, 0x02, 0x13, 0xe1, 0x89, 0x42, 0x64, 0xe6, 0x8d, 0x69, 0x62, 0xd1,
	0x23, 0x00, 0x00, 0x00};

/* The bits of one picture end with it; those of others, behind its beginning, do not. */
static void
webp_data(void **state)
{
	const struct media_format *f = media_by_name("webp");
	struct buffer b = BUFFER_EMPTY;
	unsigned char other[sizeof lossy];

	(void)state;
	media_check_cuts(f, lossy, sizeof lossy);
	media_check_flips(f, lossy, sizeof lossy);
	assert_true(media_check_walk(f, lossy, sizeof lossy).confidence > 0.9);
	memcpy(other, lossy, sizeof lossy);
	for (size_t i = 120; i < sizeof other; i++)
		other[i] = (unsigned char)(i * 151 ^ i >> 2);
	assert_int_equal(media_check_walk(f, other, sizeof other).state, MEDIA_DAMAGED);
	draw_webp(&b);
	assert_true(media_check_walk(f, b.data, b.n).confidence > 0.9);
	b.data[12 + 18 + 8 + 5] ^= 0x08; /* no prefix code any more */
	assert_int_equal(media_check_walk(f, b.data, b.n).state, MEDIA_DAMAGED);
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
		cmocka_unit_test(webp), cmocka_unit_test(webp_breaks), cmocka_unit_test(webp_data),
		cmocka_unit_test(avi),	cmocka_unit_test(avi_forms),   cmocka_unit_test(avi_open),
		cmocka_unit_test(bmp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
