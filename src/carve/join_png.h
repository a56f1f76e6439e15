/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Joining a PNG by its checksums. A chunk says how long it is, so the place of its CRC-32 within a
 * block is known, and the head of the next chunk behind it tells the blocks that can hold both.
 * CRC-32 is linear: what each block adds to the sum of a chunk depends on its bytes and its place
 * alone. So it need not be summed up anew for each way to put a chunk together: of a chunk in two
 * runs every place of the break is tried with one look at each block, and of one in three runs the
 * places of both breaks are found by matching what the runs add.
 */
#ifndef WINNOW_CARVE_JOIN_PNG_H
#define WINNOW_CARVE_JOIN_PNG_H

#include "carve/join.h"
#include "media/png.h"

#define PNG_TAILS_MAX 4 /* blocks remembered that may hold a chunk's end */

struct png_join {
	const struct join_task *task;
	struct pieces *pieces; /* whole blocks, right as far as is known */
	uint64_t sure;	       /* end of the last chunk whose checksum holds */
	size_t next;	       /* the block that follows the last one */
};

/* A chunk that goes on behind the pieces. */
struct png_gap {
	struct png_chunk chunk;
	uint64_t edge;	   /* end of the pieces in the file */
	uint64_t data_end; /* where its checksum stands */
	uint64_t end;
	size_t m;	 /* blocks that it still needs */
	size_t inner;	 /* of them, at the front, those that hold its data only */
	size_t most;	 /* blocks that follow the pieces, m at most */
	uint32_t *shift; /* m: what block i is multiplied by in the sum */
	uint32_t *front; /* most + 1: what the pieces and the first k blocks behind them add */
	size_t tails[PNG_TAILS_MAX];
	size_t ntails;
};

/* Blocks of the chunk in file order: [0, first) follow the pieces, … */
struct png_runs {
	size_t first;  /* blocks in the first run */
	size_t second; /* blocks in the first two; equal: there is no middle run */
	size_t middle; /* block that would be the chunk's first one if the middle run began there */
	size_t last;   /* the chunk's last block */
};

/* false: the budget is out, or the chunk is too large. To be released in either case. */
bool png_gap_open(struct png_gap *g, struct png_join *j, const struct png_chunk *chunk);
void png_gap_release(struct png_gap *g);

/* Do the blocks that follow make it whole? */
bool png_gap_plain(struct png_join *j, struct png_gap *g);
/* In two runs; *from goes on from call to call, beginning with 0. */
bool png_gap_two(struct png_join *j, struct png_gap *g, size_t *from, struct png_runs *runs);
/*
 * In three; judge() says whether a way that adds up is right. false: there is none that is.
 */
bool png_gap_three(struct png_join *j, struct png_gap *g,
		   bool (*judge)(struct png_join *j, const struct png_gap *g,
				 const struct png_runs *runs));

/* The index of the i-th block of the chunk. */
size_t png_runs_block(const struct png_join *j, const struct png_gap *g,
		      const struct png_runs *runs, size_t i);

#endif
