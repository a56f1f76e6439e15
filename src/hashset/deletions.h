/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lists take back: digests and ids of entries that must not be in the set any more. Kept in
 * memory, 24 bytes each, since entries that came before are judged only when they are merged.
 *
 * Lists are numbered as they come (rounds). A deletion takes away what came in rounds before; a
 * final one takes away what its own round brought, too.
 */
#ifndef WINNOW_HASHSET_DELETIONS_H
#define WINNOW_HASHSET_DELETIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

#define DELETION_TAG 16

#define DELETIONS_MAX (UINT32_C(32) << 20) /* 1 GiB at most */

/* What is named: enum digest_kind, or one of these. */
enum deletion_of { DELETION_PDQ = 8, DELETION_ID = 9 };

struct deletions;

struct deletions *deletions_new(void);
void deletions_free(struct deletions **d);
uint32_t deletions_count(const struct deletions *d);

/* What stands for a digest or id of a set. */
void deletion_tag(uint32_t set, unsigned what, const void *p, size_t n,
		  unsigned char tag[DELETION_TAG]);

/* false: there are too many. */
bool deletions_add(struct deletions *d, uint32_t set, unsigned what, const void *p, size_t n,
		   uint32_t round, bool final);

/* Was an entry of this round with this digest or id taken away? */
bool deletions_cover(const struct deletions *d, uint32_t set, unsigned what, const void *p,
		     size_t n, uint32_t round);
bool deletions_cover_tag(const struct deletions *d, const unsigned char tag[DELETION_TAG],
			 uint32_t round);
/* Is it named at all, by whichever round? */
bool deletions_name(const struct deletions *d, uint32_t set, unsigned what, const void *p,
		    size_t n);

#endif
