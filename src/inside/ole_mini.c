/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/memory.h"
#include "inside/ole_parts.h"

/* The table of 64-byte sectors is small: a 64th of what it maps. More than that is not believed. */
#define MINIFAT_MAX ((uint64_t)64 << 20)

void
ole_mini_index(struct ole *o)
{
	uint64_t at = 0;

	o->mini_starts = memory_zero(o->mini.nextents + 1, sizeof *o->mini_starts);
	for (size_t i = 0; i < o->mini.nextents; i++) {
		o->mini_starts[i] = at;
		at += o->mini.extents[i].size;
	}
	o->mini_starts[o->mini.nextents] = at;
}

uint64_t
ole_mini_place(const struct ole *o, uint64_t offset)
{
	size_t low = 0, high = o->mini.nextents;

	if (high == 0 || offset >= o->mini_starts[high])
		return UINT64_MAX;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (o->mini_starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return o->mini.extents[low].offset + (offset - o->mini_starts[low]);
}

void
ole_read_minifat(struct ole *o, uint32_t sector, uint64_t size, ole_follow *follow)
{
	struct member m = {.nextents = 0};
	uint64_t skip = 0, left;
	size_t n = 0;

	if (size > MINIFAT_MAX)
		size = MINIFAT_MAX;
	if (size > o->bytes->size)
		size = o->bytes->size;
	left = size;
	follow(o, sector, &skip, &left, &m);
	o->minimap = memory_new((size_t)size + 1);
	for (size_t i = 0; i < m.nextents; i++)
		n += bytes_read(o->bytes, m.extents[i].offset, o->minimap + n,
				(size_t)m.extents[i].size);
	bytes_memory_init(&o->minifat, o->minimap, n);
	member_release(&m);
}
