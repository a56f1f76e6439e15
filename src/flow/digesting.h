/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The digests of one whole evidence at the speed of the slowest of them: workers read and unpack
 * the image ahead into shared memory, one process a digest follows them. All are confined as any
 * worker is; the parent sees no byte of evidence.
 */
#ifndef WINNOW_FLOW_DIGESTING_H
#define WINNOW_FLOW_DIGESTING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/progress.h"
#include "hashset/digest.h"

#define DIGEST_HEX_MAX 65

struct digesting {
	const char *evidence;
	unsigned wanted;	   /* bits by enum digest_kind, beside those the container stores */
	unsigned fallback;	   /* these too where the container stores none */
	unsigned seconds;	   /* without a sign of life */
	uint64_t memory;	   /* of a worker, bytes */
	struct progress *progress; /* may be NULL */
	const volatile int *stop;  /* may be NULL */
};

struct unread_range {
	uint64_t offset, len;
};

#define UNREAD_RANGES_MAX 10000u /* named; more are only counted */

struct digested {
	struct buffer evidence;	   /* the evidence record, a line with its newline */
	uint64_t size, bytes_read; /* bytes_read: without what was given as zeros */
	unsigned done;		   /* bits: what was computed */
	char hex[DIGEST_KINDS][DIGEST_HEX_MAX];
	char stored[DIGEST_KINDS][DIGEST_HEX_MAX]; /* by the container; "" where it has none */
	struct unread_range *unread;
	size_t nunread;
};

/*
 * Reads all of it; of a directory, which has no digest as a whole, nothing is computed. 0 with *out
 * (digested_release()), also when places could not be read: they count as zeros and are named. -1:
 * it cannot be opened, a worker was lost, or *stop was set.
 */
int digest_evidence(const struct digesting *d, struct digested *out, struct error *e);
void digested_release(struct digested *out);

#endif
