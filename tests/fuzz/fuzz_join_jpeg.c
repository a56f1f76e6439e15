/* SPDX-License-Identifier: Apache-2.0 */
/* The joiner of JPEGs; see fuzz_join_one.h. */
#include "fuzz_join_one.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_join_one("jpeg", data, size, size ? data[size - 1] : 0);
	return 0;
}
