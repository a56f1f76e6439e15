/* SPDX-License-Identifier: Apache-2.0 */
/* Drawn PNGs laid out in pieces over filler, and what joining makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <zlib.h>

#include "base/memory.h"
#include "carve/joining.h"

#define BLOCK 512u

/* ---- Pictures ---- */

static void
add32(struct buffer *b, uint32_t v)
{
	const unsigned char p[4] = {(unsigned char)(v >> 24), (unsigned char)(v >> 16),
				    (unsigned char)(v >> 8), (unsigned char)v};

	buffer_add(b, p, 4);
}

static void
add_chunk(struct buffer *b, const char *type, const void *body, size_t n)
{
	uLong crc = crc32(0, (const Bytef *)type, 4);

	if (n)
		crc = crc32(crc, body, (uInt)n);
	add32(b, (uint32_t)n);
	buffer_add(b, type, 4);
	buffer_add(b, body, n);
	add32(b, (uint32_t)crc);
}

/* A grey PNG, 120 columns of ramp and noise; its data in chunks of `chunk` bytes. */
static struct buffer
draw(unsigned rows, size_t chunk, unsigned seed)
{
	const unsigned char head[13] = {
		0, 0, 0, 120, 0, 0, (unsigned char)(rows >> 8), (unsigned char)rows, 8, 0, 0, 0, 0};
	struct buffer b = BUFFER_EMPTY, raw = BUFFER_EMPTY, packed = BUFFER_EMPTY;
	uLongf n = compressBound(rows * 121);

	for (unsigned i = 0; i < rows; i++) {
		buffer_add_byte(&raw, 0);
		for (unsigned k = 0; k < 120; k++)
			buffer_add_byte(&raw, (char)(i + k + (rand_r(&seed) & 31)));
	}
	assert_int_equal(
		compress((Bytef *)buffer_reserve(&packed, n), &n, (Bytef *)raw.data, raw.n), Z_OK);
	buffer_add(&b, "\x89PNG\r\n\x1a\n", 8);
	add_chunk(&b, "IHDR", head, 13);
	for (size_t at = 0; at < n; at += chunk)
		add_chunk(&b, "IDAT", packed.data + at, n - at < chunk ? n - at : chunk);
	add_chunk(&b, "IEND", NULL, 0);
	buffer_release(&raw);
	buffer_release(&packed);
	return b;
}

/* ---- A disk ---- */

struct disk {
	struct buffer bytes;
	unsigned seed;
};

static void
filler(struct disk *d, size_t blocks)
{
	for (size_t i = 0; i < blocks * BLOCK; i++)
		buffer_add_byte(&d->bytes, (char)rand_r(&d->seed));
}

/* Blocks [from, to) of a file; to 0: to its end, the last block filled up. */
static void
lay(struct disk *d, const struct buffer *file, size_t from, size_t to)
{
	size_t start = from * BLOCK, end = to && to * BLOCK < file->n ? to * BLOCK : file->n;

	buffer_add(&d->bytes, file->data + start, end - start);
	while (d->bytes.n % BLOCK)
		buffer_add_byte(&d->bytes, 0);
}

/* ---- Joining ---- */

struct run {
	struct bytes_memory memory;
	struct space_plan plan;
	struct buffer blob;
	struct space space;
	struct joining joining;
	size_t whole; /* told by the search already */
};

static int
found(void *ctx, const struct find *find, struct error *e)
{
	struct run *r = ctx;

	(void)e;
	if (joining_holds_back(&r->space, find, true)) {
		joining_add_broken(&r->joining, find);
		return 0;
	}
	joining_add_whole(&r->joining, find->start, find->end);
	r->whole++;
	return 0;
}

static void
begins(void *ctx, const struct find *find)
{
	joining_add_beginning(&((struct run *)ctx)->joining, find);
}

static void
run_open(struct run *r, const struct disk *d, uint64_t budget)
{
	struct search search = {&r->space, search_formats(), 0, found, NULL, r, begins};
	struct extents x = EXTENTS_EMPTY;
	struct error e = {0};

	*r = (struct run){.plan = SPACE_PLAN_EMPTY};
	bytes_memory_init(&r->memory, d->bytes.data, d->bytes.n);
	extents_add(&x, 0, d->bytes.n);
	space_plan_region(&r->plan, &x, 1);
	space_plan_grid(&r->plan, BLOCK, 0);
	space_plan_blob(&r->plan, &r->blob);
	assert_int_equal(space_open(&r->space, buffer_span(&r->blob), &r->memory.bytes, &e), 0);
	joining_init(&r->joining, &r->space, budget);
	struct searcher *s = searcher_new(&search);
	assert_int_equal(searcher_run(s, 0, r->space.size, &e), 0);
	searcher_free(&s);
	joining_begin(&r->joining);
	extents_release(&x);
}

