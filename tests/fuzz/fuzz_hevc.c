/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The HEVC parser: two bytes say how long the hvcC record behind them is; the rest is a sample. It
 * is parsed as it stands, and once more behind itself.
 */
#include <stdint.h>
#include <stdlib.h>

#include "media/hevc_follow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
parse(struct hevc *a, struct bytes *b, uint64_t at)
{
	uint32_t n = (uint32_t)(b->size - at), broke = 0;

	if (n)
		hevc_sample(a, b, at, n, &broke);
	if (broke > n)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes_memory m;
	struct hevc *a;
	size_t config;

	if (size < 2)
		return 0;
	config = be16(data);
	if (config > size - 2)
		config = size - 2;
	bytes_memory_init(&m, data, size);
	a = hevc_open(&m.bytes, 2, config);
	if (!a)
		return 0;
	parse(a, &m.bytes, 2 + config);
	parse(a, &m.bytes, 2 + config);
	hevc_close(&a);
	return 0;
}
