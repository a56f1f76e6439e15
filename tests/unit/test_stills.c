/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JPEG 2000, JPEG XL, Photoshop, RAF and the raw files built on TIFF: files that other programs
 * wrote, or whose coded data they wrote (tests/fuzz/seeds says which), whole, cut at every byte,
 * flipped, and with somebody else's bytes in them.
 */
#include "media_check.h"

#include "base/buffer.h"
#include "seed.h"

#define FILLER 20000

static const struct {
	const char *format, *seed, *mime;
	uint32_t width, height;
} files[] = {
	{"jp2", "jp2/boxes", "image/jp2", 40, 28},
	{"jp2", "jp2/tiles", "image/j2c", 40, 28},
	{"jxl", "jxl/bare", "image/jxl", 40, 28},
	{"jxl", "jxl/lossless", "image/jxl", 40, 28},
	{"jxl", "jxl/container", "image/jxl", 40, 28},
	{"jxl", "jxl/modular", "image/jxl", 40, 28},
	{"jxl", "jxl/fast", "image/jxl", 40, 28},
	{"jxl", "jxl/groups", "image/jxl", 300, 20},
	{"jxl", "jxl/order", "image/jxl", 300, 20},
	{"jxl", "jxl/parts", "image/jxl", 40, 28},
	{"psd", "psd/rle", "image/vnd.adobe.photoshop", 40, 28},
	{"psd", "psd/plain", "image/vnd.adobe.photoshop", 40, 28},
	{"psd", "psd/layers", "image/vnd.adobe.photoshop", 40, 28},
	{"raf", "raf/drawn", "image/x-fuji-raf", 3100, 2100},
	{"mrw", "mrw/drawn", "image/x-minolta-mrw", 40, 28},
	{"crw", "crw/drawn", "image/x-canon-crw", 3072, 2048},
	{"x3f", "x3f/drawn", "image/x-sigma-x3f", 2640, 1760},
	{"tiff", "tiff/lzw", "image/tiff", 40, 28},
	{"tiff", "tiff/zip", "image/tiff", 40, 28},
	{"tiff", "tiff/packbits", "image/tiff", 40, 28},
	{"tiff", "tiff/jpeg", "image/tiff", 40, 28},
	{"tiff", "tiff/big", "image/tiff", 40, 28},
	{"tiff", "tiff/dng", "image/x-adobe-dng", 40, 28},
	{"tiff", "tiff/cr2", "image/x-canon-cr2", 40, 28},
	{"tiff", "tiff/nef", "image/x-nikon-nef", 40, 28},
	{"tiff", "tiff/arw", "image/x-sony-arw", 40, 28},
	{"tiff", "tiff/orf", "image/x-olympus-orf", 40, 28},
	{"tiff", "tiff/pef", "image/x-pentax-pef", 40, 28},
	{"tiff", "tiff/srw", "image/x-samsung-srw", 40, 28},
	{"tiff", "tiff/rw2", "image/x-panasonic-rw2", 40, 28},
};
#define FILES (sizeof files / sizeof *files)

/* Bytes that look random and are the same in every run. */
static void
add_noise(struct buffer *b, size_t n)
{
	uint64_t x = 88172645463325252u;

	while (n--) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		buffer_add_byte(b, (char)(x >> 24));
	}
}

static void
add_filler(struct buffer *b, int kind)
{
	static const char text[] = "so it was said, and the lazy dog heard nothing of it; ";

	for (size_t i = 0; kind != 1 && i < FILLER; i++)
		buffer_add_byte(b, kind ? text[i % (sizeof text - 1)] : '\0');
	if (kind == 1)
		add_noise(b, FILLER);
}

static void
whole_and_what_it_is(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		const struct media_format *f = media_by_name(files[i].format);
		struct media_walk w;

		buffer_clear(&b);
		seed_read(files[i].seed, &b);
		media_check_placed(f, (unsigned char *)b.data, b.n);
		w = media_check_walk(f, b.data, b.n);
		assert_string_equal(w.mime, files[i].mime);
		assert_int_equal(w.width, files[i].width);
		assert_int_equal(w.height, files[i].height);
	}
	buffer_release(&b);
}

