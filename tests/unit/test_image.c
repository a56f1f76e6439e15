/* SPDX-License-Identifier: Apache-2.0 */
/* Raw images, whole and split: reads, views, faults, and which segments belong together. */
#include <config.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tsk/libtsk.h>
#include <unistd.h>

#include <cmocka.h>

#include "evidence/image.h"
#include "evidence/segments.h"

#define SIZE ((size_t)3 << 20)

struct place {
	char folder[64];
	unsigned char *bytes; /* SIZE of them */
};

static uint32_t
next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	uint32_t seed = 1;

	snprintf(p->folder, sizeof p->folder, "/tmp/winnow-image-XXXXXX");
	p->bytes = malloc(SIZE);
	for (size_t i = 0; i < SIZE; i++)
		p->bytes[i] = (unsigned char)next(&seed);
	*state = p;
	return mkdtemp(p->folder) && chdir(p->folder) == 0 ? 0 : -1;
}

static int
tear_down(void **state)
{
	struct place *p = *state;
	char command[128];
	int r;

	snprintf(command, sizeof command, "rm -rf %s", p->folder);
	r = chdir("/") || system(command);
	free(p->bytes);
	free(p);
	return r;
}

static void
put(const char *path, const unsigned char *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	fclose(f);
}

static struct image *
open_image(const char *path)
{
	struct error e = {0};
	struct image *image;

	if (image_open(&image, path, &e))
		fail_msg("%s", e.text);
	return image;
}

/* Reads and views at many places give what was written, and as much of it as they promise. */
static void
compare(struct image *image, const unsigned char *bytes, size_t size)
{
	static unsigned char buf[300000];
	struct error e = {0};
	uint32_t seed = 7;

	assert_int_equal(image_size(image), size);
	for (int i = 0; i < 500; i++) {
		size_t at = next(&seed) % (size + 10), want = next(&seed) % sizeof buf, got;
		size_t rest = at < size ? size - at : 0, least;
		const unsigned char *p;

		assert_int_equal(image_read(image, at, buf, want, &got, &e), 0);
		assert_int_equal(got, want < rest ? want : rest);
		if (got)
			assert_memory_equal(buf, bytes + at, got);
		p = bytes_view(image_bytes(image), at, want, &got);
		least = want < BYTES_WINDOW ? want : BYTES_WINDOW;
		least = least < rest ? least : rest;
		assert_true(got >= least && got <= want);
		if (got)
			assert_memory_equal(p, bytes + at, got);
		assert_true((p == NULL) == (rest == 0 || want == 0));
	}
	assert_int_equal(image_faults(image), 0);
}

static void
test_raw(void **state)
{
	const struct place *p = *state;
	struct image *image;

	put("disk.dd", p->bytes, SIZE - 100);
	image = open_image("disk.dd");
	assert_string_equal(image_container(image), "raw");
	compare(image, p->bytes, SIZE - 100);
	image_close(&image);
	assert_null(image);
}

static void
test_split(void **state)
{
	static const size_t sizes[] = {1, 70000, 65536, 1000000, 4096, 512};
	const struct place *p = *state;
	struct image *image;
	char name[32];
	size_t at = 0;

	for (size_t i = 0; i < 6; at += sizes[i++]) {
		snprintf(name, sizeof name, "disk.%03zu", i);
		put(name, p->bytes + at, sizes[i]);
	}
	image = open_image("disk.000");
	assert_string_equal(image_container(image), "split raw");
	compare(image, p->bytes, at);
	image_sweep(image, false); /* a hint: what is read is the same */
	compare(image, p->bytes, at);
	image_sweep(image, true);
	compare(image, p->bytes, at);
	image_close(&image);
}

static void
test_over_bytes(void **state)
{
	const struct place *p = *state;
	struct bytes_memory memory;
	struct image *image;

	bytes_memory_init(&memory, p->bytes, SIZE);
	image_open_bytes(&image, &memory.bytes, "memory");
	image_sweep(image, false);
	compare(image, p->bytes, SIZE);
	image_close(&image);
}

/* What a file lost after it was opened reads as zeros and is counted, each time. */
static void
test_shrunk(void **state)
{
	const struct place *p = *state;
	unsigned char buf[8192], zeros[8192] = {0};
	struct error e = {0};
	struct image *image;
	size_t got;

	put("disk.dd", p->bytes, SIZE);
	image = open_image("disk.dd");
	assert_int_equal(truncate("disk.dd", 5000), 0);
	assert_int_equal(image_read(image, 0, buf, sizeof buf, &got, &e), 0);
	assert_int_equal(got, sizeof buf);
	assert_memory_equal(buf, p->bytes, 5000);
	assert_memory_equal(buf + 5000, zeros, sizeof buf - 5000);
	assert_int_equal(image_faults(image), sizeof buf - 5000);
	image_read(image, 100000, buf, 100, &got, &e);
	assert_int_equal(image_faults(image), sizeof buf - 5000 + 100);
	assert_int_equal(image_bytes(image)->unreadable, sizeof buf - 5000 + 100);
	image_close(&image);
}

