/* SPDX-License-Identifier: Apache-2.0 */
/* What one item can be tied by. */
#ifndef WINNOW_LINK_FACTS_H
#define WINNOW_LINK_FACTS_H

#include "base/buffer.h"
#include "link/entry.h"

#define FACTS_MAX LINK_KINDS /* one of each kind at most */

struct item_facts {
	struct buffer text;		 /* example, then texts of keys; entries point into it */
	struct entry entries[FACTS_MAX]; /* exhibit and offset are the linker's to fill in */
	size_t n;
};

/* Replaces *f by the facts of a file record; none where the item is of no interest. */
void item_facts(struct item_facts *f, const struct record *r, const struct link_options *options);
void item_facts_release(struct item_facts *f);

#endif
