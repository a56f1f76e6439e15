/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The address space that carving searches: regions one after the other, each a row of extents of
 * the evidence laid end to end. A file that was deleted around an allocated one is whole again in
 * it, and no item runs from one region into another.
 *
 * A space is built once (struct space_plan), handed to the workers as one blob, checked there and
 * read in place; nothing in it is changed afterwards.
 */
#ifndef WINNOW_CARVE_SPACE_H
#define WINNOW_CARVE_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"
#include "evidence/extents.h"

/* ---- Building ---- */

struct space_plan {
	struct buffer regions, extents;
	uint64_t size; /* bytes of address space so far */
};

#define SPACE_PLAN_EMPTY                                                                           \
	{                                                                                          \
		BUFFER_EMPTY, BUFFER_EMPTY, 0                                                      \
	}

/*
 * A region of the extents (in order, none overlapping), nothing when there are none. step: files
 * begin on multiples of this many bytes from the start of an extent; 1: anywhere.
 */
void space_plan_region(struct space_plan *plan, const struct extents *list, uint32_t step);
/*
 * Of the last region: files lie in blocks of so many bytes, one of which begins at `origin` of the
 * backing.
 */
void space_plan_grid(struct space_plan *plan, uint64_t block, uint64_t origin);
/*
 * Of the last region: its extents have nothing to do with each other (file slack). No item runs
 * from one into the next.
 */
void space_plan_apart(struct space_plan *plan);
void space_plan_blob(const struct space_plan *plan, struct buffer *blob);
void space_plan_release(struct space_plan *plan);

/* ---- Reading ---- */

struct space {
	struct bytes *backing;	       /* what extents point into: the image, or an item's bytes */
	const char *regions, *extents; /* in the blob */
	size_t nregions, nextents;
	uint64_t size;
	/*
	 * How many bytes from an offset of the backing on are zeros that need not be read; NULL:
	 * nobody knows. Set by who opens the space, with what it is about.
	 */
	uint64_t (*hole)(void *about, uint64_t offset);
	void *about;
};

struct space_region {
	uint64_t start, end; /* addresses */
	size_t first, n;     /* extents */
	uint32_t step;
	uint32_t block; /* files lie in blocks of so many bytes; 0: not known */
	uint32_t phase; /* where blocks begin: offset in the backing % block */
	bool apart;	/* its extents have nothing to do with each other */
};

struct space_extent {
	uint64_t start, end; /* addresses */
	uint64_t offset;     /* in the backing */
};

/*
 * Checks the blob (borrowed) against the backing (borrowed); -1 with ERROR_INPUT when it
 * does not hold.
 */
int space_open(struct space *s, struct span blob, struct bytes *backing, struct error *e);

/* i < nregions. */
struct space_region space_region(const struct space *s, size_t i);
/* The region of an address; address < s->size. */
struct space_region space_region_at(const struct space *s, uint64_t address);
/* The index of the extent of an address; address < s->size. */
size_t space_find(const struct space *s, uint64_t address);
struct space_extent space_extent(const struct space *s, size_t i);

/* ---- The bytes of a region ---- */

/*
 * Positions are addresses of the space, so bytes.size is the end of the region: a view gives
 * nothing before its start. Where an extent is long enough its bytes are given without copying.
 */
struct space_bytes {
	struct bytes bytes;
	const struct space *space;
	uint64_t start;		   /* of the region */
	size_t last;		   /* extent of the last view */
	struct space_extent there; /* and where that lies */
	unsigned char
		*seam;	/* BYTES_WINDOW bytes for views over several extents; made on first use */
	uint64_t given; /* bytes in all views so far, of each a window at most: what was read */
};

void space_bytes_init(struct space_bytes *b, const struct space *s,
		      const struct space_region *region);
/*
 * The extent of an address of the region; cheap when it is that of the last view or the next one.
 */
struct space_extent space_bytes_extent(struct space_bytes *b, uint64_t address);
void space_bytes_release(struct space_bytes *b);

#endif
