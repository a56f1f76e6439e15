/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over a drawn FAT12 volume of which every byte is known, and its set of addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "draw_fat.h"
#include "evidence/content.h"
#include "evidence/walk.h"
#include "evidence/walk_seen.h"

#define DEEP 300 /* folders, one in the other; the walk goes into 256 */

struct fixture {
	unsigned char *data;
	struct bytes_memory memory;
	struct image *image;
	struct volume_list volumes;
};

static void
open_image(struct fixture *f)
{
	struct error e = {0};

	bytes_memory_init(&f->memory, f->data, DRAW_SIZE);
	image_open_bytes(&f->image, &f->memory.bytes, "drawn");
	assert_int_equal(volumes_read(&f->volumes, f->image, &e), 0);
	assert_int_equal(f->volumes.n, 1);
	assert_string_equal(f->volumes.v[0].fs, "fat12");
}

static int
setup(void **state)
{
	struct fixture *f = memory_zero(1, sizeof(*f));

	setenv("TZ", "UTC0", 1);
	f->data = memory_new(DRAW_SIZE);
	draw_fat(f->data);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	volumes_release(&f->volumes);
	image_close(&f->image);
	free(f->data);
	free(f);
	return 0;
}

/* ---- Lines as they come ---- */

struct lines {
	struct buffer text;
	unsigned n, stop_at; /* stop_at: the sink fails at this line; 0: never */
};

static int
keep(void *ctx, struct span line, struct error *e)
{
	struct lines *l = ctx;

	assert_true(line.n > 0 && line.p[line.n - 1] == '\n');
	if (++l->n == l->stop_at)
		return error_set(e, ERROR_OUTPUT, "enough");
	buffer_add(&l->text, line.p, line.n);
	return 0;
}

static int
walk(struct fixture *f, struct lines *l, struct buffer *notes)
{
	const struct walk_sink sink = {keep, l};
	struct error e = {0};

	return walk_volume(f->image, &f->volumes.v[0], "drawn", "id", &sink, notes, &e);
}

/* The record of a path, scanned; fails the test when there is none. */
static void
find(struct lines *l, const char *path, struct record *r)
{
	const char *p = buffer_text(&l->text), *end;
	struct buffer have = BUFFER_EMPTY;
	struct error e = {0};
	bool found = false;

	for (; !found && (end = strchr(p, '\n')); p = end + 1) {
		assert_int_equal(record_scan(r, p, (size_t)(end - p), &e), 0);
		buffer_clear(&have);
		assert_int_equal(record_text(r, "path", &have), 0);
		found = strcmp(buffer_text(&have), path) == 0;
	}
	buffer_release(&have);
	if (!found)
		fail_msg("no record of %s in\n%s", path, buffer_text(&l->text));
}

static void
assert_value(const struct record *r, const char *key, const char *json)
{
	struct span value = record_value(r, key);

	if (!value.p || value.n != strlen(json) || memcmp(value.p, json, value.n) != 0)
		fail_msg("%s is %.*s, not %s", key, (int)value.n, value.p ? value.p : "", json);
}

/* The content of a record must be these clusters, one after the other. */
static void
assert_content(struct fixture *f, const struct record *r, size_t size, const unsigned *clusters)
{
	unsigned char have[4096];
	struct content *content;
	struct error e = {0};

	if (content_open(&content, f->image, r, &e))
		fail_msg("%s", e.text);
	assert_int_equal(bytes_read(content_bytes(content), 0, have, sizeof(have)), size);
	for (size_t i = 0; i < size; i++)
		assert_int_equal(have[i],
				 draw_cluster(f->data, clusters[i / DRAW_SECTOR])[i % DRAW_SECTOR]);
	assert_int_equal(content_bytes(content)->unreadable, 0);
	content_close(&content);
}

/* ---- What must come out ---- */

