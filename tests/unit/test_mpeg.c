/* SPDX-License-Identifier: Apache-2.0 */
/* MPEG program and transport streams, drawn packet by packet. */
#include "media_check.h"

#include "draw_film.h"

#define ROWS  3
#define SLICE 144

/* A picture of three slices; the first has a sequence header of 320x240 before it. */
static void
add_picture(struct buffer *b, unsigned i)
{
	if (i == 0)
		buffer_add(b, "\0\0\1\xb3\x14\0\xf0\x13\xff\xff\xe0\x18", 12);
	buffer_add(b, "\0\0\1\0", 4);
	draw_noise(b, i, 4);
	for (unsigned row = 1; row <= ROWS; row++) {
		buffer_add(b, "\0\0\1", 3);
		draw_be(b, row, 1);
		draw_noise(b, i + row, SLICE - 4);
	}
}

/* A time of 33 bits behind four bits that say what it is. */
static void
add_time(struct buffer *b, unsigned kind, uint64_t t)
{
	draw_be(b, kind << 4 | (unsigned)(t >> 30 & 7) << 1 | 1, 1);
	draw_be(b, (t >> 15 & 0x7fff) << 1 | 1, 2);
	draw_be(b, (t & 0x7fff) << 1 | 1, 2);
}

static void
add_pes(struct buffer *b, unsigned id, uint64_t t, const void *p, size_t n, bool bounded)
{
	draw_be(b, 0x100 | id, 4);
	draw_be(b, bounded ? n + 8 : 0, 2);
	draw_be(b, 0x808005, 3);
	add_time(b, 2, t);
	buffer_add(b, p, n);
}

/* ---- Program streams ---- */

static void
add_pack(struct buffer *b, uint64_t t)
{
	draw_be(b, 0x1ba, 4);
	draw_be(b, 0x44 | (t >> 30 & 7) << 3 | (t >> 28 & 3), 1);
	draw_be(b, t >> 20 & 0xff, 1);
	draw_be(b, (t >> 15 & 31) << 3 | 4 | (t >> 13 & 3), 1);
	draw_be(b, t >> 5 & 0xff, 1);
	draw_be(b, (t & 31) << 3 | 4, 1);
	draw_be(b, 1, 1);
	draw_be(b, 0x0189c3f8, 4);
}

/* pictures: in packs of their own; parts: of the last one that are there. */
static void
draw_ps(struct buffer *b, unsigned pictures, unsigned parts, bool end)
{
	struct buffer video = BUFFER_EMPTY;

	for (unsigned i = 0; i < pictures; i++) {
		buffer_clear(&video);
		add_picture(&video, i);
		add_pack(b, 3600 * (i + 1));
		if (i == 0)
			buffer_add(b, "\0\0\1\xbb\0\x0c\x80\0\1\4\x21\xff\xe0\xe0\xe6\xc0\xc0\x20",
				   18);
		if (i + 1 == pictures && parts)
			video.n -= SLICE * (ROWS - parts);
		add_pes(b, 0xe0, 3600 * i, video.data, video.n, true);
		add_pes(b, 0xc0, 3600 * i, "\xff\xfdsound", 7, true);
	}
	if (end)
		draw_be(b, 0x1b9, 4);
	else if (!parts) /* the last pack is filled up */
		buffer_add(b, "\0\0\1\xbe\0\4\xff\xff\xff\xff", 10);
	buffer_release(&video);
}

static void
program(void **state)
{
	const struct media_format *f = media_by_name("mpg");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;

	(void)state;
	draw_ps(&b, 12, 0, true);
	media_check_placed(f, (unsigned char *)b.data, b.n);
	media_check_flips(f, (unsigned char *)b.data, b.n);
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.length, b.n);
	assert_string_equal(w.mime, "video/mpeg");
	assert_int_equal(w.width, 320);
	assert_int_equal(w.height, 240);
	for (size_t cut = 0; cut < b.n; cut++) {
		w = media_check_walk(f, b.data, cut);
		media_check_sane(&w, cut); /* whole between pictures: nothing says that more came */
		assert_true(w.state != MEDIA_WHOLE || w.length == cut);
	}
	buffer_release(&b);
}

/* Without an end code the last picture tells. */
static void
program_open(void **state)
{
	const struct media_format *f = media_by_name("mpg");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t n;

	(void)state;
	draw_ps(&b, 12, 0, false);
	n = b.n;
	draw_fill(&b, 'z', 100);
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, n);
	b.n = n - 10; /* all pictures, but nothing says that these are all */
	draw_fill(&b, 'z', 100);
	assert_int_equal(media_check_walk(f, b.data, b.n).state, MEDIA_DAMAGED);
	buffer_clear(&b);
	draw_ps(&b, 12, 0, false);
	draw_ps(&b, 12, 0, false); /* another one: its clock begins anew */
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, n);
	buffer_clear(&b);
	draw_ps(&b, 12, 2, false);
	draw_fill(&b, 'z', 100);
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_true(w.confidence >= 0.7);
	buffer_release(&b);
}

/* ---- Transport streams ---- */

struct mux {
	struct buffer *b;
	size_t lead;
	unsigned count[3]; /* tables, video, sound */
};

static uint32_t
section_sum(const unsigned char *p, size_t n)
{
	uint32_t sum = 0xffffffff;

	for (size_t i = 0; i < n; i++) {
		sum ^= (uint32_t)p[i] << 24;
		for (int k = 0; k < 8; k++)
			sum = sum << 1 ^ (sum >> 31 ? 0x04c11db7u : 0);
	}
	return sum;
}

