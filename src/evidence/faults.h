/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a reader gave zeros for what it could not read. The last few places are kept, so that the
 * item that met them can name them.
 */
#ifndef WINNOW_EVIDENCE_FAULTS_H
#define WINNOW_EVIDENCE_FAULTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

#define FAULT_PLACES 64

struct faults {
	uint64_t total; /* bytes, counted again each time they are asked for */
	struct fault_place {
		uint64_t offset, end; /* of the device */
		uint64_t seen;	      /* `total` when it was last met */
	} v[FAULT_PLACES];
	size_t n;
	uint64_t lost; /* the highest `seen` of a place that made room */
};

void faults_add(struct faults *f, uint64_t offset, uint64_t length);

/*
 * The places met since `total` was `before` that lie in [from, to), in words: "bytes 0 to 511 and
 * 4096 to 8191"; of many, the first few. Nothing is added when there are none.
 */
void faults_text(const struct faults *f, uint64_t before, uint64_t from, uint64_t to,
		 struct buffer *out);

#endif
