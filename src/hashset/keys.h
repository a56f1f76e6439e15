/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing the keys of one digest kind: the fan-out, the sorted digests, the references beside them.
 */
#ifndef WINNOW_HASHSET_KEYS_H
#define WINNOW_HASHSET_KEYS_H

#include "hashset/digest.h"
#include "hashset/layout.h"
#include "hashset/sort.h"

struct keys_job {
	struct layout *layout;
	enum digest_kind kind;
	struct sorter *sorter; /* of digest + big-endian reference, finished */
	const char *scratch;   /* folder for scratch files */
	/*
	 * Called for each key kept, and again with duplicate for each that equals the one before.
	 */
	void (*seen)(void *ctx, uint32_t ref, bool duplicate);
	/* Asked of each key first: is it to be left out? what: enum digest_kind or deletion_of. */
	bool (*drop)(void *ctx, unsigned what, const unsigned char *key, size_t width,
		     uint32_t ref);
	void *ctx;
};

int keys_write(const struct keys_job *job, struct error *e);

/* The same for PDQ digests; sorter: digest, big-endian reference, quality. There is no fan-out. */
#define KEYS_PDQ_RECORD (PDQ_SIZE + 4 + 1)
int keys_write_pdq(const struct keys_job *job, struct error *e);

/* Leading bits of the fan-out for n keys: 2^bits <= n, so it never costs over 4 bytes a key. */
unsigned keys_fanout_bits(uint64_t n);

#endif
