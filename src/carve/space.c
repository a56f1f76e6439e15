/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/space.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/*
 * The blob: a header, the regions, the extents. It only ever passes between processes of
 * one run, so numbers are as the machine has them. An extent's size is the distance to the
 * next one's address.
 */
struct blob_header {
	uint64_t magic, size, nregions, nextents;
};
struct blob_region {
	uint64_t first; /* extent */
	uint64_t step;
	uint64_t block, phase;
	uint64_t apart; /* 0, 1 */
};
struct blob_extent {
	uint64_t address, offset;
};

#define BLOCK_MAX  ((uint64_t)1 << 30)
#define BLOB_MAGIC 0x6563617073777731u

/* ---- Building ---- */

void
space_plan_region(struct space_plan *plan, const struct extents *list, uint32_t step)
{
	struct blob_region region = {plan->extents.n / sizeof(struct blob_extent), step, 0, 0, 0};

	assert(step > 0);
	if (list->n == 0)
		return;
	buffer_add(&plan->regions, &region, sizeof region);
	for (size_t i = 0; i < list->n; i++) {
		struct blob_extent x = {plan->size, list->v[i].offset};

		buffer_add(&plan->extents, &x, sizeof x);
		plan->size += list->v[i].size;
	}
}

/* The region added last, to be read and written with memcpy. */
static char *
last_region(struct space_plan *plan)
{
	return plan->regions.data + plan->regions.n - sizeof(struct blob_region);
}

void
space_plan_grid(struct space_plan *plan, uint64_t block, uint64_t origin)
{
	struct blob_region region;

	if (plan->regions.n == 0 || block == 0 || block > BLOCK_MAX)
		return;
	memcpy(&region, last_region(plan), sizeof region);
	region.block = block;
	region.phase = origin % block;
	memcpy(last_region(plan), &region, sizeof region);
}

void
space_plan_apart(struct space_plan *plan)
{
	struct blob_region region;

	if (plan->regions.n == 0)
		return;
	memcpy(&region, last_region(plan), sizeof region);
	region.apart = 1;
	memcpy(last_region(plan), &region, sizeof region);
}

void
space_plan_blob(const struct space_plan *plan, struct buffer *blob)
{
	struct blob_header h = {BLOB_MAGIC, plan->size,
				plan->regions.n / sizeof(struct blob_region),
				plan->extents.n / sizeof(struct blob_extent)};

	buffer_add(blob, &h, sizeof h);
	buffer_add(blob, plan->regions.data, plan->regions.n);
	buffer_add(blob, plan->extents.data, plan->extents.n);
}

void
space_plan_release(struct space_plan *plan)
{
	buffer_release(&plan->regions);
	buffer_release(&plan->extents);
	plan->size = 0;
}

/* ---- Reading ---- */

static struct blob_region
blob_region(const struct space *s, size_t i)
{
	struct blob_region r;

	assert(i < s->nregions);
	memcpy(&r, s->regions + i * sizeof r, sizeof r);
	return r;
}

static struct blob_extent
blob_extent(const struct space *s, size_t i)
{
	struct blob_extent x;

	assert(i < s->nextents);
	memcpy(&x, s->extents + i * sizeof x, sizeof x);
	return x;
}

struct space_extent
space_extent(const struct space *s, size_t i)
{
	struct blob_extent x = blob_extent(s, i);
	uint64_t end = i + 1 < s->nextents ? blob_extent(s, i + 1).address : s->size;

	return (struct space_extent){x.address, end, x.offset};
}

struct space_region
space_region(const struct space *s, size_t i)
{
	struct blob_region r = blob_region(s, i);
	size_t next = i + 1 < s->nregions ? (size_t)blob_region(s, i + 1).first : s->nextents;
	struct space_region out = {.first = (size_t)r.first,
				   .n = next - (size_t)r.first,
				   .step = (uint32_t)r.step,
				   .block = (uint32_t)r.block,
				   .phase = (uint32_t)r.phase,
				   .apart = r.apart != 0};

	out.start = space_extent(s, out.first).start;
	out.end = space_extent(s, next - 1).end;
	return out;
}

size_t
space_find(const struct space *s, uint64_t address)
{
	size_t low = 0, high = s->nextents;

	assert(address < s->size);
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (blob_extent(s, middle).address <= address)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct space_region
space_region_at(const struct space *s, uint64_t address)
{
	size_t extent = space_find(s, address), low = 0, high = s->nregions;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (blob_region(s, middle).first <= extent)
			low = middle;
		else
			high = middle;
	}
	return space_region(s, low);
}

