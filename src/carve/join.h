/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Joining fragments: a file whose structure breaks is continued with blocks that lie elsewhere.
 * One joiner a format judges what may follow what; which blocks there are to try, what a joined
 * item looks like in the stream, and who gets a block that two want, is the same for all.
 *
 * Everything is bounded by work done, never by the clock, so that a run can be repeated.
 */
#ifndef WINNOW_CARVE_JOIN_H
#define WINNOW_CARVE_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "carve/block_faces.h"
#include "carve/pieces.h"
#include "carve/search.h"

/* What another file that may not keep it seems to hold. */
enum {
	JOIN_OF_BROKEN = 1, /* within a broken file */
	JOIN_OF_WHOLE,	    /* within a whole one, which may be a part of a file in pieces */
};

/*
 * Where a file may go on: blocks on the grid that lie inside no whole item and that no other item
 * begins in, ascending. The block that the file itself begins in is among them.
 */
struct join_blocks {
	const uint64_t *at; /* addresses */
	/*
	 * Of each: not 0 where it lies within what another file still seems to hold. It may be
	 * the wrong one's, but is worth a try only when nothing else fits.
	 */
	const unsigned char *doubtful;
	size_t n;
	uint32_t size; /* bytes of each; what the region's last one lacks is not there */
};

/* What one item may still cost. */
struct join_budget {
	uint64_t bytes;	     /* read and judged */
	uint64_t candidates; /* blocks tried */
};

/* Takes from the budget; false: there is not enough left, and the joiner must come to an end. */
bool join_spend(struct join_budget *budget, uint64_t bytes, uint64_t candidates);

/* What a look at n bytes costs of it that is charged for as such. */
uint64_t join_look_cost(size_t n);

struct join_task {
	struct bytes *space;	 /* the region's bytes, by address */
	const struct find *find; /* what broke: find->start, find->walk (length, broke, why) */
	const struct join_blocks *blocks;
	struct join_budget *budget;
	/* The same bytes without being charged for each look, or NULL; charge what you do. */
	struct bytes *plain;
	struct block_faces *faces; /* or NULL */
	bool likely; /* only at blocks that pieces likely begin or end in, where the joiner can */
};

/* The bytes that are not charged for, where there are such. */
static inline struct bytes *
join_plain(const struct join_task *task)
{
	return task->plain ? task->plain : task->space;
}

/*
 * Could a mark (block_faces.h) begin in [from, to)? Where it cannot, a look at n bytes is spared
 * but charged for, so that what is found does not depend on what is remembered.
 */
bool join_could_stand(const struct join_task *task, unsigned mark, uint64_t from, uint64_t to,
		      size_t n);

enum join_result {
	JOIN_NOT,     /* no continuation held */
	JOIN_WHOLE,   /* walked to its end through all pieces */
	JOIN_LONGER,  /* still broken, but further on than before */
	JOIN_GAVE_UP, /* the budget ran out before that could be told */
};

struct joiner {
	const char *format; /* media_format.name */
	bool knows_likely;  /* looks at those alone when it is asked to, */
	bool dear;	    /* and hardly finds anything elsewhere */
	/*
	 * pieces: initialised and empty; on WHOLE and LONGER all pieces of the file in file order,
	 * the last one cut at the file's end. *walk: the verdict on the joined file, with
	 * confidence and why.
	 */
	enum join_result (*join)(const struct join_task *task, struct pieces *pieces,
				 struct media_walk *walk);
};

/*
 * Is the file whole over the next blocks that are not taken? Tried before the format's joiner;
 * pieces are empty again when it is not.
 */
bool join_around(const struct join_task *task, struct pieces *pieces, struct media_walk *walk);

/*
 * The k-th block to try, b->n: none. Most lie behind the last piece, some before the first; nearest
 * first, three there for one here.
 */
size_t join_nth_block(const struct join_blocks *b, size_t behind, size_t before, size_t k);

/*
 * Does block i look like the first of a piece: coded data behind a gap, or behind text, zeros or
 * what another file seems to hold?
 */
bool join_begins(const struct join_task *task, size_t i);

/*
 * Does it look as if a file ended `left` bytes behind an address: data up to there, and in the rest
 * of that block zeros or text?
 */
bool join_ends(const struct join_task *task, uint64_t address, uint64_t left);

/*
 * The blocks that a piece behind what lies at [start, end) may begin with, nearest first: most lie
 * behind it, some before. Those that are not doubtful come before the others. left: bytes of the
 * file behind the seam, 0 when that is not known.
 */
struct join_order {
	size_t *v; /* owned */
	size_t n;
};
void join_order_make(const struct join_task *task, uint64_t start, uint64_t end, uint64_t left,
		     size_t reach, struct join_order *o);
void join_order_release(struct join_order *o);

/* The joiner of a format, or NULL. */
const struct joiner *joiner_of(const struct media_format *format);

/* The first block at or behind an address; blocks->n: none. */
size_t join_block_from(const struct join_blocks *blocks, uint64_t address);

/*
 * The end of the free blocks that follow one another from that of this address on, 0 when it lies
 * in none; and their start.
 */
uint64_t join_run_end(const struct join_task *task, uint64_t address);
uint64_t join_run_start(const struct join_task *task, uint64_t address);

#endif