static void
add_section(struct mux *m, unsigned pid, unsigned count, const void *p, size_t n)
{
	draw_fill(m->b, 0, m->lead);
	draw_be(m->b, 0x47400000 | pid << 8 | 0x10 | count, 4);
	draw_be(m->b, 0, 1);
	buffer_add(m->b, p, n);
	draw_be(m->b, section_sum(p, n), 4);
	draw_fill(m->b, 0xff, 188 - 5 - n - 4);
}

static void
add_tables(struct mux *m)
{
	unsigned count = m->count[0]++ & 15;

	add_section(m, 0, count, "\0\xb0\x0d\0\1\xc1\0\0\0\1\xf0\0", 12);
	add_section(m, 0x1000, count,
		    "\2\xb0\x17\0\1\xc1\0\0\xe1\0\xf0\0\2\xe1\0\xf0\0\3\xe1\1\xf0\0", 22);
}

/* One packet of a stream, as packets of the transport; the last one is filled up. */
static void
add_stream(struct mux *m, unsigned which, const struct buffer *pes, uint64_t clock)
{
	for (size_t at = 0; at < pes->n;) {
		size_t left = pes->n - at, field = which == 1 && at == 0 ? 8 : 0,
		       room = 184 - field;

		if (left < room)
			field += room - left;
		draw_fill(m->b, 0, m->lead);
		draw_be(m->b,
			0x47000000u | (at == 0 ? 0x400000u : 0) | (0xff + which) << 8 |
				(field ? 0x30u : 0x10u) | (m->count[which]++ & 15),
			4);
		if (field)
			draw_be(m->b, field - 1, 1);
		if (field > 1)
			draw_be(m->b, which == 1 && at == 0 ? 0x10 : 0, 1);
		if (which == 1 && at == 0) {
			draw_be(m->b, clock >> 1, 4);
			draw_be(m->b, (clock & 1) << 15, 2);
			draw_fill(m->b, 0xff, field - 8);
		} else if (field > 2) {
			draw_fill(m->b, 0xff, field - 2);
		}
		buffer_add(m->b, pes->data + at, 184 - field);
		at += 184 - field;
	}
}

/* parts: how many bytes of the last picture's packet are there; 0: all. */
static void
draw_ts(struct buffer *b, size_t lead, unsigned pictures, size_t parts)
{
	struct mux m = {.b = b, .lead = lead};
	struct buffer video = BUFFER_EMPTY, pes = BUFFER_EMPTY;

	for (unsigned i = 0; i < pictures; i++) {
		if (i % 4 == 0)
			add_tables(&m);
		buffer_clear(&video);
		buffer_clear(&pes);
		add_picture(&video, i);
		add_pes(&pes, 0xe0, 3600 * i, video.data, video.n, false);
		if (parts && i + 1 == pictures)
			pes.n = parts;
		add_stream(&m, 1, &pes, 3600 * i);
		buffer_clear(&pes);
		add_pes(&pes, 0xc0, 3600 * i, "\xff\xfdsound", 7, true);
		if (!parts || i + 1 < pictures)
			add_stream(&m, 2, &pes, 0);
	}
	buffer_release(&video);
	buffer_release(&pes);
}

static void
transport(void **state)
{
	const struct media_format *f = media_by_name("ts");
	struct media_walk w;

	(void)state;
	for (size_t lead = 0; lead <= 4; lead += 4) {
		struct buffer b = BUFFER_EMPTY;
		size_t n;

		draw_ts(&b, lead, 8, 0);
		n = b.n;
		media_check_placed(f, (unsigned char *)b.data, n);
		media_check_flips(f, (unsigned char *)b.data, n);
		w = media_check_walk(f, b.data, n);
		assert_string_equal(w.mime, "video/mp2t");
		assert_int_equal(w.width, 320);
		assert_int_equal(w.height, 240);
		for (size_t cut = 0; cut < n; cut++) {
			w = media_check_walk(f, b.data, cut);
			media_check_sane(&w, cut);
			assert_true(w.state != MEDIA_WHOLE || w.length == cut - cut % (188 + lead));
		}
		draw_ts(&b, lead, 8, 0); /* another one behind it */
		w = media_check_walk(f, b.data, b.n);
		assert_int_equal(w.state, MEDIA_WHOLE);
		assert_int_equal(w.length, n);
		b.n = n;
		draw_noise(&b, 5, 1000);
		w = media_check_walk(f, b.data, b.n);
		assert_int_equal(w.state, MEDIA_WHOLE);
		assert_int_equal(w.length, n);
		buffer_release(&b);
	}
}

/* A stream that is left open, foreign packets, sync bytes without anything. */
static void
transport_breaks(void **state)
{
	const struct media_format *f = media_by_name("ts");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t n;

	(void)state;
	draw_ts(&b, 0, 8, 176);
	n = b.n;
	draw_noise(&b, 5, 1000);
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_int_equal(w.broke, n);
	b.data[188 + 20] ^= 1; /* in the program map */
	assert_int_equal(media_check_walk(f, b.data, b.n).state, MEDIA_NOT);
	buffer_clear(&b);
	draw_noise(&b, 1, 188 * 100);
	for (size_t i = 0; i < 100; i++)
		memcpy(b.data + 188 * i, "\x47\x40\0\x10", 4);
	assert_int_equal(media_check_walk(f, b.data, b.n).state, MEDIA_NOT);
	buffer_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(program),
		cmocka_unit_test(program_open),
		cmocka_unit_test(transport),
		cmocka_unit_test(transport_breaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
