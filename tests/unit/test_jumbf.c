/* SPDX-License-Identifier: Apache-2.0 */
/* CBOR by the examples of RFC 8949, appendix A, and JUMBF boxes by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "media/cbor.h"
#include "media/jumbf.h"
#include "stage/exif_synthetic.h"

struct seen {
	struct cbor_taker taker;
	struct jumbf_taker boxes;
	struct buffer text;
};

static void
take_text(struct cbor_taker *self, struct span above, struct span key, struct span value)
{
	struct seen *s = (struct seen *)self;

	buffer_add_format(&s->text, "%.*s/%.*s=%.*s;", (int)above.n, above.p ? above.p : "",
			  (int)key.n, key.p, (int)value.n, value.p);
}

static int
read_cbor(struct seen *s, const char *p, size_t n)
{
	s->taker.text = take_text;
	buffer_clear(&s->text);
	return cbor_read((const unsigned char *)p, n, &s->taker);
}

static void
test_cbor(void **state)
{
	static const char nested[] = "\xa2\x61\x61\x01\x61\x62\xa1\x61\x63\x82\x02\x61\x64";
	static const char open[] = "\xbf\x61\x61\x9f\x61\x62\xff\x61\x63\xc0\x61\x64\xff";
	static const char pieces[] = "\xa2\x61\x61\x7f\x61\x62\xff\x61\x63\x61\x64";
	struct seen s = {.text = BUFFER_EMPTY};

	(void)state;
	assert_int_equal(read_cbor(&s, nested, sizeof nested - 1), 0);
	assert_string_equal(buffer_text(&s.text), "b/c=d;");
	assert_int_equal(read_cbor(&s, open, sizeof open - 1), 0);
	assert_string_equal(buffer_text(&s.text), "/a=b;/c=d;");
	assert_int_equal(read_cbor(&s, pieces, sizeof pieces - 1), 0);
	assert_string_equal(buffer_text(&s.text), "/c=d;");
	for (size_t n = 0; n < sizeof nested - 1; n++)
		assert_int_equal(read_cbor(&s, nested, n), -1);
	for (size_t n = 0; n < sizeof open - 1; n++)
		assert_int_equal(read_cbor(&s, open, n), -1);
	assert_int_equal(read_cbor(&s, "\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10), -1);
	buffer_release(&s.text);
}

static void
take_label(struct jumbf_taker *self, struct span label)
{
	struct seen *s = (struct seen *)((char *)self - offsetof(struct seen, boxes));

	buffer_add_format(&s->text, "[%.*s]", (int)label.n, label.p);
}

static void
take_content(struct jumbf_taker *self, struct span label, const char type[5],
	     const unsigned char *p, size_t n)
{
	struct seen *s = (struct seen *)((char *)self - offsetof(struct seen, boxes));

	buffer_add_format(&s->text, "%.*s:%s=%.*s;", (int)label.n, label.p, type, (int)n,
			  (const char *)p);
}

#define DESCRIBED "\0\0\0\x1bjumd0123456789abcdef\3c\0"

static void
test_boxes(void **state)
{
	static const char one[] = "\0\0\0\x2cjumb" DESCRIBED "\0\0\0\x09jsonx";
	static const char open[] = "\0\0\0\0jumb" DESCRIBED "\0\0\0\0jsonyy";
	struct seen s = {.boxes = {take_label, take_content}, .text = BUFFER_EMPTY};

	(void)state;
	assert_int_equal(jumbf_read((const unsigned char *)one, sizeof one - 1, &s.boxes), 0);
	assert_string_equal(buffer_text(&s.text), "[c]c:json=x;");
	buffer_clear(&s.text);
	assert_int_equal(jumbf_read((const unsigned char *)open, sizeof open - 1, &s.boxes), 0);
	assert_string_equal(buffer_text(&s.text), "[c]c:json=yy;");
	assert_int_equal(jumbf_read((const unsigned char *)one, sizeof one - 2, &s.boxes), -1);
	buffer_release(&s.text);
}

static void
test_signs(void **state)
{
	(void)state;
	assert_string_equal(sign_source("http://x/trainedAlgorithmicMedia"),
			    "trainedAlgorithmicMedia");
	assert_string_equal(sign_source("TRAINEDALGORITHMICMEDIA"), "trainedAlgorithmicMedia");
	assert_null(sign_source("http://x/digitalCapture"));
	assert_null(sign_source("untrainedAlgorithmicMedia"));
	assert_string_equal(sign_generator("made by midjourney v6", true), "Midjourney");
	assert_string_equal(sign_generator("Imagen 3", false), "Imagen");
	assert_null(sign_generator("Imagenomic", false));
	assert_null(sign_generator("Editor de imagen", false));
	assert_null(sign_generator("Firefly 8S", true));
	assert_null(sign_generator("GIMP 2.10", false));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cbor),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_signs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
