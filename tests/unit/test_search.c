/* SPDX-License-Identifier: Apache-2.0 */
/* Searching soups of pictures, parts of pictures and filler, laid out in every way a disk knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <zlib.h>

#include "carve/record.h"
#include "carve/search.h"

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

static void
add_random(struct buffer *b, size_t n, unsigned *seed)
{
	while (n--)
		buffer_add_byte(b, (char)rand_r(seed));
}

/*
 * A grey PNG of 64 columns; its data in chunks of 1000 bytes. inside: a chunk of its own, or empty.
 */
static void
draw_png(struct buffer *b, unsigned rows, struct span inside, unsigned *seed)
{
	unsigned char head[13] = {
		0, 0, 0, 64, 0, 0, (unsigned char)(rows >> 8), (unsigned char)rows, 8, 0, 0, 0, 0};
	struct buffer raw = BUFFER_EMPTY, packed = BUFFER_EMPTY;
	uLongf n = compressBound(rows * 65);

	for (unsigned i = 0; i < rows; i++) {
		buffer_add_byte(&raw, 0);
		add_random(&raw, 64, seed);
	}
	assert_int_equal(
		compress((Bytef *)buffer_reserve(&packed, n), &n, (Bytef *)raw.data, raw.n), Z_OK);
	buffer_add(b, "\x89PNG\r\n\x1a\n", 8);
	add_chunk(b, "IHDR", head, 13);
	if (inside.n)
		add_chunk(b, "prVt", inside.p, inside.n);
	for (size_t at = 0; at < n; at += 1000)
		add_chunk(b, "IDAT", packed.data + at, n - at < 1000 ? n - at : 1000);
	add_chunk(b, "IEND", NULL, 0);
	buffer_release(&raw);
	buffer_release(&packed);
}

/* ---- Searching ---- */

struct result {
	uint64_t start, end;
	enum media_state state;
	bool cut_short;
};

struct results {
	struct result v[512];
	size_t n;
	uint64_t kept_end; /* as the engine keeps it over the jobs of a plan */
	uint64_t job_start, job_end;
	uint64_t bytes;
};

static int
found(void *ctx, const struct find *f, struct error *e)
{
	struct results *r = ctx;

	(void)e;
	assert_true(f->start >= r->job_start && f->start < r->job_end);
	assert_int_equal(f->end - f->start, f->walk.length);
	if (f->start < r->kept_end)
		return 0;
	assert_true(r->n < 512);
	r->v[r->n++] = (struct result){f->start, f->end, f->walk.state, f->cut_short};
	r->kept_end = f->end;
	return 0;
}

static void
count(void *ctx, uint64_t bytes)
{
	((struct results *)ctx)->bytes += bytes;
}

/* The whole space in jobs of a size. */
static void
search_in_jobs(struct results *r, const struct space *s, uint64_t job, uint32_t align)
{
	struct search search = {s, search_formats(), align, found, count, r, NULL};
	struct searcher *x = searcher_new(&search);
	struct error e = {0};

	*r = (struct results){.n = 0};
	for (size_t i = 0; i < s->nregions; i++) {
		struct space_region region = space_region(s, i);

		for (uint64_t at = region.start; at < region.end; at += job) {
			r->job_start = at;
			r->job_end = at + job < region.end ? at + job : region.end;
			assert_int_equal(searcher_run(x, r->job_start, r->job_end, &e), 0);
		}
	}
	assert_int_equal(r->bytes, s->size);
	searcher_free(&x);
}

/* A space of one region over memory. */
struct field {
	struct bytes_memory memory;
	struct space_plan plan;
	struct buffer blob;
	struct space space;
};

static void
field_open(struct field *f, const struct buffer *backing, const struct extents *x, uint32_t step)
{
	struct error e = {0};

	*f = (struct field){.plan = SPACE_PLAN_EMPTY};
	bytes_memory_init(&f->memory, backing->data, backing->n);
	space_plan_region(&f->plan, x, step);
	space_plan_blob(&f->plan, &f->blob);
	assert_int_equal(space_open(&f->space, buffer_span(&f->blob), &f->memory.bytes, &e), 0);
}

