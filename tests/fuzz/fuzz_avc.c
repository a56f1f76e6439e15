/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The AVC parser: two bytes say how long the avcC record behind them is; the rest is a sample. It
 * is parsed as it stands, and once more behind itself.
 */
#include <stdint.h>
#include <stdlib.h>

#include "media/avc_follow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
parse(struct avc *a, struct bytes *b, uint64_t at)
{
	uint32_t n = (uint32_t)(b->size - at), broke = 0;
	uint64_t decoded = 0;

	if (n)
		avc_sample(a, b, at, n, &broke, &decoded);
	if (broke > n)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes_memory m;
	struct avc *a;
	size_t config;

	if (size < 2)
		return 0;
	config = be16(data);
	if (config > size - 2)
		config = size - 2;
	bytes_memory_init(&m, data, size);
	a = avc_follow_open(&m.bytes, 2, config);
	if (!a)
		return 0;
	parse(a, &m.bytes, 2 + config);
	parse(a, &m.bytes, 2 + config);
	avc_follow_close(&a);
	return 0;
}
