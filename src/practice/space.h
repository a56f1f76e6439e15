/* SPDX-License-Identifier: Apache-2.0 */
/* Unallocated space: filled, and given out to what is planted there. */
#ifndef WINNOW_PRACTICE_SPACE_H
#define WINNOW_PRACTICE_SPACE_H

#include "base/span.h"
#include "practice/fs.h"
#include "practice/rng.h"

struct space {
	struct region region;
	struct extents room; /* what is left; ascending */
	uint32_t cluster;
	struct rng rng;
};

/* Takes over the extents and writes filler over all of them. */
int space_init(struct space *s, const struct region *region, struct extents *room, uint32_t cluster,
	       enum filler filler, struct rng rng, struct error *e);
/* Writes data where the plant says, or where there is room; says where in *out. */
int space_plant(struct space *s, const struct plant *plant, struct span data, struct planted *out,
		struct error *e);
void space_release(struct space *s);

#endif
