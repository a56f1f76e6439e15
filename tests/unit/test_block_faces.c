/* SPDX-License-Identifier: Apache-2.0 */
/* What looks tell of blocks, that it is remembered, and that a kept beginning is read again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "carve/block_faces.h"
#include "carve/finding.h"
#include "carve/join.h"
#include "media/png.h"

#define SIZE 512u

static unsigned char data[8 * SIZE];

static void
fill(void)
{
	memset(data, 0x5a ^ 0x80, sizeof data);	    /* coded: no marker, no text */
	memset(data + SIZE, 0, SIZE);		    /* zeros */
	memset(data + 2 * SIZE, 'a', SIZE);	    /* text */
	memcpy(data + 3 * SIZE + 9, "\xff\xd3", 2); /* a restart marker */
	memcpy(data + 4 * SIZE + 9, "\xff\0\xff\x12", 4);
	memcpy(data + 5 * SIZE + 9, "\xff\xff\xd9", 3); /* a fill byte before it */
	data[7 * SIZE - 1] = 0xff;			/* what follows is in the next block */
}

static void
each_kind_is_told(void **state)
{
	static const unsigned char faces[] = {FACE_CODED, FACE_ZERO, FACE_TEXT,	 0xd3,
					      FACE_WRONG, 0xd9,	     FACE_CODED, FACE_CODED};
	struct bytes_memory m;

	(void)state;
	fill();
	bytes_memory_init(&m, data, sizeof data);
	for (size_t i = 0; i < sizeof faces; i++)
		assert_int_equal(block_face(NULL, &m.bytes, i * SIZE, SIZE), faces[i]);
	assert_int_equal(block_face(NULL, &m.bytes, sizeof data, SIZE), FACE_NONE);
}

static void
it_is_remembered_for_the_same_blocks_only(void **state)
{
	struct block_faces f = {0};
	struct bytes_memory m;

	(void)state;
	fill();
	bytes_memory_init(&m, data, sizeof data);
	block_faces_open(&f, 0, sizeof data, SIZE);
	assert_int_equal(block_face(&f, &m.bytes, 3 * SIZE, SIZE), 0xd3);
	memset(data, 0, sizeof data);
	block_faces_open(&f, 0, sizeof data, SIZE);
	assert_int_equal(block_face(&f, &m.bytes, 3 * SIZE, SIZE), 0xd3);
	block_faces_open(&f, SIZE, sizeof data, SIZE);
	assert_int_equal(block_face(&f, &m.bytes, 3 * SIZE, SIZE), FACE_ZERO);
	block_faces_release(&f);
}

/* ---- Marks ---- */

#define REGION ((size_t)200 * SIZE) /* more than is gone through together */

struct counted {
	struct bytes bytes;
	struct bytes_memory inner;
	size_t views;
};

static const unsigned char *
count_view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct counted *c = (struct counted *)self;

	c->views++;
	return bytes_view(&c->inner.bytes, offset, want, got);
}

static void
open_marked(struct counted *c, struct block_faces *f, unsigned char *region)
{
	memset(region, 0x5a, REGION);
	memcpy(region + 3 * SIZE + 100, "IDAT", 4);
	memcpy(region + 6 * SIZE - 5, "\0\1\3\0\1\0\0\0", 8); /* goes on in the next block */
	memcpy(region + 150 * SIZE + 7, "\0\0\1\xba", 4);
	memcpy(region + REGION - 4, "IEND", 4);
	bytes_memory_init(&c->inner, region, REGION);
	c->bytes = (struct bytes){.size = REGION, .view = count_view};
	c->views = 0;
	*f = (struct block_faces){0};
	block_faces_open(f, 0, REGION, SIZE);
}

static bool
meets(struct counted *c, struct block_faces *f, size_t block, unsigned mark)
{
	return block_marks_meet(f, &c->bytes, block * SIZE + 5, (block + 1) * SIZE, mark);
}

