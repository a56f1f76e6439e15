/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A packed member as bytes that can be read anywhere. It is unpacked as far as it is asked for and
 * kept in memory up to a cap; of what lies behind the cap only a window is kept, and going back
 * there unpacks it again, a bounded number of times.
 *
 * What cannot be unpacked reads as zeros and is counted in `unreadable`.
 */
#ifndef WINNOW_INSIDE_SPOOL_H
#define WINNOW_INSIDE_SPOOL_H

#include "inside/holder.h"

/* Kept of one member. Nested archives need theirs at the same time. */
#define SPOOL_CAP ((uint64_t)256 << 20)

struct spool;

/* h is borrowed; several spools may take turns with it. size: of the member. */
struct spool *spool_new(struct holder *h, uint64_t key, uint64_t size);
/*
 * Of a member whose size is not known: unpacks it all, up to `limit` bytes, to learn it; the spool
 * has that size. *cut: it goes on behind the limit.
 */
struct spool *spool_measure(struct holder *h, uint64_t key, uint64_t limit, bool *cut);
struct bytes *spool_bytes(struct spool *s);
/* What went wrong while unpacking; "" when nothing did. */
const char *spool_failure(const struct spool *s);
void spool_free(struct spool **s);

#endif
