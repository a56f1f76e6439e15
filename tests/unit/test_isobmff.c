/* SPDX-License-Identifier: Apache-2.0 */
#include "media_check.h"

#include "base/buffer.h"

static void
add32(struct buffer *b, uint32_t v)
{
	unsigned char p[4] = {(unsigned char)(v >> 24), (unsigned char)(v >> 16),
			      (unsigned char)(v >> 8), (unsigned char)v};

	buffer_add(b, p, 4);
}

/* A box begins; box_end() fills its size in. */
static size_t
box(struct buffer *b, const char *type)
{
	size_t at = b->n;

	add32(b, 0);
	buffer_add(b, type, 4);
	return at;
}

static void
box_end(struct buffer *b, size_t at)
{
	uint32_t n = (uint32_t)(b->n - at);

	for (int i = 0; i < 4; i++)
		b->data[at + (size_t)i] = (char)(n >> (24 - 8 * i));
}

static void
add_zeros(struct buffer *b, size_t n)
{
	while (n--)
		buffer_add_byte(b, 0);
}

static void
add_ftyp(struct buffer *b, const char *brand)
{
	size_t at = box(b, "ftyp");

	buffer_add(b, brand, 4);
	add32(b, 0);
	buffer_add(b, brand, 4);
	box_end(b, at);
}

static void
add_header(struct buffer *b, uint32_t width, uint32_t height)
{
	size_t at = box(b, "tkhd");

	add_zeros(b, 76);
	add32(b, width << 16);
	add32(b, height << 16);
	box_end(b, at);
}

static void
add_handler(struct buffer *b, const char *kind)
{
	size_t at = box(b, "hdlr");

	add_zeros(b, 8);
	buffer_add(b, kind, 4);
	add_zeros(b, 13);
	box_end(b, at);
}

/* A movie of one track whose only chunk begins at `chunk`. */
static void
add_moov(struct buffer *b, const char *kind, uint32_t chunk)
{
	size_t moov = box(b, "moov"), trak = box(b, "trak"), mdia, minf, stbl, stco;

	add_header(b, 64, 48);
	mdia = box(b, "mdia");
	add_handler(b, kind);
	minf = box(b, "minf");
	stbl = box(b, "stbl");
	stco = box(b, "stco");
	add32(b, 0);
	add32(b, 1);
	add32(b, chunk);
	box_end(b, stco);
	box_end(b, stbl);
	box_end(b, minf);
	box_end(b, mdia);
	box_end(b, trak);
	box_end(b, moov);
}

static void
add_mdat(struct buffer *b, size_t n)
{
	size_t at = box(b, "mdat");

	while (n--)
		buffer_add_byte(b, (char)n);
	box_end(b, at);
}

static const struct media_format *
iso(void)
{
	return media_by_name("mp4");
}

static void
films(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	add_ftyp(&b, "isom");
	add_moov(&b, "vide", 300);
	add_mdat(&b, 200);
	media_check_cuts(iso(), (unsigned char *)b.data, b.n);
	media_check_placed(iso(), (unsigned char *)b.data, b.n);
	media_check_flips(iso(), (unsigned char *)b.data, b.n);
	assert_int_equal(media_check_walk(iso(), b.data, b.n).width, 64);
	buffer_clear(&b);
	add_ftyp(&b, "qt  ");
	add_mdat(&b, 200);
	add_moov(&b, "vide", 40);
	media_check_cuts(iso(), (unsigned char *)b.data, b.n);
	assert_string_equal(media_check_walk(iso(), b.data, b.n).mime, "video/quicktime");
	buffer_release(&b);
}

static void
sound_is_no_video(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	add_ftyp(&b, "mp42");
	add_moov(&b, "soun", 200);
	add_mdat(&b, 200);
	assert_string_equal(media_check_walk(iso(), b.data, b.n).mime, "audio/mp4");
	buffer_release(&b);
}

/* The samples' place lies behind the last box. */
static void
missing_samples(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	add_ftyp(&b, "isom");
	add_moov(&b, "vide", 100000);
	add_mdat(&b, 200);
	assert_int_equal(media_check_walk(iso(), b.data, b.n).state, MEDIA_TRUNCATED);
	buffer_release(&b);
}

