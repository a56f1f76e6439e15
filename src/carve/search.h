/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching an address space: signature, then the format's own walk of the structure, then
 * the judgement whether that is an item. Knows nothing of records; finds go to a callback
 * in ascending order.
 */
#ifndef WINNOW_CARVE_SEARCH_H
#define WINNOW_CARVE_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "carve/scan.h"
#include "carve/space.h"
#include "media/media.h"

struct find {
	const struct media_format *format;
	struct media_walk walk; /* walk.length: bytes of the item */
	struct bytes *bytes;	/* of its region, by address; there while found() runs */
	uint64_t start, end;	/* addresses in it */
	bool slack;		/* in file slack */
	bool cut_short; /* another item begins where this partial one still seemed to hold */
};

struct search {
	const struct space *space;
	uint64_t formats; /* a bit for each entry of media_formats; see search_formats() */
	uint32_t align;	  /* 0: as the regions say */

	/* -1 ends the search. */
	int (*found)(void *ctx, const struct find *find, struct error *e);
	/* Bytes gone through since the last call; may be NULL. */
	void (*progress)(void *ctx, uint64_t bytes);
	void *ctx;
	/*
	 * What begins like a file, is broken, and not believed to be a partial one: joining may
	 * still find its rest. May be NULL.
	 */
	void (*begins)(void *ctx, const struct find *find);
};

/* What one worker keeps from search to search. */
struct searcher;
struct searcher *searcher_new(const struct search *search); /* search is borrowed */
void searcher_free(struct searcher **s);

/* Does any signature stand in p[0..n)? Where none does, there is nothing to find. */
bool searcher_hopes(const struct searcher *s, const unsigned char *p, size_t n);

/*
 * Finds items that begin in [start, end) of one region; they may run on to the end of the region.
 * What is found depends on the bytes from `start` to the region's end alone. 0, or -1 from found().
 */
int searcher_run(struct searcher *s, uint64_t start, uint64_t end, struct error *e);

/* All formats there are: the first bits set. */
uint64_t search_formats(void);
/* The same without those that are carved for the files in them. */
uint64_t search_media(void);

#endif
