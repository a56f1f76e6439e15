/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables, file systems, labels and encryption of a hostile image. The input is a recipe, so that
 * seeds stay small: a byte for the size (in 64 KiB, at least one), then patches on zeros: offset (4
 * bytes, little-endian), length (2 bytes), bytes.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/volume.h"
#include "record/record.h"

static void
patch(unsigned char *image, size_t size, const uint8_t *p, size_t n)
{
	while (n >= 6) {
		uint32_t at = le32(p);
		size_t length = le16(p + 4);

		p += 6;
		n -= 6;
		if (length > n)
			length = n;
		if (at < size)
			memcpy(image + at, p, length < size - at ? length : size - at);
		p += length;
		n -= length;
	}
}

/* Whatever the image says, volumes lie within it and records are records. */
static void
check(const struct volume_list *list, struct image *image)
{
	struct record record = RECORD_EMPTY;
	struct buffer out = BUFFER_EMPTY;
	struct error e = {0};

	for (size_t i = 0; i < list->n; i++) {
		const struct volume *v = &list->v[i];

		assert(v->size == 0 || v->offset < image_size(image));
		assert(v->size == 0 || v->size <= image_size(image) - v->offset);
		assert(volume_find(list, v->name) == v);
		buffer_clear(&out);
		volume_describe(list, i, image, &out);
		assert(record_scan(&record, out.data, out.n - 1, &e) == 0);
	}
	for (size_t i = 0; i < list->ngaps; i++)
		assert(list->gaps[i].size && list->gaps[i].offset < image_size(image) &&
		       list->gaps[i].size <= image_size(image) - list->gaps[i].offset);
	record_release(&record);
	buffer_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = size ? ((size_t)data[0] + 1) << 16 : 65536;
	unsigned char *bytes = memory_zero(1, n);
	struct bytes_memory memory;
	struct volume_list list;
	struct error e = {0};
	struct image *image;

	if (size)
		patch(bytes, n, data + 1, size - 1);
	bytes_memory_init(&memory, bytes, n);
	image_open_bytes(&image, &memory.bytes, "fuzz");
	if (volumes_read(&list, image, &e) == 0)
		check(&list, image);
	volumes_release(&list);
	image_close(&image);
	free(bytes);
	return 0;
}
