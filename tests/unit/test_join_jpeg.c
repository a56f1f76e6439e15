/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures laid out in pieces among filler must come back byte for byte, or not be claimed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "carve/join.h"

#include "draw_jpeg.h"

#define BLOCK 1024
#define SPACE (BLOCK * 2048)

static const struct draw kinds[] = {{640, 480, 90, false, false, false, 0, NULL, 0},
				    {600, 500, 88, false, true, false, 0, NULL, 0},
				    {640, 480, 85, false, false, true, 0, NULL, 0},
				    {640, 480, 90, false, false, false, 10, NULL, 0},
				    {640, 480, 92, true, false, false, 0, NULL, 0}};
#define KINDS (sizeof kinds / sizeof *kinds)

struct field {
	unsigned char *data; /* SPACE bytes of noise, then what is put there */
	const unsigned char *picture;
	size_t size; /* of the picture */
	struct pieces pieces;
	struct media_walk walk;
	struct join_budget budget;
	uint64_t at[SPACE / BLOCK];
	struct bytes_memory space;
};

static void
open_field(struct field *f, const unsigned char *picture, size_t size)
{
	unsigned seed = 3;

	f->data = malloc(SPACE);
	for (size_t i = 0; i < SPACE; i++) {
		seed = seed * 1664525u + 1013904223u;
		f->data[i] = (unsigned char)(seed >> 24);
	}
	f->picture = picture;
	f->size = size;
	f->budget = (struct join_budget){(uint64_t)64 << 20, 100000};
	for (size_t i = 0; i < SPACE / BLOCK; i++)
		f->at[i] = i * BLOCK;
	bytes_memory_init(&f->space, f->data, SPACE);
	pieces_init(&f->pieces, &f->space.bytes);
}

static void
close_field(struct field *f)
{
	pieces_release(&f->pieces);
	free(f->data);
}

/* Blocks [from, to) of the picture to block `at` of the space; to 0: to its end. */
static void
put(struct field *f, size_t from, size_t to, size_t at)
{
	size_t end = to && to * BLOCK < f->size ? to * BLOCK : f->size;

	assert_true(from * BLOCK < f->size);
	memcpy(f->data + at * BLOCK, f->picture + from * BLOCK, end - from * BLOCK);
}

static enum join_result
join_at(struct field *f, size_t block)
{
	struct join_blocks blocks = {.at = f->at, .n = SPACE / BLOCK, .size = BLOCK};
	struct find find = {.format = media_by_name("jpeg"), .start = block * BLOCK};
	struct join_task task = {
		.space = &f->space.bytes, .find = &find, .blocks = &blocks, .budget = &f->budget};

	find.format->walk(&f->space.bytes, find.start, &find.walk);
	if (find.walk.state != MEDIA_NOT)
		find.format->check(&f->space.bytes, find.start, &find.walk);
	assert_int_not_equal(find.walk.state, MEDIA_WHOLE);
	find.end = find.start + find.walk.length;
	return joiner_of(find.format)->join(&task, &f->pieces, &f->walk);
}

static void
must_be_exact(struct field *f, enum join_result r, size_t pieces)
{
	unsigned char *out = malloc(f->size);

	assert_int_equal(r, JOIN_WHOLE);
	assert_int_equal(f->walk.state, MEDIA_WHOLE);
	assert_int_equal(f->pieces.n, pieces);
	assert_int_equal(f->pieces.bytes.size, f->size);
	assert_int_equal(bytes_read(&f->pieces.bytes, 0, out, f->size), f->size);
	assert_memory_equal(out, f->picture, f->size);
	free(out);
}

static void
two_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		struct field f;
		size_t n;
		unsigned char *p = draw_jpeg(&kinds[i], &n);

		open_field(&f, p, n);
		put(&f, 0, 15, 100);
		put(&f, 15, 0, 700);
		must_be_exact(&f, join_at(&f, 100), 2);
		close_field(&f);
		free(p);
	}
}

static void
three_pieces_out_of_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) { /* the drawn ramps repeat: coarser ones fit elsewhere */
		struct field f;
		size_t n;
		unsigned char *p = draw_jpeg(&kinds[i], &n);

		open_field(&f, p, n);
		put(&f, 0, 12, 500);
		put(&f, 12, 24, 900);
		put(&f, 24, 0, 90);
		must_be_exact(&f, join_at(&f, 500), 3);
		close_field(&f);
		free(p);
	}
}

/* Another picture of the same kind around each piece: its data decode, but do not fit. */
static void
interleaved(void **state)
{
	struct draw other = kinds[0];
	struct field f;
	size_t n, m;
	unsigned char *p = draw_jpeg(&kinds[0], &n), *q;

	(void)state;
	other.height = 512;
	other.width = 704;
	q = draw_jpeg(&other, &m);
	open_field(&f, q, m);
	put(&f, 0, 20, 120);
	put(&f, 20, 0, 400);
	f.picture = p;
	f.size = n;
	put(&f, 0, 20, 100);
	put(&f, 20, 0, 240);
	must_be_exact(&f, join_at(&f, 100), 2);
	close_field(&f);
	free(p);
	free(q);
}

/* The first piece ends in an Exif body; the thumbnail tells where. */
static void
within_the_thumbnail(void **state)
{
	static const unsigned char ifds[] = "Exif\0\0II*\0\10\0\0\0\0\0\16\0\0\0\2\0"
					    "\1\2\4\0\1\0\0\0\54\0\0\0\2\2\4\0\1\0\0\0";
	struct draw small = {.width = 160, .height = 120, .quality = 80}, d = kinds[0];
	unsigned char app1[40000] = {0}, *inner, *p;
	struct field f;
	size_t n, m;

	(void)state;
	inner = draw_jpeg(&small, &n);
	assert_true(n > 4 * BLOCK && n < 30000);
	memcpy(app1, ifds, sizeof ifds - 1);
	app1[sizeof ifds - 1] = (unsigned char)n;
	app1[sizeof ifds] = (unsigned char)(n >> 8);
	memcpy(app1 + 6 + 44, inner, n);
	d.app1 = app1;
	d.app1_size = 6 + 44 + n;
	p = draw_jpeg(&d, &m);
	open_field(&f, p, m);
	put(&f, 0, 3, 100);
	put(&f, 3, 0, 130);
	must_be_exact(&f, join_at(&f, 100), 2);
	close_field(&f);
	free(inner);
	free(p);
}

/* What is not there cannot be claimed. */
static void
overwritten_in_the_middle(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		struct field f;
		size_t n;
		unsigned char *p = draw_jpeg(&kinds[i], &n);

		open_field(&f, p, n);
		put(&f, 0, 15, 100);
		put(&f, 22, 0, 122);
		assert_int_not_equal(join_at(&f, 100), JOIN_WHOLE);
		close_field(&f);
		free(p);
	}
}

static void
the_budget_is_kept(void **state)
{
	struct field f;
	size_t n;
	unsigned char *p = draw_jpeg(&kinds[0], &n);

	(void)state;
	open_field(&f, p, n);
	put(&f, 0, 15, 100);
	put(&f, 30, 0, 700); /* pieces that decode, so that there is something to try */
	f.budget.candidates = 2;
	assert_int_not_equal(join_at(&f, 100), JOIN_WHOLE);
	close_field(&f);
	free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_pieces),
		cmocka_unit_test(three_pieces_out_of_order),
		cmocka_unit_test(interleaved),
		cmocka_unit_test(within_the_thumbnail),
		cmocka_unit_test(overwritten_in_the_middle),
		cmocka_unit_test(the_budget_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
