/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record line from a hostile hand against a small image: whatever opens must give
 * what it promises.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "draw_fat.h"
#include "evidence/content.h"

#define READ_MAX ((uint64_t)1 << 20) /* of an item: a hole can be long */

static void
check(int holds)
{
	if (!holds)
		abort();
}

static void
read_content(struct bytes *b)
{
	uint64_t end = b->size < READ_MAX ? b->size : READ_MAX;
	unsigned char copy[4096]; /* every byte is looked at, for the sanitizers */
	size_t got;

	for (uint64_t at = 0; at < end; at += got) {
		size_t least = b->size - at < 4096 ? (size_t)(b->size - at) : 4096;
		const unsigned char *p = bytes_view(b, at, 4096, &got);

		check(p != NULL && got == least);
		memcpy(copy, p, got);
		check(memcmp(copy, p, got) == 0);
	}
	if (b->size > 0)
		check(bytes_view(b, b->size - 1, 100000, &got) != NULL && got == 1);
	check(bytes_view(b, b->size, 1, &got) == NULL && got == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *volume = memory_new(DRAW_SIZE);
	struct record r = RECORD_EMPTY;
	struct content *content = NULL;
	struct bytes_memory memory;
	struct image *image;
	struct error e = {0};

	draw_fat(volume);
	bytes_memory_init(&memory, volume, DRAW_SIZE);
	image_open_bytes(&image, &memory.bytes, "drawn");
	if (record_scan(&r, (const char *)data, size, &e) == 0) {
		if (content_open(&content, image, &r, &e) == 0)
			read_content(content_bytes(content));
		else
			check(content == NULL && e.kind != ERROR_NONE);
		content_close(&content);
	}
	record_release(&r);
	image_close(&image);
	free(volume);
	return 0;
}
