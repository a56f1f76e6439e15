/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the joiner of movies share (MP4, QuickTime, 3GP, and HEIF, whose items are laid
 * out alike). The sample tables say where in the file each sample begins; a sample that does not
 * hold where the last piece goes on is looked for in every free block at the one place where it
 * could stand, and those behind it must hold there as well. Between the last sample that held here
 * and the first that holds there lies the seam.
 */
#ifndef WINNOW_CARVE_JOIN_MOVIE_H
#define WINNOW_CARVE_JOIN_MOVIE_H

#include "carve/join.h"
#include "media/hevc_follow.h"
#include "media/isobmff_coding.h"
#include "media/isobmff_samples.h"

/* Something whose place in the file is known and that can be told from other bytes. */
struct movie_mark {
	uint64_t offset; /* in the file */
	uint32_t size;	 /* of what is judged there */
	size_t sample;	 /* index of a sample; n: the head of a box, which comes behind all */
};

/* Where the last piece stops to hold. */
struct movie_break {
	uint64_t sure;		/* all before this was seen to hold */
	uint64_t broke;		/* the seam lies in [sure, broke] */
	struct movie_mark next; /* the first mark to be looked for elsewhere */
};

struct movie_join {
	const struct join_task *task;
	struct pieces *pieces; /* the last one goes on over all that is free behind it */
	struct isosamples samples;
	uint64_t phase;		/* of the file's first byte in its block */
	uint64_t end;		/* of the data that samples point into: there a box begins */
	bool index_behind;	/* the movie box lies behind the data, at index_at */
	uint64_t index_at;	/* address of what stands at `end` */
	bool fragmented;	/* fragments follow one another up to `end` */
	uint32_t sequence;	/* of the last fragment */
	unsigned seams, unsure; /* seams set; those that are not proven to the block */
	uint64_t widest;	/* blocks among which the least sure seam lies */
	bool gave_up;
	bool silent[ISO_TRACKS_MAX];	 /* tracks whose samples are not what they should be */
	struct avc *avc[ISO_TRACKS_MAX]; /* made when first needed; so are those below */
	struct hevc *hevc[ISO_TRACKS_MAX];
	struct bytes *config; /* what parameter sets are read from */
};

/* ---- join_movie_index.c ---- */

/*
 * Reads what tells where samples lie: from the boxes at the file's start, or from a movie box
 * looked for where the data ends. False: there is none.
 */
bool movie_index(struct movie_join *m);

/* Reads it once more, over the pieces that there are now: fragments tell only as they come. */
void movie_index_again(struct movie_join *m);

/* Does the next fragment of the movie begin here, or the index behind all of them? */
bool movie_fragment_fits(const struct movie_join *m, struct bytes *b, uint64_t at);

/* ---- join_movie_hold.c ---- */

/* Goes through the samples from one on; false: *x says where they cease to hold. */
bool movie_hold(struct movie_join *m, size_t from, struct movie_break *x);

/* The first mark worth looking for from sample i on. */
struct movie_mark movie_mark_from(const struct movie_join *m, size_t i);

/* Does a sample hold in b at this place? bits: how much that says; 0 when it cannot be told. */
bool movie_sample_holds(const struct movie_join *m, struct bytes *b, uint64_t at,
			const struct movie_mark *mark, unsigned *bits);

/* ---- join_movie_find.c ---- */

/* Looks for the mark in the free blocks; *at is the address at which it stands. */
bool movie_find(struct movie_join *m, const struct movie_break *x, uint64_t *at);

/* ---- join_movie_proof.c ---- */

enum movie_proof {
	MOVIE_PROVEN,	 /* decoded from its first bit to its last */
	MOVIE_DISPROVEN, /* cannot be decoded */
	MOVIE_OPEN,	 /* of a kind that is not decoded, or the budget does not allow it */
};

/* Decodes a sample that stands at `at` of b. *broke: about where in it that ends. */
enum movie_proof movie_prove(struct movie_join *m, struct bytes *b, uint64_t at, size_t sample,
			     uint32_t *broke);
void movie_forget_decoders(struct movie_join *m);

/* ---- join_movie_seam.c ---- */

/*
 * Where between x->sure and x->broke the next piece begins, of which the mark stands at address
 * `at`. False: nowhere.
 */
bool movie_seam(struct movie_join *m, const struct movie_break *x, uint64_t at, uint64_t *seam);

#endif
