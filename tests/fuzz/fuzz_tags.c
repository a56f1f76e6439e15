/* SPDX-License-Identifier: Apache-2.0 */
/* The named values of containers: the bytes as each format that lists any. */
#include <stddef.h>
#include <stdint.h>

#include "stage/exif_tags.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes_memory m;
	struct media_blocks blocks;
	struct facts facts = {0};

	for (size_t i = 0; media_formats[i]; i++) {
		if (!media_formats[i]->tags)
			continue;
		bytes_memory_init(&m, data, size);
		exif_tags_read(media_formats[i], &m.bytes, &facts);
		if (media_formats[i]->blocks)
			media_formats[i]->blocks(&m.bytes, &blocks);
		facts_clear(&facts);
	}
	facts_release(&facts);
	return 0;
}
