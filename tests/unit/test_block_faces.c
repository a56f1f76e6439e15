/* SPDX-License-Identifier: Apache-2.0 */
/* What a look tells of a block, that it is remembered, and that a kept beginning is read again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "carve/block_faces.h"
#include "carve/finding.h"

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
		cmocka_unit_test(a_beginning_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
