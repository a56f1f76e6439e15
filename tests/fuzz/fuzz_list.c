/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a list of digests: every record is handed on or rejected, and nothing else happens.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "list_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct list_got got;
	list_read_bytes(&got, data, size);
	if (got.status == 0) {
		uint64_t rejected = 0;
		for (int why = 0; why < LIST_REJECTS; why++)
			rejected += got.counts.rejected[why];
		assert(rejected <= got.counts.read);
		assert((rejected < got.counts.read) == (got.rows.n > 0));
	} else {
		assert(got.error.text[0]);
	}
	buffer_release(&got.rows);
	return 0;
}
