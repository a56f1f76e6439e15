/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Joins files whose data can be followed, with a state that can be kept: up to the block in which
 * it breaks, and from there over one free block after the other until one holds. Rows of plain
 * samples go on with the block that fits best of all below what stands above it.
 */
#ifndef WINNOW_CARVE_JOIN_FOLLOW_H
#define WINNOW_CARVE_JOIN_FOLLOW_H

#include "carve/join.h"
#include "media/strips.h"

/* What follows a format's data. A state knows nothing of the bytes before where it stands. */
struct join_follower {
	unsigned cheap; /* bytes followed for one of budget */
	void *(*make)(const void *plan);
	void (*copy)(void *to, const void *from);
	/*
	 * How far the data holds in b; b->size: as far as there are bytes; UINT64_MAX: to its end.
	 * *work: bytes gone over.
	 */
	uint64_t (*run)(void *state, struct bytes *b, uint64_t *work);
	void (*drop)(void *state);
	/* Another place where other data may have begun instead; or NULL. */
	uint64_t (*instead)(const void *state);
	/* Is what was followed between two states more than chance? NULL: bytes tell. likely:
	 * the place spoke for it. */
	bool (*progress)(const void *before, const void *after, bool likely);
};

/* Something of the file's last piece that was found by itself. */
struct join_anchor {
	uint64_t offset, address; /* of it in the file and in the space; address 0: none */
};

struct join_followed {
	const struct join_task *task;
	const struct join_follower *how;
	const void *plan; /* for make() */
	bool strips;	  /* the states are struct strips_follow */
	struct join_anchor anchor;
	uint64_t size; /* of the file, 0: not known */

	struct pieces *pieces; /* out */
	struct media_walk *walk;

	struct pieces trial; /* the rest is the joiner's own */
	bool gave_up;
	bool doubt; /* a seam of plain rows could be elsewhere */
};

/* JOIN_WHOLE, or JOIN_NOT and JOIN_GAVE_UP with no pieces. */
enum join_result join_followed(struct join_followed *j);

/* Follows strips, which are its plan. */
extern const struct join_follower join_strips_follower;

/* ---- join_rows.c ---- */

/* Blocks that may go on with plain rows, the best first. */
#define JOIN_ROWS_BEST 4
struct join_rows_found {
	size_t block[JOIN_ROWS_BEST];
	unsigned score[JOIN_ROWS_BEST]; /* the less the better */
	size_t n;
};

/*
 * How far samples of a block at an address are from those above them, in sixteenths, with the seam
 * at an offset of a strip of plain rows; UINT_MAX: nothing stands above them, or it is too far.
 */
unsigned join_rows_score(struct join_followed *j, const struct strip *x, uint64_t seam,
			 uint64_t address, unsigned limit);

#endif
