/* SPDX-License-Identifier: Apache-2.0 */
/* The joiners that follow data; the last byte chooses one. See fuzz_join_one.h. */
#include "fuzz_join_one.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const formats[] = {"tiff", "psd", "bmp", "webp"};

	if (size)
		fuzz_join_one(formats[data[size - 1] & 3], data, size, data[size - 1] >> 2);
	return 0;
}
