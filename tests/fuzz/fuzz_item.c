/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hostile record and hostile bytes through the stages, as a worker takes them: the first line is
 * the record, what follows it the image. Whatever they are, what comes out is one record.
 */
#include <stdlib.h>
#include <string.h>

#include "evidence/content.h"
#include "stage/exif.h"
#include "stage/hash.h"
#include "stage/match.h"
#include "stage/type.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static const struct match_config no_sets;
static const struct stage_use stages[] = {
	{&stage_type, NULL}, {&stage_hash, NULL}, {&stage_exif, NULL}, {&stage_match, &no_sets}};

#define STAGES (sizeof stages / sizeof *stages)

/* Opened once, as in a worker: loading libmagic's database takes long. */
static void **
states(void)
{
	static void *opened[STAGES];
	struct error e = {0};

	for (size_t i = 0; i < STAGES && !opened[i]; i++)
		require(stages[i].stage->open(&opened[i], stages[i].config, &e) == 0);
	return opened;
}

static void
apply(struct item *item)
{
	void **opened = states();
	struct error e = {0};

	for (size_t i = 0; i < STAGES; i++) {
		item->tool = stages[i].stage->tool;
		require(stages[i].stage->apply(opened[i], item, &e) == 0);
	}
	content_close(&item->content);
}

/* One line, a record again, that tells its type if it could be read. */
static void
check(struct span line, bool was_read)
{
	struct record r = RECORD_EMPTY;
	struct error e = {0};

	require(line.n > 0 && memchr(line.p, '\n', line.n) == line.p + line.n - 1);
	require(record_scan(&r, line.p, line.n - 1, &e) == 0);
	require(!was_read || record_value(&r, "mime").p);
	record_release(&r);
}

static void
take(const struct record *r, struct bytes *bytes)
{
	struct buffer out = BUFFER_EMPTY, more = BUFFER_EMPTY;
	struct edit edit = {0};
	struct item item = {.record = r, .edit = &edit, .more = &more};

	edit_init(&edit, r);
	image_open_bytes(&item.image, bytes, "image");
	apply(&item);
	edit_write(&edit, &out);
	check(buffer_span(&out), !item.content_failed);
	require(more.n == 0);
	image_close(&item.image);
	edit_release(&edit);
	buffer_release(&out);
	buffer_release(&more);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *newline = size ? memchr(data, '\n', size) : NULL;
	size_t n = newline ? (size_t)(newline - data) : size;
	struct record r = RECORD_EMPTY;
	struct bytes_memory image;
	struct error e = {0};

	bytes_memory_init(&image, newline ? newline + 1 : data, newline ? size - n - 1 : 0);
	/* What libtsk makes of file systems is fuzz_walk's. */
	if (!memmem(data, n, "tsk", 3) && record_scan(&r, (const char *)data, n, &e) == 0)
		take(&r, &image.bytes);
	record_release(&r);
	return 0;
}
