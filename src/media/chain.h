/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Films that are a chain of elements, each of which says where the next one stands: Matroska, ASF,
 * FLV, Ogg, MPEG program and transport streams, AVI. Their walkers go one element at a step over a
 * state without pointers to itself, so that whoever joins fragments can keep a copy, change what
 * lies ahead, and go on.
 */
#ifndef WINNOW_MEDIA_CHAIN_H
#define WINNOW_MEDIA_CHAIN_H

#include "media/media.h"

/* How closely elements are looked at. */
enum chain_look {
	LOOK_HEADS,  /* the chain itself */
	LOOK_INSIDE, /* sums, and what foreign bytes in them would break */
	LOOK_STRICT, /* and all that only a bad film lacks: times that go on, no lost packet */
};

/* The first member of every such walker's state. */
struct chain {
	struct bytes *b;
	struct media_walk *w;
	uint64_t start; /* of the file */
	uint64_t at;	/* where the next element stands */
	uint64_t sure;	/* what lies before is confirmed by what followed it, or by checksums */
	uint64_t elements;
	uint64_t frames; /* of picture or sound that were met */
	enum chain_look look;
	bool unmarked;			/* it came to an end that nothing marks */
	bool wordless;			/* nobody will read why: a verdict need not say */
	struct film_decoders *decoders; /* borrowed; NULL: nothing is decoded */
};

struct media_chain {
	const struct media_format *format;
	size_t state; /* bytes; at most CHAIN_STATE_MAX */
	/* Reads the head; true: go on with step(). False: *w says what it is. */
	bool (*begin)(struct chain *c);
	/* One element; false: the walk is over, and *w says how. */
	bool (*step)(struct chain *c);
	/*
	 * Steps over an element whose head stands but whose body does not hold, to where the next
	 * one must be. NULL: step() over heads alone does that.
	 */
	bool (*skip)(struct chain *c);
	/* How much there was that a good film has little of; NULL: nothing of the kind is known. */
	uint64_t (*strain)(const struct chain *c);
	enum chain_look hunt; /* how closely a place where it may go on is looked at */
	bool start_codes;     /* elements begin with 00 00 01, perhaps behind some zeros */
	unsigned firm;	      /* so many elements on end do not stand anywhere by accident */
};

#define CHAIN_STATE_MAX 16384

/* The chain of a format, or NULL. */
const struct media_chain *media_chain_of(const struct media_format *format);

/* Prepares `state` (m->state bytes) and begins. *w is reset. */
bool chain_begin(const struct media_chain *m, void *state, struct bytes *b, uint64_t start,
		 struct media_walk *w, enum chain_look look);

/* All of it: what media_format.walk and check are made of. */
void chain_walk(const struct media_chain *m, struct bytes *b, uint64_t start, struct media_walk *w,
		enum chain_look look);

/*
 * Verdicts for step(); they return false. The file is good up to `sure`; it breaks at `at`, or its
 * bytes end.
 */
bool chain_breaks(struct chain *c, uint64_t at, const char *what);
bool chain_ends(struct chain *c);
bool chain_whole(struct chain *c, uint64_t end, double confidence, const char *what);

/*
 * Whole, as far as it goes, but nothing marks the end. On a sector, where files are cut, it is not
 * said to be whole unless the bytes end with it.
 */
bool chain_unmarked(struct chain *c, uint64_t end, double confidence, const char *what);

#endif
