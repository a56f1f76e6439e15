/* SPDX-License-Identifier: Apache-2.0 */
/* The address space against a plain copy of its extents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "carve/space.h"

#define BACKING ((size_t)1 << 20)

static unsigned char backing[BACKING];

struct fixture {
	struct bytes_memory memory;
	struct buffer blob;
	struct buffer laid[3]; /* what each region's bytes must be */
	struct space space;
};

static void
random_region(struct space_plan *plan, struct buffer *laid, uint64_t at, size_t n, unsigned *seed)
{
	struct extents x = EXTENTS_EMPTY;

	for (size_t i = 0; i < n; i++) {
		size_t size = (size_t)(rand_r(seed) % (i % 7 ? 900 : 90000) + 1);

		if (at + size > BACKING)
			break;
		extents_add(&x, at, size);
		buffer_add(laid, backing + at, size);
		at += size + (size_t)(rand_r(seed) % 500 + 1);
	}
	extents_sort(&x);
	space_plan_region(plan, &x, 512);
	extents_release(&x);
}

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct space_plan plan = SPACE_PLAN_EMPTY;
	struct extents none = EXTENTS_EMPTY;
	struct error e = {0};
	unsigned seed = 5;

	assert_non_null(f);
	for (size_t i = 0; i < BACKING; i++)
		backing[i] = (unsigned char)rand_r(&seed);
	random_region(&plan, &f->laid[0], 0, 30, &seed);
	space_plan_region(&plan, &none, 1);
	random_region(&plan, &f->laid[1], 100, 1, &seed);
	random_region(&plan, &f->laid[2], 333, 90, &seed);
	space_plan_blob(&plan, &f->blob);
	space_plan_release(&plan);
	bytes_memory_init(&f->memory, backing, BACKING);
	assert_int_equal(space_open(&f->space, buffer_span(&f->blob), &f->memory.bytes, &e), 0);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < 3; i++)
		buffer_release(&f->laid[i]);
	buffer_release(&f->blob);
	free(f);
	return 0;
}

static void
regions_hold_their_extents(void **state)
{
	struct fixture *f = *state;
	uint64_t at = 0;

	assert_int_equal(f->space.nregions, 3);
	for (size_t i = 0; i < 3; i++) {
		struct space_region r = space_region(&f->space, i);

		assert_int_equal(r.start, at);
		assert_int_equal(r.end - r.start, f->laid[i].n);
		for (uint64_t a = r.start; a < r.end; a += 777) {
			struct space_extent x = space_extent(&f->space, space_find(&f->space, a));

			assert_int_equal(space_region_at(&f->space, a).start, r.start);
			assert_true(x.start <= a && a < x.end);
			assert_int_equal(backing[x.offset + (a - x.start)],
					 (unsigned char)f->laid[i].data[a - r.start]);
		}
		at = r.end;
	}
	assert_int_equal(f->space.size, at);
}

static void
views_are_the_bytes_laid_end_to_end(void **state)
{
	struct fixture *f = *state;
	unsigned seed = 11;

	for (size_t i = 0; i < 3; i++) {
		struct space_region r = space_region(&f->space, i);
		struct space_bytes b;

		space_bytes_init(&b, &f->space, &r);
		for (int k = 0; k < 4000; k++) {
			uint64_t at = r.start + (uint64_t)rand_r(&seed) % (r.end - r.start);
			size_t want = (size_t)(rand_r(&seed) % (k % 3 ? 300 : 200000) + 1), got;
			const unsigned char *p = bytes_view(&b.bytes, at, want, &got);
			uint64_t least = want < BYTES_WINDOW ? want : BYTES_WINDOW;

			if (least > r.end - at)
				least = r.end - at;
			assert_non_null(p);
			assert_true(got >= least && got <= want);
			assert_memory_equal(p, f->laid[i].data + (at - r.start), got);
		}
		size_t got;
		assert_null(bytes_view(&b.bytes, r.end, 1, &got));
		if (r.start)
			assert_null(bytes_view(&b.bytes, r.start - 1, 1, &got));
		space_bytes_release(&b);
	}
}

/* A blob that was tampered with is refused, or every extent of it still lies in the backing. */
static void
broken_blobs_are_refused(void **state)
{
	struct fixture *f = *state;
	struct error e = {0};
	struct space s;
	unsigned seed = 2;
	int refused = 0;

	for (size_t n = 0; n < f->blob.n; n += 5)
		assert_int_equal(
			space_open(&s, (struct span){f->blob.data, n}, &f->memory.bytes, &e), -1);
	for (int i = 0; i < 2000; i++) {
		char *p = f->blob.data + (size_t)rand_r(&seed) % f->blob.n, old = *p;

		*p = (char)rand_r(&seed);
		if (space_open(&s, buffer_span(&f->blob), &f->memory.bytes, &e)) {
			refused++;
		} else {
			for (size_t k = 0; k < s.nextents; k++) {
				struct space_extent x = space_extent(&s, k);

				assert_true(x.start < x.end && x.offset < BACKING);
				assert_true(x.end - x.start <= BACKING - x.offset);
			}
		}
		*p = old;
	}
	assert_true(refused > 500);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(regions_hold_their_extents),
		cmocka_unit_test(views_are_the_bytes_laid_end_to_end),
		cmocka_unit_test(broken_blobs_are_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
