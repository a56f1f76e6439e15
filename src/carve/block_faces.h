/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a look at a block tells of it, remembered: whether it can be coded data of a JPEG at all.
 * Every broken file asks the same of the same blocks, so most of them are turned away unread.
 */
#ifndef WINNOW_CARVE_BLOCK_FACES_H
#define WINNOW_CARVE_BLOCK_FACES_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * The first marker in the block, from FACE_MARKER on, or one of these. A first byte that would end
 * a marker begun in another block does not count.
 */
enum {
	FACE_UNKNOWN,
	FACE_NONE,  /* not there */
	FACE_ZERO,  /* begins with zeros */
	FACE_TEXT,  /* begins with text */
	FACE_CODED, /* has no marker */
	FACE_MARKER = 0xc0,
	FACE_WRONG = 0xff, /* a marker that stands in no JPEG */
};

struct block_faces {
	uint64_t start; /* address in the first block */
	uint64_t n;	/* blocks; 0: nothing is remembered */
	uint32_t size;	/* bytes of each */
	unsigned char *v;
};

/* Of the blocks of `size` bytes in [start, end); forgets what it had when these are others. */
void block_faces_open(struct block_faces *f, uint64_t start, uint64_t end, uint32_t size);
void block_faces_release(struct block_faces *f);

/* f: NULL when nothing is to be remembered. Of large blocks the first window is looked at. */
unsigned char block_face(struct block_faces *f, struct bytes *space, uint64_t at, uint32_t size);

#endif
