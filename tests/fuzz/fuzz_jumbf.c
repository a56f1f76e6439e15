/* SPDX-License-Identifier: Apache-2.0 */
/* C2PA manifests: the first byte chooses boxes as they are, JPEG's segments, or bare CBOR. */
#include <stddef.h>
#include <stdint.h>

#include "media/cbor.h"
#include "stage/exif_jumbf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
take(struct cbor_taker *self, struct span above, struct span key, struct span value)
{
	(void)self;
	if (!key.p || !value.p || (!above.p && above.n))
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct media_block block = {MEDIA_JUMBF, 0, size - 1, "caBX"};
	struct cbor_taker taker = {take};
	struct facts facts = {0};
	struct bytes_memory m;
	struct buffer out = BUFFER_EMPTY;

	if (size == 0)
		return 0;
	if (data[0] % 3 == 2) {
		(void)cbor_read(data + 1, size - 1, &taker);
		return 0;
	}
	if (data[0] % 3 == 1)
		block.where = "APP11";
	bytes_memory_init(&m, data + 1, size - 1);
	(void)exif_jumbf_read(&m.bytes, &block, &facts);
	facts_write_all(&facts, &out);
	buffer_release(&out);
	facts_release(&facts);
	return 0;
}
