/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a look at a block tells of it, remembered: whether it can be coded data of a JPEG at all,
 * and which marks of other formats stand in it. Every broken file asks the same of the same blocks,
 * so most of them are turned away unread.
 */
#ifndef WINNOW_CARVE_BLOCK_FACES_H
#define WINNOW_CARVE_BLOCK_FACES_H

#include <stdbool.h>
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

/* What pieces of files are known by, wherever in a block it stands. */
enum {
	MARK_CHUNK = 1,	    /* the type of a PNG's chunk */
	MARK_DIRECTORY = 2, /* the entry of a TIFF's directory that tells the width */
	MARK_START = 4,	    /* a start code of MPEG */
	MARK_ALL = 7,
};

struct scanner;

/* At most two bytes a block, 64 MiB in all. */
struct block_faces {
	uint64_t start; /* address in the first block */
	uint64_t n;	/* blocks; 0: nothing is remembered */
	uint32_t size;	/* bytes of each */
	unsigned char *v, *marks;
	struct scanner *scanner; /* for marks; made when first needed */
};

/* Of the blocks of `size` bytes in [start, end); forgets what it had when these are others. */
void block_faces_open(struct block_faces *f, uint64_t start, uint64_t end, uint32_t size);
void block_faces_release(struct block_faces *f);

/* f: NULL when nothing is to be remembered. Of large blocks the first window is looked at. */
unsigned char block_face(struct block_faces *f, struct bytes *space, uint64_t at, uint32_t size);

/*
 * Could the mark begin in [from, to)? True where nothing is known of it. Who asks once only is
 * better off looking there; where it is asked again, all marks around are looked for at one go.
 */
bool block_marks_meet(struct block_faces *f, struct bytes *space, uint64_t from, uint64_t to,
		      unsigned mark);

#endif