/* Whatever follows a file, it ends at its last byte. */
static void
ends_before_filler(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		for (int kind = 0; kind < 3; kind++) {
			struct media_walk w;
			size_t n;

			buffer_clear(&b);
			seed_read(files[i].seed, &b);
			n = b.n;
			add_filler(&b, kind);
			w = media_check_walk(media_by_name(files[i].format), b.data, b.n);
			assert_int_equal(w.state, MEDIA_WHOLE);
			assert_int_equal(w.length, n);
		}
	}
	buffer_release(&b);
}

/* Cut at every byte: never whole, never past what is there. */
static void
cut_is_never_whole(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		size_t step;

		buffer_clear(&b);
		seed_read(files[i].seed, &b);
		step = b.n / 1500 + 1;
		for (size_t cut = 0; cut < b.n; cut += step) {
			unsigned char *part = malloc(cut ? cut : 1);
			struct media_walk w;

			memcpy(part, b.data, cut);
			w = media_check_walk(media_by_name(files[i].format), part, cut);
			media_check_sane(&w, cut);
			assert_int_not_equal(w.state, MEDIA_WHOLE);
			free(part);
		}
	}
	buffer_release(&b);
}

static void
flips_do_no_harm(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		buffer_clear(&b);
		seed_read(files[i].seed, &b);
		if (b.n > 4000)
			b.n = 4000;
		media_check_flips(media_by_name(files[i].format), (unsigned char *)b.data, b.n);
	}
	buffer_release(&b);
}

/* A real head with noise behind it is nothing to believe: parts must show more, whole ones too. */
static void
heads_alone_are_not_believed(void **state)
{
	static const size_t heads[] = {16, 32, 64};
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		for (size_t k = 0; k < sizeof heads / sizeof *heads; k++) {
			struct media_walk w;

			buffer_clear(&b);
			seed_read(files[i].seed, &b);
			b.n = heads[k];
			add_noise(&b, 200000);
			w = media_check_walk(media_by_name(files[i].format), b.data, b.n);
			assert_true(w.confidence < (w.state == MEDIA_WHOLE ? 0.5 : 0.7));
		}
	}
	buffer_release(&b);
}

/* What stands in these formats' data in place of their own is seen, and where. */
static void
foreign_sectors_are_seen(void **state)
{
	static const char *const seeds[] = {"psd/rle",	"psd/layers", "tiff/lzw", "tiff/packbits",
					    "tiff/dng", "tiff/cr2",   "jp2/boxes"};
	struct buffer b = BUFFER_EMPTY, filler = BUFFER_EMPTY;

	(void)state;
	add_filler(&filler, 2);
	for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
		char name[8];
		struct media_walk w;

		snprintf(name, sizeof name, "%.*s", (int)strcspn(seeds[i], "/"), seeds[i]);
		buffer_clear(&b);
		seed_read(seeds[i], &b);
		memcpy(b.data + 1536, filler.data, 1024);
		w = media_check_walk(media_by_name(name), b.data, b.n);
		assert_int_equal(w.state, MEDIA_DAMAGED);
		assert_in_range(w.length, 1024, 2560);
	}
	buffer_release(&filler);
	buffer_release(&b);
}

/* The JPEG in a RAF is a picture in its own right. */
static void
raf_shows_its_preview(void **state)
{
	struct buffer b = BUFFER_EMPTY;
	struct media_blocks blocks;
	struct bytes_memory m;

	(void)state;
	seed_read("raf/drawn", &b);
	bytes_memory_init(&m, b.data, b.n);
	media_by_name("raf")->blocks(&m.bytes, &blocks);
	assert_true(blocks.n > 0);
	assert_int_equal(blocks.v[blocks.n - 1].kind, MEDIA_THUMBNAIL);
	assert_int_equal(blocks.v[blocks.n - 1].offset, 0x94);
	buffer_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_and_what_it_is),
		cmocka_unit_test(ends_before_filler),
		cmocka_unit_test(cut_is_never_whole),
		cmocka_unit_test(flips_do_no_harm),
		cmocka_unit_test(heads_alone_are_not_believed),
		cmocka_unit_test(foreign_sectors_are_seen),
		cmocka_unit_test(raf_shows_its_preview),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