/* ---- A source with a hole ---- */

struct holed {
	struct bytes bytes;
	const unsigned char *data;
	uint64_t hole, length;
};

static const unsigned char *
holed_view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	static unsigned char window[BYTES_WINDOW];
	struct holed *h = (struct holed *)self;

	*got = offset < self->size ? (size_t)(self->size - offset) : 0;
	*got = *got < want ? *got : want;
	*got = *got < sizeof window ? *got : sizeof window;
	memcpy(window, h->data + offset, *got);
	for (size_t i = 0; i < *got; i++)
		if (offset + i >= h->hole && offset + i - h->hole < h->length) {
			window[i] = 0;
			self->unreadable++;
		}
	return *got ? window : NULL;
}

/* Everybody who meets the hole has to hear of it, though views and libtsk keep what they read. */
static void
test_hole(void **state)
{
	const struct place *p = *state;
	struct holed h = {{SIZE, holed_view, 0}, p->bytes, 1000000, 512};
	struct image *image;
	uint64_t before;
	char buf[512];
	size_t got;

	image_open_bytes(&image, &h.bytes, "holed");
	for (int i = 0; i < 3; i++) {
		before = image_bytes(image)->unreadable;
		bytes_view(image_bytes(image), 1000100, 100, &got);
		assert_int_equal(image_bytes(image)->unreadable - before, 512);
	}
	for (int i = 0; i < 3; i++) {
		before = image_faults(image);
		assert_int_equal(tsk_img_read(image_tsk(image), 1000000, buf, sizeof buf), 512);
		assert_int_equal(image_faults(image) - before, 512);
		before = image_faults(image);
		assert_int_equal(tsk_img_read(image_tsk(image), 0, buf, sizeof buf), 512);
		assert_int_equal(image_faults(image), before);
	}
	image_close(&image);
}

/* ---- Which segments belong together ---- */

/* Given names are made; how many segments `first` finds, or -1 and the error's text. */
static int
find(const char *names, const char *first, char text[ERROR_TEXT_MAX])
{
	char list[256], *save, *name;
	struct segments s = {NULL, 0};
	struct error e = {0};
	int n;

	assert_int_equal(system("rm -f *"), 0);
	snprintf(list, sizeof list, "%s", names);
	for (name = strtok_r(list, " ", &save); name; name = strtok_r(NULL, " ", &save))
		put(name, (const unsigned char *)"x", 1);
	n = segments_find(&s, first, &e) ? -1 : (int)s.n;
	segments_release(&s);
	snprintf(text, ERROR_TEXT_MAX, "%s", e.text);
	return n;
}

static void
test_segments(void **state)
{
	char text[ERROR_TEXT_MAX];

	(void)state;
	assert_int_equal(find("a.001 a.002 a.003 b.004", "a.001", text), 3);
	assert_int_equal(find("a.000 a.001 a.002", "a.000", text), 3);
	assert_int_equal(find("a.0001 a.0002 a.001", "a.0001", text), 2);
	assert_int_equal(find("a.aa a.ab a.ac", "a.aa", text), 3);
	assert_int_equal(find("a.AAA a.AAB", "a.AAA", text), 2);
	assert_int_equal(find("a.00 a.01", "a.00", text), 2);
	assert_int_equal(find("a.001", "a.001", text), 1);
	assert_int_equal(find("a.dd a.de", "a.dd", text), 1);
	assert_int_equal(find("a.raw", "a.raw", text), 1);
	assert_int_equal(find("a", "a", text), 1);
	assert_int_equal(find("case.2023 case.2024", "case.2024", text), 1);
	assert_int_equal(find("disk.01 disk.02", "disk.01", text), 1);
	assert_int_equal(find("a.001 a.002 a.004", "a.001", text), -1);
	assert_non_null(strstr(text, "a.003 is missing"));
	assert_int_equal(find("a.000 a.001 a.002", "a.001", text), -1);
	assert_non_null(strstr(text, "give the first, a.000"));
	assert_int_equal(find("a.001 a.002", "./a.002", text), -1);
	assert_non_null(strstr(text, "give the first, ./a.001"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_raw, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_split, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_over_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_shrunk, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_hole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_segments, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
