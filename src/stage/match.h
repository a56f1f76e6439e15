/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage: looks the `hashes` and perceptual digests of a record up in sets and adds `matches`, each
 * set's own verdict beside the others. Needs no evidence. `matches` of an earlier run stay.
 */
#ifndef WINNOW_STAGE_MATCH_H
#define WINNOW_STAGE_MATCH_H

#include "hashset/bloom.h"
#include "hashset/key_ring.h"
#include "hashset/set.h"
#include "stage/stage.h"

/* What is to be asked: set files or Bloom filters, and keys for those that are keyed. */
struct match_request {
	const char *const *paths;
	size_t npaths;
	const char *const *keys;
	size_t nkeys;
	/* What a filter's known files are, since it cannot say; 0: info. */
	enum verdict_kind bloom_kind;
	bool locked; /* keyed sets need no key: only their sizes are asked */
};

/* The sets, opened once; workers inherit them by fork and share their pages. */
struct match_config {
	struct hashset **sets;
	size_t nsets;
	bool near;	   /* look `pdq` and `pdq_frames` up, too */
	unsigned distance; /* at most so many bits apart; see hashset/near.h */
	struct bloom **blooms;
	size_t nblooms;
	enum verdict_kind bloom_kind;
	struct key_ring keys;
};

/* -1: one of the files is neither, is damaged, or has none of the keys. */
int match_config_open(struct match_config *c, const struct match_request *r, struct error *e);
void match_config_close(struct match_config *c);

/* Does a set hold perceptual digests? */
bool match_wants_pdq(const struct match_config *c);

/*
 * May files be left unread that no set knows by their size? Not with a filter, nor with a set of
 * which one entry's size is not known. *why: what stands against it.
 */
bool match_knows_sizes(const struct match_config *c, struct buffer *why);
/* Does any set hold an entry of this size? */
bool match_has_size(const struct match_config *c, uint64_t size);

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
