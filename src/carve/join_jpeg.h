/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the JPEG joiner share. A picture is followed through the pieces that it has so
 * far. Where it breaks, the places where its last piece may really have ended are ranked (seams),
 * and what may follow there is tried: Huffman codes must go on, and the picture must be as smooth
 * across the seam as it is elsewhere.
 */
#ifndef WINNOW_CARVE_JOIN_JPEG_H
#define WINNOW_CARVE_JOIN_JPEG_H

#include "carve/join.h"
#include "media/jpeg_look.h"
#include "media/jpeg_smooth.h"

/* A place where a piece may have ended: a block boundary. */
struct jpeg_seam {
	uint64_t offset; /* in the file */
	double score;	 /* natural logarithm of how likely, up to a constant */
};
#define JPEG_SEAMS_MAX 6

/* A block that goes on at a seam, and how well. */
struct jpeg_candidate {
	uint64_t offset; /* of the seam */
	size_t block;	 /* index */
	double score;
	double own;    /* of that, how smoothly the picture goes on */
	double smooth; /* that, as a share of how smooth it is elsewhere */
	double odds;   /* logarithm of how much likelier right than one of as likely blocks */
	bool ends;     /* the scan ends well in it */
	bool strong;   /* no need to look further */
};
#define JPEG_CANDIDATES_MAX 3

/* What depends on the pieces joined so far. */
struct jpeg_joined {
	uint64_t from;		  /* offset in the file from which the next seam may lie */
	uint64_t doubt;		  /* a seam in a header segment that may lie elsewhere in it */
	double weakest, roughest; /* the least `own` and `smooth` of the seams */
	double odds;		  /* of all seams together */
	bool ends;		  /* counted in them: a scan that ends well */
};

struct jpeg_join {
	const struct join_task *task;
	struct pieces *pieces; /* accepted so far, the last with all that lies behind it */
	struct jpeg_follow follow;
	struct jpeg_smooth smooth; /* of the scan that is followed; across 0: no levels */
	struct jpeg_joined joined;
	unsigned tries;	  /* pieces attached so far, on all ways together */
	bool gave_up;	  /* the budget ran out */
	uint64_t reserve; /* of the budget, for following what the searches find */

	/* The best so far. */
	struct pieces best;
	uint64_t reached;
};

/* ---- join_jpeg_seam.c ---- */

/* Ranks where the last piece may have ended, given that the follower has stopped; best first. */
size_t jpeg_seams(struct jpeg_join *j, struct jpeg_seam seams[JPEG_SEAMS_MAX]);

/* ---- join_jpeg_try.c ---- */

/*
 * Where a search stopped because of what it had found; all zero: at its beginning, at JPEG_STAGES:
 * at its end.
 */
struct jpeg_cursor {
	unsigned stage;
	size_t seam;
	bool before; /* on the side before it */
	size_t done; /* blocks of that side */
};
#define JPEG_STAGES 4u

/* Evidence of a scan that ends just where it must, on its last unit. */
#define JPEG_ENDS_WELL 10.0

/*
 * Looks for blocks that may follow at the seams, from the cursor on; best first. The follower is
 * left somewhere before them.
 */
size_t jpeg_continue(struct jpeg_join *j, const struct jpeg_seam *seams, size_t n,
		     struct jpeg_cursor *cursor, struct jpeg_candidate out[JPEG_CANDIDATES_MAX]);

/* ---- join_jpeg_head.c ---- */

/* The same where the follower stopped in or behind a header segment. */
size_t jpeg_continue_head(struct jpeg_join *j, struct jpeg_candidate out[JPEG_CANDIDATES_MAX]);

/* ---- join_jpeg.c ---- */

/* The region's bytes for what is spent by itself. */
static inline struct bytes *
jpeg_bytes(const struct join_task *task)
{
	return task->plain ? task->plain : task->space;
}

/* Does a whole file cover the block? No picture goes on in one. */
static inline bool
jpeg_is_whole_ones(const struct join_task *task, size_t block)
{
	return task->blocks->doubtful && task->blocks->doubtful[block] == JOIN_OF_WHOLE;
}

/*
 * The end of the free blocks that follow each other without a gap from block i on, so many bytes
 * and a block of them at most.
 */
uint64_t jpeg_run_end(const struct join_task *task, size_t i, uint64_t most);

#endif