static void
test_every_file(void **state)
{
	struct fixture *f = *state;
	struct lines l = {BUFFER_EMPTY, 0, 0};
	struct buffer notes = BUFFER_EMPTY;
	struct record r = RECORD_EMPTY;

	open_image(f);
	assert_int_equal(walk(f, &l, &notes), 0);
	assert_int_equal(notes.n, 0);
	assert_int_equal(l.n, 6);
	find(&l, "LIVE.BIN", &r);
	assert_value(&r, "origin", "\"allocated\"");
	assert_value(&r, "size", "1300");
	assert_value(&r, "mtime", "\"2020-01-01T12:00:00\"");
	assert_content(f, &r, 1300, (const unsigned[]){2, 3, 5});
	find(&l, "_ONE.BIN", &r);
	assert_value(&r, "origin", "\"deleted\"");
	assert_content(f, &r, 700, (const unsigned[]){6, 7});
	find(&l, "SUB/IN.TXT", &r);
	assert_content(f, &r, 5, (const unsigned[]){9});
	find(&l, "EMPTY.TXT", &r);
	assert_content(f, &r, 0, NULL);
	record_release(&r);
	buffer_release(&l.text);
	buffer_release(&notes);
}

static void
test_nothing_of_an_overwritten_file(void **state)
{
	struct fixture *f = *state;
	struct lines l = {BUFFER_EMPTY, 0, 0};
	struct buffer notes = BUFFER_EMPTY;
	struct record r = RECORD_EMPTY;
	struct content *content = NULL;
	struct error e = {0};

	open_image(f);
	assert_int_equal(walk(f, &l, &notes), 0);
	find(&l, "_AST.BIN", &r);
	assert_value(&r, "size", "2000");
	assert_null(record_value(&r, "content").p);
	assert_null(record_value(&r, "byte_runs").p);
	assert_int_equal(content_open(&content, f->image, &r, &e), -1);
	assert_null(content);
	/* One that fits its first cluster still has that, and a warning. */
	find(&l, "_VER.BIN", &r);
	assert_content(f, &r, 100, (const unsigned[]){2});
	assert_non_null(strstr(record_value(&r, "notes").p, "\"warning\""));
	record_release(&r);
	buffer_release(&l.text);
}

/*
 * Names first and orphans after, or orphans by another worker that has to go through
 * the names itself.
 */
static void
test_orphans_do_not_depend_on_names(void **state)
{
	struct fixture *f = *state;
	struct lines with = {BUFFER_EMPTY, 0, 0}, without = {BUFFER_EMPTY, 0, 0};
	struct walk_sink sink = {keep, &with};
	struct buffer notes = BUFFER_EMPTY;
	struct error e = {0};
	struct walk *w;
	size_t names;

	/* A deleted folder's file, whose folder's name is gone. */
	draw_entry(draw_cluster(f->data, 20) + 64,
		   "\xe5"
		   "RPHAN  TXT",
		   0x20, 30, 400);
	draw_entry(draw_cluster(f->data, 20), ".          ", DRAW_FOLDER, 20, 0);
	draw_entry(draw_cluster(f->data, 20) + 32, "..         ", DRAW_FOLDER, 0, 0);
	open_image(f);
	w = walk_open(f->image, &f->volumes.v[0], "drawn", "id");
	assert_int_equal(walk_names(w, &sink, &notes, &e), 0);
	names = with.text.n;
	assert_int_equal(walk_orphans(w, &sink, &notes, &e), 0);
	walk_close(&w);
	assert_true(with.text.n > names);
	sink.ctx = &without;
	w = walk_open(f->image, &f->volumes.v[0], "drawn", "id");
	assert_int_equal(walk_orphans(w, &sink, &notes, &e), 0);
	walk_close(&w);
	assert_int_equal(without.text.n, with.text.n - names);
	assert_memory_equal(without.text.data, with.text.data + names, without.text.n);
	assert_non_null(strstr(buffer_text(&without.text), "\"origin\":\"orphan\""));
	buffer_release(&with.text);
	buffer_release(&without.text);
}

