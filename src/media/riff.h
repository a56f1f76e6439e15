/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RIFF (Microsoft, little-endian): a form whose chunks fill it exactly. WebP and AVI are
 * built on it.
 */
#ifndef WINNOW_MEDIA_RIFF_H
#define WINNOW_MEDIA_RIFF_H

#include <stdbool.h>

#include "base/bytes.h"

struct riff_chunk {
	char type[5];
	uint64_t at, body;
	uint32_t size; /* of the body */
	uint64_t next; /* after it and its padding byte */
};

/* A form of this type ("WEBP") at `at`: its end as its size says (which may lie past b's), or 0. */
uint64_t riff_form(struct bytes *b, uint64_t at, const char *type);

/* The chunk at `at`: 1, 0 the bytes end before its head does, -1 what stands there is no chunk. */
int riff_chunk_at(struct bytes *b, uint64_t at, struct riff_chunk *c);

#endif
