/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a record line: the promises of record/record.h and record/edit.h must hold. */
#include <stdint.h>

#include "record_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	record_check_line((const char *)data, size);
	return 0;
}
