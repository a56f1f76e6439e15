/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every format of media/ over the good seeds of its fuzz target: cut at many places it is not
 * whole, but for one before a trailer, says why, and its lists of blocks and tags hold up.
 */
#include "media_check.h"

#include <dirent.h>

#include "base/buffer.h"
#include "seed.h"

#define CUTS 160 /* of each file */

static void
take_text(struct media_tags *self, const char *group, const char *tag, const unsigned char *p,
	  size_t n, enum media_text coding)
{
	(void)self;
	(void)coding;
	assert_true(*group && *tag && p && n);
}

static void
take_time(struct media_tags *self, const char *group, const char *tag, int64_t seconds)
{
	(void)self;
	(void)seconds;
	assert_true(*group && *tag);
}

static void
take_number(struct media_tags *self, const char *group, const char *tag, double value)
{
	(void)self;
	(void)value;
	assert_true(*group && *tag);
}

static void
check_lists(const struct media_format *f, const unsigned char *p, size_t n)
{
	struct media_tags tags = {take_text, take_time, take_number};
	struct media_blocks blocks = {0};
	struct bytes_memory m;

	bytes_memory_init(&m, p, n);
	if (f->tags)
		f->tags(&m.bytes, &tags);
	if (f->blocks)
		f->blocks(&m.bytes, &blocks);
	for (size_t i = 0; i < blocks.n; i++)
		assert_true(blocks.v[i].offset <= n && blocks.v[i].size <= n - blocks.v[i].offset);
}

/* Is what is left whole to its last byte? */
static bool
check_cut(const struct media_format *f, const struct buffer *whole, size_t n)
{
	unsigned char *part = malloc(n ? n : 1);
	struct media_walk w;

	memcpy(part, whole->data, n);
	w = media_check_walk(f, part, n);
	media_check_sane(&w, n);
	if (w.state != MEDIA_NOT)
		assert_true(w.why[0] && w.confidence < 1);
	check_lists(f, part, n);
	free(part);
	return w.state == MEDIA_WHOLE && w.length == n;
}

static unsigned
check_seed(const struct media_format *f, const char *name)
{
	struct buffer b = BUFFER_EMPTY;
	struct media_walk w;
	size_t step, wholes = 0;

	seed_read(name, &b);
	w = media_check_walk(f, b.data, b.n);
	step = b.n / CUTS + 1;
	for (size_t n = 0; w.state == MEDIA_WHOLE && w.length == b.n && n < b.n; n += step)
		wholes += check_cut(f, &b, n);
	/* a picture stands alone without what its camera put behind it */
	if (wholes > 1 && strcmp(f->name, "flv") != 0) /* whose tags are a file at each end */
		fail_msg("%s is whole in %zu cut forms", name, wholes);
	buffer_release(&b);
	return w.state == MEDIA_WHOLE;
}

static unsigned
check_format(const struct media_format *f)
{
	char path[512], name[192];
	struct dirent *entry;
	unsigned files = 0;
	DIR *folder;

	snprintf(path, sizeof path, "%s/tests/fuzz/seeds/%s", TEST_SRCDIR, f->name);
	folder = opendir(path);
	while (folder && (entry = readdir(folder)) != NULL) {
		size_t n = strlen(entry->d_name);

		if (n < 5 || strcmp(entry->d_name + n - 4, ".hex") != 0 ||
		    strncmp(entry->d_name, "bad-", 4) == 0)
			continue;
		snprintf(name, sizeof name, "%s/%.*s", f->name, (int)(n - 4), entry->d_name);
		files += check_seed(f, name);
	}
	if (folder)
		closedir(folder);
	return files;
}

/* Streams have no end that could be cut off; what holds files is judged by its reader. */
static void
what_is_cut_is_not_whole(void **state)
{
	unsigned files = 0;

	(void)state;
	for (size_t i = 0; media_formats[i]; i++)
		if (!media_formats[i]->resumes && !media_formats[i]->holder)
			files += check_format(media_formats[i]);
	assert_true(files >= 30);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_cut_is_not_whole)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
