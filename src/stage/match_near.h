/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The near side of the match stage: `pdq` and `pdq_frames` of a record against the PDQ digests in
 * the sets. A near match is never more than "similar, not identical", and says how far it is.
 */
#ifndef WINNOW_STAGE_MATCH_NEAR_H
#define WINNOW_STAGE_MATCH_NEAR_H

#include "hashset/hits.h"
#include "stage/match.h"

struct match_near;

struct match_near *match_near_new(const struct match_config *config);
void match_near_free(struct match_near **n);

/* Reads the item's perceptual digests. False: it has none that may be matched. */
bool match_near_read(struct match_near *n, const struct item *item);

/*
 * What one set (index in the config) says of them: appends match objects, each behind a comma if
 * something stands before it. exact: the verdicts that agree by a cryptographic digest, of which
 * nothing weaker is said. earlier: matches that stand already and are not said again (raw JSON, may
 * be absent). -1: the set file is damaged.
 */
int match_near_add(struct match_near *n, size_t set, const struct hits *exact, struct span earlier,
		   struct buffer *out, struct error *e);

#endif
