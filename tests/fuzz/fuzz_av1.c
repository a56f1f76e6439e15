/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Coded pictures of AV1: two bytes say how long the av1C record behind them is; the rest is a
 * sample.
 */
#include <stdint.h>
#include <stdlib.h>

#include "media/av1_follow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes_memory m;
	uint64_t pixels = AV1_PIXELS;
	uint32_t n, broke = 0;
	size_t config;

	if (size < 2)
		return 0;
	config = be16(data);
	if (config > size - 2)
		config = size - 2;
	n = (uint32_t)(size - 2 - config);
	bytes_memory_init(&m, data, size);
	av1_sample(&m.bytes, 2 + config, n, 2, config, &pixels, &broke);
	if (broke > n)
		abort();
	return 0;
}