/* A round, every try of it from a state that was written and read again. */
static void
one_round(struct run *r)
{
	struct buffer state = BUFFER_EMPTY, outcomes = BUFFER_EMPTY;
	struct joining copy;
	struct error e = {0};
	struct intake in;

	joining_write(&r->joining, &state);
	assert_int_equal(joining_read(&copy, &r->space, buffer_span(&state), &e), 0);
	assert_int_equal(joining_due(&copy), joining_due(&r->joining));
	for (size_t i = copy.n; i-- > 0;) {
		struct join_outcome outcome;

		if (!copy.v[i].due)
			continue;
		joining_try(&copy, i, &outcome);
		buffer_clear(&outcomes);
		join_outcome_write(&outcome, &outcomes);
		join_outcome_release(&outcome);
		in = (struct intake){outcomes.data, outcomes.n, false};
		join_outcome_read(&in, r->space.size, &outcome);
		assert_true(!in.broken && in.n == 0);
		joining_take(&r->joining, i, &outcome);
	}
	joining_settle(&r->joining);
	joining_release(&copy);
	buffer_release(&state);
	buffer_release(&outcomes);
}

static void
run_all(struct run *r)
{
	for (unsigned i = 0; joining_due(&r->joining); i++) {
		assert_true(i < 10);
		one_round(r);
	}
}

static void
run_close(struct run *r)
{
	joining_release(&r->joining);
	space_plan_release(&r->plan);
	buffer_release(&r->blob);
}

/* Items that are told as whole and hold just the file's bytes. */
static size_t
count_of(struct run *r, const struct buffer *file, size_t pieces)
{
	struct joining_told told;
	size_t n = 0;

	for (size_t i = 0; i < r->joining.n; i++) {
		struct buffer got = BUFFER_EMPTY;

		if (!joining_tell(&r->joining, i, &told) || told.find.walk.state != MEDIA_WHOLE)
			continue;
		for (size_t k = 0; k < told.npieces; k++)
			buffer_add(&got, r->memory.data + told.pieces[k].start,
				   told.pieces[k].end - told.pieces[k].start);
		if (got.n == file->n && memcmp(got.data, file->data, got.n) == 0 &&
		    told.npieces == pieces)
			n++;
		buffer_release(&got);
	}
	return n;
}

static size_t
count_told(const struct run *r, enum media_state state)
{
	struct joining_told told;
	size_t n = 0;

	for (size_t i = 0; i < r->joining.n; i++)
		n += joining_tell(&r->joining, i, &told) && told.find.walk.state == state;
	return n;
}

/* ---- Tests ---- */

/* Pieces in the order given, with filler between them, of a file with chunks of `chunk` bytes. */
static void
check_order(size_t chunk, const size_t (*pieces)[2], size_t n)
{
	struct buffer file = draw(300, chunk, 1);
	struct disk d = {.seed = 5};
	struct run r;

	filler(&d, 3);
	for (size_t i = 0; i < n; i++) {
		lay(&d, &file, pieces[i][0], pieces[i][1]);
		filler(&d, 2 + i * 7);
	}
	run_open(&r, &d, 0);
	run_all(&r);
	assert_int_equal(count_of(&r, &file, n), 1);
	assert_int_equal(count_told(&r, MEDIA_DAMAGED) + count_told(&r, MEDIA_TRUNCATED), 0);
	run_close(&r);
	buffer_release(&d.bytes);
	buffer_release(&file);
}

#define CHECK_ORDER(chunk, ...)                                                                    \
	do {                                                                                       \
		const size_t pieces[][2] = {__VA_ARGS__};                                          \
		check_order(chunk, pieces, sizeof pieces / sizeof *pieces);                        \
	} while (0)

static void
two_pieces(void **state)
{
	static const size_t chunks[] = {700, 8192, 1 << 30};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (size_t cut = 1; cut < 45; cut += 3)
			CHECK_ORDER(chunks[i], {0, cut}, {cut, 0});
}

static void
three_pieces(void **state)
{
	static const size_t chunks[] = {700, 8192, 1 << 30};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (size_t cut = 1; cut < 20; cut += 5)
			CHECK_ORDER(chunks[i], {0, cut}, {cut, 2 * cut + 1}, {2 * cut + 1, 0});
}

static void
out_of_order(void **state)
{
	static const size_t chunks[] = {700, 8192, 1 << 30};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		CHECK_ORDER(chunks[i], {20, 0}, {0, 20});
		CHECK_ORDER(chunks[i], {0, 11}, {25, 0}, {11, 25});
		CHECK_ORDER(chunks[i], {11, 25}, {0, 11}, {25, 0});
		CHECK_ORDER(chunks[i], {25, 0}, {11, 25}, {0, 11});
	}
}

