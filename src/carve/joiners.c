/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "carve/join.h"

extern const struct joiner joiner_jpeg;
extern const struct joiner joiner_png;
extern const struct joiner joiner_movie;

/* One file a joiner, one line here. */
static const struct joiner *const joiners[] = {
	&joiner_jpeg,
	&joiner_png,
	&joiner_movie,
	NULL,
};

const struct joiner *
joiner_of(const struct media_format *format)
{
	for (size_t i = 0; joiners[i]; i++)
		if (strcmp(joiners[i]->format, format->name) == 0)
			return joiners[i];
	return NULL;
}

bool
join_spend(struct join_budget *budget, uint64_t bytes, uint64_t candidates)
{
	bool enough = budget->bytes >= bytes && budget->candidates >= candidates;

	budget->bytes -= enough ? bytes : budget->bytes;
	budget->candidates -= enough ? candidates : budget->candidates;
	return enough;
}

size_t
join_block_from(const struct join_blocks *blocks, uint64_t address)
{
	size_t low = 0, high = blocks->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (blocks->at[middle] < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
