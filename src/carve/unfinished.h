/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a search of a part of an image leaves to the run that joins for all parts: what it kept, as
 * `unfinished` records in its stream. The run that finishes takes them from the streams of all
 * parts, in whatever order, and goes on where an undivided run would have gone on.
 */
#ifndef WINNOW_CARVE_UNFINISHED_H
#define WINNOW_CARVE_UNFINISHED_H

#include "guard/emit.h"
#include "record/record.h"

/*
 * Appends the record line of what was kept of the space from address `at` on. where: the members
 * that say which evidence; space: size of the space, which says whether the same was searched.
 */
void unfinished_write(struct buffer *line, struct span where, uint64_t space, uint64_t at,
		      struct span kept);

/*
 * Appends what an `unfinished` record holds, without looking into it; other records are passed
 * over. -1 with ERROR_INPUT: the record is broken, or another version of winnow wrote it.
 */
int unfinished_add(struct buffer *all, const struct record *r, struct error *e);

/*
 * Gives to out->keep() what was added of this evidence, in the order of addresses. all: of
 * unfinished_add(). -1 with ERROR_INPUT when it is of a search with other options.
 */
int unfinished_keep(struct span all, const char *evidence_id, uint64_t space, struct emitter *out,
		    struct error *e);

#endif