static void
field_close(struct field *f)
{
	space_plan_release(&f->plan);
	buffer_release(&f->blob);
}

static void
search_plainly(struct results *r, const struct buffer *b, uint32_t align)
{
	struct extents x = EXTENTS_EMPTY;
	struct field f;

	extents_add(&x, 0, b->n);
	field_open(&f, b, &x, 1);
	search_in_jobs(r, &f.space, UINT64_MAX / 2, align);
	field_close(&f);
	extents_release(&x);
}

/* ---- Tests ---- */

static void
whole_pictures_are_found_where_they_may_begin(void **state)
{
	struct buffer b = BUFFER_EMPTY;
	struct results r;
	unsigned seed = 1;
	size_t on_grid, off_grid;

	(void)state;
	add_random(&b, 1024, &seed);
	on_grid = b.n;
	draw_png(&b, 20, (struct span){NULL, 0}, &seed);
	add_random(&b, 777, &seed);
	off_grid = b.n;
	draw_png(&b, 30, (struct span){NULL, 0}, &seed);
	add_random(&b, 100, &seed);

	search_plainly(&r, &b, 1);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.v[0].start, on_grid);
	assert_int_equal(r.v[0].state, MEDIA_WHOLE);
	assert_int_equal(r.v[0].end, off_grid - 777);
	assert_int_equal(r.v[1].start, off_grid);
	assert_int_equal(r.v[1].end, b.n - 100);
	search_plainly(&r, &b, 512);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.v[0].start, on_grid);
	buffer_release(&b);
}

static void
what_lies_inside_is_not_given_apart(void **state)
{
	struct buffer b = BUFFER_EMPTY, inner = BUFFER_EMPTY;
	struct results r;
	unsigned seed = 4;

	(void)state;
	draw_png(&inner, 15, (struct span){NULL, 0}, &seed);
	draw_png(&b, 60, buffer_span(&inner), &seed);
	search_plainly(&r, &b, 1);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.v[0].end, b.n);

	/* The same when the outer one is cut off in its data. */
	search_plainly(&r, &(struct buffer){b.data, b.n - 1500, b.cap}, 1);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.v[0].start, 0);
	assert_int_equal(r.v[0].state, MEDIA_TRUNCATED);
	buffer_release(&b);
	buffer_release(&inner);
}

static void
an_overwritten_picture_ends_where_the_next_begins(void **state)
{
	struct buffer b = BUFFER_EMPTY;
	struct results r;
	unsigned seed = 9;
	size_t second = 2048;

	(void)state;
	draw_png(&b, 100, (struct span){NULL, 0}, &seed);
	b.n = second;
	draw_png(&b, 10, (struct span){NULL, 0}, &seed);
	search_plainly(&r, &b, 512);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.v[0].start, 0);
	assert_int_equal(r.v[0].state, MEDIA_DAMAGED);
	assert_true(r.v[0].end <= second && r.v[0].end > 1000);
	assert_int_equal(r.v[1].start, second);
	assert_int_equal(r.v[1].end, b.n);
	assert_int_equal(r.v[1].state, MEDIA_WHOLE);
	buffer_release(&b);
}

/* A grey TIFF of 100 x 100 in one strip at 512. */
static void
draw_tiff(struct buffer *b, unsigned *seed)
{
	static const uint16_t entries[][2] = {{256, 100}, {257, 100}, {258, 8},	  {259, 1},
					      {262, 1},	  {273, 512}, {278, 100}, {279, 10000}};
	size_t start = b->n;

	buffer_add(b, "II*\0\10\0\0\0\10\0", 10);
	for (size_t i = 0; i < 8; i++) {
		const unsigned char e[12] = {(unsigned char)entries[i][0],
					     (unsigned char)(entries[i][0] >> 8),
					     3,
					     0,
					     1,
					     0,
					     0,
					     0,
					     (unsigned char)entries[i][1],
					     (unsigned char)(entries[i][1] >> 8)};

		buffer_add(b, e, 12);
	}
	memset(buffer_reserve(b, 512), 0, 512);
	b->n = start + 512;
	add_random(b, 10000, seed);
}