/* A HEIF of one Exif item, its bytes at `at`. */
static void
add_meta(struct buffer *b, uint32_t at, uint32_t size)
{
	size_t meta = box(b, "meta"), iinf, infe, iloc;

	add32(b, 0);
	iinf = box(b, "iinf");
	add32(b, 0);
	buffer_add(b, "\0\1", 2);
	infe = box(b, "infe");
	buffer_add(b, "\2\0\0\0\0\1\0\0Exif\0", 13);
	box_end(b, infe);
	box_end(b, iinf);
	iloc = box(b, "iloc");
	buffer_add(b, "\0\0\0\0\x44\0\0\1\0\1\0\0\0\1", 14);
	add32(b, at);
	add32(b, size);
	box_end(b, iloc);
	box_end(b, meta);
}

static void
pictures(void **state)
{
	static const char exif[] = "\0\0\0\6Exif\0\0II*\0\10\0\0\0\0\0\0\0\0\0";
	struct buffer b = BUFFER_EMPTY;
	struct media_blocks blocks;
	struct bytes_memory m;
	uint32_t at;
	size_t mdat;

	(void)state;
	add_ftyp(&b, "heic");
	add_meta(&b, 0, sizeof exif - 1);
	at = (uint32_t)b.n + 8;
	buffer_clear(&b);
	add_ftyp(&b, "heic");
	add_meta(&b, at, sizeof exif - 1);
	mdat = box(&b, "mdat");
	buffer_add(&b, exif, sizeof exif - 1);
	box_end(&b, mdat);
	media_check_cuts(iso(), (unsigned char *)b.data, b.n);
	media_check_flips(iso(), (unsigned char *)b.data, b.n);
	assert_string_equal(media_check_walk(iso(), b.data, b.n).mime, "image/heic");
	bytes_memory_init(&m, b.data, b.n);
	iso()->blocks(&m.bytes, &blocks);
	assert_int_equal(blocks.n, 1);
	assert_int_equal(blocks.v[0].kind, MEDIA_EXIF_TIFF);
	assert_memory_equal(b.data + blocks.v[0].offset, "II*\0", 4);
	buffer_release(&b);
}

/* A text behind a picture, with a word in it that names the box of data, is not the picture's. */
static void
ends_before_a_word(void **state)
{
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t mdat;
	uint64_t n;

	(void)state;
	add_ftyp(&b, "heic");
	add_meta(&b, 0, 4);
	n = b.n + 8;
	buffer_clear(&b);
	add_ftyp(&b, "heic");
	add_meta(&b, (uint32_t)n, 4);
	mdat = box(&b, "mdat");
	buffer_add(&b, "\0\0\0\0", 4);
	box_end(&b, mdat);
	n = b.n;
	buffer_add_text(&b, "P   mdat and jP   received RIFF received");
	w = media_check_walk(iso(), b.data, b.n);
	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, n);
	buffer_release(&b);
}

/* 64-bit sizes that wrap around, sizes smaller than the box's own head. */
static void
hostile_sizes(void **state)
{
	static const char wraps[] = "\0\0\0\20ftypisom\0\0\0\0"
				    "\0\0\0\1mdat\xff\xff\xff\xff\xff\xff\xff\xff";
	static const char small[] = "\0\0\0\20ftypisom\0\0\0\0"
				    "\0\0\0\1mdat\0\0\0\0\0\0\0\4";

	(void)state;
	assert_int_not_equal(media_check_walk(iso(), wraps, sizeof wraps - 1).state, MEDIA_WHOLE);
	assert_int_not_equal(media_check_walk(iso(), small, sizeof small - 1).state, MEDIA_WHOLE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(films),
		cmocka_unit_test(sound_is_no_video),
		cmocka_unit_test(missing_samples),
		cmocka_unit_test(pictures),
		cmocka_unit_test(ends_before_a_word),
		cmocka_unit_test(hostile_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