static void
test_a_sink_that_fails_ends_the_walk(void **state)
{
	struct fixture *f = *state;
	struct lines l = {BUFFER_EMPTY, 0, 3};
	struct buffer notes = BUFFER_EMPTY;

	open_image(f);
	assert_int_equal(walk(f, &l, &notes), -1);
	assert_int_equal(l.n, 3);
	buffer_release(&l.text);
}

/* SUB's entry "LOOP" is SUB again, and "UP" the root. */
static void
test_folders_in_a_circle(void **state)
{
	struct fixture *f = *state;
	struct lines l = {BUFFER_EMPTY, 0, 0};
	struct buffer notes = BUFFER_EMPTY;

	draw_entry(draw_cluster(f->data, 8) + 96, "LOOP       ", DRAW_FOLDER, 8, 0);
	draw_entry(draw_cluster(f->data, 8) + 128, "UP         ", DRAW_FOLDER, 0, 0);
	open_image(f);
	assert_int_equal(walk(f, &l, &notes), 0);
	assert_in_range(l.n, 6, 6 + 2 * 256);
	buffer_release(&l.text);
	buffer_release(&notes);
}

static void
test_depth_has_an_end(void **state)
{
	struct fixture *f = *state;
	struct lines l = {BUFFER_EMPTY, 0, 0};
	struct buffer notes = BUFFER_EMPTY;

	for (unsigned i = 0; i < DEEP; i++) {
		unsigned cluster = 100 + i;

		draw_folder(f->data, cluster, i ? cluster - 1 : 8);
		draw_entry(draw_cluster(f->data, i ? cluster - 1 : 8) + 96, "D          ",
			   DRAW_FOLDER, cluster, 0);
		draw_entry(draw_cluster(f->data, cluster) + 64, "F       TXT", 0x20, 0, 0);
	}
	open_image(f);
	assert_int_equal(walk(f, &l, &notes), 0);
	assert_non_null(strstr(buffer_text(&notes), "deeper than 256"));
	assert_in_range(l.n, 6 + 200, 6 + 256);
	buffer_release(&l.text);
	buffer_release(&notes);
}

static void
test_no_file_system_where_one_was(void **state)
{
	struct fixture *f = *state;
	struct lines l = {BUFFER_EMPTY, 0, 0};
	struct buffer notes = BUFFER_EMPTY;

	open_image(f);
	f->volumes.v[0].offset = DRAW_SIZE / 2;
	assert_int_equal(walk(f, &l, &notes), 0);
	assert_non_null(strstr(buffer_text(&notes), "\"level\":\"error\""));
	assert_int_equal(l.n, 0);
	buffer_release(&notes);
}

static void
test_seen(void **state)
{
	struct walk_seen s = {0};
	uint64_t x = 88172645463325252u;

	(void)state;
	assert_false(walk_seen_has(&s, 0));
	assert_true(walk_seen_add(&s, 0));
	assert_true(walk_seen_add(&s, UINT64_MAX));
	assert_false(walk_seen_add(&s, 0));
	assert_false(walk_seen_add(&s, UINT64_MAX));
	for (unsigned i = 0; i < 100000; i++) {
		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		assert_true(walk_seen_add(&s, x | 1));
		assert_true(walk_seen_add(&s, 2 * (uint64_t)i + 2));
		assert_false(walk_seen_add(&s, x | 1));
	}
	assert_false(walk_seen_has(&s, 200002));
	assert_true(walk_seen_has(&s, 200000));
	walk_seen_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing_of_an_overwritten_file, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_orphans_do_not_depend_on_names, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_a_sink_that_fails_ends_the_walk, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_folders_in_a_circle, setup, teardown),
		cmocka_unit_test_setup_teardown(test_depth_has_an_end, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_file_system_where_one_was, setup, teardown),
		cmocka_unit_test(test_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