/* Its strip is not checked by anything, so a sure find on a sector in it is worth more. */
static void
an_unchecked_picture_hides_no_other(void **state)
{
	struct buffer b = BUFFER_EMPTY, inner = BUFFER_EMPTY;
	struct results r;
	unsigned seed = 6;

	(void)state;
	draw_png(&inner, 20, (struct span){NULL, 0}, &seed);
	draw_tiff(&b, &seed);
	search_plainly(&r, &b, 1);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.v[0].state, MEDIA_WHOLE);
	assert_int_equal(r.v[0].end, b.n);

	memcpy(b.data + 4000, inner.data, inner.n); /* a preview of its own making */
	search_plainly(&r, &b, 1);
	assert_int_equal(r.n, 1);
	memcpy(b.data + 4096, inner.data, inner.n);
	search_plainly(&r, &b, 1);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.v[0].end, 4096);
	assert_int_equal(r.v[0].state, MEDIA_DAMAGED);
	assert_true(r.v[0].cut_short);
	assert_int_equal(r.v[1].start, 4096);
	assert_int_equal(r.v[1].end, 4096 + inner.n);
	buffer_release(&b);
	buffer_release(&inner);
}

/* A picture that was written around allocated blocks, in extents too short for a signature even. */
static void
a_picture_is_read_over_the_gaps(void **state)
{
	struct buffer picture = BUFFER_EMPTY, b = BUFFER_EMPTY;
	struct extents x = EXTENTS_EMPTY;
	struct field f;
	struct results r;
	unsigned seed = 12;

	(void)state;
	draw_png(&picture, 40, (struct span){NULL, 0}, &seed);
	for (size_t at = 0; at < picture.n;) {
		size_t n = at < 40 ? 5 : (size_t)(rand_r(&seed) % 700 + 1);

		if (n > picture.n - at)
			n = picture.n - at;
		add_random(&b, 60, &seed);
		extents_add(&x, b.n, n);
		buffer_add(&b, picture.data + at, n);
		at += n;
	}
	field_open(&f, &b, &x, 1);
	search_in_jobs(&r, &f.space, 1 << 20, 0);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.v[0].start, 0);
	assert_int_equal(r.v[0].end, picture.n);
	assert_int_equal(r.v[0].state, MEDIA_WHOLE);
	field_close(&f);
	extents_release(&x);
	buffer_release(&b);
	buffer_release(&picture);
}

/* One piece of soup. */
static void
add_piece(struct buffer *b, unsigned *seed)
{
	struct buffer one = BUFFER_EMPTY, inner = BUFFER_EMPTY;
	unsigned rows = (unsigned)rand_r(seed) % 200 + 10;

	switch (rand_r(seed) % 6) {
	case 0:
		add_random(b, (size_t)rand_r(seed) % 5000, seed);
		break;
	case 1:
		memset(buffer_reserve(b, 4096), 0, 4096);
		b->n += (size_t)rand_r(seed) % 4096;
		break;
	case 2: /* cut off */
		draw_png(&one, rows, (struct span){NULL, 0}, seed);
		buffer_add(b, one.data, (size_t)rand_r(seed) % one.n);
		break;
	case 3: /* a picture in a picture */
		draw_png(&inner, 12, (struct span){NULL, 0}, seed);
		draw_png(&one, rows, buffer_span(&inner), seed);
		buffer_add(b, one.data, one.n);
		break;
	case 4:
		buffer_add_text(b, "GIF89a\x89PNG\r\n\x1a\n\xff\xd8\xff\xe0\xff\xd8\xff");
		break;
	default:
		draw_png(b, rows, (struct span){NULL, 0}, seed);
		break;
	}
	buffer_release(&one);
	buffer_release(&inner);
}

