/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/space.h"

#include <stdlib.h>

#include "base/memory.h"
#include "practice/content.h"

#define CHUNK	((size_t)1 << 20)
#define GAP_MAX 32 /* clusters left between what is planted */

static int
fill(struct space *s, enum filler filler, struct error *e)
{
	unsigned char *chunk;
	int status = 0;

	if (filler == FILLER_ZEROS)
		return 0; /* what was never written is zero already */
	chunk = memory_new(CHUNK);
	for (size_t i = 0; i < s->room.n && !status; i++) {
		uint64_t at = s->room.v[i].offset, left = s->room.v[i].size;

		while (left && !status) {
			size_t n = left < CHUNK ? (size_t)left : CHUNK;

			filler_make(filler, &s->rng, chunk, n);
			status = region_write(&s->region, at, chunk, n, e);
			at += n;
			left -= n;
		}
	}
	free(chunk);
	return status;
}

int
space_init(struct space *s, const struct region *region, struct extents *room, uint32_t cluster,
	   enum filler filler, struct rng rng, struct error *e)
{
	*s = (struct space){*region, *room, cluster, rng};
	*room = (struct extents){0};
	return fill(s, filler, e);
}

void
space_release(struct space *s)
{
	extents_release(&s->room);
}

/* Takes [offset, offset+size) out of extent i, which holds it. */
static void
take(struct space *s, size_t i, uint64_t offset, uint64_t size)
{
	struct extent old = s->room.v[i];
	uint64_t end = old.offset + old.size;

	s->room.v[i].size = offset - old.offset;
	if (offset + size == end)
		return;
	if (s->room.n == s->room.cap) {
		s->room.cap = s->room.cap * 2 + 1;
		s->room.v = memory_resize_array(s->room.v, s->room.cap, sizeof *s->room.v);
	}
	for (size_t k = s->room.n++; k > i + 1; k--)
		s->room.v[k] = s->room.v[k - 1];
	s->room.v[i + 1] = (struct extent){offset + size, end - offset - size};
}

static int
take_at(struct space *s, uint64_t offset, uint64_t size, struct error *e)
{
	for (size_t i = 0; i < s->room.n; i++) {
		const struct extent *x = &s->room.v[i];

		if (offset >= x->offset && offset - x->offset <= x->size &&
		    size <= x->size - (offset - x->offset)) {
			take(s, i, offset, size);
			return 0;
		}
	}
	return error_set(e, ERROR_INPUT, "at=%llu: %llu bytes are not free there",
			 (unsigned long long)offset, (unsigned long long)size);
}

static int
take_behind(struct space *s, uint64_t from, uint64_t gap, uint64_t size, uint64_t *offset)
{
	for (size_t i = 0; i < s->room.n; i++) {
		const struct extent *x = &s->room.v[i];

		if (x->offset < from || x->size < gap + size)
			continue;
		*offset = x->offset + gap;
		take(s, i, *offset, size);
		return 0;
	}
	return -1;
}

/*
 * A place at or behind `from`, some clusters into the first extent that has room, so that
 * things that are planted one after the other do not touch. A place without such distance is
 * the last resort.
 */
static int
take_any(struct space *s, uint64_t from, uint64_t size, uint64_t *offset, struct error *e)
{
	uint64_t gap = rng_below(&s->rng, GAP_MAX) * s->cluster + s->cluster;

	if (!take_behind(s, from, gap, size, offset) ||
	    !take_behind(s, from, s->cluster, size, offset) ||
	    !take_behind(s, from, 0, size, offset))
		return 0;
	return error_set(e, ERROR_INPUT, "no free room for %llu bytes in one piece",
			 (unsigned long long)size);
}

int
space_plant(struct space *s, const struct plant *plant, struct span data, struct planted *out,
	    struct error *e)
{
	uint64_t clusters = (data.n + s->cluster - 1) / s->cluster, done = 0, from = 0;
	uint64_t piece = (clusters + plant->fragments - 1) / plant->fragments * s->cluster;

	if (!data.n)
		return error_set(e, ERROR_INPUT, "an empty content cannot lie in free space");
	while (done < data.n) {
		uint64_t left = data.n - done, n = left < piece ? left : piece, offset = plant->at;
		uint64_t rounded = (n + s->cluster - 1) / s->cluster * s->cluster;

		if (plant->at_set && !done ? take_at(s, offset, rounded, e)
					   : take_any(s, from, rounded, &offset, e))
			return -1;
		if (region_write(&s->region, offset, data.p + done, (size_t)n, e))
			return -1;
		planted_run_add(out, done, offset, n);
		done += n;
		from = offset + rounded;
	}
	out->recovery = out->nruns > 1 ? RECOVER_JOINING : RECOVER_CARVING;
	return 0;
}
