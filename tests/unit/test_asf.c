/* SPDX-License-Identifier: Apache-2.0 */
/* ASF: a header, packets that their payloads fill, an index. */
#include "media_check.h"

#include "draw_film.h"

#define PACKET 256

static const char header_id[] = "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c";
static const char data_id[] = "\x36\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c";
static const char file_id[] = "\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\x00\xc0\x0c\x20\x53\x65";
static const char stream_id[] = "\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\x00\xc0\x0c\x20\x53\x65";
static const char index_id[] = "\x90\x08\x00\x33\xb1\xe5\xcf\x11\x89\xf4\x00\xa0\xc9\x03\x49\xcb";
static const char video_id[] = "\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b";
static const char content_id[] = "\x40\xa4\xd0\xd2\x07\xe3\xd2\x11\x97\xf0\x00\xa0\xc9\x5e\xa8\x50";

static size_t
open_object(struct buffer *b, const char *id)
{
	size_t at = b->n;

	buffer_add(b, id, 16);
	draw_le(b, 0, 8);
	return at;
}

static void
close_object(struct buffer *b, size_t at)
{
	uint64_t n = b->n - at;

	for (unsigned i = 0; i < 8; i++)
		b->data[at + 16 + i] = (char)(n >> 8 * i);
}

static void
add_file(struct buffer *b, uint64_t size, unsigned packets, bool live)
{
	size_t at = open_object(b, file_id);

	draw_fill(b, 1, 16);
	draw_le(b, size, 8);
	draw_le(b, 0, 8);
	draw_le(b, packets, 8);
	draw_fill(b, 0, 24);
	draw_le(b, live, 4);
	draw_le(b, PACKET, 4);
	draw_le(b, PACKET, 4);
	draw_le(b, 100000, 4);
	close_object(b, at);
}

static void
add_stream(struct buffer *b)
{
	size_t at = open_object(b, stream_id);

	buffer_add(b, video_id, 16);
	draw_fill(b, 0, 16 + 8);
	draw_le(b, 51, 4);
	draw_le(b, 0, 4);
	draw_le(b, 1, 2);
	draw_le(b, 0, 4);
	draw_le(b, 320, 4);
	draw_le(b, 240, 4);
	draw_fill(b, 0, 43);
	close_object(b, at);
}

static void
add_cover(struct buffer *b)
{
	static const char name[] = "W\0M\0/\0P\0i\0c\0t\0u\0r\0e\0\0";
	size_t at = open_object(b, content_id);

	draw_le(b, 1, 2);
	draw_le(b, sizeof name, 2);
	buffer_add(b, name, sizeof name);
	draw_le(b, 1, 2);
	draw_le(b, 5 + 4 + 2 + 7, 2);
	buffer_add(b, "\3\7\0\0\0a\0\0\0\0\0picture", 18);
	close_object(b, at);
}

/* Two payloads: a whole object, and a part of one that goes on in the next packet. */
static void
add_packet(struct buffer *b, unsigned i)
{
	size_t at = b->n;

	buffer_add(b, "\x82\0\0\x11\x5d", 5);
	draw_le(b, 0, 2); /* padding: put in below */
	draw_le(b, 40 * i, 4);
	draw_le(b, 40, 2);
	draw_le(b, 0x82, 1);
	for (unsigned k = 0; k < 2; k++) {
		draw_le(b, 0x81 + k, 1);
		draw_le(b, i + (k && i % 2 == 0), 1);
		draw_le(b, k && i % 2 ? 80 : 0, 4);
		draw_le(b, 8, 1);
		draw_le(b, k ? 160 : 60, 4);
		draw_le(b, 40 * i, 4);
		draw_le(b, k ? 80 : 60, 2);
		draw_noise(b, i, k ? 80 : 60);
	}
	b->data[at + 5] = (char)(PACKET - (b->n - at));
	draw_fill(b, 0, PACKET - (b->n - at));
}

static void
draw(struct buffer *b, unsigned packets, bool live)
{
	uint64_t size = 0;

	for (int pass = 0; pass < 2; pass++) { /* the second time its size is known */
		size_t at, part;

		buffer_clear(b);
		at = open_object(b, header_id);
		draw_le(b, 3, 4);
		draw_le(b, 0x0201, 2);
		add_file(b, live ? 0 : size, live ? 0 : packets, live);
		add_stream(b);
		add_cover(b);
		close_object(b, at);
		part = open_object(b, data_id);
		draw_fill(b, 1, 16);
		draw_le(b, live ? 0 : packets, 8);
		draw_le(b, 0x0101, 2);
		if (live)
			close_object(b, part);
		for (unsigned i = 0; i < packets; i++)
			add_packet(b, i);
		if (!live) {
			close_object(b, part);
			part = open_object(b, index_id);
			draw_fill(b, 0, 32);
			close_object(b, part);
		}
		size = b->n;
	}
}

static void
whole(void **state)
{
	const struct media_format *f = media_by_name("asf");
	struct buffer b = BUFFER_EMPTY;
	struct media_blocks blocks;
	struct bytes_memory m;
	struct media_walk w;

	(void)state;
	draw(&b, 12, false);
	media_check_cuts(f, (unsigned char *)b.data, b.n);
	media_check_placed(f, (unsigned char *)b.data, b.n);
	media_check_flips(f, (unsigned char *)b.data, b.n);
	w = media_check_walk(f, b.data, b.n);
	assert_string_equal(w.mime, "video/x-ms-wmv");
	assert_int_equal(w.width, 320);
	assert_int_equal(w.height, 240);
	bytes_memory_init(&m, b.data, b.n);
	f->blocks(&m.bytes, &blocks);
	assert_int_equal(blocks.n, 1);
	assert_memory_equal(b.data + blocks.v[0].offset, "picture", 7);
	buffer_release(&b);
}

/* Packets in the wrong order, and foreign bytes. */
static void
foreign(void **state)
{
	const struct media_format *f = media_by_name("asf");
	struct buffer b = BUFFER_EMPTY;
	unsigned char packet[PACKET];
	struct media_walk w;
	size_t at;

	(void)state;
	draw(&b, 12, false);
	at = b.n - 56 - 7 * PACKET;
	memcpy(packet, b.data + at, PACKET);
	memset(b.data + at, '0', PACKET);
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_int_equal(w.broke, at);
	assert_int_equal(w.length, at - PACKET);
	assert_true(w.confidence >= 0.7);
	memcpy(b.data + at, packet, PACKET);
	b.data[at + 14 + 17 + 60 + 2] ^= 1; /* a part that begins where the last one did not end */
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_DAMAGED);
	assert_int_equal(w.broke, at);
	buffer_release(&b);
}

static void
live(void **state)
{
	const struct media_format *f = media_by_name("asf");
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t n;

	(void)state;
	draw(&b, 10, true);
	n = b.n;
	draw_fill(&b, 'z', 1000);
	w = media_check_walk(f, b.data, b.n);
	assert_int_equal(w.state, MEDIA_WHOLE);
	assert_int_equal(w.length, n);
	buffer_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(foreign),
		cmocka_unit_test(live),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
