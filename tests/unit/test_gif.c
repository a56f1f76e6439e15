/* SPDX-License-Identifier: Apache-2.0 */
#include "media_check.h"

/* A 1x1 picture with everything a GIF can hold, byte by byte from the specification. */
static const unsigned char drawn[] = "GIF89a\1\0\1\0\x80\0\0" /* screen 1x1, two global colours */
				     "\0\0\0\xff\xff\xff"     /* the colours */
				     "!\xff\13NETSCAPE2.0\3\1\0\0\0" /* application extension */
				     "!\xfe\5drawn\0"		     /* comment extension */
				     "!\xf9\4\0\0\0\0\0"	     /* graphic control extension */
				     ",\0\0\0\0\1\0\1\0\x80" /* image 1x1, two local colours */
				     "\0\0\0\xff\xff\xff"    /* the colours */
				     "\2\2D\1\0" /* code size, one sub-block, terminator */
				     ";";	 /* trailer */
#define DRAWN	 (sizeof drawn - 1)
#define AT_IMAGE ((size_t)(13 + 6 + 19 + 9 + 8))

static const struct media_format *
gif(void)
{
	return media_by_name("gif");
}

static void
whole_cut_and_flipped(void **state)
{
	(void)state;
	media_check_cuts(gif(), drawn, DRAWN);
	media_check_placed(gif(), drawn, DRAWN);
	media_check_flips(gif(), drawn, DRAWN);
}

static void
breaks_where_it_breaks(void **state)
{
	unsigned char bad[DRAWN];
	struct media_walk w;

	(void)state;
	memcpy(bad, drawn, DRAWN);
	assert_int_equal(bad[AT_IMAGE], ',');
	bad[AT_IMAGE] = 'x';
	w = media_check_walk(gif(), bad, DRAWN);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_int_equal(w.broke, AT_IMAGE);
	assert_int_equal(w.length, AT_IMAGE);
	bad[AT_IMAGE] = ';'; /* a trailer before any image */
	w = media_check_walk(gif(), bad, DRAWN);
	assert_int_equal(w.state, MEDIA_DAMAGED);
}

/* Chains of sub-blocks hold over anything; what they hold must still be codes. */
static void
foreign_data_is_no_image(void **state)
{
	unsigned char bad[800] = {0};
	struct media_walk w;
	unsigned seed = 3, believed = 0;

	(void)state;
	for (int round = 0; round < 200; round++) {
		memcpy(bad, drawn, DRAWN);
		bad[DRAWN - 6] = 8; /* code size, then one sub-block of noise */
		bad[DRAWN - 5] = 255;
		for (size_t i = DRAWN - 4; i < DRAWN + 251; i++)
			bad[i] = (unsigned char)rand_r(&seed);
		bad[DRAWN + 251] = 0;
		bad[DRAWN + 252] = ';';
		w = media_check_walk(gif(), bad, DRAWN + 253);
		media_check_sane(&w, DRAWN + 253);
		believed += w.confidence >= 0.5;
	}
	assert_int_equal(believed, 0);
}

static void
finds_the_comment(void **state)
{
	struct media_blocks blocks;
	struct bytes_memory m;

	(void)state;
	bytes_memory_init(&m, drawn, DRAWN);
	gif()->blocks(&m.bytes, &blocks);
	assert_int_equal(blocks.n, 1);
	assert_int_equal(blocks.v[0].kind, MEDIA_COMMENT);
	assert_int_equal(blocks.v[0].size, 5);
	assert_memory_equal(drawn + blocks.v[0].offset, "drawn", 5);
}

static void
knows_names(void **state)
{
	(void)state;
	assert_ptr_equal(media_by_extension("a.b/IMG.GIF"), gif());
	assert_ptr_equal(media_by_extension("x.JPeG"), media_by_name("jpeg"));
	assert_null(media_by_extension("gif"));
	assert_null(media_by_extension("a.gif/x"));
	assert_null(media_by_extension("a."));
	assert_null(media_by_extension("a.gi"));
	assert_string_equal(media_state_name(MEDIA_DAMAGED), "damaged");
	assert_null(media_state_name(MEDIA_NOT));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_cut_and_flipped),
		cmocka_unit_test(breaks_where_it_breaks),
		cmocka_unit_test(foreign_data_is_no_image),
		cmocka_unit_test(finds_the_comment),
		cmocka_unit_test(knows_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