static void
two_files_that_interleave(void **state)
{
	struct buffer a = draw(300, 8192, 1), b = draw(280, 8192, 2);
	struct disk d = {.seed = 5};
	struct run r;

	(void)state;
	lay(&d, &a, 0, 9);
	lay(&d, &b, 0, 13);
	lay(&d, &a, 9, 0);
	lay(&d, &b, 13, 0);
	run_open(&r, &d, 0);
	run_all(&r);
	assert_int_equal(count_of(&r, &a, 2), 1);
	assert_int_equal(count_of(&r, &b, 2), 1);
	run_close(&r);
	buffer_release(&d.bytes);
	buffer_release(&a);
	buffer_release(&b);
}

/* The second head is a copy of the first: there is one rest only, and one file gets it. */
static void
two_want_one_rest(void **state)
{
	struct buffer a = draw(300, 8192, 1);
	struct disk d = {.seed = 5};
	struct run r;

	(void)state;
	lay(&d, &a, 0, 9);
	filler(&d, 4);
	lay(&d, &a, 0, 9);
	filler(&d, 4);
	lay(&d, &a, 9, 0);
	run_open(&r, &d, 0);
	run_all(&r);
	assert_int_equal(count_of(&r, &a, 2), 1);
	run_close(&r);
	buffer_release(&d.bytes);
	buffer_release(&a);
}

/* The rest is gone: what is there is told as a part, and no more than that. */
static void
the_rest_is_gone(void **state)
{
	struct buffer a = draw(300, 1 << 30, 1);
	struct disk d = {.seed = 5};
	struct joining_told told;
	struct run r;

	(void)state;
	lay(&d, &a, 0, 30);
	filler(&d, 60);
	run_open(&r, &d, 0);
	run_all(&r);
	assert_int_equal(count_told(&r, MEDIA_DAMAGED), 1);
	assert_true(joining_tell(&r.joining, 0, &told));
	assert_int_equal(told.find.start, 0);
	assert_int_equal(told.npieces, 1);
	assert_in_range(told.find.walk.length, 27 * BLOCK, 30 * BLOCK);
	run_close(&r);
	buffer_release(&d.bytes);
	buffer_release(&a);
}

static void
a_budget_that_runs_out(void **state)
{
	struct buffer a = draw(300, 1 << 30, 1);
	struct disk d = {.seed = 5};
	struct joining_told told;
	struct run r;

	(void)state;
	lay(&d, &a, 0, 30);
	filler(&d, 2000);
	lay(&d, &a, 30, 0);
	run_open(&r, &d, 40000);
	run_all(&r);
	assert_true(joining_tell(&r.joining, 0, &told));
	assert_int_equal(told.find.walk.state, MEDIA_DAMAGED);
	assert_non_null(strstr(told.note, "given up"));
	run_close(&r);
	run_open(&r, &d, 0);
	run_all(&r);
	assert_int_equal(count_of(&r, &a, 2), 1);
	run_close(&r);
	buffer_release(&d.bytes);
	buffer_release(&a);
}

/* What a worker that was taken over might write is refused, or read as something that can be. */
static void
states_that_cannot_be(void **state)
{
	struct buffer a = draw(100, 1 << 30, 1), blob = BUFFER_EMPTY;
	struct disk d = {.seed = 5};
	struct joining copy;
	struct error e = {0};
	struct run r;

	(void)state;
	lay(&d, &a, 0, 4);
	filler(&d, 20);
	lay(&d, &a, 4, 0);
	run_open(&r, &d, 0);
	joining_write(&r.joining, &blob);
	for (size_t n = 0; n < blob.n; n++) {
		assert_int_equal(joining_read(&copy, &r.space, (struct span){blob.data, n}, &e),
				 -1);
		joining_release(&copy);
		error_clear(&e);
	}
	for (size_t i = 0; i < blob.n; i++) {
		blob.data[i] ^= 0x5a;
		if (joining_read(&copy, &r.space, buffer_span(&blob), &e) == 0) {
			assert_true(copy.n <= 1);
			assert_true(!copy.n || copy.v[0].find.end <= r.space.size);
		}
		joining_release(&copy);
		error_clear(&e);
		blob.data[i] ^= 0x5a;
	}
	run_close(&r);
	buffer_release(&blob);
	buffer_release(&d.bytes);
	buffer_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_pieces),
		cmocka_unit_test(three_pieces),
		cmocka_unit_test(out_of_order),
		cmocka_unit_test(two_files_that_interleave),
		cmocka_unit_test(two_want_one_rest),
		cmocka_unit_test(the_rest_is_gone),
		cmocka_unit_test(a_budget_that_runs_out),
		cmocka_unit_test(states_that_cannot_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
