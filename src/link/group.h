/* SPDX-License-Identifier: Apache-2.0 */
/* The items that one key ties, gathered entry by entry as they come out of sorting. */
#ifndef WINNOW_LINK_GROUP_H
#define WINNOW_LINK_GROUP_H

#include "link/entry.h"
#include "link/store.h"

/* Where an example's text stands in the store. */
struct place {
	uint64_t offset;
	uint32_t n;
};

struct member {
	uint32_t exhibit;
	uint32_t nexamples;
	uint64_t items;
	struct place examples[LINK_EXAMPLES];
};

struct group {
	enum link_kind kind;
	unsigned char key[ENTRY_KEY];
	struct place key_text; /* n 0: none */
	uint8_t flags;	       /* of all its entries */
	bool mixed;	       /* of more contents than one */
	uint64_t items, content, last_item;
	struct member *members; /* by exhibit */
	size_t n, cap;
};

/* Does the entry belong to the group? An empty group takes any. */
bool group_takes(const struct group *g, const struct entry *x);
void group_add(struct group *g, const struct entry *x);
void group_empty(struct group *g);
void group_release(struct group *g);

/* Both in one: exhibits that stand in both have their items summed. */
void group_join(struct group *out, const struct group *a, const struct group *b);

/*
 * Hands the group to fn as a link, its texts read from the store. other, distance: of near links;
 * other NULL else.
 */
int group_tell(const struct group *g, const unsigned char *other, unsigned distance,
	       struct store *texts, int (*fn)(void *ctx, const struct link *link, struct error *e),
	       void *ctx, struct error *e);

#endif
