/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_packed.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stage/exif_block.h"
#include "stage/exif_jumbf.h"
#include "stage/exif_xmp.h"

#ifdef HAVE_BROTLI
#include <brotli/decode.h>
#endif

#define PACKED_MAX   ((size_t)1 << 20)
#define UNPACKED_MAX ((size_t)4 << 20)

bool
exif_is_packed(const struct media_block *block)
{
	return strcmp(block->where, "brob") == 0;
}

#ifdef HAVE_BROTLI
/* Exif's four bytes say where behind them the TIFF header stands. */
static int
read_unpacked(enum media_block_kind kind, const unsigned char *p, size_t n, struct facts *facts)
{
	struct bytes_memory m;
	uint64_t broke, skip;

	bytes_memory_init(&m, p, n);
	if (kind == MEDIA_XMP)
		return exif_xmp_read(&m.bytes, 0, n, facts, &broke);
	if (kind == MEDIA_JUMBF) {
		const struct media_block body = {MEDIA_JUMBF, 0, n, "brob"};

		return exif_jumbf_read(&m.bytes, &body, facts);
	}
	if (n <= 4)
		return -1;
	skip = 4 + (uint64_t)be32(p);
	return skip < n ? exif_block_read(&m.bytes, skip, n - skip, "brob", facts) : -1;
}

int
exif_packed_read(struct bytes *b, const struct media_block *block, struct facts *facts,
		 const char **why)
{
	size_t n = block->size < PACKED_MAX ? (size_t)block->size : PACKED_MAX;
	size_t size = UNPACKED_MAX;
	unsigned char *packed = memory_new(n), *plain = memory_new(size);
	int r = -1;

	n = bytes_read(b, block->offset, packed, n);
	*why = "does not unpack";
	if (BrotliDecoderDecompress(n, packed, &size, plain) == BROTLI_DECODER_RESULT_SUCCESS) {
		*why = "is damaged";
		r = read_unpacked(block->kind, plain, size, facts);
	}
	free(packed);
	free(plain);
	return r;
}
#else
int
exif_packed_read(struct bytes *b, const struct media_block *block, struct facts *facts,
		 const char **why)
{
	(void)b;
	(void)block;
	(void)facts;
	*why = "is packed with Brotli, which this build lacks (libbrotlidec)";
	return -1;
}
#endif
