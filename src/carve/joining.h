/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Joining over a whole space, in rounds. The search's finds go in; what is broken is tried, each by
 * itself, against the blocks that are free; then it is settled who gets a block that two want, and
 * the others are tried again without it. In the end every item that was held back is told, joined
 * or as it was found.
 *
 * A try depends on the state of its round and on the bytes alone, so tries of one round may run in
 * any order and in any process.
 */
#ifndef WINNOW_CARVE_JOINING_H
#define WINNOW_CARVE_JOINING_H

#include "carve/finding.h"
#include "carve/free_blocks.h"
#include "carve/join.h"

enum joining_state {
	ITEM_FOUND,  /* as the search found it */
	ITEM_JOINED, /* of several pieces, whole */
	ITEM_LONGER, /* of several pieces, still broken */
};

/* What one try gave. */
struct join_outcome {
	enum join_result result;
	struct media_walk walk; /* WHOLE and LONGER */
	char mime[FINDING_MIME_MAX];
	struct piece *pieces; /* owned */
	size_t npieces;
};

struct joining_item {
	struct find find;
	char mime[FINDING_MIME_MAX];
	enum joining_state state;
	bool believed; /* worth telling if nothing can be joined */
	bool due;      /* to be tried in this round */
	bool may_join; /* to be tried at all */
	bool quick;    /* and only where its rest is likely */
	unsigned tries;
	bool gave_up;		     /* the budget of the last try ran out */
	struct join_outcome outcome; /* of the last try that gave something */
};

/*
 * Broken files are tried where their rest is likely, again for as long as that joins some, since
 * what those take nobody else has; then everywhere, then once more where it is likely.
 */
enum joining_phase { JOINING_LIKELY, JOINING_ALL, JOINING_LEFT };

struct joining {
	const struct space *space;
	struct joining_item *v;
	size_t n, cap;
	struct extents taken;  /* addresses inside whole items */
	struct extents held;   /* inside broken ones */
	struct extents kept;   /* inside whole ones that were held back */
	struct extents joined; /* inside joined ones */
	struct grid *grids;    /* of the regions; once it has begun */
	uint64_t *starts;      /* at which files begin; ascending once it has begun */
	size_t nstarts, starts_cap;
	uint64_t
		end; /* of the last item: what the search of the next job found inside is no item */
	uint64_t budget; /* bytes that may be judged for one item */
	enum joining_phase phase;
	unsigned rounds; /* of this phase */
	bool gained;	 /* something was joined since all were last due */
	/* What was seen of the blocks of one region, and listed of its free ones; not written. */
	struct block_faces *faces;
	struct free_blocks *free;
};

/* budget: bytes that may be judged for one item at most; 0: as many as is usual. */
void joining_init(struct joining *j, const struct space *space, uint64_t budget);
void joining_release(struct joining *j);

/*
 * Must the find wait for the end? Broken ones, those of which not every byte was checked and, where
 * something broken was met before, those off the sectors: a picture inside a film is found by
 * itself when the film is in pieces.
 */
bool joining_holds_back(const struct space *s, const struct find *find, bool broken_before);

/* The finds in the order of the search: told already; held back; not to be believed alone. */
void joining_add_whole(struct joining *j, uint64_t start, uint64_t end);
void joining_add_broken(struct joining *j, const struct find *find);
void joining_add_beginning(struct joining *j, const struct find *find);
/* All were added. */
void joining_begin(struct joining *j);

/* Items that are due now. */
size_t joining_due(const struct joining *j);
/* Tries item i; *out is the caller's to release. Does not change j. */
void joining_try(const struct joining *j, size_t i, struct join_outcome *out);
/* Hands in what a try gave; out is taken over. */
void joining_take(struct joining *j, size_t i, struct join_outcome *out);
/* All outcomes of a round are in: settles them, and makes those due that shall be tried again. */
void joining_settle(struct joining *j);

/*
 * Nothing is due any more. Item i as it is to be told: its find, its pieces (borrowed) and a note
 * or "". False: it is not to be told. Items are in order of their first address.
 */
struct joining_told {
	struct find find;
	struct piece alone; /* of an item in one piece */
	const struct piece *pieces;
	size_t npieces;
	char note[160];
};
bool joining_tell(const struct joining *j, size_t i, struct joining_told *told);

/* ---- Between processes ---- */

void joining_write(const struct joining *j, struct buffer *out);
/* -1 when it cannot be; *j is to be released in either case. */
int joining_read(struct joining *j, const struct space *space, struct span blob, struct error *e);
void join_outcome_write(const struct join_outcome *x, struct buffer *out);
void join_outcome_read(struct intake *in, uint64_t size, struct join_outcome *out);
void join_outcome_release(struct join_outcome *x);

#endif