static void
results_do_not_depend_on_the_jobs(void **state)
{
	unsigned seed = 77;

	(void)state;
	for (int round = 0; round < 30; round++) {
		struct buffer b = BUFFER_EMPTY;
		struct extents x = EXTENTS_EMPTY;
		struct results whole, jobs;
		struct field f;

		for (int i = 0; i < 40; i++)
			add_piece(&b, &seed);
		for (size_t at = 0; at < b.n;) {
			size_t n = (size_t)rand_r(&seed) % 30000 + 1;

			extents_add(&x, at, n < b.n - at ? n : b.n - at);
			at += n + (size_t)(rand_r(&seed) % 2 * 512);
		}
		field_open(&f, &b, &x, 1);
		search_in_jobs(&whole, &f.space, UINT64_MAX / 2, 1);
		assert_true(whole.n > 3);
		for (uint64_t job = 777; job < 100000; job = job * 3 + 1) {
			search_in_jobs(&jobs, &f.space, job, 1);
			assert_int_equal(jobs.n, whole.n);
			for (size_t i = 0; i < jobs.n; i++) {
				assert_int_equal(jobs.v[i].start, whole.v[i].start);
				assert_int_equal(jobs.v[i].end, whole.v[i].end);
			}
		}
		field_close(&f);
		extents_release(&x);
		buffer_release(&b);
	}
}

static void
filler_gives_nothing(void **state)
{
	struct buffer b = BUFFER_EMPTY;
	struct results r;
	unsigned seed = 5;

	(void)state;
	add_random(&b, 4 << 20, &seed);
	memset(b.data + (1 << 20), 0, 1 << 20);
	for (size_t i = 0; i < 20000; i++) /* near misses */
		memcpy(b.data + (2 << 20) + i * 50, i % 2 ? "\xff\xd8\xff\xe0\0\x10JFIF" : "GIF89a",
		       i % 2 ? 10 : 6);
	search_plainly(&r, &b, 1);
	assert_int_equal(r.n, 0);
	buffer_release(&b);
}

static void
no_formats_no_finds(void **state)
{
	struct buffer b = BUFFER_EMPTY;
	struct extents x = EXTENTS_EMPTY;
	struct results r = {.n = 0};
	struct error e = {0};
	struct field f;
	unsigned seed = 8;

	(void)state;
	draw_png(&b, 20, (struct span){NULL, 0}, &seed);
	extents_add(&x, 0, b.n);
	field_open(&f, &b, &x, 1);
	struct search search = {&f.space, 0, 1, found, count, &r, NULL};
	struct searcher *s = searcher_new(&search);
	assert_int_equal(searcher_run(s, 0, b.n, &e), 0);
	assert_int_equal(r.n, 0);
	assert_int_equal(r.bytes, b.n);
	searcher_free(&s);
	field_close(&f);
	extents_release(&x);
	buffer_release(&b);
}

/* More than the array holds before it grows, and one that goes on where the last one ended. */
static void
runs_follow_each_other_in_the_item(void **state)
{
	struct carve_runs runs = {NULL, 0, 0};

	(void)state;
	for (uint64_t i = 0; i < 40; i++)
		carve_runs_add(&runs, i * 1000, 10 + i);
	carve_runs_add(&runs, 39 * 1000 + 49, 5);
	assert_int_equal(runs.n, 40);
	for (uint64_t i = 0, at = 0; i < 40; at += 10 + i++) {
		assert_int_equal(runs.v[i].file_offset, at);
		assert_int_equal(runs.v[i].offset, i * 1000);
		assert_int_equal(runs.v[i].size, 10 + i + (i == 39 ? 5 : 0));
	}
	carve_runs_release(&runs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_pictures_are_found_where_they_may_begin),
		cmocka_unit_test(what_lies_inside_is_not_given_apart),
		cmocka_unit_test(an_overwritten_picture_ends_where_the_next_begins),
		cmocka_unit_test(an_unchecked_picture_hides_no_other),
		cmocka_unit_test(a_picture_is_read_over_the_gaps),
		cmocka_unit_test(results_do_not_depend_on_the_jobs),
		cmocka_unit_test(filler_gives_nothing),
		cmocka_unit_test(no_formats_no_finds),
		cmocka_unit_test(runs_follow_each_other_in_the_item),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
