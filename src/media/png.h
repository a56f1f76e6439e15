/* SPDX-License-Identifier: Apache-2.0 */
/* What walking, checking and joining of PNG share (W3C PNG, third edition). */
#ifndef WINNOW_MEDIA_PNG_H
#define WINNOW_MEDIA_PNG_H

#include <stdbool.h>
#include <stdint.h>

#include "media/media.h"

#define PNG_CHUNK_MAX 0x7fffffffu
#define PNG_FIRST     33u /* bytes of signature and IHDR: where the second chunk begins */

struct png_chunk {
	uint64_t at, body;
	uint32_t size; /* of the body; a CRC-32 of four bytes follows */
	char type[5];
};

/* 1 a chunk head, 0 the bytes end, -1 not a chunk. */
int png_chunk_at(struct bytes *b, uint64_t at, struct png_chunk *c);
/* Could eight bytes be a chunk's head? */
bool png_chunk_fits(const unsigned char *p);

/* Types that are met in files, four letters each. */
#define PNG_KNOWN_TYPES 24
extern const char png_known_types[PNG_KNOWN_TYPES * 4 + 1];

/* Are the n (1 to 4) bytes the beginning of one? */
bool png_type_is_known(const unsigned char *p, size_t n);
/* The CRC-32 over type and body: 1 it holds, 0 the bytes end, -1 it does not. */
int png_chunk_holds(struct bytes *b, const struct png_chunk *c);

/* Can the picture data be unpacked into rows, up to an offset behind `start`? */
bool png_rows_hold(struct bytes *b, uint64_t start, uint64_t end);

/* The closer look at a PNG that breaks: where its picture data does. */
void png_check(struct bytes *b, uint64_t start, struct media_walk *w);

#endif
