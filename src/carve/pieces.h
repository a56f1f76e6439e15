/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pieces of one file, laid end to end in file order, as bytes that a walk can read. The pieces
 * may be changed while they are read: what is tried as the next piece is added, judged, and taken
 * off again.
 */
#ifndef WINNOW_CARVE_PIECES_H
#define WINNOW_CARVE_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* Addresses [start, end) of the space. */
struct piece {
	uint64_t start, end;
	uint64_t offset; /* of its first byte in the file */
};

struct pieces {
	struct bytes bytes;  /* bytes.size: all pieces together */
	struct bytes *space; /* what the pieces are of; borrowed */
	struct piece *v;
	size_t n, cap;
	size_t last;	     /* piece of the last view */
	unsigned char *seam; /* for views over several pieces; made on first use */
};

void pieces_init(struct pieces *p, struct bytes *space);
/* Adds [start, end) behind the last piece, joined to it where it goes on. Not past the space. */
void pieces_add(struct pieces *p, uint64_t start, uint64_t end);
/* Cuts the file to its first `size` bytes. */
void pieces_cut(struct pieces *p, uint64_t size);
/* The address of a byte of the file; offset < bytes.size. */
uint64_t pieces_address(const struct pieces *p, uint64_t offset);
/* Is one of the addresses [start, end) in a piece? */
bool pieces_meet(const struct pieces *p, uint64_t start, uint64_t end);
/* Where the first piece begins that begins in (start, end); `end` if none does. */
uint64_t pieces_next(const struct pieces *p, uint64_t start, uint64_t end);
void pieces_copy(struct pieces *to, const struct pieces *from);
void pieces_release(struct pieces *p);

#endif
