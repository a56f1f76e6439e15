/* SPDX-License-Identifier: Apache-2.0 */
/* XMP, IPTC and texts: the first byte chooses which, the rest is the block. */
#include <stddef.h>
#include <stdint.h>

#include "stage/exif_iptc.h"
#include "stage/exif_text.h"
#include "stage/exif_xmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const where[] = {"tEXt", "zTXt", "iTXt", "COM"};
	struct facts facts = {0};
	struct bytes_memory m;
	struct buffer out = BUFFER_EMPTY;
	uint64_t broke;

	if (size == 0)
		return 0;
	bytes_memory_init(&m, data + 1, size - 1);
	if (data[0] % 3 == 0) {
		(void)exif_xmp_read(&m.bytes, 0, size - 1, &facts, &broke);
	} else if (data[0] % 3 == 1) {
		(void)exif_iptc_read(&m.bytes, 0, size - 1, &facts, &broke);
	} else {
		const struct media_block block = {MEDIA_COMMENT, 0, size - 1,
						  where[data[0] / 3 % 4]};

		exif_text_read(&m.bytes, &block, &facts);
	}
	facts_write_all(&facts, &out);
	facts_write_standard(&facts, &out);
	buffer_release(&out);
	facts_release(&facts);
	return 0;
}
