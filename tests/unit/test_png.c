/* SPDX-License-Identifier: Apache-2.0 */
#include "media_check.h"

#include <zlib.h>

#include "base/buffer.h"

static void
add32(struct buffer *b, uint32_t v)
{
	unsigned char p[4] = {(unsigned char)(v >> 24), (unsigned char)(v >> 16),
			      (unsigned char)(v >> 8), (unsigned char)v};

	buffer_add(b, p, 4);
}

static void
add_chunk(struct buffer *b, const char *type, const void *body, size_t n)
{
	uLong crc = crc32(crc32(0, (const Bytef *)type, 4), body, (uInt)n);

	add32(b, (uint32_t)n);
	buffer_add(b, type, 4);
	buffer_add(b, body, n);
	add32(b, (uint32_t)(n ? crc : crc32(0, (const Bytef *)type, 4)));
}

static void
add_head(struct buffer *b)
{
	buffer_add(b, "\x89PNG\r\n\x1a\n", 8);
	add_chunk(b, "IHDR", "\0\0\0\2\0\0\0\3\10\0\0\0\0", 13);
}

static void
add_data(struct buffer *b)
{
	unsigned char packed[64];
	uLongf n = sizeof packed;

	assert_int_equal(compress(packed, &n, (const Bytef *)"\0ab\0cd\0ef", 9), Z_OK);
	add_chunk(b, "IDAT", packed, n);
}

static void
draw(struct buffer *b)
{
	add_head(b);
	add_chunk(b, "tEXt", "Comment\0drawn", 13);
	add_chunk(b, "eXIf", "MM\0*\0\0\0\10\0\0\0\0\0\0", 14);
	add_chunk(b, "iTXt", "XML:com.adobe.xmp\0\0\0\0\0<x/>", 26);
	add_data(b);
	add_chunk(b, "IEND", "", 0);
}

static const struct media_format *
png(void)
{
	return media_by_name("png");
}

static void
whole_cut_and_flipped(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	draw(&b);
	media_check_cuts(png(), (unsigned char *)b.data, b.n);
	media_check_placed(png(), (unsigned char *)b.data, b.n);
	media_check_flips(png(), (unsigned char *)b.data, b.n);
	buffer_release(&b);
}

/* Every byte is under a checksum: one flip, and the file is not whole. */
static void
every_flip_is_seen(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	draw(&b);
	for (size_t i = 0; i < b.n; i++) {
		b.data[i] ^= 0x10;
		assert_int_not_equal(media_check_walk(png(), b.data, b.n).state, MEDIA_WHOLE);
		b.data[i] ^= 0x10;
	}
	buffer_release(&b);
}

static void
breaks_where_it_breaks(void **state)
{
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t at;

	(void)state;
	add_head(&b);
	at = b.n;
	add_data(&b);
	b.data[at + 10] ^= 1;
	add_chunk(&b, "IEND", "", 0);
	w = media_check_walk(png(), b.data, b.n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_int_equal(w.broke, at);
	assert_string_equal(w.mime, "image/png");
	assert_int_equal(w.width, 2);
	assert_int_equal(w.height, 3);
	buffer_release(&b);
}

static void
order_matters(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	add_head(&b);
	add_chunk(&b, "IEND", "", 0);
	assert_int_equal(media_check_walk(png(), b.data, b.n).state, MEDIA_DAMAGED);
	buffer_clear(&b);
	add_head(&b);
	add_data(&b);
	add_chunk(&b, "tEXt", "a\0b", 3);
	add_data(&b);
	add_chunk(&b, "IEND", "", 0);
	assert_int_equal(media_check_walk(png(), b.data, b.n).state, MEDIA_DAMAGED);
	buffer_release(&b);
}

static void
finds_metadata(void **state)
{
	struct buffer b = BUFFER_EMPTY;
	struct media_blocks blocks;
	struct bytes_memory m;

	(void)state;
	draw(&b);
	bytes_memory_init(&m, b.data, b.n);
	png()->blocks(&m.bytes, &blocks);
	assert_int_equal(blocks.n, 3);
	assert_int_equal(blocks.v[0].kind, MEDIA_COMMENT);
	assert_int_equal(blocks.v[1].kind, MEDIA_EXIF_TIFF);
	assert_memory_equal(b.data + blocks.v[1].offset, "MM\0*", 4);
	assert_int_equal(blocks.v[2].kind, MEDIA_XMP);
	assert_memory_equal(b.data + blocks.v[2].offset, "<x/>", 4);
	assert_int_equal(blocks.v[2].size, 4);
	buffer_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_cut_and_flipped),  cmocka_unit_test(every_flip_is_seen),
		cmocka_unit_test(breaks_where_it_breaks), cmocka_unit_test(order_matters),
		cmocka_unit_test(finds_metadata),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
