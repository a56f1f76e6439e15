/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a Bloom filter: it is refused, or it answers. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hashset/bloom.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e = {0};
	struct bloom *b = NULL;
	struct bloom_facts facts;
	unsigned char digest[DIGEST_MAX] = {0};
	unsigned char *p = malloc(size + 1); /* so that reading past its end is seen */
	memcpy(p, data, size);
	memcpy(digest, data, size < sizeof digest ? size : sizeof digest);
	if (bloom_open_memory(&b, p, size, "fuzz", &e) == 0) {
		for (int kind = 0; kind < DIGEST_KINDS; kind++)
			bloom_has(b, (enum digest_kind)kind, digest);
		bloom_facts(b, &facts);
		assert(facts.rate > 0 && facts.rate <= 1);
	} else {
		assert(e.text[0]);
	}
	bloom_close(&b);
	free(p);
	return 0;
}
