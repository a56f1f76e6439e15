/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the joiner of chained films share (Matroska, AVI, ASF, FLV, Ogg, MPEG streams;
 * media/chain.h). Where no element stands any more, the last one that did spans the seam: it tells
 * where in its block the next one must stand, so every free block is asked at that place alone, and
 * the walk goes on there from the state it had. Between the head of the spanning element and the
 * next one, the boundary is taken with which the walk comes furthest.
 */
#ifndef WINNOW_CARVE_JOIN_CHAIN_H
#define WINNOW_CARVE_JOIN_CHAIN_H

#include "carve/join.h"
#include "media/chain.h"
#include "media/film_frame.h"

/* States that are kept from before the break: so far back a seam may lie. */
#define CHAIN_KEPT 6

/* The longest head of an element: a seam may lie in it. */
#define CHAIN_HEAD_MAX 32

struct chain_join {
	const struct join_task *task;
	const struct media_chain *chain;
	struct pieces *pieces; /* the last one goes on over all that is free behind it */
	struct pieces trial;
	uint64_t phase;		/* of the file's first byte in its block */
	struct media_walk walk; /* of all states here */
	unsigned char *state;	/* room for the states below, state bytes each */
	unsigned char *leg;	/* where the last piece was gone into */
	unsigned char *kept;	/* CHAIN_KEPT of them, the oldest first */
	size_t nkept;
	unsigned char *next, *probe;
	unsigned seams, unsure;	       /* seams set; those that are not proven to the block */
	uint64_t widest;	       /* blocks among which the least sure seam lies */
	uint64_t doubt;		       /* where the first of these lies */
	struct film_decoders decoders; /* at seams alone */
	bool gave_up;
};

/* A place where the chain may go on elsewhere. */
struct chain_gap {
	const unsigned char *before; /* state at the element that spans the seam */
	uint64_t low;		     /* the seam lies behind this offset of the file, */
	uint64_t at;		     /* and at or before this one, where the next element stands */
};

struct chain *chain_state(unsigned char *state);
/* Copies a state so that it reads from these pieces. */
void chain_copy(const struct chain_join *j, unsigned char *to, const unsigned char *from,
		struct pieces *pieces);

/* Block boundaries, as offsets of the file: at or before an offset, and behind it. */
uint64_t chain_boundary_before(const struct chain_join *j, uint64_t offset);

/* ---- join_chain_find.c ---- */

/*
 * Looks for the block in which the element of j->next stands. *seam: a boundary at or before it;
 * *address: where the byte at that boundary lies.
 */
bool chain_find(struct chain_join *j, const struct chain_gap *gap, uint64_t *seam,
		uint64_t *address);

/* ---- join_chain_seam.c ---- */

/*
 * Moves the seam, and the piece's beginning with it, to where the spanning element holds. False: it
 * holds nowhere.
 */
bool chain_seam(struct chain_join *j, const struct chain_gap *gap, uint64_t *seam,
		uint64_t *address);

#endif
