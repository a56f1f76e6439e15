/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage: looks the `hashes` and perceptual digests of a record up in sets and adds `matches`, each
 * set's own verdict beside the others. Needs no evidence. `matches` of an earlier run stay.
 */
#ifndef WINNOW_STAGE_MATCH_H
#define WINNOW_STAGE_MATCH_H

#include "hashset/set.h"
#include "stage/stage.h"

/* The sets, opened once; workers inherit them by fork and share their pages. */
struct match_config {
	struct hashset **sets;
	size_t nsets;
	bool near;	   /* look `pdq` and `pdq_frames` up, too */
	unsigned distance; /* at most so many bits apart; see hashset/near.h */
};

/* -1: one of the files is not a set or is damaged. */
int match_config_open(struct match_config *c, const char *const *paths, size_t n, struct error *e);
void match_config_close(struct match_config *c);

/* Does a set hold perceptual digests? */
bool match_wants_pdq(const struct match_config *c);

/*
 * Appends a `set` record for each set in the files: name, file, SHA-256, entries by kind, metadata.
 * It belongs behind the run record (struct tool's preamble, context: the struct match_config).
 */
int match_describe(const void *config, struct buffer *lines, struct error *e);

/*
 * The names of the sets whose owner's expiry date has passed, appended with commas; they
 * are still asked.
 */
void match_expired(const struct match_config *c, struct buffer *names);

/* Does `matches` hold one of kind alert? */
bool match_has_alert(const struct record *r);

/* config: struct match_config. */
extern const struct stage stage_match;

#endif
