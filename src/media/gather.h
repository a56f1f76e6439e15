/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that a file keeps in several places, as if they stood end to end. */
#ifndef WINNOW_MEDIA_GATHER_H
#define WINNOW_MEDIA_GATHER_H

#include "base/bytes.h"

#define GATHER_MAX 4096

struct gather_part {
	uint64_t at, size; /* in the inner source */
	uint64_t begin;	   /* in the gathered bytes */
};

struct gather {
	struct bytes bytes;
	struct bytes *inner;
	unsigned char *window; /* for views across parts */
	size_t n;
	struct gather_part v[GATHER_MAX];
};

/* A gather is large: have it on the heap. */
struct gather *gather_new(struct bytes *inner);
void gather_free(struct gather **g);

/* Adds [at, end) of the inner source, clipped to what there is; nothing when the table is full. */
void gather_add(struct gather *g, uint64_t at, uint64_t end);

/* So many of the gathered bytes lie before a place of the inner source; parts that ascend. */
uint64_t gather_before(const struct gather *g, uint64_t place);

/* Where a place in the gathered bytes lies in the inner source; between two parts: in the first. */
uint64_t gather_place(const struct gather *g, uint64_t at);

#endif