static void
marks_are_known_when_asked_again(void **state)
{
	static unsigned char region[REGION];
	struct block_faces f;
	struct counted c;

	(void)state;
	open_marked(&c, &f, region);
	for (size_t i = 0; i < 200; i++) /* the first time, whoever asks looks himself */
		assert_true(meets(&c, &f, i, MARK_CHUNK));
	assert_int_equal(c.views, 0);
	for (size_t i = 0; i < 200; i++) {
		assert_int_equal(meets(&c, &f, i, MARK_CHUNK), i == 3 || i == 199);
		assert_int_equal(meets(&c, &f, i, MARK_DIRECTORY), i == 5);
		assert_int_equal(meets(&c, &f, i, MARK_START), i == 150);
	}
	assert_true(c.views > 0 && c.views <= 4); /* 128 blocks at one go */
	assert_true(block_marks_meet(&f, &c.bytes, 2 * SIZE, 4 * SIZE, MARK_CHUNK));
	assert_true(block_marks_meet(&f, &c.bytes, REGION, REGION + 9 * SIZE, MARK_START));
	block_faces_release(&f);
}

/* What the tables of a format know stands in the list that is looked for. */
static void
every_known_type_is_a_mark(void **state)
{
	static unsigned char region[REGION];
	struct block_faces f;
	struct counted c;

	(void)state;
	open_marked(&c, &f, region);
	memset(region, 0x5a, REGION);
	for (size_t i = 0; i < PNG_KNOWN_TYPES; i++)
		memcpy(region + 2 * i * SIZE + i, png_known_types + 4 * i, 4);
	for (size_t i = 0; i < 2 * PNG_KNOWN_TYPES; i += 2) {
		block_marks_meet(&f, &c.bytes, i * SIZE, (i + 1) * SIZE, MARK_CHUNK);
		assert_true(block_marks_meet(&f, &c.bytes, i * SIZE, (i + 1) * SIZE, MARK_CHUNK));
	}
	block_faces_release(&f);
}

/* A disk of 16 TiB in sectors: two bytes a block would be 64 GiB. */
static void
memory_is_bounded(void **state)
{
	static unsigned char region[REGION];
	struct block_faces f;
	struct counted c;

	(void)state;
	open_marked(&c, &f, region);
	block_faces_open(&f, 0, (uint64_t)16 << 40, SIZE);
	assert_null(f.v);
	assert_null(f.marks);
	for (unsigned i = 0; i < 3; i++)
		assert_true(meets(&c, &f, 0, MARK_CHUNK));
	assert_int_equal(c.views, 0);
	assert_true(block_marks_meet(NULL, &c.bytes, 0, SIZE, MARK_CHUNK));
	block_faces_release(&f);
}

/* What is ruled out costs what a look would have cost. */
static void
a_spared_look_is_charged_for(void **state)
{
	static unsigned char region[REGION];
	struct join_budget budget = {1000, 10};
	struct block_faces f;
	struct counted c;
	struct join_task task = {.space = &c.bytes, .budget = &budget, .faces = &f};

	(void)state;
	open_marked(&c, &f, region);
	assert_true(join_could_stand(&task, MARK_CHUNK, 0, 9, 98));
	assert_int_equal(budget.bytes, 1000);
	assert_false(join_could_stand(&task, MARK_CHUNK, 0, 9, 98));
	assert_int_equal(budget.bytes, 1000 - join_look_cost(98));
	assert_int_equal(budget.candidates, 10);
	budget.bytes = 3;
	assert_false(join_could_stand(&task, MARK_CHUNK, 0, 9, 98));
	assert_int_equal(budget.bytes, 0);
	block_faces_release(&f);
}

/* A walk that was given up says nothing of how far the item was taken to reach. */
static void
a_beginning_is_read_again(void **state)
{
	struct find in = {.format = media_by_name("mp4"), .start = 100, .end = 900}, out;
	struct buffer b = BUFFER_EMPTY;
	struct intake intake;
	char mime[FINDING_MIME_MAX];

	(void)state;
	in.walk.state = MEDIA_NOT;
	in.walk.length = 44;
	finding_write(&b, &in);
	intake = (struct intake){buffer_span(&b).p, buffer_span(&b).n, false};
	finding_read(&intake, 1000, &out, mime);
	assert_false(intake.broken);
	assert_int_equal(out.end, 900);
	buffer_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_is_told),
		cmocka_unit_test(it_is_remembered_for_the_same_blocks_only),
		cmocka_unit_test(marks_are_known_when_asked_again),
		cmocka_unit_test(every_known_type_is_a_mark),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(a_spared_look_is_charged_for),
		cmocka_unit_test(a_beginning_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
