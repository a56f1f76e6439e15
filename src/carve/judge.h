/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a candidate to an item, or not: the format's walk, and what is asked of its result before it
 * is believed. A false item costs an investigator more than a scrap that is left out.
 */
#ifndef WINNOW_CARVE_JUDGE_H
#define WINNOW_CARVE_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "carve/search.h"

#define SURE_CONFIDENCE 0.95 /* from here on the bytes of a whole item were decoded */

struct judge {
	struct space_bytes *bytes;
	bool apart;	 /* no item runs from one extent into the next */
	uint64_t budget; /* bytes that may still be walked in vain before walks are kept short */
};

/* span: bytes that are going to be searched; what may be walked in vain is measured by it. */
void judge_init(struct judge *j, struct space_bytes *bytes, const struct space_region *region,
		uint64_t span);

/*
 * formats: those whose signature stands at `at`. The first that holds is taken. When none does,
 * *find is the first that began at all, or its state is MEDIA_NOT.
 */
bool judge_candidate(struct judge *j, uint64_t at, uint64_t formats, struct find *find);

/* The format of a file that fills b, if one holds, or NULL. */
const struct media_format *judge_file(struct bytes *b, struct media_walk *w);

/*
 * What lies around finds inside it. A partial item ends where its rest was overwritten with another
 * file. A whole one is sure of its bytes when they were checked (checksums, decoded codes); of a
 * format that only follows pointers they may be another file's, and then that one must not be lost.
 */
struct enclosure {
	struct find *find;
	struct media_blocks blocks; /* its thumbnails among them */
};

/* Must be looked into: the item is partial, or not sure of its bytes. */
bool judge_doubts(const struct find *find);
void judge_enclose(struct judge *j, struct find *find, struct enclosure *outer);

/* Is `other`, which begins inside `outer`, a part of it rather than a file of its own? */
bool judge_embedded(const struct judge *j, const struct enclosure *outer, const struct find *other);

/*
 * Another file begins at `at`, inside the item: what spoke for the item may have been that file's.
 * Judges the bytes before it anew; a partial item that they do not bear out is MEDIA_NOT after.
 */
void judge_shorten(struct judge *j, struct find *find, uint64_t at);

/* Ends the item where another file begins. */
void judge_cut(struct find *find, uint64_t at);

#endif
