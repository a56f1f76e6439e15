/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups of equal PDQ digests, kept on disk until all are there, then compared with one another:
 * the near index holds as many digests as memory allows, and all others are asked of it.
 */
#ifndef WINNOW_LINK_SIMILAR_H
#define WINNOW_LINK_SIMILAR_H

#include "link/group.h"

struct similar;

int similar_open(struct similar **out, const char *folder, struct error *e);
void similar_close(struct similar **s); /* nothing when *s is NULL */
int similar_add(struct similar *s, const struct group *g, struct error *e);

/*
 * Each pair of different digests within `distance` whose items lie on two exhibits at least.
 * memory: of the index, bytes.
 */
int similar_each(struct similar *s, unsigned distance, size_t memory, struct store *texts,
		 int (*fn)(void *ctx, const struct link *link, struct error *e), void *ctx,
		 struct error *e);

#endif