static bool
regions_hold(const struct space *s)
{
	for (size_t i = 0; i < s->nregions; i++) {
		struct blob_region r = blob_region(s, i);

		if (r.block > BLOCK_MAX || (r.block ? r.phase >= r.block : r.phase != 0))
			return false;
		if (r.step == 0 || r.step > UINT32_MAX || r.first >= s->nextents)
			return false;
		if (i == 0 ? r.first != 0 : r.first <= blob_region(s, i - 1).first)
			return false;
	}
	return true;
}

static bool
extents_hold(const struct space *s)
{
	for (size_t i = 0; i < s->nextents; i++) {
		struct space_extent x = space_extent(s, i);

		if ((i == 0 && x.start != 0) || x.start >= x.end)
			return false;
		if (x.offset > s->backing->size || x.end - x.start > s->backing->size - x.offset)
			return false;
	}
	return true;
}

int
space_open(struct space *s, struct span blob, struct bytes *backing, struct error *e)
{
	struct blob_header h;
	size_t left = blob.n;

	*s = (struct space){.backing = backing};
	if (left < sizeof h)
		goto bad;
	memcpy(&h, blob.p, sizeof h);
	left -= sizeof h;
	if (h.magic != BLOB_MAGIC || h.nregions > left / sizeof(struct blob_region))
		goto bad;
	left -= (size_t)h.nregions * sizeof(struct blob_region);
	if (h.nextents > left / sizeof(struct blob_extent) ||
	    left != (size_t)h.nextents * sizeof(struct blob_extent))
		goto bad;
	s->nregions = (size_t)h.nregions;
	s->nextents = (size_t)h.nextents;
	s->size = h.size;
	s->regions = blob.p + sizeof h;
	s->extents = s->regions + s->nregions * sizeof(struct blob_region);
	if ((s->nextents == 0) == (s->size == 0) && (s->nregions == 0) == (s->size == 0) &&
	    regions_hold(s) && extents_hold(s))
		return 0;
bad:
	return error_set(e, ERROR_INPUT, "the map of the space to search is broken");
}

/* ---- The bytes of a region ---- */

static size_t
index_from(const struct space_bytes *b, uint64_t address)
{
	const struct space *s = b->space;

	if (address >= b->there.end && b->last + 1 < s->nextents &&
	    address < space_extent(s, b->last + 1).end)
		return b->last + 1;
	return space_find(s, address);
}

struct space_extent
space_bytes_extent(struct space_bytes *b, uint64_t address)
{
	if (address < b->there.start || address >= b->there.end) {
		b->last = index_from(b, address);
		b->there = space_extent(b->space, b->last);
	}
	return b->there;
}

static const unsigned char *
stitch(struct space_bytes *b, uint64_t address, size_t n)
{
	struct bytes *backing = b->space->backing;
	size_t done = 0;

	if (!b->seam)
		b->seam = memory_new(BYTES_WINDOW);
	while (done < n) {
		struct space_extent x = space_bytes_extent(b, address + done);
		uint64_t left = x.end - (address + done);
		size_t part = n - done < left ? n - done : (size_t)left;
		size_t got = bytes_read(backing, x.offset + (address + done - x.start),
					b->seam + done, part);

		if (got < part) /* the backing is shorter than it said: what is missing is zeros */
			memset(b->seam + done + got, 0, part - got);
		done += part;
	}
	return b->seam;
}

static const unsigned char *
region_view(struct bytes *self, uint64_t address, size_t want, size_t *got)
{
	struct space_bytes *b = (struct space_bytes *)self;
	struct bytes *backing = b->space->backing;
	uint64_t faults = backing->unreadable;
	const unsigned char *p;

	*got = 0;
	if (address < b->start || address >= self->size || want == 0)
		return NULL;
	if (want > self->size - address)
		want = (size_t)(self->size - address);
	struct space_extent x = space_bytes_extent(b, address);
	uint64_t left = x.end - address;
	if (left >= want || left >= BYTES_WINDOW) {
		p = bytes_view(backing, x.offset + (address - x.start),
			       left < want ? (size_t)left : want, got);
	} else {
		*got = want < BYTES_WINDOW ? want : BYTES_WINDOW;
		p = stitch(b, address, *got);
	}
	self->unreadable += backing->unreadable - faults;
	b->given += *got < BYTES_WINDOW ? *got : BYTES_WINDOW;
	return p;
}

void
space_bytes_init(struct space_bytes *b, const struct space *s, const struct space_region *region)
{
	*b = (struct space_bytes){{region->end, region_view, 0},
				  s,
				  region->start,
				  region->first,
				  space_extent(s, region->first),
				  NULL,
				  0};
}

void
space_bytes_release(struct space_bytes *b)
{
	free(b->seam);
	b->seam = NULL;
}
