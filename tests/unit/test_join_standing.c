/* SPDX-License-Identifier: Apache-2.0 */
/* What was found whole in one piece gives way to proven files alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "carve/joining_standing.h"

#define SECTOR ((uint64_t)512)

/* Sixteen sectors; a file that was found whole in sectors 4 to 7, and a broken one at 0. */
struct disk {
	unsigned char data[16 * 512];
	struct bytes_memory memory;
	struct buffer blob;
	struct space space;
	struct media_format format;
	struct joining_item items[2];
	struct piece pieces[2];
	struct joining joining;
	struct extents standing;
};

static void
open_disk(struct disk *d)
{
	struct space_plan plan = SPACE_PLAN_EMPTY;
	struct extents all = EXTENTS_EMPTY;
	struct error e = {0};

	*d = (struct disk){.blob = BUFFER_EMPTY, .standing = EXTENTS_EMPTY};
	bytes_memory_init(&d->memory, d->data, sizeof d->data);
	extents_add(&all, 0, sizeof d->data);
	space_plan_region(&plan, &all, 1);
	space_plan_blob(&plan, &d->blob);
	assert_int_equal(space_open(&d->space, buffer_span(&d->blob), &d->memory.bytes, &e), 0);
	space_plan_release(&plan);
	extents_release(&all);
	for (size_t i = 0; i < 2; i++)
		d->items[i].find.format = &d->format;
	d->items[0].find.end = 2 * SECTOR;
	d->items[0].find.walk.state = MEDIA_TRUNCATED;
	d->items[1].believed = true;
	d->items[1].find.start = 4 * SECTOR;
	d->items[1].find.end = 8 * SECTOR;
	d->items[1].find.walk.state = MEDIA_WHOLE;
	d->joining = (struct joining){.space = &d->space, .v = d->items, .n = 2};
}

static void
close_disk(struct disk *d)
{
	extents_release(&d->standing);
	buffer_release(&d->blob);
}

/* Item i, continued at a sector, with a confidence: are the others spared? */
static bool
spares(struct disk *d, size_t i, uint64_t sector, double confidence)
{
	struct joining_item *item = &d->items[i];

	d->pieces[0] = (struct piece){.start = item->find.start, .end = item->find.end};
	d->pieces[1] = (struct piece){.start = sector * SECTOR, .end = (sector + 1) * SECTOR};
	item->outcome =
		(struct join_outcome){.result = JOIN_WHOLE, .pieces = d->pieces, .npieces = 2};
	item->outcome.walk.confidence = confidence;
	extents_release(&d->standing);
	joining_standing(&d->joining, &d->standing);
	return joining_spares(&d->joining, item, &d->standing);
}

static void
no_other_file_takes_its_blocks(void **state)
{
	struct disk d;

	(void)state;
	open_disk(&d);
	assert_false(spares(&d, 0, 4, 0.9));
	assert_false(spares(&d, 0, 7, 0.9));
	assert_true(spares(&d, 0, 3, 0.9));
	assert_true(spares(&d, 0, 8, 0.9));
	assert_true(spares(&d, 0, 5, 1.0));
	close_disk(&d);
}

static void
it_is_not_cut_by_its_own_joining(void **state)
{
	struct disk d;

	(void)state;
	open_disk(&d);
	assert_false(spares(&d, 1, 9, 0.9));
	assert_true(spares(&d, 1, 9, 1.0));
	close_disk(&d);
}

static void
streams_and_what_lies_off_the_sectors_do_not_stand(void **state)
{
	struct disk d;

	(void)state;
	open_disk(&d);
	d.format.resumes = true;
	assert_true(spares(&d, 0, 5, 0.9));
	d.format.resumes = false;
	d.items[1].find.start += 8;
	assert_true(spares(&d, 0, 5, 0.9));
	close_disk(&d);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_other_file_takes_its_blocks),
		cmocka_unit_test(it_is_not_cut_by_its_own_joining),
		cmocka_unit_test(streams_and_what_lies_off_the_sectors_do_not_stand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
