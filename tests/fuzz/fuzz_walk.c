/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hostile image through the whole of it: volumes, walk, and the content of every record. Input
 * that begins with 'F' is a list of changes to a drawn FAT volume, four bytes each (where, 24 bits
 * little-endian, and what); anything else is the image itself, so that small images of other file
 * systems can serve as a corpus.
 *
 * What crashes inside libtsk is upstream's; workers are confined and expendable because of it.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "draw_fat.h"
#include "evidence/content.h"
#include "evidence/walk.h"

#define READ_MAX    ((uint64_t)1 << 18) /* of an item */
#define RECORDS_MAX 2000

static void
check(int holds)
{
	if (!holds)
		abort();
}

struct target {
	struct image *image;
	unsigned n;
};

static void
read_content(struct bytes *b)
{
	uint64_t end = b->size < READ_MAX ? b->size : READ_MAX;
	size_t got;

	for (uint64_t at = 0; at < end; at += got)
		check(bytes_view(b, at, BYTES_WINDOW, &got) != NULL && got > 0);
}

/* Every line is a record, and one that says where its bytes lie can be read. */
static int
take(void *ctx, struct span line, struct error *e)
{
	struct target *t = ctx;
	struct record r = RECORD_EMPTY;
	struct content *content;
	struct error ours = {0};

	check(line.n > 1 && line.p[line.n - 1] == '\n');
	check(record_scan(&r, line.p, line.n - 1, &ours) == 0);
	check(record_value(&r, "id").p && record_value(&r, "path").p);
	if (record_is(&r, "file") && content_open(&content, t->image, &r, &ours) == 0) {
		read_content(content_bytes(content));
		content_close(&content);
	}
	record_release(&r);
	return ++t->n > RECORDS_MAX ? error_set(e, ERROR_OUTPUT, "enough") : 0;
}

static void
walk_all(struct bytes *bytes)
{
	struct target target = {NULL, 0};
	const struct walk_sink sink = {take, &target};
	struct volume_list volumes;
	struct error e = {0};

	image_open_bytes(&target.image, bytes, "drawn");
	if (volumes_read(&volumes, target.image, &e) == 0) {
		for (size_t i = 0; i < volumes.n; i++) {
			struct buffer notes = BUFFER_EMPTY;

			if (volumes.v[i].fs_type)
				walk_volume(target.image, &volumes.v[i], "drawn", "id", &sink,
					    &notes, &e);
			buffer_release(&notes);
		}
		volumes_release(&volumes);
	}
	image_close(&target.image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes_memory memory;
	unsigned char *volume;

	setenv("TZ", "UTC0", 1);
	if (size == 0)
		return 0;
	if (data[0] != 'F') {
		bytes_memory_init(&memory, data, size);
		walk_all(&memory.bytes);
		return 0;
	}
	volume = memory_new(DRAW_SIZE);
	draw_fat(volume);
	for (size_t i = 1; i + 4 <= size; i += 4)
		volume[(data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16) %
		       DRAW_SIZE] = data[i + 3];
	bytes_memory_init(&memory, volume, DRAW_SIZE);
	walk_all(&memory.bytes);
	free(volume);
	return 0;
}
