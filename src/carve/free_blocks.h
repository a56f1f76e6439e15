/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a broken file may go on: the blocks of its region, on the grid of its file system or on
 * one that the places of the finds give away, that no whole file covers and no other one begins in.
 */
#ifndef WINNOW_CARVE_FREE_BLOCKS_H
#define WINNOW_CARVE_FREE_BLOCKS_H

#include "carve/join.h"
#include "carve/space.h"
#include "evidence/extents.h"

/* Blocks of `size` bytes begin where the offset in the space's backing % size is `phase`. */
struct grid {
	uint32_t size, phase;
};

/* Where the item at an address lies in the backing. */
uint64_t space_offset(const struct space *s, uint64_t address);

/*
 * The grid of a region. starts: addresses in it at which files begin; they tell where the file
 * system does not.
 */
struct grid grid_of(const struct space *s, const struct space_region *region,
		    const uint64_t *starts, size_t n);

/* Blocks by address, ascending; doubtful: as in struct join_blocks, a byte each. */
struct block_list {
	uint64_t *at;
	unsigned char *doubtful;
	size_t n, cap;
};

/*
 * Files of one round lie among the same blocks but for their own, and near each other: what lies
 * in a stretch is listed once, and each file gets a copy of what is around it.
 */
struct free_blocks {
	struct join_blocks blocks; /* points into what follows */
	struct block_list list;
	struct block_list common; /* without what a file's own place changes */
	uint64_t low, high;	  /* where all of `common` lies; high 0: nowhere */
	struct grid grid;
};

struct free_blocks_input {
	const struct space *space;
	const struct extents *taken; /* addresses, sorted */
	const struct extents *held;  /* by broken files, this one among them; sorted */
	const struct extents *kept;  /* by whole ones that may yet be a part of another; sorted */
	const uint64_t *heads;	     /* addresses at which files begin; ascending */
	size_t nheads;
	struct grid grid;
	uint64_t start, end; /* the broken file; blocks are taken from around it */
};

/* Of the same lists as before, or free_blocks_forget() was called. */
void free_blocks_fill(struct free_blocks *f, const struct free_blocks_input *in);
void free_blocks_forget(struct free_blocks *f);
struct free_blocks *free_blocks_new(void);
void free_blocks_free(struct free_blocks *f);

#endif
